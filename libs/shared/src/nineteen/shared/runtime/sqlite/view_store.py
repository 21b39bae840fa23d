"""The view store of one service in one SQLite file, written on the loop's own thread.

The file runs NORMAL: after a power cut offset and documents fall back together and the log is
read again from there, so nothing is lost and no commit waits for the disk.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from nineteen.shared.runtime.by_owner import Owner, grouped
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
from nineteen.shared.runtime.sqlite.documents import SqliteDocuments
from nineteen.shared.runtime.sqlite.parked import park, parked, unpark
from nineteen.shared.runtime.sqlite.writer import opened, unavailable

SCHEMA = (Path(__file__).parent / "view_schema.sql").read_text()
TODO = """INSERT OR IGNORE INTO todos(id, policy, lane, tenant, kind, target, command, payload,
due_at, correlation, causation, on_behalf_of, skip_after_s) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"""
TODO_FIELDS = (
    *("id", "policy", "lane", "tenant", "kind", "target", "command", "payload", "due_at"),
    *("correlation", "causation", "on_behalf_of", "skip_after_s"),
)
TODO_COLUMNS = ", ".join(TODO_FIELDS)

AMONG = "IN (SELECT value FROM json_each(?1))"
HEADS = "SELECT stream, version, event_id FROM heads WHERE grp = ?2 AND stream " + AMONG  # noqa: S608
OF_DOCUMENT = "WHERE view = ?2 AND tenant = ?3 AND "
PARTS = f"SELECT doc, stream, part FROM parts {OF_DOCUMENT} doc {AMONG}"  # noqa: S608
DOCUMENTS = f"SELECT id, body FROM documents {OF_DOCUMENT} id {AMONG}"  # noqa: S608
MEMORIES = "SELECT key, body FROM memories WHERE policy = ?2 AND key " + AMONG  # noqa: S608


class SqliteViewStore:
    """Everything that one consumer step writes goes into one transaction."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.db = opened(path, "NORMAL" if durable else "OFF")
        self.db.executescript(SCHEMA)
        self.reader = SqliteDocuments(path)

    async def positions(self, group: str) -> dict[str, Position]:
        """How far a group has read each source."""
        rows = self._run("SELECT source, epoch, next FROM positions WHERE grp = ?", group)
        return {source: Position(epoch, tuple(from_json(n))) for source, epoch, n in rows}

    async def heads(self, group: str, streams: Iterable[str]) -> dict[str, Head]:
        """The last version and event id of each stream that a group has taken."""
        rows = self._many(HEADS, (group,), streams)
        return {stream: (version, event_id) for stream, version, event_id in rows}

    async def parts(self, keys: Iterable[DocKey]) -> dict[DocKey, dict[str, str]]:
        """The parts (JSON) of documents, by stream."""
        found: dict[DocKey, dict[str, str]] = {}
        for owner, docs in grouped(keys):
            for doc, stream, part in self._many(PARTS, owner, docs):
                found.setdefault((*owner, doc), {})[stream] = part
        return found

    async def documents(self, keys: Iterable[DocKey]) -> dict[DocKey, str]:
        """Documents (JSON) by id."""
        return {
            (*owner, id_): body
            for owner, docs in grouped(keys)
            for id_, body in self._many(DOCUMENTS, owner, docs)
        }

    async def memories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Memories (JSON) by (policy, key)."""
        return {
            (*policy, key): body
            for policy, wanted in grouped(keys)
            for key, body in self._many(MEMORIES, policy, wanted)
        }

    async def parked_folds(self, group: str) -> set[tuple[str, str]]:
        """Which (fold, stream) are parked."""
        rows = self._run("SELECT DISTINCT fold, stream FROM parked WHERE grp = ?", group)
        return {(fold, stream) for fold, stream in rows}

    async def parked(self, group: str | None = None) -> list[ParkedRow]:
        """What is parked, of one group or of all."""
        return parked(self.db, group)

    async def due(self, now: datetime, limit: int) -> list[TodoRow]:
        """Open to-dos due by `now`, oldest first."""
        query = f"""SELECT {TODO_COLUMNS} FROM todos WHERE code IS NULL AND due_at <= ?
        ORDER BY due_at, rowid LIMIT ?"""  # noqa: S608  # constants
        return [todo_from(row) for row in self._run(query, millis(now), limit)]

    async def next_due(self) -> datetime | None:
        """When the next open to-do is due."""
        row = self._run("SELECT min(due_at) FROM todos WHERE code IS NULL")[0]
        return None if row[0] is None else instant(row[0])

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """Messages not sent yet, oldest first."""
        query = (
            "SELECT id, tenant, at, message FROM outbox WHERE sent IS NULL ORDER BY at, id LIMIT ?"
        )
        return [
            OutboxRow(id_, tenant, datetime.fromisoformat(at), from_json(message))
            for id_, tenant, at, message in self._run(query, limit)
        ]

    async def settle(self, done: Sequence[tuple[str, str]]) -> None:
        """Note what became of messages."""
        with transaction(self.db):
            self.db.executemany(
                "UPDATE outbox SET sent = ? WHERE id = ?", [(how, each) for each, how in done]
            )

    async def swap(self, view: str, before: int, after: int, group: str) -> None:
        """Read generation `after` from now on."""
        with transaction(self.db):
            row = self.db.execute(
                "SELECT active FROM generations WHERE view = ?", (view,)
            ).fetchone()
            if (row[0] if row else 1) != before:
                raise Fenced(view)
            self.db.execute("INSERT OR REPLACE INTO generations VALUES(?, ?)", (view, after))
            self.db.execute("DELETE FROM parked WHERE grp = ? AND fold = ?", (group, view))

    async def drop(self, generation: str | None, group: str | None) -> None:
        """Forget a generation's documents, and a group's positions, heads and parked events."""
        with transaction(self.db):
            for table in ("parts", "documents", "cells"):
                self.db.execute(f"DELETE FROM {table} WHERE view = ?", (generation,))  # noqa: S608
            for table in ("positions", "heads", "parked"):
                self.db.execute(f"DELETE FROM {table} WHERE grp = ?", (group,))  # noqa: S608

    async def active(self, views: Iterable[str]) -> dict[str, int]:
        """The generation of each view that is read now."""
        rows = dict(self._run("SELECT view, active FROM generations"))
        return {view: rows[view] for view in views if view in rows}

    async def commit(self, group: str, changes: Changes) -> None:
        """Write all or nothing; raises Fenced or Unavailable, and then nothing was written."""
        with transaction(self.db):
            self._move(group, changes)
            self._write(group, changes)

    async def close(self) -> None:
        """Close the file."""
        self.reader.close()
        self.db.close()

    def _move(self, group: str, changes: Changes) -> None:
        for source, before, after in changes.moves:
            row = (after.epoch, to_json(after.next).decode(), group, source)
            if before is None:
                done = self.db.execute(
                    "INSERT OR IGNORE INTO positions(epoch, next, grp, source) VALUES(?,?,?,?)", row
                )
            else:
                done = self.db.execute(
                    """UPDATE positions SET epoch = ?, next = ?
                    WHERE grp = ? AND source = ? AND epoch = ? AND next = ?""",
                    (*row, before.epoch, to_json(before.next).decode()),
                )
            if done.rowcount != 1:
                raise Fenced(group)

    def _write(self, group: str, changes: Changes) -> None:
        many = self.db.executemany
        many(
            "INSERT OR REPLACE INTO heads VALUES(?,?,?,?)",
            [(group, stream, *head) for stream, head in sorted(changes.heads.items())],
        )
        written = [(*key, s, p) for key, parts in changes.parts.items() for s, p in parts.items()]
        many(
            "INSERT OR REPLACE INTO parts VALUES(?,?,?,?,?)",
            [row for row in written if row[-1] is not None],
        )
        many(
            "DELETE FROM parts WHERE view = ? AND tenant = ? AND doc = ? AND stream = ?",
            [row[:-1] for row in written if row[-1] is None],
        )
        docs = changes.documents.items()
        many(
            "INSERT OR REPLACE INTO documents VALUES(?,?,?,?)",
            [(*key, body) for key, body in docs if body],
        )
        many(
            "DELETE FROM documents WHERE view = ? AND tenant = ? AND id = ?",
            [key for key, body in docs if not body],
        )
        many(
            """INSERT INTO cells VALUES(?,?,?,?)
            ON CONFLICT(view, scope, cell) DO UPDATE SET n = n + excluded.n""",
            [(*key, n) for key, n in changes.cells.items() if n],
        )
        self._write_work(changes)
        unpark(self.db, group, changes.unpark)
        park(self.db, changes.park)

    def _write_work(self, changes: Changes) -> None:
        many = self.db.executemany
        many(
            "INSERT OR REPLACE INTO memories VALUES(?,?,?)",
            [(*key, body) for key, body in changes.memories.items()],
        )
        many(TODO, [todo_row(todo) for todo in changes.todos])
        many(
            "UPDATE todos SET code = ?1, payload = iif(?1 = ?3, payload, NULL) WHERE id = ?2",
            [(code, each, BROKEN) for each, code in changes.closed],
        )
        many(
            "INSERT OR IGNORE INTO outbox(id, tenant, at, message) VALUES(?,?,?,?)",
            [
                (o.id, o.tenant, o.at.isoformat(), to_json(o.message).decode())
                for o in changes.outbox
            ],
        )

    def _many(self, query: str, owner: Owner, wanted: Iterable[str]) -> list[Any]:
        ids = list(wanted)
        return self._run(query, to_json(ids).decode(), *owner) if ids else []

    def _run(self, query: str, *values: object) -> list[Any]:
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise unavailable(error) from error


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; raises Unavailable when the file cannot take it."""
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise unavailable(error) from error
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def todo_row(todo: TodoRow) -> tuple[Any, ...]:
    """A to-do as a row."""
    return (
        todo.id,
        todo.policy,
        todo.lane,
        todo.tenant,
        todo.kind,
        todo.target,
        todo.command,
        to_json(todo.payload).decode(),
        millis(todo.due_at),
        todo.correlation,
        todo.causation,
        todo.on_behalf_of,
        todo.skip_after_s,
    )


def todo_from(row: tuple[Any, ...]) -> TodoRow:
    """A row as a to-do."""
    values = dict(zip(TODO_FIELDS, row, strict=True))
    values |= {"payload": from_json(values["payload"]), "due_at": instant(values["due_at"])}
    return TodoRow(**values)
