"""How far each group is, noted in Kafka for lag tools; nobody of ours reads it back."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

from nineteen.shared.runtime.kafka.brokers import Brokers
from nineteen.shared.runtime.kafka.group_offsets import commit
from nineteen.shared.runtime.ports import Position, Unavailable

EVERY_S = 1.0
Noted = Mapping[str, Position]
"""Topic -> position."""


class LagNotes:
    """Notes in the background, at most once a second and group; a failure is no matter."""

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._noted: dict[str, Noted] = {}
        self._due: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def note(self, group: str, positions: Noted) -> None:
        """Note that a group has taken everything before these positions."""
        now = time.monotonic()
        if now < self._due.get(group, 0.0) or positions == self._noted.get(group):
            return
        if (running := self._tasks.get(group)) and not running.done():
            return
        self._due[group] = now + EVERY_S
        self._tasks[group] = asyncio.create_task(self._note(group, positions))

    async def close(self) -> None:
        """Leave what is under way."""
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        self._tasks.clear()

    async def _note(self, group: str, positions: Noted) -> None:
        with suppress(Unavailable):
            offsets = {
                (topic, partition): offset
                for topic, at in positions.items()
                for partition, offset in enumerate(at.next)
            }
            await commit(self._brokers, group, offsets)
            self._noted[group] = positions
