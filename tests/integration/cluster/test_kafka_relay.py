"""Whatever happens to the relay or the broker, every commit arrives, each stream in its order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import HEADER, KafkaPublisher, packed, size_of
from nineteen.shared.runtime.kafka.records import records_of
from nineteen.shared.runtime.kafka.topics import Topic
from nineteen.shared.runtime.ports import Commit, Unavailable
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.testing.contracts.bus import first_times, reached
from nineteen.shared.testing.contracts.examples import SOURCE, commit, delivered, stream_of
from nineteen.shared.testing.kafka import (
    drop_topics,
    fresh_prefix,
    make_topic_of,
    make_topics,
    raw,
    send_raw,
)
from nineteen.shared.testing.memory.backlog import MemoryBacklog
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.servers.ladder import KafkaServer

pytestmark = pytest.mark.cluster
STREAMS = [stream_of(str(number)) for number in range(20)]
SOON_S = 90


@asynccontextmanager
async def publishing(
    connection: Connection, prefix: str, most_bytes: int = 1_000_000, wait_s: float = 30.0
) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(
        SOURCE, connection, prefix=prefix, most_bytes=most_bytes, wait_s=wait_s
    )
    try:
        yield publisher
    finally:
        await publisher.close()


async def appended(store: MemoryEventStore, versions: range, size: int = 1) -> None:
    for version in versions:
        for stream in STREAMS:
            first = (version - 1) * size + 1
            await store.append(commit(f"{stream} {first}", stream, first, size, text="x" * 200))


async def arrived(connection: Connection, prefix: str) -> list[Commit]:
    """Everything on the topic, as a new group is handed it."""
    bus = KafkaBus(connection, prefix=prefix)
    try:
        at, end = await bus.start_position(SOURCE), await bus.end_position(SOURCE)
        found: list[Commit] = []
        while not reached(at, end):
            for each in await bus.poll("check", {SOURCE: at}, 500):
                at = each.after
                found += delivered([each])
    finally:
        await bus.close()
    return found


def complete_and_in_order(found: Sequence[Commit], store: MemoryEventStore) -> None:
    """Nothing is lost, and once repeats are left out no stream jumps."""
    assert {c.id for c in found} == {c.id for c in store.log.commits}
    for stream in STREAMS:
        seen = first_times([c.from_version for c in found if c.stream == stream])
        assert seen == sorted(seen)


async def carried(relay: Relay, backlog: MemoryBacklog, commits: int) -> None:
    """Step until so many commits are noted; bounded."""
    async with asyncio.timeout(SOON_S):
        while len(backlog.carried) < commits:
            await relay.step()
            await asyncio.sleep(0)


async def until(true: Callable[[], bool]) -> None:
    """Wait until that is so; bounded."""
    async with asyncio.timeout(SOON_S):
        while True:
            if true():
                return
            await asyncio.sleep(0)


async def test_a_broker_killed_in_mid_batch_loses_nothing(own_kafka: KafkaServer) -> None:
    connection, prefix = Connection(own_kafka.address), "nineteen"
    await make_topics(connection, Topic(topic_of(SOURCE, prefix)))
    store, backlog = (store := MemoryEventStore()), MemoryBacklog(store.log)
    async with publishing(connection, prefix, wait_s=3.0) as publisher:
        relay = Relay(SOURCE, backlog, publisher, limit=40)
        await appended(store, range(1, 31))
        work = asyncio.create_task(carried(relay, backlog, 600))
        for _ in range(2):
            enough, renewed = len(backlog.carried) + 80, relay.renewed
            await until(lambda: len(backlog.carried) >= enough)  # noqa: B023  asked at once
            own_kafka.kill()
            await until(lambda: relay.renewed > renewed)  # noqa: B023  the same
            own_kafka.start_node(wait=False)
        await work

    complete_and_in_order(await arrived(connection, prefix), store)


async def test_a_frozen_broker_holds_the_relay_no_longer_than_it_waits(
    own_kafka: KafkaServer,
) -> None:
    connection, prefix = Connection(own_kafka.address), "nineteen"
    await make_topics(connection, Topic(topic_of(SOURCE, prefix)))
    store, backlog = (store := MemoryEventStore()), MemoryBacklog(store.log)
    async with publishing(connection, prefix, wait_s=3.0) as publisher:
        relay = Relay(SOURCE, backlog, publisher)
        await appended(store, range(1, 2))
        await carried(relay, backlog, 20)
        before, renewed = asyncio.all_tasks(), relay.renewed
        await appended(store, range(2, 4))

        own_kafka.pause()
        async with asyncio.timeout(20):
            assert await relay.step() == 0
        assert relay.renewed == renewed + 1
        assert asyncio.all_tasks() <= before
        own_kafka.resume()
        await carried(relay, backlog, 60)

    complete_and_in_order(await arrived(connection, prefix), store)


async def test_much_that_a_frozen_broker_does_not_take_is_let_go_of(
    own_kafka: KafkaServer,
) -> None:
    connection, prefix = Connection(own_kafka.address), "nineteen"
    await make_topics(connection, Topic(topic_of(SOURCE, prefix)))
    async with publishing(connection, prefix, wait_s=3.0) as publisher:
        before = asyncio.all_tasks()
        assert not (await publisher.publish([commit("small", STREAMS[0])])).failed
        own_kafka.pause()

        large = [commit(f"large {s}", s, 2, text="x" * 900_000) for s in STREAMS]
        async with asyncio.timeout(25):
            sent = await publisher.publish(large)

        assert (sent.acknowledged, sent.failed) == ([], True)
        assert asyncio.all_tasks() <= before
    own_kafka.resume()


async def test_a_broker_that_is_not_there_is_no_error_of_the_relay() -> None:
    async with publishing(Connection("127.0.0.1:1"), "nowhere", wait_s=2.0) as publisher:
        sent = await publisher.publish([commit("one", STREAMS[0])])

    assert (sent.acknowledged, sent.failed) == ([], True)


class Forgetful(MemoryBacklog):
    """A relay that dies between the answer of the broker and its note, three times."""

    died = 0

    async def relayed(self, ids: Sequence[str]) -> None:
        if self.died < 3:
            self.died += 1
            raise Unavailable("Killed.")
        await super().relayed(ids)


async def test_a_relay_that_dies_before_it_takes_note_only_repeats(
    connection: Connection, prefix: str
) -> None:
    store = MemoryEventStore()
    backlog = Forgetful(store.log)
    await appended(store, range(1, 4), size=3)
    async with asyncio.timeout(SOON_S):
        while len(backlog.carried) < 60:
            async with publishing(connection, prefix) as publisher:
                relay = Relay(SOURCE, backlog, publisher, limit=25)
                try:
                    await relay.step()
                except Unavailable:
                    continue

    found = await arrived(connection, prefix)

    assert len(found) == 60 + 3 * 25
    complete_and_in_order(found, store)


async def test_two_relays_at_once_only_repeat(connection: Connection, prefix: str) -> None:
    store = MemoryEventStore()
    await appended(store, range(1, 6), size=2)
    async with publishing(connection, prefix) as one, publishing(connection, prefix) as two:
        backlogs = [MemoryBacklog(store.log) for _ in range(2)]
        relays = [
            Relay(SOURCE, backlog, publisher, limit=limit)
            for backlog, publisher, limit in zip(backlogs, (one, two), (7, 11), strict=True)
        ]
        await asyncio.gather(*(carried(r, b, 100) for r, b in zip(relays, backlogs, strict=True)))

    found = await arrived(connection, prefix)

    assert len(found) == 200
    complete_and_in_order(found, store)


@pytest.mark.parametrize("most_bytes", [1_000_000, 30_000])
@pytest.mark.fault("F-17", checks="I8")
async def test_a_commit_that_is_too_large_holds_back_its_own_stream_only(
    connection: Connection, most_bytes: int
) -> None:
    prefix = fresh_prefix()
    await make_topic_of(connection, topic_of(SOURCE, prefix), 30_000)
    store = MemoryEventStore()
    backlog = MemoryBacklog(store.log)
    await appended(store, range(1, 4))
    blocked = STREAMS[3]
    await store.append(commit("large", blocked, 4, text="x" * 40_000))
    await store.append(commit("behind it", blocked, 5))
    for stream in set(STREAMS) - {blocked}:
        await store.append(commit(f"{stream} 4", stream, 4))
    async with publishing(connection, prefix, most_bytes) as publisher:
        relay = Relay(SOURCE, backlog, publisher)
        with capture_logs() as lines:
            await carried(relay, backlog, 60 + 19)

        assert await relay.step() == 0

    found = await arrived(connection, prefix)
    assert relay.blocked == {blocked}
    assert [line["stream"] for line in lines if line["event"] == "relay_blocked"] == [blocked]
    assert [c.from_version for c in found if c.stream == blocked] == [1, 2, 3]
    for stream in set(STREAMS) - {blocked}:
        assert [c.from_version for c in found if c.stream == stream] == [1, 2, 3, 4]
    await drop_topics(connection, topic_of(SOURCE, prefix))


async def test_half_a_commit_is_passed_over_for_the_whole_one(
    connection: Connection, prefix: str
) -> None:
    three = commit("three", STREAMS[0], size=3)
    await send_raw(connection, topic_of(SOURCE, prefix), raw(three)[:2])
    async with publishing(connection, prefix) as publisher:
        await publisher.publish([three])

    found = await arrived(connection, prefix)

    assert [(c.id, len(c.events)) for c in found] == [(three.id, 3)]


async def test_half_a_commit_at_the_end_is_held_back_and_then_passed_over(
    connection: Connection, prefix: str
) -> None:
    one, three = commit("one", STREAMS[0]), commit("three", STREAMS[0], 2, size=3)
    await send_raw(connection, topic_of(SOURCE, prefix), [*raw(one), *raw(three)[:2]])
    bus = KafkaBus(connection, prefix=prefix, held_s=1.0)
    at, end = await bus.start_position(SOURCE), await bus.end_position(SOURCE)
    held = []
    while not reached(at, end):
        for each in await bus.poll("group", {SOURCE: at}, 500):
            at = each.after
            held.append(sum(end.next) - sum(at.next))
    await send_raw(connection, topic_of(SOURCE, prefix), raw(three))

    found = await arrived(connection, prefix)

    assert held == [2, 0]
    assert [(c.id, len(c.events)) for c in found] == [(one.id, 1), (three.id, 3)]
    await bus.close()


def test_no_commit_is_cut_in_two() -> None:
    commits = [commit(str(n), stream_of("ann"), 3 * n + 1, size=3) for n in range(20)]
    size = sum(size_of(record) for record in records_of(commits[5]))

    batches = packed(commits, HEADER + 2 * size, singly=False)

    assert [c for batch in batches for c in batch.commits] == commits
    assert {len(batch.commits) for batch in batches} == {2}
    assert all(len(batch.records) == 3 * len(batch.commits) for batch in batches)
