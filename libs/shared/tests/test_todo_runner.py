"""To-dos: in order per target, each fired once, whatever dies between command and closing."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nineteen.shared.decider import Command
from nineteen.shared.policy import FIRE, Late, Policy, Target, Todo
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.ports import BROKEN, Unavailable
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.testing.contracts.examples import AT, CANARY
from nineteen.shared.testing.faults import NO_FAULTS, Crash, Rates
from nineteen.shared.testing.memory.bus import ORDERLY
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.turnstile import (
    Lock,
    OpenTurnstile,
    Pass,
    PersonPassed,
    TurnstileLocked,
    TurnstileOpened,
    turnstile_service,
    turnstiles,
)

GATE = natural_id("turnstile", "agency", "gate")
SOMEBODY = natural_id("somebody")
DAY = timedelta(days=1)


class Nothing(Value):
    """No memory."""


def greeting(*todos: Todo) -> Memory:
    """An installation whose policy plans these to-dos when a turnstile opens."""

    def react(memory: Nothing, recorded: Recorded) -> tuple[Nothing, list[Todo]]:
        return memory, list(todos) if isinstance(recorded.event, TurnstileOpened) else []

    policy: Policy[Nothing] = Policy("greet", Nothing, lambda r: r.stream.id, react)
    service = replace(turnstile_service, policies=(policy,), views=())
    return Memory([service], ManualClock(AT), 19, NO_FAULTS, ORDERLY)


def todo(step: str, command: Command, **more: Any) -> Todo:
    return Todo(step, Target("turnstile", GATE), command, **more)


def passing(name: str) -> Pass:
    return Pass(name=name, person=SOMEBODY)


async def opened(memory: Memory) -> None:
    handler = memory.app.nodes["contact"].handler
    assert handler
    actor = Actor("counselor", "ann")
    command = OpenTurnstile(place="gate")
    await handler.handle(Order(turnstiles, command, "agency", actor, AT, natural_id("open")))


async def started(*todos: Todo) -> Memory:
    memory = greeting(*todos)
    await memory.boot()
    await opened(memory)
    return memory


async def passed(memory: Memory) -> list[str]:
    """Who went through, in order."""
    commits = memory.stores["contact"].log.commits
    await memory.app.around.codec.fetch_keys(commits)
    found = [memory.app.around.codec.read(commit, 0) for commit in commits]
    events = [each.event for each in found if isinstance(each, Recorded)]
    return [event.name for event in events if isinstance(event, PersonPassed)]


def codes(memory: Memory) -> Counter[str | None]:
    return Counter(each.code for each in memory.views["contact"].todos.values())


async def test_to_dos_of_one_target_run_in_the_order_they_were_planned() -> None:
    names = [f"guest {n}" for n in (3, 1, 4, 15, 9, 2, 6, 5, 35, 8)]
    memory = await started(*(todo(f"pass/{name}", passing(name)) for name in names))

    await memory.app.drain()

    assert await passed(memory) == names
    assert codes(memory) == {"done": 10}


async def test_a_rejected_command_closes_its_to_do_with_the_code() -> None:
    steps = [todo("lock", Lock(round=9)), todo("pass", passing("Jo")), todo("again", Lock(round=9))]
    memory = await started(*steps)

    await memory.app.drain()

    assert codes(memory) == {"done": 1, "locked": 1, "nothing": 1}
    assert await passed(memory) == []


@pytest.mark.parametrize(
    ("late", "hours", "code"),
    [(Late(DAY), 24, "done"), (Late(DAY), 25, "skipped"), (FIRE, 25, "done")],
)
async def test_a_late_to_do_is_skipped_or_done_as_its_policy_says(
    late: Late, hours: int, code: str
) -> None:
    memory = await started(todo("lock", Lock(round=9), due=AT + timedelta(hours=1), late=late))
    await memory.app.drain()
    clock = memory.clock
    assert isinstance(clock, ManualClock)

    clock.set(AT + timedelta(hours=1 + hours))
    await memory.app.drain()

    assert codes(memory) == {code: 1}


async def test_after_an_outage_only_so_many_overdue_to_dos_run_at_once() -> None:
    hour = timedelta(hours=1)
    due = [todo(f"{n}", Lock(round=n), due=AT + hour) for n in range(5)]
    memory = await started(*due)
    await memory.app.drain()
    assert isinstance(memory.clock, ManualClock)
    memory.clock.set(AT + 3 * DAY)
    todos = memory.app.nodes["contact"].todos
    assert todos

    ran = [await todos.step(2), todos.late, await todos.step(2), todos.late]

    assert ran == [2, 5, 2, 3]


async def test_after_an_outage_only_so_many_to_dos_run_at_once() -> None:
    names = [f"guest {n}" for n in range(5)]
    memory = await started(*(todo(name, passing(name), due=AT + DAY) for name in names))
    node, clock = memory.app.nodes["contact"], memory.clock
    assert node.policies
    assert node.todos
    assert isinstance(clock, ManualClock)
    await node.policies.step()
    await node.todos.step(2)

    clock.set(AT + 2 * DAY)

    assert await node.todos.step(2) == 2
    assert node.todos.late == 5


async def test_a_backlog_of_a_busy_time_is_no_outage() -> None:
    names = [f"guest {n}" for n in range(5)]
    memory = await started(*(todo(name, passing(name)) for name in names))
    node, clock = memory.app.nodes["contact"], memory.clock
    assert node.policies
    assert node.todos
    assert isinstance(clock, ManualClock)
    await node.todos.step(2)
    clock.set(AT + timedelta(seconds=50))
    await node.todos.step(2)
    clock.set(AT + timedelta(seconds=100))
    await node.policies.step()

    assert await node.todos.step(2) == 5
    assert node.todos.late == 0


async def test_turning_the_clock_runs_each_to_do_at_its_own_time() -> None:
    hours = [30, 10, 20]
    due = [todo(f"{h}", passing(f"{h}"), due=AT + timedelta(hours=h)) for h in hours]
    memory = await started(*due)

    await memory.app.turn_to(AT + timedelta(hours=25))

    assert await passed(memory) == ["10", "20"]
    times = [c.occurred_at - AT for c in memory.stores["contact"].log.commits]
    assert times == [timedelta(hours=h) for h in (0, 10, 20)]
    assert await memory.app.next_due() == AT + timedelta(hours=30)


async def test_a_restart_between_command_and_closing_fires_once() -> None:
    memory = await started(todo("pass", passing("Jo")))
    node = memory.app.nodes["contact"]
    assert node.policies
    assert node.todos
    await node.policies.step()
    assert await node.todos.step() == 1
    assert codes(memory) == {None: 1}

    await memory.boot()
    await memory.app.drain()

    assert await passed(memory) == ["Jo"]
    assert codes(memory) == {"done": 1}


@pytest.mark.parametrize("seed", range(20))
async def test_a_crash_anywhere_fires_once(seed: int) -> None:
    memory = await started(todo("pass", passing("Jo")), todo("lock", Lock(round=1)))
    memory.chance.seed(seed)
    memory.faults.rates = Rates(crash=0.05, refused=0.05, lost_ack=0.05, fenced=0.05)
    for _ in range(40):
        try:
            await memory.app.drain()
        except Crash:
            await rebooted(memory)
        except Unavailable:
            continue
    memory.calm()
    await memory.boot()
    await memory.app.drain()

    assert await passed(memory) == ["Jo"]
    types = Counter(c.events[0].type for c in memory.stores["contact"].log.commits)
    assert types[TurnstileLocked.type_name] == 1
    assert codes(memory).total() == codes(memory)["done"] + codes(memory)["nothing"] == 2


async def rebooted(memory: Memory) -> None:
    while True:
        try:
            await memory.boot()
        except (Crash, Unavailable):
            continue
        return


async def test_two_runners_fire_once() -> None:
    memory = await started(todo("pass", passing("Jo")))
    first = memory.app.nodes["contact"]
    await memory.boot()
    second = memory.app.nodes["contact"]
    assert first.policies
    assert first.todos
    assert second.todos
    await first.policies.step()

    assert (await first.todos.step(), await second.todos.step()) == (1, 1)
    await memory.app.drain()
    await first.policies.step()

    assert await passed(memory) == ["Jo"]


async def test_trouble_of_the_store_leaves_a_to_do_open(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = await started(todo("pass", passing("Jo")))
    store = memory.stores["contact"]

    async def refused(_: object) -> None:
        raise Unavailable("Full.")

    with monkeypatch.context() as full:
        full.setattr(store, "append", refused)
        with pytest.raises(Unavailable):
            await memory.app.drain()
    assert codes(memory) == {None: 1}

    await memory.app.drain()
    assert await passed(memory) == ["Jo"]


async def test_a_fault_of_ours_closes_one_to_do_keeps_its_payload_and_lets_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = await started(todo("pass", passing("Jo")), todo("lock", Lock(round=1)))
    handler = memory.app.nodes["contact"].handler
    assert handler
    handle = handler.handle

    async def broken(order: Order) -> object:
        if isinstance(order.command, Pass):
            raise IndexError(order.command.name)
        return await handle(order)

    monkeypatch.setattr(handler, "handle", broken)
    await memory.app.drain()

    assert codes(memory) == {BROKEN: 1, "done": 1}
    kept = [t.row.payload for t in memory.views["contact"].todos.values() if t.code == BROKEN]
    assert kept[0]["person"] == SOMEBODY


async def test_no_name_lies_in_a_to_do() -> None:
    memory = await started(todo("pass", passing(CANARY), due=AT + DAY))
    await memory.app.drain()

    assert codes(memory) == {None: 1}
    assert CANARY not in str([each.row for each in memory.views["contact"].todos.values()])


async def test_a_plan_that_cannot_be_sealed_parks_its_stream_alone() -> None:
    memory = await started(todo("pass", Pass(name=CANARY)))

    await memory.app.drain()

    parked = await memory.views["contact"].parked()
    assert [(row.fold, row.error) for row in parked] == [("greet", "KeyError")]
    assert codes(memory) == {}


async def test_the_policy_of_the_toy_locks_after_the_last_guest() -> None:
    memory = await open_memory([turnstile_service], ManualClock(AT))
    await opened(memory)
    handler = memory.app.nodes["contact"].handler
    assert handler
    for n in range(3):
        who = Actor("counselor", "ann")
        await handler.handle(
            Order(turnstiles, passing(f"{n}"), "agency", who, AT, natural_id(f"p{n}"), GATE)
        )

    await memory.app.turn_to(AT + DAY)

    assert codes(memory) == {"done": 1, "nothing": 2}
