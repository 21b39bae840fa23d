"""The view store of one service in memory."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic_core import from_json, to_json

from nineteen.shared.runtime.clock import instant, millis
from nineteen.shared.runtime.ports import (
    BROKEN,
    Changes,
    DocKey,
    Fenced,
    Head,
    OutboxRow,
    ParkedRow,
    Position,
    TodoRow,
)


@dataclass
class MemoryTodo:
    """A to-do and how it ended."""

    row: TodoRow
    code: str | None = None
    payload: bytes | None = None


class MemoryViewStore:
    """Checks first and writes then, so nothing is ever written by half."""

    def __init__(self) -> None:
        self.tables: dict[DocKey, str] = {}
        self.totals: Counter[tuple[str, str, str]] = Counter()
        self.todos: dict[str, MemoryTodo] = {}
        self.outbox: dict[str, OutboxRow] = {}
        self.settled: dict[str, str] = {}
        self._positions: dict[tuple[str, str], Position] = {}
        self._heads: dict[tuple[str, str], Head] = {}
        self._parts: dict[DocKey, dict[str, str]] = {}
        self._memories: dict[tuple[str, str], str] = {}
        self._parked: dict[tuple[str, str, str, int], ParkedRow] = {}
        self._active: dict[str, int] = {}

    async def positions(self, group: str) -> dict[str, Position]:
        """How far a group has read each source."""
        return {s: at for (grp, s), at in self._positions.items() if grp == group}

    async def heads(self, group: str, streams: Iterable[str]) -> dict[str, Head]:
        """The last version of each stream that a group has taken."""
        found = {stream: self._heads.get((group, stream)) for stream in streams}
        return {stream: head for stream, head in found.items() if head}

    async def parts(self, keys: Iterable[DocKey]) -> dict[DocKey, dict[str, str]]:
        """The parts (JSON) of documents, by stream."""
        return {key: dict(self._parts.get(key, {})) for key in keys}

    async def documents(self, keys: Iterable[DocKey]) -> dict[DocKey, str]:
        """Documents (JSON) by id."""
        return {key: self.tables[key] for key in keys if key in self.tables}

    async def memories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Memories (JSON) by (policy, key)."""
        return {key: self._memories[key] for key in keys if key in self._memories}

    async def parked_folds(self, group: str) -> set[tuple[str, str]]:
        """Which (fold, stream) are parked."""
        return {(row.fold, row.stream) for row in self._parked.values() if row.group == group}

    async def parked(self, group: str | None = None) -> list[ParkedRow]:
        """What is parked, in order of stream and version."""
        rows = (self._parked[place] for place in sorted(self._parked))
        return [row for row in rows if group in (None, row.group)]

    async def due(self, now: datetime, limit: int) -> list[TodoRow]:
        """Open to-dos due by `now`, oldest first, then in the order they were planned."""
        rows = [t.row for t in self.todos.values() if t.code is None and t.row.due_at <= now]
        return [copied(row) for row in sorted(rows, key=lambda row: row.due_at)[:limit]]

    async def next_due(self) -> datetime | None:
        """When the next open to-do is due."""
        return min((t.row.due_at for t in self.todos.values() if t.code is None), default=None)

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """Messages not sent yet, oldest first."""
        open_ = [row for row in self.outbox.values() if row.id not in self.settled]
        return sorted(open_, key=lambda row: (row.at, row.id))[:limit]

    async def settle(self, done: Sequence[tuple[str, str]]) -> None:
        """Note what became of messages."""
        self.settled.update(done)

    async def swap(self, view: str, before: int, after: int, group: str) -> None:
        """Read generation `after` from now on."""
        if self._active.get(view, 1) != before:
            raise Fenced(view)
        self._active[view] = after
        self._forget_parked(group, view)

    async def drop(self, generation: str | None, group: str | None) -> None:
        """Forget a generation's documents, and a group's positions, heads and parked events."""
        for documents in (self.tables, self._parts, self.totals):
            for key in [key for key in documents if key[0] == generation]:
                del documents[key]
        for rows in (self._positions, self._heads):
            for place in [place for place in rows if place[0] == group]:
                del rows[place]
        self._forget_parked(group, None)

    async def active(self, views: Iterable[str]) -> dict[str, int]:
        """The generation of each view that is read now."""
        return {view: self._active[view] for view in views if view in self._active}

    async def commit(self, group: str, changes: Changes) -> None:
        """Write all or nothing; raises Fenced, and then nothing was written."""
        for source, before, _ in changes.moves:
            if self._positions.get((group, source)) != before:
                raise Fenced(group)
        self._positions.update({(group, source): after for source, _, after in changes.moves})
        self._heads.update({(group, stream): head for stream, head in changes.heads.items()})
        self._write_documents(changes)
        self._memories.update(changes.memories)
        self._write_todos(changes)
        for message in changes.outbox:
            self.outbox.setdefault(message.id, message)
        for fold, stream, version in changes.unpark:
            self._parked.pop((group, fold, stream, version), None)
        for row in changes.park:
            self._parked.setdefault((row.group, row.fold, row.stream, row.version), row)

    async def close(self) -> None:
        """Nothing is held."""

    def _write_documents(self, changes: Changes) -> None:
        for key, parts in changes.parts.items():
            held = self._parts.setdefault(key, {})
            held.update({stream: part for stream, part in parts.items() if part is not None})
            for stream in [stream for stream, part in parts.items() if part is None]:
                held.pop(stream, None)
        for key, document in changes.documents.items():
            if document:
                self.tables[key] = document
            else:
                self.tables.pop(key, None)
        self.totals.update(changes.cells)

    def _write_todos(self, changes: Changes) -> None:
        for row in changes.todos:
            self.todos.setdefault(row.id, MemoryTodo(copied(row)))
        for todo_id, code in changes.closed:
            todo = self.todos[todo_id]
            todo.code = code
            if code != BROKEN:
                todo.row = replace(todo.row, payload={})

    def _forget_parked(self, group: str | None, fold: str | None) -> None:
        for place in [p for p in self._parked if p[0] == group and fold in (None, p[1])]:
            del self._parked[place]


def copied(row: TodoRow) -> TodoRow:
    """As a file would give it back: JSON values, and whole milliseconds."""
    due = instant(millis(row.due_at))
    return replace(row, payload=from_json(to_json(row.payload)), due_at=due)
