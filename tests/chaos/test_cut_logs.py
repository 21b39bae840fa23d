"""A topic that lost what a group has not read yet: the group says so, and spoils nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete
from structlog.testing import capture_logs

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.kafka.topics import Topic, administration
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.verify import folded
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces, caught_up, stream_of
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.memory.backlog import MemoryBacklog, RelayedBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.servers.plugin import SharedKafka
from nineteen.shared.testing.turnstile import PersonPassed, halls, visitors

pytestmark = pytest.mark.cluster
NAMES = ("ann", "bob", "cyd")
SOON_S = 20
CUT = stream_of("ann")


@pytest.fixture
def connection(kafka: SharedKafka) -> Connection:
    return Connection(kafka.address)


@pytest.fixture
async def topic(connection: Connection) -> AsyncIterator[str]:
    """The topic of a prefix that nobody else has."""
    topic = topic_of(SOURCE, fresh_prefix())
    await make_topics(connection, Topic(topic))
    yield topic
    await drop_topics(connection, topic)


@pytest.fixture
async def pieces(connection: Connection, topic: str) -> AsyncIterator[Pieces]:
    prefix, store = topic.partition(".")[0], MemoryEventStore()
    bus, publisher = (
        KafkaBus(connection, prefix=prefix),
        KafkaPublisher(SOURCE, connection, prefix=prefix),
    )
    relayed = RelayedBus(bus, Relay(SOURCE, MemoryBacklog(store.log), publisher))
    yield Pieces(store, relayed, MemoryViewStore(), MemoryKeyStore())
    await publisher.close()
    await bus.close()


@pytest.fixture
async def successor(connection: Connection, topic: str) -> AsyncIterator[KafkaBus]:
    """The bus of the next process: nothing of the topic is in its memory."""
    bus = KafkaBus(connection, prefix=topic.partition(".")[0])
    yield bus
    await bus.close()


async def passes_again(pieces: Pieces, name: str, count: int) -> None:
    id_ = natural_id(name)
    passed = PersonPassed(turnstile=id_, hall="main", person=id_, name=name, count=count)
    await pieces.write(stream_of(name), passed)


async def cut(connection: Connection, topic: str, pieces: Pieces, stream: str) -> None:
    """Have a topic forget all of a stream's partition that is there now."""
    end = await pieces.bus.end_position(SOURCE)
    partition = partition_of(stream)
    async with administration(connection) as client:
        before = RecordsToDelete(before_offset=end.next[partition])
        await client.delete_records({TopicPartition(topic, partition): before})


async def steps_on(group: Consumer) -> None:
    """Step until that raises; bounded."""
    async with asyncio.timeout(SOON_S):
        while True:
            await group.step()


async def refused(group: Consumer) -> None:
    """It stops, and takes nothing however often it is asked."""
    for _ in range(3):
        with pytest.raises(Unavailable, match="needs a rebuild"):
            await steps_on(group)


async def is_what_was_taken(pieces: Pieces, group: Consumer) -> None:
    """Each document is a fold of the event store, up to what the group says that it took."""
    streams = [stream_of(name) for name in NAMES]
    heads = await pieces.views.heads(group.group, streams)
    upto = {stream: version for stream, (version, _) in heads.items()}
    assert upto == dict.fromkeys(streams, 4)
    reader = Reader(pieces.codec)
    for each in await folded((visitors, halls), reader, pieces.store.read_all(), upto):
        name = f"{each.view.name}.v1.g1"
        expected = {(name, *doc): body for doc, body in each.documents().items()}
        assert await pieces.views.documents(expected) == expected


@pytest.mark.fault("F-20", checks="I3")
async def test_a_view_whose_topic_was_cut_is_served_as_it_was_and_asks_for_a_rebuild(
    pieces: Pieces, connection: Connection, topic: str, successor: KafkaBus
) -> None:
    await pieces.people(*NAMES)
    await caught_up(pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1)))
    for count in (4, 5):
        await passes_again(pieces, "ann", count)
    await cut(connection, topic, pieces, CUT)
    await passes_again(pieces, "ann", 6)
    await pieces.bus.end_position(SOURCE)
    group = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1), bus=successor)

    with capture_logs() as lines:
        await refused(group)

    assert group.needs_rebuild == f"the log of {SOURCE} has lost what comes next"
    assert {"event": "needs_rebuild", "log_level": "error", "group": group.group} in lines
    await is_what_was_taken(pieces, group)
    assert await pieces.views.parked() == []
    anew = pieces.group(ViewFold(visitors, 2), name="anew", bus=successor)
    await refused(anew)
    assert await pieces.views.documents([("visitors.v1.g2", "agency", natural_id("ann"))]) == {}
