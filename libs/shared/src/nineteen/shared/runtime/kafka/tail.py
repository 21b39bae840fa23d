"""One group's reading of some topics: all partitions by hand, from where the caller says.

The consumer of the driver belongs to no group: who is in one waits for its coordinator.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from nineteen.shared.runtime.kafka.brokers import Brokers
from nineteen.shared.runtime.kafka.connection import Connection, stopped
from nineteen.shared.runtime.kafka.fetch import Fetch, skip
from nineteen.shared.runtime.kafka.records import Skipped, read
from nineteen.shared.runtime.kafka.runs import Run
from nineteen.shared.runtime.ports import PARTITIONS, Commit, LogChanged, Polled, Position

FETCH_MS = 200
"""So long a broker holds back the answer to a fetch when there is nothing."""
BROKEN_OFF = "broken_off"


@dataclass(slots=True)
class Place:
    """How far one partition was read: up to `end`, but for a commit under way in `run`."""

    end: int = -1
    run: Run = field(default_factory=Run)
    waits: float | None = None
    """Since when the rest of the commit under way has not come."""

    def next(self) -> int:
        """Where whoever takes the commits handed out goes on."""
        return self.end if self.run.start is None else self.run.start


class Tail:
    """A consumer of the driver, assigned all partitions of its topics."""

    def __init__(
        self,
        topics: Mapping[str, str],
        connection: Connection,
        brokers: Brokers,
        held_s: float,
        idle_ms: int,
    ) -> None:
        """`held_s`: so long the beginning of a commit at the end of a log waits for its rest."""
        self.topics = topics
        """Source -> topic."""
        self.answered = self.used = time.monotonic()
        """When the brokers last told something, and when somebody last asked."""
        self._places = {
            TopicPartition(topic, number): Place()
            for topic in topics.values()
            for number in range(PARTITIONS)
        }
        self._consumer: Any = AIOKafkaConsumer(
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            fetch_max_wait_ms=FETCH_MS,
            **connection.arguments(),
        )
        self._fetch = Fetch(self._consumer, brokers, idle_ms)
        self._held_s = held_s
        self._heard = -1

    async def start(self, positions: Mapping[str, Position]) -> None:
        """Connect, and go to the positions; raises what the driver raises."""
        try:
            await self._consumer.start()
        except BaseException:
            await stopped(self._consumer)
            raise
        self._consumer.assign(list(self._places))
        for source, topic in self.topics.items():
            for number, offset in enumerate(positions[source].next):
                self._go(TopicPartition(topic, number), offset)
        self.answered = time.monotonic()

    async def poll(
        self, positions: Mapping[str, Position], limit: int, upto: Mapping[str, Position]
    ) -> list[Polled]:
        """What lies behind the positions, none at or after `upto`.

        Raises LogChanged and what the driver raises.
        """
        self.used = time.monotonic()
        await self._go_to(positions)
        try:
            batches = await self._fetch.many(limit)
        except OffsetOutOfRangeError as error:
            topics = {partition.topic for partition in error.args[0]}
            (source, *_) = (s for s, topic in self.topics.items() if topic in topics)
            raise LogChanged(f"the log of {source} has lost what comes next") from error
        if batches is None:
            return []  # the next call goes back to the caller's place
        ends = self._ends(positions, upto)
        wanted = {each: before(got, ends.get(each)) for each, got in batches.items()}
        commits = {partition: self._commits(partition, got) for partition, got in wanted.items()}
        for partition, place in self._places.items():
            place.end = await self._consumer.position(partition)
            place.end = min(place.end, ends.get(partition, place.end))
            if place.run.start is not None:
                self._wait(partition, place)
        self._listen(heard=bool(batches))
        found = [self._polled(source, at, commits) for source, at in positions.items()]
        return [each for each in found if each.after != each.before or any(each.partitions)]

    def _ends(
        self, positions: Mapping[str, Position], upto: Mapping[str, Position]
    ) -> dict[Any, int]:
        """By partition where to stop; never before the place where the caller stands."""
        return {
            TopicPartition(self.topics[source], number): max(offset, mine)
            for source, end in upto.items()
            for number, (offset, mine) in enumerate(
                zip(end.next, positions[source].next, strict=True)
            )
        }

    async def stop(self) -> bool:
        """Let go of the connections, bounded; whether the driver did."""
        return await stopped(self._consumer)

    async def _go_to(self, positions: Mapping[str, Position]) -> None:
        for source, at in positions.items():
            for number, offset in enumerate(at.next):
                partition = TopicPartition(self.topics[source], number)
                place = self._places[partition]
                reached = await self._consumer.position(partition)
                if place.next() != offset or place.end != reached:
                    self._go(partition, offset)

    def _go(self, partition: Any, offset: int) -> None:  # noqa: ANN401  the driver has no types
        self._consumer.seek(partition, offset)
        place = self._places[partition]
        place.end, place.waits = offset, None
        place.run.clear()

    def _commits(self, partition: Any, records: Sequence[Any]) -> list[Commit]:  # noqa: ANN401
        """The whole commits in some records, what cannot be read left out."""
        run, found = self._places[partition].run, []
        for record in records:
            part = read(record)
            if isinstance(part, Skipped):
                skip(partition.topic, partition.partition, record.offset, part.reason)
                continue
            before = run.passed_over
            commit = run.add(record.offset, part)
            if run.passed_over > before:
                broken_off = run.passed_over - before
                skip(partition.topic, partition.partition, record.offset, BROKEN_OFF, broken_off)
            if commit:
                found.append(commit)
        return found

    def _wait(self, partition: Any, place: Place) -> None:  # noqa: ANN401
        """Hold a commit back whose rest may come; but not for ever, when it stands at the end."""
        now = time.monotonic()
        if place.end < (self._consumer.last_stable_offset(partition) or 0):
            place.waits = None
        elif place.waits is None:
            place.waits = now
        elif now > place.waits + self._held_s:
            topic, number = partition
            skip(topic, number, place.next(), BROKEN_OFF, place.end - place.next())
            place.run.drop()

    def _polled(self, source: str, at: Position, commits: Mapping[Any, list[Commit]]) -> Polled:
        partitions = [TopicPartition(self.topics[source], n) for n in range(PARTITIONS)]
        after = Position(at.epoch, tuple(self._places[each].next() for each in partitions))
        return Polled(source, at, after, [commits[each] for each in partitions if each in commits])

    def _listen(self, *, heard: bool) -> None:
        """Note whether brokers answered since last time, though perhaps with nothing new."""
        told = max(self._consumer.last_poll_timestamp(each) or 0 for each in self._places)
        if heard or told != self._heard:
            self._heard, self.answered = told, time.monotonic()


def before(records: Sequence[Any], end: int | None) -> Sequence[Any]:
    """The records in front of an offset."""
    return records if end is None else [each for each in records if each.offset < end]
