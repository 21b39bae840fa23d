"""The bus on Kafka: each group reads all partitions of its sources, from its own offset rows."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping

import structlog

from nineteen.shared.runtime.kafka.brokers import Brokers, of_twelve
from nineteen.shared.runtime.kafka.connection import ANSWER_S, TROUBLES, Connection, away
from nineteen.shared.runtime.kafka.fetch import IDLE_MS
from nineteen.shared.runtime.kafka.lag_notes import LagNotes
from nineteen.shared.runtime.kafka.names import PREFIX, topic_of
from nineteen.shared.runtime.kafka.tail import Tail
from nineteen.shared.runtime.ports import (
    PARTITIONS,
    LogChanged,
    Polled,
    Position,
    Positions,
    Unavailable,
)

SILENT_S = 10.0
"""A consumer whose brokers say nothing for so long is thrown away and made anew."""
HELD_S = 5.0
"""A commit comes in one batch. Half a one at the end of a log is passed over after so long."""
FORGOTTEN_S = 300.0
"""A consumer that nobody asks for so long (a rebuild that ended) is closed."""
log = structlog.get_logger()


class KafkaBus:
    """Hands out commits; keeps no position of its own, so that a group's rows are the truth."""

    def __init__(
        self,
        connection: Connection,
        *,
        prefix: str = PREFIX,
        silent_s: float = SILENT_S,
        held_s: float = HELD_S,
        idle_ms: int = IDLE_MS,
    ) -> None:
        """`idle_ms`: so long a poll waits for something to come."""
        self.renewed = 0
        """How often a consumer was thrown away."""
        self._connection = connection
        self._prefix = prefix
        self._silent_s = silent_s
        self._held_s = held_s
        self._idle_ms = idle_ms
        self._brokers = Brokers(connection)
        self._lag = LagNotes(self._brokers)
        self._tails: dict[str, Tail] = {}
        self._answered: dict[str, float] = {}
        self._under_way: dict[str, int] = defaultdict(int)
        """Group -> polls that have not returned."""

    async def start_position(self, source: str) -> Position:
        """Before the first record of a source's topic; the epoch is the topic's id."""
        return Position(await self._epoch(source), (0,) * PARTITIONS)

    async def end_position(self, source: str) -> Position:
        """Behind the last record now in a source's topic."""
        return Position(*await self._brokers.ends(topic_of(source, self._prefix)))

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """Whole commits behind these positions, up to `limit` records.

        Waits for a moment when there is nothing. Raises LogChanged when a topic was made
        anew or cut, Unavailable when no broker answers.
        """
        await self._close_forgotten()
        self._under_way[group] += 1
        try:
            polled = await self._polled(group, positions, limit, upto or {})
        finally:
            self._under_way[group] -= 1
        noted = {topic_of(source, self._prefix): at for source, at in positions.items()}
        self._lag.note(own_name(group, self._prefix), noted)
        return polled

    def stalled_for(self) -> float:
        """Seconds since brokers answered the group that waits longest, though they could.

        A group that nobody polls does not count, nor do brokers that cannot be reached at all:
        a new process could not either.
        """
        now = time.monotonic()
        asking = {group for group, count in self._under_way.items() if count}
        asking |= {group for group, tail in self._tails.items() if tail.used > now - self._silent_s}
        return max((now - self._answered.get(group, now) for group in asking), default=0.0)

    async def close(self) -> None:
        """Let go of all connections."""
        for group in list(self._tails):
            await self._drop(group)
        self._answered.clear()
        await self._lag.close()
        await self._brokers.close()

    async def _epoch(self, source: str) -> str:
        topic = topic_of(source, self._prefix)
        found = await self._brokers.identities([topic])
        return of_twelve(topic, found.get(topic)).id

    async def _polled(
        self,
        group: str,
        positions: Mapping[str, Position],
        limit: int,
        upto: Mapping[str, Position],
    ) -> list[Polled]:
        try:
            async with asyncio.timeout(ANSWER_S):
                tail = await self._tail(group, positions)
                polled = await tail.poll(positions, limit, upto)
        except LogChanged:
            await self._same_logs(positions)  # the better reason, where it is one
            raise
        except TROUBLES as error:
            await self._drop(group)
            raise away(error) from error
        self._answered[group] = tail.answered
        if polled:
            await self._same_logs(positions)  # ids never come back: what was read before was this
        elif time.monotonic() > tail.answered + self._silent_s:
            await self._drop(group)
            raise away(TimeoutError())
        return polled

    async def _same_logs(self, positions: Mapping[str, Position]) -> None:
        topics = {source: topic_of(source, self._prefix) for source in positions}
        found = await self._brokers.identities(topics.values())
        for source, topic in topics.items():
            if of_twelve(topic, found.get(topic)).id != positions[source].epoch:
                raise LogChanged(f"the log of {source} is another one than was read")

    async def _tail(self, group: str, positions: Mapping[str, Position]) -> Tail:
        tail = self._tails.get(group)
        if tail and tail.topics.keys() == positions.keys():
            return tail
        await self._drop(group)
        try:
            await self._same_logs(positions)
            topics = {source: topic_of(source, self._prefix) for source in positions}
            tail = Tail(topics, self._connection, self._brokers, self._held_s, self._idle_ms)
            await tail.start(positions)
        except (*TROUBLES, Unavailable):
            self._answered[group] = time.monotonic()
            raise
        self._tails[group] = tail
        return tail

    async def _drop(self, group: str) -> None:
        tail = self._tails.pop(group, None)
        if tail:
            self.renewed += 1
            if not await tail.stop():
                log.warning("kafka_client_abandoned", group=group)

    async def _close_forgotten(self) -> None:
        since = time.monotonic() - FORGOTTEN_S
        for group in [group for group, tail in self._tails.items() if tail.used < since]:
            self._answered.pop(group, None)
            await self._drop(group)


def own_name(group: str, prefix: str) -> str:
    """What lag tools call a group, where several installations share the brokers."""
    start = f"{PREFIX}."
    return f"{prefix}.{group.removeprefix(start)}" if group.startswith(start) else group
