"""Takes records from a consumer of the driver, also past one that the driver cannot read.

A header's name that is no UTF-8 makes the driver raise, for the whole of what it fetched, again
and again. Then records are taken one by one until none comes before the bad one any more: the rest
of the batch that holds it is passed by, for the driver cannot read behind it either.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from nineteen.shared.runtime.kafka.brokers import Brokers
from nineteen.shared.runtime.measures import SKIPPED

IDLE_MS = 100
"""So long a call waits for something to come."""
Records = Mapping[Any, Sequence[Any]]
"""Partition -> records, as the driver has both."""
log = structlog.get_logger()


class Fetch:
    """One consumer's records."""

    def __init__(self, consumer: Any, brokers: Brokers, idle_ms: int = IDLE_MS) -> None:  # noqa: ANN401  no types
        self._consumer = consumer
        self._idle_ms = idle_ms
        self._brokers = brokers
        self._one_by_one = False

    async def many(self, most: int) -> Records | None:
        """Up to about so many records; raises what the driver raises of brokers.

        None: some were lost on the way, so that the consumer is to be sent back.
        """
        if self._one_by_one:
            return await self._singly(most)
        try:
            found: Records = await self._consumer.getmany(
                timeout_ms=self._idle_ms, max_records=most
            )
        except ValueError:
            self._one_by_one = True
            return None
        return found

    async def _singly(self, most: int) -> Records:
        await asyncio.sleep(IDLE_MS / 1000)  # what was fetched is gone: it comes again
        found: dict[Any, list[Any]] = defaultdict(list)
        for partition in self._consumer.assignment():
            while len(found[partition]) < most:
                try:
                    got = await self._consumer.getmany(partition, max_records=1)
                except ValueError:
                    await self._pass_by(partition)
                    break
                if not got:
                    break
                found[partition] += got[partition]
        return {partition: records for partition, records in found.items() if records}

    async def _pass_by(self, partition: Any) -> None:  # noqa: ANN401
        topic, number = partition
        offset = await self._consumer.position(partition)
        end = await self._brokers.batch_end(topic, number, offset)
        self._consumer.seek(partition, end)
        self._one_by_one = False
        skip(topic, number, offset, "bad_header_name", end - offset)


def skip(topic: str, partition: int, offset: int, reason: str, count: int = 1) -> None:
    """Pass a record by, and say so: where it lies, never what it holds."""
    SKIPPED.labels(topic, reason).inc(count)
    log.warning(
        "record_skipped",
        topic=topic,
        partition=partition,
        offset=offset,
        reason=reason,
        count=count,
    )
