"""Topics of a test's own on a Kafka that others use too, and raw records on them."""

import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.records import records_of
from nineteen.shared.runtime.kafka.topics import Topic, administration, create_or_verify, told
from nineteen.shared.runtime.ports import PARTITIONS, Commit


def fresh_prefix() -> str:
    """A name that no other test has."""
    return f"t{secrets.token_hex(8)}"


async def make_topics(connection: Connection, *topics: Topic) -> None:
    """Make topics and see that they are as they should be."""
    troubles = await create_or_verify(connection, topics)
    assert troubles == []


async def drop_topics(connection: Connection, *names: str) -> None:
    """Delete topics."""
    async with administration(connection) as client:
        await client.delete_topics(list(names))


async def make_topic_of(connection: Connection, name: str, most_bytes: int) -> None:
    """Make a topic that takes batches up to so many bytes."""
    configs = Topic(name).configs() | {"max.message.bytes": str(most_bytes)}
    async with administration(connection) as client:
        await client.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=configs)])
        await told(client, {name})


@dataclass(frozen=True)
class Raw:
    """A record as anybody might send it."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int = 0


def raw(commit: Commit) -> list[Raw]:
    """The records of a commit."""
    partition = partition_of(commit.stream)
    return [
        Raw(each.key, each.value, tuple(each.headers), partition) for each in records_of(commit)
    ]


@asynccontextmanager
async def sender(connection: Connection) -> AsyncIterator[Any]:
    """A producer that sends whatever it is given."""
    producer = AIOKafkaProducer(max_request_size=20_000_000, linger_ms=1, **connection.arguments())
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


class NoText(str):
    """Three letters that a client in another language may send."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """No UTF-8."""
        return b"\xff\xfe\xfd"


async def send_unreadable(connection: Connection, topic: str, record: Raw) -> None:
    """A batch that the driver can read only the first of: the second's header is no text."""
    async with sender(connection) as producer:
        batch = producer.create_batch()
        batch._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, 0, 100_000)  # noqa: SLF001
        for name in ("sound", NoText("bad"), "sound", NoText("bad")):
            headers = [*record.headers, (name, b"x")]
            batch.append(timestamp=None, key=record.key, value=record.value, headers=headers)
        await (await producer.send_batch(batch, topic, partition=record.partition))


async def send_raw(connection: Connection, topic: str, records: Iterable[Raw]) -> None:
    """Put records on a topic, one after the other."""
    async with sender(connection) as producer:
        sent = [
            await producer.send(topic, r.value, r.key, r.partition, None, list(r.headers))
            for r in records
        ]
        for each in sent:
            await each
