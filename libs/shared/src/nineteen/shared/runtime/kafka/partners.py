"""Reads what partners put on their topics: each event is decided before its offset is noted.

The offsets noted in Kafka are the truth here, for taking an event twice does no harm: its feed,
external id and version tell that it is the same.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.kafka.brokers import Brokers
from nineteen.shared.runtime.kafka.connection import TROUBLES, Connection, away, stopped
from nineteen.shared.runtime.kafka.fetch import Fetch, Records
from nineteen.shared.runtime.kafka.group_offsets import commit, committed
from nineteen.shared.runtime.kafka.names import PREFIX, partner_topic
from nineteen.shared.runtime.kafka.partner_records import Unreadable, event_in
from nineteen.shared.runtime.measures import PARTNER_EVENTS
from nineteen.shared.runtime.ports import Conflict, Unavailable

LOOK_EVERY_S = 10.0
"""So often new topics and newly registered feeds are looked for."""
MOST = 200
log = structlog.get_logger()


class Taker(Protocol):
    """Who decides about partners' events."""

    async def registered(self, feeds: Collection[str]) -> set[str]:
        """Which of these names belong to registered feeds. Raises Unavailable."""

    async def take(self, feed: str, event: Mapping[str, Any]) -> str:
        """Have one event decided; what became of it, in one word. Raises Unavailable."""


class PartnerTopics:
    """One process at a time reads all partner topics of registered feeds."""

    def __init__(
        self,
        connection: Connection,
        taker: Taker,
        *,
        prefix: str = PREFIX,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._group = f"{prefix}.contact.partners"
        self._start = partner_topic("", prefix)
        self._connection = connection
        self._taker = taker
        self._look_every_s = look_every_s
        self._brokers = Brokers(connection)
        self._consumer: Any = None
        self._fetch: Fetch | None = None
        self._next: dict[Any, int] = {}
        """Partition -> the offset of the first record that is not decided yet."""
        self._looked = float("-inf")

    async def step(self) -> int:
        """Take what is there, one partition after the other; the number of records.

        Raises Unavailable: what was decided until then is noted, the rest comes again.
        """
        try:
            await self._look()
            records = await self._fetch.many(MOST) if self._fetch else {}
        except OffsetOutOfRangeError:
            log.error("partner_events_expired")  # they were kept for a week: start where it begins
            await self.close()
            return 1
        except TROUBLES as error:
            await self.close()
            raise away(error) from error
        except BaseException:
            await self.close()
            raise
        if records is None:
            self._go_back(self._next)
            return 0
        return await self._taken(records)

    async def close(self) -> None:
        """Let go of the connections; what is not noted comes again."""
        consumer, self._consumer, self._fetch = self._consumer, None, None
        self._next, self._looked = {}, float("-inf")
        if consumer:
            await stopped(consumer)
        await self._brokers.close()

    async def _look(self) -> None:
        """Find the topics of registered feeds, and read all their partitions."""
        if time.monotonic() < self._looked + self._look_every_s:
            return
        topics = await self._brokers.identities(None)
        feeds = {t.removeprefix(self._start): t for t in topics if t.startswith(self._start)}
        known = await self._taker.registered(feeds)
        partitions = {
            TopicPartition(topic, number)
            for feed, topic in feeds.items()
            if feed in known
            for number in topics[topic].leaders
        }
        if partitions and partitions != self._next.keys():
            await self._read(partitions)
        self._looked = time.monotonic()

    async def _read(self, partitions: Collection[Any]) -> None:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(
                auto_offset_reset="none",
                isolation_level="read_committed",
                **self._connection.arguments(),
            )
            try:
                await consumer.start()
            except BaseException:
                await stopped(consumer)
                raise
            self._consumer, self._fetch = consumer, Fetch(consumer, self._brokers)
        noted = await committed(self._brokers, self._group, partitions)
        begins = await self._consumer.beginning_offsets(partitions)
        self._consumer.assign(list(partitions))
        for partition, begin in begins.items():
            at = noted.get(partition, begin)
            if at < begin:
                log.error("partner_events_expired", topic=partition.topic, count=begin - at)
            self._next[partition] = max(begin, at)
        self._go_back(partitions)

    async def _taken(self, records: Records) -> int:
        """Decide, note, and go back to what could not be decided. Raises Unavailable."""
        count = 0
        try:
            for partition, some in records.items():
                for record in some:
                    await self._take(record)
                    self._next[partition] = record.offset + 1
                    count += 1
        except BaseException:
            self._go_back(records)
            raise
        finally:
            if records:
                done = {partition: self._next[partition] for partition in records}
                await commit(self._brokers, self._group, done)
        return count

    def _go_back(self, partitions: Iterable[Any]) -> None:
        """Read on from the first record that is not decided."""
        for partition in partitions:
            self._consumer.seek(partition, self._next[partition])

    async def _take(self, record: Any) -> None:  # noqa: ANN401  the driver has no types
        feed = record.topic.removeprefix(self._start)
        try:
            result = await self._taker.take(feed, event_in(record))
        except Unreadable as no:
            result = "unreadable"
            self._tell(record, feed, str(no))
        except Unavailable:
            raise
        except Conflict:
            raise Unavailable("Somebody else writes this record, too; it comes again.") from None
        except Exception as error:  # noqa: BLE001  it will fail again: the others must not wait
            result = "broken"
            self._tell(record, feed, place_of(error))
        PARTNER_EVENTS.labels(feed, result).inc()

    @staticmethod
    def _tell(record: Any, feed: str, reason: str) -> None:  # noqa: ANN401
        log.warning(
            "partner_record_skipped",
            feed=feed,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )
