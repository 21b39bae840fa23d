"""A key that nobody made: the fault of who wrote the event, or of a key store that lost it."""

from dataclasses import replace
from typing import Any

import pytest

from nineteen.shared.runtime.ports import Commit, Unavailable
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.contracts.examples import Pieces, stream_of
from nineteen.shared.testing.contracts.scripts import ScriptedBus, counts, spoiled
from nineteen.shared.testing.memory.bus import MemoryBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.turnstile import visitors


@pytest.fixture
def pieces() -> Pieces:
    bus: Any = MemoryBus({}, None)  # type: ignore[arg-type]  # these tests script their own
    return Pieces(MemoryEventStore(), bus, MemoryViewStore(), MemoryKeyStore())


async def written(pieces: Pieces) -> list[Commit]:
    """What Ann and Bob did, one after the other."""
    await pieces.people("ann")
    await pieces.people("bob")
    return [c async for batch in pieces.store.read_all() for c in batch]


def about_nobody(commit: Commit) -> Commit:
    """The same of a person whom no key store knows."""
    return spoiled(commit, {"data": commit.events[0].data | {"person": natural_id("nobody")}})


def anns_second(commits: list[Commit]) -> Commit:
    """The first time that Ann passed."""
    return next(c for c in commits if c.stream == stream_of("ann") and c.from_version == 2)


def strangers(pieces: Pieces) -> Pieces:
    """Another process: it has no key at hand yet."""
    again = replace(pieces)
    again.written = {}
    return again


@pytest.mark.parametrize("size", [1, 20])
async def test_an_event_about_nobody_parks_its_stream_alone(pieces: Pieces, size: int) -> None:
    commits = await written(pieces)
    bad = anns_second(commits)
    bobs_first = sorted(commits, key=lambda c: c.stream != stream_of("bob"))
    handed_out = [about_nobody(c) if c is bad else c for c in bobs_first]
    group = strangers(pieces).group(ViewFold(visitors, 1), bus=ScriptedBus(handed_out, size, "log"))

    while await group.step():
        pass

    assert await counts(pieces) == {"ann": 0, "bob": 3}
    parked = await pieces.views.parked()
    assert {(row.stream, row.error) for row in parked if row.reason == "undecodable"} == {
        (stream_of("ann"), "MissingKey")
    }


async def test_a_key_store_that_knows_none_of_the_keys_is_waited_for(pieces: Pieces) -> None:
    commits = await written(pieces)
    elsewhere = strangers(replace(pieces, keys=MemoryKeyStore()))
    group = elsewhere.group(ViewFold(visitors, 1), bus=ScriptedBus(commits, 3, "log"))

    with pytest.raises(Unavailable, match="lacks a key"):
        await group.step()

    assert await pieces.views.parked() == []


async def test_a_key_store_that_forgot_what_it_knew_is_waited_for(
    pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = await written(pieces)
    anns = [c for c in commits if c.stream == stream_of("ann")]
    bobs = [c for c in commits if c.stream == stream_of("bob")]
    group = strangers(pieces).group(ViewFold(visitors, 1), bus=ScriptedBus(anns + bobs, 4, "log"))
    await group.step()

    monkeypatch.setattr(pieces.keys, "keys_of", forgotten)
    with pytest.raises(Unavailable, match="lacks a key"):
        await group.step()

    assert await pieces.views.parked() == []


async def forgotten(_: object) -> list[object]:
    """A store that somebody emptied."""
    return []
