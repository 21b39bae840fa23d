"""Kafka keeps the contract of a bus, and says so when a topic is not what it was."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.kafka.topics import Topic, administration
from nineteen.shared.runtime.ports import Commit, LogChanged, Polled, Position, Unavailable
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.testing.contracts.bus import BusContract, reached
from nineteen.shared.testing.contracts.examples import (
    SOURCE,
    Pieces,
    caught_up,
    commit,
    delivered,
    stream_of,
)
from nineteen.shared.testing.contracts.flow import FlowContract
from nineteen.shared.testing.kafka import drop_topics, make_topics
from nineteen.shared.testing.memory.backlog import MemoryBacklog, RelayedBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.servers.ladder import KafkaServer
from nineteen.shared.testing.turnstile import visitors

pytestmark = pytest.mark.cluster
SOON_S = 20


@pytest.fixture
def store() -> MemoryEventStore:
    return MemoryEventStore()


@pytest.fixture
async def publisher(connection: Connection, prefix: str) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(SOURCE, connection, prefix=prefix)
    yield publisher
    await publisher.close()


@pytest.fixture
async def reading(connection: Connection, prefix: str) -> AsyncIterator[KafkaBus]:
    bus = KafkaBus(connection, prefix=prefix)
    yield bus
    await bus.close()


@pytest.fixture
def bus(reading: KafkaBus, store: MemoryEventStore, publisher: KafkaPublisher) -> RelayedBus:
    return RelayedBus(reading, Relay(SOURCE, MemoryBacklog(store.log), publisher))


@pytest.fixture
def pieces(store: MemoryEventStore, bus: RelayedBus) -> Pieces:
    return Pieces(store, bus, MemoryViewStore(), MemoryKeyStore())


class TestKafkaBus(BusContract):
    pass


class TestGroupsOnKafka(FlowContract):
    pass


async def handed_out(bus: KafkaBus, at: Position, limit: int = 500) -> list[Commit]:
    """Everything behind a position; polls until the end is reached."""
    end, found = await bus.end_position(SOURCE), []
    while not reached(at, end):
        for each in await bus.poll("group", {SOURCE: at}, limit):
            at = each.after
            found += delivered([each])
    return found


async def test_a_commit_of_more_events_than_a_poll_takes_comes_whole(
    reading: KafkaBus, publisher: KafkaPublisher
) -> None:
    many = [commit(name, stream_of(name), size=100) for name in ("ann", "bob", "cyd")]
    await publisher.publish(many)

    found = await handed_out(reading, await reading.start_position(SOURCE), limit=7)

    assert {c.id for c in found} == {c.id for c in many}
    assert all(len(c.events) == 100 for c in found)


async def test_nothing_at_or_after_the_place_to_stop_is_handed_out(
    reading: KafkaBus, publisher: KafkaPublisher
) -> None:
    stream = stream_of("ann")
    await publisher.publish([commit(f"{n}", stream, n) for n in range(1, 4)])
    at = await reading.start_position(SOURCE)
    stop = await reading.end_position(SOURCE)
    await publisher.publish([commit(f"{n}", stream, n) for n in range(4, 9)])

    found, place = [], at
    async with asyncio.timeout(SOON_S):
        while place != stop:
            for each in await reading.poll("group", {SOURCE: place}, 500, {SOURCE: stop}):
                place = each.after
                found += delivered([each])

    assert [c.from_version for c in found] == [1, 2, 3]
    assert await reading.poll("group", {SOURCE: stop}, 500, {SOURCE: at}) == []
    (rest,) = await polled_soon(reading, stop)
    assert [c.from_version for c in delivered([rest])] == [4, 5, 6, 7, 8]


async def test_a_poll_waits_a_moment_when_there_is_nothing(reading: KafkaBus) -> None:
    at = {SOURCE: await reading.end_position(SOURCE)}
    await reading.poll("group", at, 10)
    took = []
    for _ in range(5):
        begun = time.monotonic()
        assert await reading.poll("group", at, 10) == []
        took.append(time.monotonic() - begun)

    assert 0.05 < min(took) < 0.25


@pytest.mark.parametrize("taken", [0, 3])
async def test_a_topic_made_anew_hands_out_nothing_under_the_old_name(
    connection: Connection,
    prefix: str,
    reading: KafkaBus,
    publisher: KafkaPublisher,
    taken: int,
) -> None:
    await publisher.publish([commit(f"{n}", stream_of("ann"), n + 1) for n in range(taken)])
    at, end = await reading.start_position(SOURCE), await reading.end_position(SOURCE)
    await reading.poll("group", {SOURCE: at}, 500)
    await drop_topics(connection, topic_of(SOURCE, prefix))
    await publisher.close()
    await made_again(connection, prefix)
    await publisher.publish([commit(f"new {n}", stream_of("ann"), n) for n in range(1, 9)])

    with pytest.raises(LogChanged, match="another one"):
        await polled_soon(reading, end)


async def made_again(connection: Connection, prefix: str) -> None:
    """Deleting takes a moment: until then a topic of this name exists."""
    async with asyncio.timeout(SOON_S):
        bus = KafkaBus(connection, prefix=prefix)
        try:
            while True:
                await bus.start_position(SOURCE)
                await asyncio.sleep(0.01)
        except Unavailable:
            await make_topics(connection, Topic(topic_of(SOURCE, prefix)))
        finally:
            await bus.close()


async def for_ever(step: Callable[[], Awaitable[object]]) -> None:
    """Step until that raises; bounded."""
    async with asyncio.timeout(SOON_S):
        while True:
            await step()


async def polled_soon(bus: KafkaBus, at: Position) -> list[Polled]:
    """The first poll that brings something; raises what a poll raises, but for Unavailable."""
    async with asyncio.timeout(SOON_S):
        while True:
            try:
                if polled := await bus.poll("group", {SOURCE: at}, 500):
                    return polled
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_a_log_that_lost_what_comes_next_stops_the_group(
    connection: Connection, prefix: str, pieces: Pieces
) -> None:
    await pieces.people("ann")
    await pieces.bus.end_position(SOURCE)
    async with administration(connection) as client:
        place = TopicPartition(topic_of(SOURCE, prefix), partition_of(stream_of("ann")))
        await client.delete_records({place: RecordsToDelete(before_offset=2)})
    consumer = pieces.group(ViewFold(visitors, 1))

    with pytest.raises(Unavailable, match="rebuild"):
        await for_ever(consumer.step)

    assert consumer.needs_rebuild == f"the log of {SOURCE} has lost what comes next"


async def test_a_position_behind_the_end_is_no_position_of_this_log(reading: KafkaBus) -> None:
    at = await reading.start_position(SOURCE)

    with pytest.raises(LogChanged, match="lost"):
        await polled_soon(reading, replace(at, next=(5,) * 12))


async def test_a_missing_topic_and_a_wrong_cut_are_named(connection: Connection) -> None:
    bus = KafkaBus(connection, prefix="nowhere")
    with pytest.raises(Unavailable, match=r"nowhere\.contact\.v1 does not exist"):
        await bus.start_position(SOURCE)
    await bus.close()


async def test_lag_tools_see_how_far_a_group_is(
    connection: Connection, prefix: str, pieces: Pieces
) -> None:
    await pieces.people("ann", "bob")
    await caught_up(consumer := pieces.group(ViewFold(visitors, 1), name=f"{prefix}.views"))
    end = await pieces.bus.end_position(SOURCE)

    async with asyncio.timeout(SOON_S), administration(connection) as client:
        seen: set[tuple[int, int]] = set()
        while seen != set(enumerate(end.next)):
            await consumer.step()
            told = await client.list_consumer_group_offsets(f"{prefix}.views")
            seen = {(at.partition, offset.offset) for at, offset in told.items()}


async def test_closing_leaves_nothing_running(
    connection: Connection, prefix: str, publisher: KafkaPublisher
) -> None:
    before = asyncio.all_tasks()
    bus = KafkaBus(connection, prefix=prefix)
    await bus.poll("group", {SOURCE: await bus.start_position(SOURCE)}, 10)
    await publisher.publish([commit("one", stream_of("ann"))])

    await bus.close()
    await publisher.close()

    assert asyncio.all_tasks() <= before


async def test_a_group_that_nobody_polls_is_not_stalled(
    connection: Connection, prefix: str
) -> None:
    bus = KafkaBus(connection, prefix=prefix, silent_s=0.2)
    await bus.poll("group", {SOURCE: await bus.start_position(SOURCE)}, 10)

    async with asyncio.timeout(SOON_S):
        await until(lambda: bus.stalled_for() > 0)
        await until(lambda: bus.stalled_for() == 0)
    await bus.close()


async def until(true: Callable[[], bool]) -> None:
    """Wait until that is so."""
    while True:
        if true():
            return
        await asyncio.sleep(0.01)


@pytest.mark.fault("F-19", checks="I7")
async def test_brokers_that_keep_silent_are_noticed_and_asked_anew(own_kafka: KafkaServer) -> None:
    connection = Connection(own_kafka.address)
    await make_topics(connection, Topic(topic_of(SOURCE)))
    publisher, bus = KafkaPublisher(SOURCE, connection), KafkaBus(connection, silent_s=1.0)
    await publisher.publish([commit("one", stream_of("ann"))])
    (polled,) = await polled_soon(bus, await bus.start_position(SOURCE))

    own_kafka.pause()
    stalled = []

    async def polls() -> None:
        stalled.append(bus.stalled_for())
        await bus.poll("group", {SOURCE: polled.after}, 10)

    with pytest.raises(Unavailable, match="TimeoutError"):
        await for_ever(polls)
    own_kafka.resume()
    await publisher.publish([commit("two", stream_of("ann"), 2)])
    (news,) = await polled_soon(bus, polled.after)

    assert max(stalled) > 0.8
    assert bus.stalled_for() < 0.8
    assert [c.from_version for c in delivered([news])] == [2]
    await publisher.close()
    await bus.close()
