"""The view store of one service on MongoDB: everything of a consumer step in one transaction.

A group's row holds its positions and a sequence that each of its transactions raises. Who writes
must have read the row as it stands: a process that was deposed, or slept, is fenced.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from nineteen.shared.runtime.by_owner import grouped
from nineteen.shared.runtime.clock import instant, millis
from nineteen.shared.runtime.mongo import names
from nineteen.shared.runtime.mongo.documents import MongoDocuments
from nineteen.shared.runtime.mongo.driver import (
    ASCENDING,
    Database,
    Int64,
    Row,
    Session,
    UpdateOne,
)
from nineteen.shared.runtime.mongo.rows import (
    message_of,
    parked_of,
    positions_of,
    positions_rows,
    todo_of,
)
from nineteen.shared.runtime.mongo.transactions import in_transaction
from nineteen.shared.runtime.mongo.trouble import in_words
from nineteen.shared.runtime.mongo.writes import writes_of
from nineteen.shared.runtime.ports import (
    Changes,
    DocKey,
    Fenced,
    Head,
    OutboxRow,
    ParkedRow,
    Position,
    TodoRow,
)

Order = Sequence[tuple[str, int]]
Move = tuple[str, Position | None, Position]
BY_PLACE = [(name, ASCENDING) for name in ("group", "fold", "stream", "version")]


class MongoViewStore:
    """Documents, parts, heads, positions, memories, to-dos, outbox and parked rows.

    `positions` is for the process that writes for a group: it remembers which sequence it read.
    Who only looks at positions uses a store of its own.
    """

    def __init__(self, database: Database) -> None:
        self.reader = MongoDocuments(database)
        self._database = database
        self._sequences: dict[str, int] = {}

    async def positions(self, group: str) -> dict[str, Position]:
        """How far a group has read each source; its next transaction must find it so."""
        rows = await self._found(names.GROUPS, {"_id": group})
        self._sequences[group] = int(rows[0]["sequence"]) if rows else 0
        return positions_of(rows[0]) if rows else {}

    async def heads(self, group: str, streams: Iterable[str]) -> dict[str, Head]:
        """The last version and event id of each stream that a group has taken."""
        rows = await self._among(names.HEADS, {"group": group}, "stream", streams)
        return {row["stream"]: (int(row["version"]), row["event"]) for row in rows}

    async def parts(self, keys: Iterable[DocKey]) -> dict[DocKey, dict[str, str]]:
        """The parts (JSON) of documents, by stream."""
        found: dict[DocKey, dict[str, str]] = {}
        for (generation, tenant), docs in grouped(keys):
            wanted = {"generation": generation, "tenant": tenant}
            for row in await self._among(names.PARTS, wanted, "doc", docs):
                place = (generation, tenant, row["doc"])
                found.setdefault(place, {})[row["stream"]] = row["part"]
        return found

    async def documents(self, keys: Iterable[DocKey]) -> dict[DocKey, str]:
        """Documents (JSON) by id."""
        return {
            (generation, tenant, row["id"]): row["body"]
            for (generation, tenant), docs in grouped(keys)
            for wanted in [{"generation": generation, "tenant": tenant}]
            for row in await self._among(names.DOCUMENTS, wanted, "id", docs)
        }

    async def memories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Memories (JSON) by (policy, key)."""
        return {
            (policy, row["key"]): row["body"]
            for (policy,), wanted in grouped(keys)
            for row in await self._among(names.MEMORIES, {"policy": policy}, "key", wanted)
        }

    async def parked_folds(self, group: str) -> set[tuple[str, str]]:
        """Which (fold, stream) are parked."""
        shown = {"_id": 0, "fold": 1, "stream": 1}
        with in_words():
            found = self._database[names.PARKED].find({"group": group}, shown)
            return {(row["fold"], row["stream"]) for row in await found.to_list(None)}

    async def parked(self, group: str | None = None) -> list[ParkedRow]:
        """What is parked, of one group or of all, in order of stream and version."""
        wanted = {} if group is None else {"group": group}
        return [parked_of(row) for row in await self._found(names.PARKED, wanted, BY_PLACE)]

    async def due(self, now: datetime, limit: int) -> list[TodoRow]:
        """Open to-dos due by `now`, oldest first, then in the order they were planned."""
        wanted = {"open": True, "due_at": {"$lte": Int64(millis(now))}}
        order = [("due_at", ASCENDING), ("planned", ASCENDING)]
        return [todo_of(row) for row in await self._found(names.TODOS, wanted, order, limit)]

    async def next_due(self) -> datetime | None:
        """When the next open to-do is due."""
        rows = await self._found(names.TODOS, {"open": True}, [("due_at", ASCENDING)], 1)
        return instant(rows[0]["due_at"]) if rows else None

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """Messages not sent yet, oldest first."""
        order = [("at", ASCENDING), ("_id", ASCENDING)]
        rows = await self._found(names.OUTBOX, {"waiting": True}, order, limit)
        return [message_of(row) for row in rows]

    async def settle(self, done: Sequence[tuple[str, str]]) -> None:
        """Note what became of messages."""
        writes: list[Any] = [
            UpdateOne({"_id": message}, {"$set": {"sent": how}, "$unset": {"waiting": 1}})
            for message, how in done
        ]
        if writes:
            with in_words():
                await self._database[names.OUTBOX].bulk_write(writes)

    async def swap(self, view: str, before: int, after: int, group: str) -> None:
        """Read generation `after` from now on, nothing of the view parked."""

        async def work(session: Session) -> int:
            generations = self._database[names.GENERATIONS]
            row = await generations.find_one({"_id": view}, session=session)
            if (row["active"] if row else 1) != before:
                raise Fenced(view)
            sequence = await self._raise(session, group, [])
            written = {"_id": view, "active": after}
            await generations.replace_one({"_id": view}, written, upsert=True, session=session)
            parked = {"group": group, "fold": view}
            await self._database[names.PARKED].delete_many(parked, session=session)
            return sequence

        await self._fenced(group, work)

    async def drop(self, generation: str | None, group: str | None) -> None:
        """Forget a generation's documents, and a group's positions, heads and parked events.

        Not one transaction, they may be many: the group is fenced first and its positions go
        last, so after a crash in between `drop` has to be called again.
        """
        with in_words():
            if group is not None:
                self._sequences.pop(group, None)
                groups = self._database[names.GROUPS]
                await groups.update_one({"_id": group}, {"$inc": {"sequence": 1}})
                for rows in (names.HEADS, names.PARKED):
                    await self._database[rows].delete_many({"group": group})
                await groups.update_one({"_id": group}, {"$set": {"positions": []}})
            if generation is not None:
                for rows in (names.PARTS, names.DOCUMENTS, names.CELLS):
                    await self._database[rows].delete_many({"generation": generation})

    async def active(self, views: Iterable[str]) -> dict[str, int]:
        """The generation of each view that is read now."""
        rows = await self._among(names.GENERATIONS, {}, "_id", views)
        return {row["_id"]: int(row["active"]) for row in rows}

    async def commit(self, group: str, changes: Changes) -> None:
        """Write all or nothing; raises Fenced or Unavailable, and then nothing was written."""

        async def work(session: Session) -> int:
            sequence = await self._raise(session, group, changes.moves)
            for collection, writes in writes_of(group, changes, sequence):
                if writes:
                    await self._database[collection].bulk_write(writes, session=session)
            return sequence

        await self._fenced(group, work)

    async def close(self) -> None:
        """Nothing is held: whoever opened the client closes it."""

    async def _fenced(self, group: str, work: Callable[[Session], Awaitable[int]]) -> None:
        """Run a transaction of a group, which answers the group's new sequence."""
        try:
            sequence = await in_transaction(self._database.client, work)
        except BaseException:
            self._sequences.pop(group, None)
            raise
        self._sequences[group] = sequence

    async def _raise(self, session: Session, group: str, moves: Sequence[Move]) -> int:
        """Move a group's positions and raise its sequence; raises Fenced."""
        groups = self._database[names.GROUPS]
        row = await groups.find_one({"_id": group}, session=session)
        found = int(row["sequence"]) if row else 0
        if found != self._sequences.get(group, found):
            raise Fenced(group)
        positions = positions_of(row) if row else {}
        for source, before, after in moves:
            if positions.get(source) != before:
                raise Fenced(group)
            positions[source] = after
        kept = {"sequence": Int64(found + 1), "positions": positions_rows(positions)}
        if row is None:
            await groups.insert_one({"_id": group, **kept}, session=session)
            return found + 1
        place = {"_id": group, "sequence": found}
        done = await groups.update_one(place, {"$set": kept}, session=session)
        if done.matched_count != 1:
            raise Fenced(group)
        return found + 1

    async def _among(
        self, collection: str, wanted: Row, field: str, values: Iterable[str]
    ) -> list[Row]:
        some = list(values)
        if not some:
            return []
        return await self._found(collection, {**wanted, field: {"$in": some}})

    async def _found(
        self, collection: str, wanted: Row, order: Order = (), limit: int = 0
    ) -> list[Row]:
        with in_words():
            found = self._database[collection].find(wanted).limit(limit)
            return await (found.sort(order) if order else found).to_list(None)
