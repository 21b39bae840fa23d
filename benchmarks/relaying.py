"""R14: commits onto Kafka as the relay puts them there, against `send` of the bare driver."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from benchmarks.facts import Facts
from benchmarks.invariants import Broken
from benchmarks.rounds import Bench, Figure, Plan
from benchmarks.servers import AsyncCases, kafka, on_a_loop, topics
from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.brokers import Brokers
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.kafka.records import records_of
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.relay import Relay

STREAMS, LENGTH = 2_000, 10
LINGER_MS, BATCH_BYTES = 5, 128 * 1024


@asynccontextmanager
async def producer(connection: Connection, linger_ms: int = LINGER_MS) -> AsyncIterator[Any]:
    """The driver's own producer, idempotent, as somebody sets it up who wants it fast."""
    made = AIOKafkaProducer(
        enable_idempotence=True,
        acks="all",
        linger_ms=linger_ms,
        max_batch_size=BATCH_BYTES,
        **connection.arguments(),
    )
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def published(publisher: KafkaPublisher, commits: Sequence[Commit]) -> float:
    """Commits a second, so many at once as the relay carries."""
    began = time.perf_counter()
    for start in range(0, len(commits), Relay.limit):
        some = commits[start : start + Relay.limit]
        sent = await publisher.publish(some)
        if len(sent.acknowledged) != len(some):
            raise Broken(f"{len(sent.acknowledged)} of {len(some)} commits were acknowledged")
    return len(commits) / (time.perf_counter() - began)


async def sent(
    producer: Any,  # noqa: ANN401  no types
    topic: str,
    commits: Sequence[Commit],
    *,
    made: bool,
) -> float:
    """Records a second, their partitions known before; `made`: the records as well."""
    places = [partition_of(commit.stream) for commit in commits]
    ready = [records_of(commit) for commit in commits] if made else []
    began = time.perf_counter()
    waiting = [
        await producer.send(topic, each.value, each.key, number, None, each.headers)
        for number, records in zip(places, ready or map(records_of, commits), strict=True)
        for each in records
    ]
    await asyncio.gather(*waiting)
    return len(waiting) / (time.perf_counter() - began)


async def check_topic(connection: Connection, topic: str, records: int) -> None:
    """Every record once: an idempotent producer leaves no twin."""
    brokers = Brokers(connection)
    try:
        _, ends = await brokers.ends(topic)
    finally:
        await brokers.close()
    if sum(ends) != records:
        raise Broken(f"{topic} holds {sum(ends)} records of {records}")


@asynccontextmanager
async def onto_kafka(plan: Plan) -> AsyncIterator[AsyncCases]:
    """Both send new streams every time, to a topic of their own."""
    streams, ours, bare = plan.some(STREAMS), Facts(), Facts()
    async with AsyncExitStack() as stack:
        connection = Connection(stack.enter_context(kafka(plan)))
        prefix = await stack.enter_async_context(topics(connection, "ours", "bare"))
        sender = await stack.enter_async_context(producer(connection))
        publisher = KafkaPublisher("ours", connection, prefix=prefix)
        stack.push_async_callback(publisher.close)
        topic = topic_of("bare", prefix)
        cases: AsyncCases = {
            "send": lambda: sent(sender, topic, bare.of(streams, LENGTH), made=True),
            "make, send": lambda: sent(sender, topic, bare.of(streams, LENGTH), made=False),
            "batches": lambda: published(publisher, ours.of(streams, LENGTH)),
        }
        for warm in cases.values():
            await warm()
        yield cases
        await check_topic(connection, topic, bare.made)
        await check_topic(connection, topic_of("ours", prefix), ours.made)


RELAYING = Bench(
    (
        Figure("R14", "batches", "send", "commits/s"),
        Figure("R14/made", "batches", "make, send", "commits/s, both make the records"),
    ),
    on_a_loop(onto_kafka),
)
