"""The bare floor of the cluster: the two drivers alone, writing the rows that our stores write."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

from benchmarks.consuming import unsealed
from benchmarks.installation import TENANT
from benchmarks.sample import contribute, noted
from benchmarks.servers import forgotten
from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.records import Record, records_of
from nineteen.shared.runtime.mongo import driver
from nineteen.shared.runtime.mongo.driver import Database, Int64, connect, disconnect
from nineteen.shared.runtime.mongo.event_store import IN_ORDER, commit_of
from nineteen.shared.runtime.mongo.names import COMMITS, GROUPS, database_of
from nineteen.shared.runtime.mongo.writes import writes_of
from nineteen.shared.runtime.ports import PARTITIONS, Changes
from nineteen.shared.testing.kafka import fresh_prefix
from nineteen.shared.testing.mongo import prepare
from nineteen.shared.view import Part

SERVICE, GROUP, GENERATION = "bare", "bare", "visits.v1.g1"
PAGE = 500


@asynccontextmanager
async def bare_database(uri: str) -> AsyncIterator[Database]:
    """Collections and indexes as ours are, and PyMongo's own asynchronous client."""
    prefix = fresh_prefix()
    await prepare(uri, prefix, [SERVICE])
    client = connect(uri, "pymongo")
    try:
        yield client[database_of(SERVICE, prefix)]
    finally:
        await disconnect(client)
        await forgotten(uri, prefix)


@dataclass
class BareView:
    """The sample's view without a runtime: pydantic, a dict, and one transaction when told."""

    database: Database
    documents: dict[str, Part] = field(default_factory=dict)
    next: list[int] = field(default_factory=lambda: [0] * PARTITIONS)
    _changes: Changes = field(default_factory=Changes)
    _changed: dict[str, str] = field(default_factory=dict)

    def take(self, record: Any) -> None:  # noqa: ANN401  the driver has no types
        """Fold one record."""
        event, said = unsealed(record.value), dict(record.headers)
        stream = record.key.decode()
        before = self.documents.get(event.visit)
        self.documents[event.visit] = after = noted(before, event)
        self._changed[event.visit] = stream
        head = (int(said["ce_streamversion"]), said["ce_id"].decode())
        self._changes.heads[stream] = head
        self._count(before, -1)
        self._count(after, 1)
        self.next[record.partition] = record.offset + 1

    async def write(self) -> None:
        """Heads, parts, documents, totals and the position in one transaction."""
        changes, self._changes = self._changes, Changes()
        for visit, stream in self._changed.items():
            body = to_json(self.documents[visit]).decode()
            changes.parts[GENERATION, TENANT, visit] = {stream: body}
            changes.documents[GENERATION, TENANT, visit] = body
        self._changed.clear()
        async with (
            driver.session(self.database.client) as session,
            driver.transaction(session, snapshot=False),
        ):
            position = {"$set": {"positions": [Int64(n) for n in self.next]}}
            groups = self.database[GROUPS]
            await groups.update_one({"_id": GROUP}, position, upsert=True, session=session)
            for collection, writes in writes_of(GROUP, changes, 0):
                if writes:
                    await self.database[collection].bulk_write(writes, session=session)

    def _count(self, document: Part | None, n: int) -> None:
        cells = self._changes.cells
        for (scope, cell), one in (contribute(document) if document else {}).items():
            key = (GENERATION, scope, cell)
            cells[key] = cells.get(key, 0) + one * n


async def bare_relay(database: Database, producer: Any, topic: str, commits: int) -> float:  # noqa: ANN401
    """Commits a second: read a page, a batch for each partition, note that they are sent."""
    left, found = commits, database[COMMITS]
    began = time.perf_counter()
    while left:
        page = min(PAGE, left)
        rows = await found.find({"pending": True}).sort(IN_ORDER).limit(page).to_list(None)
        by_partition: dict[int, list[Record]] = defaultdict(list)
        for commit in map(commit_of, rows):
            by_partition[partition_of(commit.stream)] += records_of(commit)
        await asyncio.gather(
            *(batch_sent(producer, topic, number, some) for number, some in by_partition.items())
        )
        sent = {"_id": {"$in": [row["_id"] for row in rows]}}
        await found.update_many(sent, {"$unset": {"pending": 1}})
        left -= len(rows)
    return commits / (time.perf_counter() - began)


async def batch_sent(producer: Any, topic: str, number: int, records: Sequence[Record]) -> None:  # noqa: ANN401
    """The records of one partition, in as many batches as they fill."""
    left = list(records)
    while left:
        batch = producer.create_batch()
        while left and batch.append(
            timestamp=None, key=left[0].key, value=left[0].value, headers=left[0].headers
        ):
            left.pop(0)
        batch.close()
        await (await producer.send_batch(batch, topic, partition=number))


async def bare_view_rate(consumer: Any, view: BareView, events: int) -> float:  # noqa: ANN401
    """Events a second: what a poll brings, folded and written in one transaction."""
    taken = 0
    began = time.perf_counter()
    while taken < events:
        found = await consumer.getmany(timeout_ms=100, max_records=PAGE)
        for records in found.values():
            for record in records:
                view.take(record)
            taken += len(records)
        if found:
            await view.write()
    return events / (time.perf_counter() - began)
