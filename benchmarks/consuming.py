"""R15, R16: from Kafka to a handler in memory, against the bare driver and against FastStream."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic_core import from_json

from benchmarks.facts import Facts, sealed
from benchmarks.invariants import Broken
from benchmarks.peer_consumers import framework_rate
from benchmarks.relaying import published
from benchmarks.rounds import Bench, Figure, Plan
from benchmarks.sample import VisitLogged, VisitNoted
from benchmarks.servers import AsyncCases, kafka, on_a_loop, topics
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.ports import PARTITIONS, Commit
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.memory.key_store import MemoryKeyStore

STREAMS, LENGTH = 2_000, 10
LIMIT = 500
"""Records a poll, as a consumer group takes them."""
PLAIN, SEALED = "plain", "sealed"


@dataclass
class Seen:
    """What the handler keeps: the last number of each visit; it must have met them in order."""

    last: dict[str, int] = field(default_factory=dict)
    taken: int = 0

    def take(self, event: VisitNoted) -> None:
        """Fold one event."""
        if event.number != self.last.get(event.visit, -1) + 1:
            raise Broken(f"{event.visit} came out of order")
        self.last[event.visit] = event.number
        self.taken += 1


async def ours(bus: KafkaBus, reader: Reader, source: str, events: int) -> float:
    """Events a second through the bus and the reader of all consumer groups, from the start."""
    reader.forget()
    seen, positions = Seen(), {source: await bus.start_position(source)}
    began = time.perf_counter()
    while seen.taken < events:
        for polled in await bus.poll("bench", positions, LIMIT):
            positions[polled.source] = polled.after
            commits = [commit for partition in polled.partitions for commit in partition]
            for delivered in await reader.read(commits):
                assert isinstance(delivered.found, Recorded)  # noqa: S101  nothing is unreadable
                seen.take(delivered.found.event)  # type: ignore[arg-type]  # there are no others
    return events / (time.perf_counter() - began)


def unsealed(value: bytes) -> VisitNoted:
    """An event with a person, whose name the bare driver's user does not decrypt."""
    return VisitNoted.model_validate(from_json(value) | {"name": ""})


async def bare(
    consumer: Any,  # noqa: ANN401  no types
    events: int,
    parse: Callable[[bytes], VisitNoted] = VisitLogged.model_validate_json,
) -> float:
    """Events a second through the driver and pydantic."""
    seen = Seen()
    for partition in consumer.assignment():
        consumer.seek(partition, 0)
    began = time.perf_counter()
    while seen.taken < events:
        found = await consumer.getmany(timeout_ms=100, max_records=LIMIT)
        for records in found.values():
            for record in records:
                seen.take(parse(record.value))
    return events / (time.perf_counter() - began)


@asynccontextmanager
async def reading(connection: Connection, topic: str) -> AsyncIterator[Any]:
    """The driver's own consumer of a topic, of no group."""
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **connection.arguments())
    await consumer.start()
    consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
    try:
        yield consumer
    finally:
        await consumer.stop()


async def filled(connection: Connection, prefix: str, source: str, facts: Sequence[Commit]) -> None:
    """Put all facts on a topic before anybody reads it."""
    publisher = KafkaPublisher(source, connection, prefix=prefix)
    try:
        await published(publisher, facts)
    finally:
        await publisher.close()


@asynccontextmanager
async def from_kafka(plan: Plan) -> AsyncIterator[AsyncCases]:
    """Topics that hold everything; each drains one from its start."""
    facts, codec = (
        Facts().of(plan.some(STREAMS), LENGTH),
        Codec(KeyRing(MemoryKeyStore(), bytes(32))),
    )
    events, reader = len(facts), Reader(codec)
    async with AsyncExitStack() as stack:
        connection = Connection(stack.enter_context(kafka(plan)))
        prefix = await stack.enter_async_context(topics(connection, PLAIN, SEALED))
        await filled(connection, prefix, PLAIN, facts)
        await filled(connection, prefix, SEALED, await sealed(codec, facts))
        topic = topic_of(PLAIN, prefix)
        buses = {each: KafkaBus(connection, prefix=prefix) for each in (PLAIN, SEALED)}
        for bus in buses.values():
            stack.push_async_callback(bus.close)
        plain, closed = [
            await stack.enter_async_context(reading(connection, topic_of(each, prefix)))
            for each in (PLAIN, SEALED)
        ]
        peer = partial(framework_rate, connection.servers, topic, events, Seen)
        cases: AsyncCases = {
            "ours": lambda: ours(buses[PLAIN], reader, PLAIN, events),
            "bare": lambda: bare(plain, events),
            "message": lambda: peer(batch=None),
            "batch": lambda: peer(batch=LIMIT),
            "ours sealed": lambda: ours(buses[SEALED], reader, SEALED, events),
            "bare sealed": lambda: bare(closed, events, unsealed),
        }
        await cases["ours"]()
        yield cases


CONSUMING = Bench(
    (
        Figure("R15", "ours", "bare", "events/s"),
        Figure("R15/sealed", "ours sealed", "bare sealed", "events/s, one name in each decrypted"),
        Figure("R16/message", "ours", "message", "events/s"),
        Figure("R16/batch", "ours", "batch", "events/s"),
    ),
    on_a_loop(from_kafka),
)
