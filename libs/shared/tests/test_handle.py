"""The handle loop: decide once per command, on nothing old, whatever the store does."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from nineteen.shared.decider import Command, Missing, Rejected
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import (
    Done,
    Handler,
    Order,
    PayloadDiffers,
    StaleVersion,
)
from nineteen.shared.runtime.on_behalf import for_whom
from nineteen.shared.runtime.ports import Commit, Conflict, Unavailable
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.contracts.examples import AT
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.turnstile import (
    Lock,
    OpenTurnstile,
    Pass,
    PutUpTurnstile,
    Turnstile,
    turnstile_service,
    turnstiles,
)

GATE = natural_id("turnstile", "agency", "gate")
ANN = Actor("counselor", "ann")


@pytest.fixture
async def memory() -> Memory:
    return await open_memory([turnstile_service], ManualClock(AT))


def handler_of(memory: Memory) -> Handler:
    handler = memory.app.nodes["contact"].handler
    assert handler
    return handler


async def another_process(memory: Memory) -> Handler:
    """A second handler on the same store, with caches of its own."""
    own = handler_of(memory)
    await memory.boot()
    other = handler_of(memory)
    assert other is not own
    return other


def order(command: Command, command_id: str, target: str | None = GATE, **more: Any) -> Order:
    return Order(turnstiles, command, "agency", ANN, AT, natural_id(command_id), target, **more)


async def opened(handler: Handler) -> Done:
    return await handler.handle(order(OpenTurnstile(place="gate"), "open", None))


async def state(handler: Handler) -> tuple[Turnstile, int]:
    found: tuple[Turnstile, int] = await handler.state(
        turnstiles, Stream("agency", "turnstile", GATE)
    )
    return found


async def test_a_command_is_decided_and_appended(memory: Memory) -> None:
    done = await opened(handler_of(memory))

    assert done.stream == Stream("agency", "turnstile", GATE)
    assert (done.version, done.repeated) == (1, False)
    assert [name.rpartition(".")[2] for name in done.events] == ["TurnstileOpened"]


async def test_the_same_command_again_gets_the_same_answer(memory: Memory) -> None:
    handler = handler_of(memory)
    first = await opened(handler)
    passing = order(Pass(name="Jo"), "pass")
    second = await handler.handle(passing)

    assert await handler.handle(passing) == replace(second, repeated=True)
    assert await opened(handler) == replace(first, repeated=True)
    assert await opened(await another_process(memory)) == replace(first, repeated=True)
    assert await state(handler) == (Turnstile("main", 1), 2)


async def test_the_same_command_at_once_is_decided_once(memory: Memory) -> None:
    handler = handler_of(memory)
    await opened(handler)

    done = await asyncio.gather(*(handler.handle(order(Pass(name="Jo"), "p")) for _ in range(9)))

    assert sum(not each.repeated for each in done) == 1
    assert await state(handler) == (Turnstile("main", 1), 2)


async def test_the_same_id_with_another_payload_is_refused(memory: Memory) -> None:
    handler = handler_of(memory)
    await opened(handler)
    await handler.handle(order(Pass(name="Jo"), "pass", payload_hash="one"))

    with pytest.raises(PayloadDiffers):
        await handler.handle(order(Pass(name="Al"), "pass", payload_hash="two"))

    assert (await state(handler))[1] == 2


async def test_a_stale_version_is_refused_but_a_retry_is_answered(memory: Memory) -> None:
    handler = handler_of(memory)
    await opened(handler)
    await handler.handle(order(Pass(name="Jo"), "first", expected=1))

    with pytest.raises(StaleVersion) as stale:
        await handler.handle(order(Pass(name="Al"), "second", expected=1))
    again = await handler.handle(order(Pass(name="Jo"), "first", expected=1))

    assert stale.value.version == 2
    assert (again.version, again.repeated) == (2, True)


async def test_an_expected_version_counts_against_the_store_not_the_cache(memory: Memory) -> None:
    old = handler_of(memory)
    await opened(old)
    await (await another_process(memory)).handle(order(Pass(name="Jo"), "elsewhere"))

    with pytest.raises(StaleVersion):
        await old.handle(order(Lock(round=0), "lock", expected=1))
    assert (await old.handle(order(Pass(name="Al"), "mine", expected=2))).version == 3


async def test_a_conflict_is_read_again_and_decided_again(memory: Memory) -> None:
    old = handler_of(memory)
    await opened(old)
    await (await another_process(memory)).handle(order(Pass(name="Jo"), "elsewhere"))

    done = await old.handle(order(Pass(name="Al"), "mine"))

    assert done.version == 3
    assert (await state(old))[0].count == 2


async def test_conflicts_end_after_three_tries_more_unless_it_is_a_to_do(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = handler_of(memory)
    await opened(handler)
    store = memory.stores["contact"]
    tries = 0
    append = store.append

    async def contended(commit: Commit) -> Commit | None:
        nonlocal tries
        tries += 1
        if tries % 7:
            raise Conflict(commit.stream)
        return await append(commit)

    monkeypatch.setattr(store, "append", contended)
    with pytest.raises(Conflict):
        await handler.handle(order(Pass(name="Jo"), "person"))
    assert tries == 4
    done = await handler.handle(order(Pass(name="Jo"), "to-do", persistent=True))

    assert (tries, done.version) == (7, 2)


async def test_nothing_is_refused_on_an_old_state(memory: Memory) -> None:
    old = handler_of(memory)
    with pytest.raises(Missing):
        await old.handle(order(Pass(name="Jo"), "too early"))
    await opened(await another_process(memory))

    assert (await old.handle(order(Pass(name="Jo"), "now"))).version == 2


async def test_nothing_is_passed_over_as_done_on_an_old_state(memory: Memory) -> None:
    old = handler_of(memory)
    await opened(old)
    other = await another_process(memory)
    await old.handle(order(Pass(name="Jo"), "one"))
    await other.handle(order(Pass(name="Al"), "two"))
    overtaken = await other.handle(order(Lock(round=1), "round one"))
    locked = await old.handle(order(Lock(round=2), "round two"))

    assert (overtaken.version, overtaken.events) == (3, ())
    assert locked.version == 4


async def test_an_id_that_exists_is_refused_without_a_key_and_welcome_with_one(
    memory: Memory,
) -> None:
    handler = handler_of(memory)
    id_ = natural_id("mine")
    first = await handler.handle(order(PutUpTurnstile(place="a"), "one", id_))
    with pytest.raises(Rejected) as refused:
        await handler.handle(order(PutUpTurnstile(place="b"), "two", id_))
    again = await handler.handle(order(PutUpTurnstile(place="a"), "one", id_))
    await opened(handler)
    known = await handler.handle(order(OpenTurnstile(place="gate"), "other", None))

    assert refused.value.code == "already_exists"
    assert again == replace(first, repeated=True)
    assert (known.version, known.events) == (1, ())


async def test_a_retried_creation_with_a_new_id_is_answered_with_the_first(memory: Memory) -> None:
    handler = handler_of(memory)
    first = await handler.handle(order(PutUpTurnstile(place="a"), "one", None))

    again = await handler.handle(order(PutUpTurnstile(place="a"), "one", None))

    assert again == replace(first, repeated=True)
    assert len(memory.stores["contact"].log.commits) == 1


async def test_what_is_not_there_is_missing(memory: Memory) -> None:
    with pytest.raises(Missing) as missing:
        await handler_of(memory).handle(order(Pass(name="Jo"), "pass"))

    assert missing.value.code == "not_found"


async def test_facts_of_other_streams_are_read_to_their_end(memory: Memory) -> None:
    here = handler_of(memory)
    await opened(here)
    beside = natural_id("turnstile", "agency", "beside")
    await here.handle(order(OpenTurnstile(place="beside"), "beside", None))
    through = Pass(name="Jo", coming_from=beside)
    await here.handle(order(through, "before"))
    other = await another_process(memory)
    await other.handle(order(Lock(round=0), "lock", beside))

    with pytest.raises(Rejected) as refused:
        await here.handle(order(through, "after"))

    assert refused.value.code == "locked"


async def test_an_answer_that_was_lost_is_given_to_the_retry(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = handler_of(memory)
    await opened(handler)
    store = memory.stores["contact"]
    append = store.append

    async def unanswered(commit: Commit) -> Commit | None:
        await append(commit)
        raise Unavailable("No answer.")

    with monkeypatch.context() as lost:
        lost.setattr(store, "append", unanswered)
        with pytest.raises(Unavailable):
            await handler.handle(order(Pass(name="Jo"), "pass"))
    again = await handler.handle(order(Pass(name="Jo"), "pass"))
    next_ = await handler.handle(order(Pass(name="Al"), "next"))

    assert (again.version, again.repeated) == (2, True)
    assert next_.version == 3


async def test_nothing_is_known_of_what_was_not_kept(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = handler_of(memory)
    await opened(handler)

    async def refused(commit: Commit) -> Commit | None:
        raise Unavailable(commit.stream)

    with monkeypatch.context() as full:
        full.setattr(memory.stores["contact"], "append", refused)
        with pytest.raises(Unavailable):
            await handler.handle(order(Pass(name="Jo"), "pass"))

    assert await state(handler) == (Turnstile("main"), 1)


async def test_commands_of_one_stream_queue(memory: Memory) -> None:
    handler = handler_of(memory)
    await opened(handler)

    done = await asyncio.gather(
        *(handler.handle(order(Pass(name=f"Guest {n}"), f"p{n}")) for n in range(20))
    )

    assert sorted(each.version for each in done) == list(range(2, 22))


class Asked(Event):
    """Somebody's facts name the jobseeker."""

    jobseeker: str


@pytest.mark.parametrize(
    ("actor", "whom"),
    [(ANN, "jo"), (Actor("jobseeker", "jo"), None)],
)
def test_s34_who_acts_for_a_jobseeker_is_seen_in_the_facts(actor: Actor, whom: str | None) -> None:
    assert for_whom(actor, [Asked(jobseeker="jo")]) == whom


async def test_s34_a_commit_names_on_whose_behalf_it_was_made(memory: Memory) -> None:
    handler = handler_of(memory)
    await opened(handler)
    await handler.handle(order(Pass(name="Jo"), "pass", on_behalf_of="jo"))

    assert [c.on_behalf_of for c in memory.stores["contact"].log.commits] == [None, "jo"]
