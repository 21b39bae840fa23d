"""Puts commits on Kafka: whole batches per partition, in order, and never half a commit."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.connection import STOP_S, TROUBLES, Connection, closed
from nineteen.shared.runtime.kafka.names import PREFIX, topic_of
from nineteen.shared.runtime.kafka.records import Record, records_of
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.relay import Sent

MOST_BYTES = 1_000_000
"""Of one batch; a broker takes 1,048,588 unless it is told otherwise."""
HEADER = 61
"""Bytes of a batch without records."""
WAIT_S = 30.0
"""So long one call may take."""
log = structlog.get_logger()


@dataclass(slots=True)
class Batch:
    """Commits of one partition, and their records."""

    commits: list[Commit] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    size: int = HEADER


@dataclass(slots=True)
class Outcome:
    """What became of the commits so far."""

    acknowledged: list[str] = field(default_factory=list)
    too_large: set[str] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    """Partitions where a batch of several commits was too large: one by one tells which."""
    failed: bool = False


class KafkaPublisher:
    """An idempotent producer of one service's topic.

    After a batch that failed its sequence numbers are out of step, so it is thrown away.
    """

    def __init__(
        self,
        service: str,
        connection: Connection,
        *,
        prefix: str = PREFIX,
        most_bytes: int = MOST_BYTES,
        wait_s: float = WAIT_S,
    ) -> None:
        self._topic = topic_of(service, prefix)
        self._connection = connection
        self._most_bytes = most_bytes
        self._wait_s = wait_s
        self._producer: Any = None

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        """Send and wait, bounded; never raises for a broker's sake."""
        outcome = Outcome()
        try:
            async with asyncio.timeout(self._wait_s):
                await self._published(commits, outcome)
        except TROUBLES as error:
            outcome.failed = True
            log.warning("publish_failed", error=type(error).__name__)
        except BaseException:
            await self.close()
            raise
        if outcome.failed:
            await self.close()
        return Sent(outcome.acknowledged, outcome.too_large, outcome.failed)

    async def close(self) -> None:
        """Let go of the producer; what it had not sent is still the caller's."""
        producer, self._producer = self._producer, None
        if producer and not await discarded(producer):
            log.warning("kafka_client_abandoned")

    async def _published(self, commits: Sequence[Commit], outcome: Outcome) -> None:
        """Send what is left until nothing is, or something failed."""
        singly: set[int] = set()
        left: list[Commit] = list(commits)
        while left and not outcome.failed:
            outcome.refused.clear()
            known = len(outcome.too_large)
            await self._round(left, singly, outcome)
            if outcome.refused or len(outcome.too_large) > known:
                await self.close()
            singly |= outcome.refused
            done = set(outcome.acknowledged)
            left = [c for c in left if c.id not in done and c.stream not in outcome.too_large]

    async def _round(self, commits: Iterable[Commit], singly: set[int], outcome: Outcome) -> None:
        """Send each partition's commits, all partitions at once."""
        by_partition: dict[int, list[Commit]] = defaultdict(list)
        for commit in commits:
            by_partition[partition_of(commit.stream)].append(commit)
        await self._started()
        async with asyncio.TaskGroup() as group:
            for number, some in by_partition.items():
                batches = packed(some, self._most_bytes, singly=number in singly)
                group.create_task(self._in_turn(number, batches, outcome))

    async def _in_turn(self, number: int, batches: Iterable[Batch], outcome: Outcome) -> None:
        """One batch after the other: none is sent before the one ahead of it is acknowledged."""
        for batch in batches:
            try:
                await self._sent(number, batch)
            except MessageSizeTooLargeError:
                if len(batch.commits) == 1:
                    outcome.too_large.add(batch.commits[0].stream)
                else:
                    outcome.refused.add(number)
                return
            except TROUBLES as error:
                outcome.failed = True
                log.warning("publish_failed", error=type(error).__name__)
                return
            outcome.acknowledged += [commit.id for commit in batch.commits]

    async def _sent(self, number: int, batch: Batch) -> None:
        if batch.size > self._most_bytes:
            raise MessageSizeTooLargeError
        builder = self._producer.create_batch()
        for each in batch.records:
            builder.append(timestamp=None, key=each.key, value=each.value, headers=each.headers)
        builder.close()
        acknowledged = await self._producer.send_batch(builder, self._topic, partition=number)
        acknowledged.add_done_callback(looked_at)
        await asyncio.shield(acknowledged)

    async def _started(self) -> None:
        if self._producer is not None:
            return
        producer = AIOKafkaProducer(
            enable_idempotence=True,
            acks="all",
            max_batch_size=self._most_bytes,
            **self._connection.arguments(),
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()  # without a sender it only closes
            raise
        self._producer = producer


def packed(commits: Iterable[Commit], most: int, *, singly: bool) -> list[Batch]:
    """Commits in batches of at most so many bytes; one that is larger stands alone."""
    batches: list[Batch] = []
    for commit in commits:
        records = records_of(commit)
        size = sum(size_of(record) for record in records)
        if singly or not batches or batches[-1].size + size > most:
            batches.append(Batch())
        batch = batches[-1]
        batch.commits.append(commit)
        batch.records += records
        batch.size += size
    return batches


def size_of(record: Record) -> int:
    """The most bytes that a record takes in a batch."""
    estimated: int = DefaultRecordBatchBuilder.estimate_size_in_bytes(
        record.key, record.value, record.headers
    )
    return estimated - HEADER


def looked_at(future: "asyncio.Future[Any]") -> None:
    """An error that comes after nobody waits any more is no news."""
    if not future.cancelled():
        future.exception()


async def discarded(producer: Any) -> bool:  # noqa: ANN401  the driver has no types
    """Stop a producer without waiting for what it still wants to send; whether it did stop.

    Its own `stop` would wait for Kafka, and a producer left alone would send late.
    """
    sender, client = producer._sender.sender_task, producer.client  # noqa: SLF001  no public way
    sender.cancel()
    await asyncio.wait([sender], timeout=0.5)
    producer._closed = True  # noqa: SLF001
    await closed(client)
    if client._md_update_fut is not None:  # noqa: SLF001  whoever waits for it would wait for ever
        client._md_update_fut.set_result(False)  # noqa: SLF001
    await asyncio.wait([sender], timeout=STOP_S)
    done: bool = sender.done()
    return done
