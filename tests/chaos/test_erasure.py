"""A person is erased while something about them is under way: placeholders, and no failure."""

import asyncio
from dataclasses import replace
from random import Random

import pytest

from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.runtime import rebuild as rebuilding
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.rebuild import rebuild
from nineteen.shared.schema.base import ERASED, Value
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.testing.contracts.examples import AT, CANARY
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.oracle import differing
from nineteen.shared.testing.turnstile import (
    OpenTurnstile,
    Pass,
    PersonPassed,
    TurnstileOpened,
    turnstile_service,
    turnstiles,
)

PEOPLE = (*(f"guest {n}" for n in range(11)), CANARY)
PASSES = 6
PERSON = natural_id(CANARY)
ANN = Actor("counselor", "ann")


async def ordered(memory: Memory, command: OpenTurnstile | Pass, target: str | None = None) -> None:
    handler = memory.app.nodes["contact"].handler
    assert handler
    name = natural_id(repr(command), str(await memory.bus.end_position("contact")))
    await handler.handle(Order(turnstiles, command, "agency", ANN, AT, name, target))


async def passed_by_all(memory: Memory) -> None:
    """Everybody passes a turnstile of their own, one after the other, over and over."""
    for place in range(len(PEOPLE)):
        await ordered(memory, OpenTurnstile(place=f"{place}"))
    for _ in range(PASSES):
        for place, name in enumerate(PEOPLE):
            target = natural_id("turnstile", "agency", f"{place}")
            await ordered(memory, Pass(name=name, person=natural_id(name)), target)


async def erased(memory: Memory) -> None:
    """The key is destroyed, and what processes remember of it dropped."""
    await memory.keys.destroy(PERSON, "record")
    memory.app.around.codec.ring.forget(PERSON)
    memory.app.around.reader.forget()


def everything_kept(memory: Memory) -> str:
    """All that is stored, but for the keys."""
    views = [vars(views) for views in memory.views.values()]
    return repr([views, *(store.log.commits for store in memory.stores.values())])


@pytest.mark.fault("F-38", checks="I3 I5")
async def test_who_is_erased_during_a_rebuild_is_erased_in_the_new_view(
    fault_seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "CHUNK", 24)
    memory = await open_memory([turnstile_service], ManualClock(AT), fault_seed)
    await passed_by_all(memory)
    await memory.app.drain()
    assert CANARY in everything_kept(memory)
    moment = Random(fault_seed).randrange(1, 4)
    steps: list[tuple[int, int]] = []
    erasing: list[asyncio.Task[None]] = []

    def progress(read: int, total: int) -> None:
        steps.append((read, total))
        if len(steps) == moment:
            erasing.append(asyncio.create_task(erased(memory)))

    assert await rebuild(memory.app, "halls", progress) == 2

    read, total = steps[moment - 1]
    assert 0 < read < total
    assert erasing[0].done()
    (shown,) = (
        await memory.views["contact"].documents([("halls.v1.g2", "agency", "main")])
    ).values()
    assert (ERASED in shown, CANARY in shown, '"guest 3"' in shown) == (True, False, True)
    assert await memory.views["contact"].parked() == []
    assert await differing(memory.app) == []

    for view in (
        "halls",
        "visitors",
        "visitors",
    ):  # what was folded before goes with its generation
        await rebuild(memory.app, view, progress)

    assert CANARY not in everything_kept(memory)


class Nothing(Value):
    """No memory."""


def planned(memory: Nothing, recorded: Recorded) -> tuple[Nothing, list[Todo]]:
    """Have somebody pass whatever opens."""
    command = Pass(name=CANARY, person=PERSON)
    todo = Todo("pass", Target("turnstile", recorded.stream.id), command)
    return memory, [todo] if isinstance(recorded.event, TurnstileOpened) else []


let_in: Policy[Nothing] = Policy("let-in", Nothing, lambda r: r.stream.id, planned)


@pytest.mark.fault("F-45", checks="I4 I5")
async def test_a_to_do_that_comes_again_after_its_person_was_erased_adds_nothing() -> None:
    service = replace(turnstile_service, policies=(let_in,), views=())
    memory = await open_memory([service], ManualClock(AT))
    await ordered(memory, OpenTurnstile(place="gate"))
    node = memory.app.nodes["contact"]
    assert node.policies
    assert node.todos
    await node.policies.step()
    assert await node.todos.step() == 1
    before = list(memory.stores["contact"].log.commits)
    assert [c.events[0].type for c in before[1:]] == [PersonPassed.type_name]
    todos = memory.views["contact"].todos.values()
    assert [todo.code for todo in todos] == [None]

    await memory.boot()
    await erased(memory)
    await memory.app.drain()

    assert memory.stores["contact"].log.commits == before
    assert [todo.code for todo in todos] == ["done"]
    assert await memory.views["contact"].parked() == []
    assert CANARY not in everything_kept(memory)
