"""Commits on MongoDB when several processes write, and when answers get lost."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from nineteen.shared.runtime.mongo import driver, event_store
from nineteen.shared.runtime.mongo.driver import Driver
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.ports import Conflict, Position, Unavailable
from nineteen.shared.testing.contracts.examples import commit, stream_of
from nineteen.shared.testing.lossy_wire import LossyWire
from nineteen.shared.testing.mongo import MongoStores, collect_sockets, stores_on
from nineteen.shared.testing.servers.plugin import SharedMongo

pytestmark = pytest.mark.cluster
GATE = stream_of("gate")
NOBODY = "mongodb://127.0.0.1:9/?directConnection=true"


@pytest.fixture
def store(mongo_stores: MongoStores) -> MongoEventStore:
    return mongo_stores.store


@pytest.fixture
async def other(mongo: SharedMongo, mongo_stores: MongoStores) -> AsyncIterator[MongoEventStore]:
    """The same store in another process."""
    async with stores_on(mongo.uri, mongo_stores.prefix) as stores:
        yield stores.store


@pytest.fixture
async def wire(mongo: SharedMongo) -> AsyncIterator[LossyWire]:
    async with LossyWire(mongo.uri) as wire:
        yield wire


@pytest.fixture(params=["motor", "pymongo"])
async def far(
    wire: LossyWire, mongo_stores: MongoStores, request: pytest.FixtureRequest
) -> AsyncIterator[MongoEventStore]:
    """The same store at the end of a lossy wire."""
    kind: Driver = request.param
    async with stores_on(wire.uri, mongo_stores.prefix, kind) as stores:
        yield stores.store


async def won(store: MongoEventStore, name: str, version: int) -> bool:
    try:
        return await store.append(commit(name, GATE, version)) is None
    except Conflict:
        return False


async def test_of_twenty_writers_in_two_processes_one_wins_each_version(
    store: MongoEventStore, other: MongoEventStore
) -> None:
    for version in (1, 2, 3):
        writers = [(who, f"{n}-{version}") for n, who in enumerate([store, other] * 10)]
        wins = await asyncio.gather(*(won(who, name, version) for who, name in writers))
        assert sum(wins) == 1

    assert [c.from_version for c in await store.read(GATE)] == [1, 2, 3]


async def test_a_head_that_another_process_moved_on_is_only_a_hint(
    store: MongoEventStore, other: MongoEventStore
) -> None:
    assert await won(store, "a", 1)
    assert await won(other, "b", 2)

    assert not await won(store, "c", 2)
    assert await won(other, "d", 3)
    assert await won(store, "e", 4)
    assert not await won(other, "f", 6)

    assert [c.from_version for c in await other.read(GATE)] == [1, 2, 3, 4]


async def test_what_one_process_decided_the_other_answers(
    store: MongoEventStore, other: MongoEventStore
) -> None:
    await store.append(commit("a", GATE))

    standing = await other.append(commit("a", GATE))

    assert standing
    assert standing.ts == (await store.read(GATE))[0].ts


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_commit_whose_answer_is_lost_is_kept_once(
    far: MongoEventStore, wire: LossyWire, times: int
) -> None:
    await far.append(commit("a", GATE))
    wire.lose("insert", times)

    assert await far.append(commit("b", GATE, 2)) is None

    assert wire.lost == times
    assert [c.from_version for c in await far.read(GATE)] == [1, 2]
    assert await far.append(commit("c", GATE, 3)) is None


async def test_a_commit_that_is_never_answered_is_found_when_it_is_sent_again(
    far: MongoEventStore, wire: LossyWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(event_store, "INSIST_S", 0.0)
        wire.lose("insert", 2)
        with pytest.raises(Unavailable, match="whole or not at all"):
            await far.append(commit("a", GATE))

    standing = await far.append(commit("a", GATE))

    assert standing
    assert [c.id for c in await far.read(GATE)] == [standing.id]


async def everything_is_unavailable(kind: Driver) -> None:
    async with stores_on(NOBODY, "nobody", kind) as stores:
        with pytest.raises(Unavailable, match="nothing was kept"):
            await stores.store.append(commit("a", GATE))
        with pytest.raises(Unavailable):
            await stores.store.read(GATE)
        with pytest.raises(Unavailable):
            await stores.store.pending(9, ())
        with pytest.raises(Unavailable):
            await stores.views.positions("group")


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("kind", ["motor", "pymongo"])
async def test_without_a_server_everything_is_unavailable_and_says_so(
    kind: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "SELECT_MS", 50)

    await everything_is_unavailable(kind)

    await collect_sockets()


async def test_what_was_appended_is_pending_until_it_was_relayed(store: MongoEventStore) -> None:
    assert await store.oldest_pending() is None
    for version in (1, 2, 3):
        await store.append(commit(str(version), GATE, version))
    first, *rest = await store.pending(9, ())
    assert await store.oldest_pending() == first.ts

    await store.relayed([first.id])

    assert [c.from_version for c in await store.pending(9, ())] == [2, 3]
    assert [c.from_version for c in await store.pending(1, ())] == [2]
    assert await store.oldest_pending() == rest[0].ts
    await store.relayed([c.id for c in rest])
    assert list(await store.pending(9, ())) == []
    assert len(await store.read(GATE)) == 3


async def test_streams_that_the_bus_will_not_take_hold_back_no_others(
    store: MongoEventStore,
) -> None:
    await store.append(commit("a", GATE))
    await store.append(commit("b", stream_of("hall")))

    assert [c.stream for c in await store.pending(9, {GATE})] == [stream_of("hall")]


async def test_a_backlog_under_writing_shows_each_stream_unbroken(
    store: MongoEventStore, other: MongoEventStore
) -> None:
    streams = [stream_of(str(number)) for number in range(6)]

    async def write(number: int, stream: str) -> None:
        for version in range(1, 11):
            writer = (store, other)[(number + version) % 2]
            assert await writer.append(commit(f"{stream} {version}", stream, version)) is None

    writing = asyncio.gather(*(write(*each) for each in enumerate(streams)))
    relayed: dict[str, list[int]] = defaultdict(list)
    while not writing.done() or await store.oldest_pending() is not None:
        batch = await store.pending(7, ())
        for each in batch:
            relayed[each.stream].append(each.from_version)
        await store.relayed([each.id for each in batch])
    await writing

    assert relayed == {stream: list(range(1, 11)) for stream in streams}


async def test_an_append_elsewhere_wakes_who_watches(
    store: MongoEventStore, other: MongoEventStore
) -> None:
    woken = asyncio.Event()
    watching = asyncio.ensure_future(store.watch(woken.set))

    for version in range(1, 200):  # the first ones may come before it watches
        await other.append(commit(str(version), GATE, version))
        if woken.is_set():
            break
        await asyncio.sleep(0.02)

    assert woken.is_set()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_server_without_change_streams_wakes_nobody_and_breaks_nothing(
    store: MongoEventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_store, "INSERTS", [{"$noSuchStage": {}}])
    woken = asyncio.Event()
    watching = asyncio.ensure_future(store.watch(woken.set))

    for version in range(1, 6):
        await store.append(commit(str(version), GATE, version))

    assert not watching.done()
    assert not woken.is_set()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_offsets_of_a_bus_are_refused_as_an_end_of_reading(store: MongoEventStore) -> None:
    position = Position("log", (1,))

    with pytest.raises(ValueError, match="compare by heads"):
        _ = [batch async for batch in store.read_all(position)]


async def test_everything_is_read_also_in_many_batches(
    store: MongoEventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_store, "BATCH", 4)
    streams = [stream_of(str(number)) for number in range(5)]
    for version in (1, 2, 3):
        for stream in streams:
            await store.append(commit(f"{stream} {version}", stream, version))

    batches = [batch async for batch in store.read_all()]

    assert [len(batch) for batch in batches] == [4, 4, 4, 3]
    read = [(c.stream, c.from_version) for batch in batches for c in batch]
    assert sorted(read) == [(s, v) for s in sorted(streams) for v in (1, 2, 3)]
