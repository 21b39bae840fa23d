"""R16: the same handler behind FastStream, one message at a time and in batches of models."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from faststream.kafka import KafkaBroker, TopicPartition

from benchmarks.sample import VisitLogged, VisitNoted
from nineteen.shared.runtime.ports import PARTITIONS

PATIENCE_S = 300.0


class Handler(Protocol):
    """What takes events, and counts them."""

    taken: int

    def take(self, event: VisitNoted) -> None:
        """Fold one event."""


class Stretch:
    """From the first call to the last: connecting and the first fetch are not counted."""

    def __init__(self, seen: Handler, events: int) -> None:
        self.over = asyncio.Event()
        self._seen = seen
        self._events = events
        self._began = 0.0
        self._ended = 0.0

    def take(self, events: list[VisitLogged]) -> None:
        """What one call was given."""
        if not self._seen.taken:
            self._began = time.perf_counter()
        for event in events:
            self._seen.take(event)
        if self._seen.taken == self._events:
            self._ended = time.perf_counter()
            self.over.set()

    async def rate(self) -> float:
        """Events a second; raises TimeoutError."""
        await asyncio.wait_for(self.over.wait(), PATIENCE_S)
        return self._events / (self._ended - self._began)


async def framework_rate(
    address: str, topic: str, events: int, handler: Callable[[], Handler], *, batch: int | None
) -> float:
    """Drain a topic from its start, in no group, with its defaults; its log lines are off."""
    stretch, broker = Stretch(handler(), events), KafkaBroker(address, logger=None)
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]

    async def one(event: VisitLogged) -> None:
        stretch.take([event])

    async def many(some: list[VisitLogged]) -> None:
        stretch.take(some)

    if batch is None:
        broker.subscriber(partitions=places, auto_offset_reset="earliest")(one)
    else:
        broker.subscriber(
            partitions=places, auto_offset_reset="earliest", batch=True, max_records=batch
        )(many)
    try:
        await broker.start()
        return await stretch.rate()
    finally:
        await broker.stop()
