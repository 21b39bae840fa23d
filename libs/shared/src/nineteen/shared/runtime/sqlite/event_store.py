"""The event store of one service in one SQLite file; also the log that its bus tails."""

import sqlite3
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from nineteen.shared.runtime.clock import system_milliseconds
from nineteen.shared.runtime.commits import body_of, commit_from, partition_of
from nineteen.shared.runtime.ports import (
    PARTITIONS,
    Commit,
    Conflict,
    Position,
)
from nineteen.shared.runtime.sqlite.writer import (
    GroupWriter,
    opened,
    reading,
    settle_on_disk,
    unavailable,
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS log(epoch TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commits(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL,
  from_version INTEGER NOT NULL, to_version INTEGER NOT NULL, ts INTEGER NOT NULL,
  partition INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(stream, from_version)) STRICT;
"""
INSERT = """INSERT INTO commits(id, stream, from_version, to_version, ts, partition, body)
VALUES(?, ?, ?, ?, ?, ?, ?)"""
COLUMNS = "id, stream, from_version, ts, body"
Head = tuple[int, int]
Writer = GroupWriter[tuple[Commit, str], Commit | None]
MOST_HEADS = 20_000
MOST_RECENT = 1_000


class SqliteEventStore:
    """One row per commit; the writer keeps the heads of streams, so conflicts cost no read."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        db = opened(path, "FULL" if durable else "OFF")
        db.executescript(SCHEMA)
        if not db.execute("SELECT epoch FROM log").fetchone():
            db.execute("INSERT INTO log VALUES(?)", (str(uuid.uuid4()),))
        self._path = path
        self._heads: dict[str, Head] = {}
        self._writer = self._writing(db)
        self.log = SqliteLog(path)
        self.log.newest = self.log.end() - 1
        self.listeners: list[Callable[[], None]] = []

    async def append(self, commit: Commit) -> Commit | None:
        """Write durably (see EventStore.append)."""
        standing = await self._writer.write((commit, body_of(commit)))
        if standing is None:
            for listener in self.listeners:
                listener()
        return standing

    async def commit_of(self, command_id: str) -> Commit | None:
        """What this command decided earlier."""
        return self.log.one("id = ?", command_id)

    async def read(self, stream: str, after: int = 0) -> Sequence[Commit]:
        """The commits of a stream after a version."""
        head = self._heads.get(stream)
        if head and head[0] <= after:
            return []  # this process is the only writer, and its writer knows of no more
        return self.log.stream(stream, after)

    async def existing(self, streams: Iterable[str]) -> set[str]:
        """Which of these streams hold anything."""
        return self.log.existing(streams)

    def read_all(self, upto: Position | None = None) -> AsyncIterator[Sequence[Commit]]:
        """Every commit up to a position."""
        return self.log.read_all(upto)

    async def make_durable(self) -> None:
        """From here on every commit waits for the disk; what was written before is on it."""
        await self._writer.close()
        settle_on_disk(self._path)
        self._writer = self._writing(opened(self._path))

    async def close(self) -> None:
        """Write what waits, then close the file."""
        await self._writer.close()
        self.log.close()

    def _writing(self, db: sqlite3.Connection) -> Writer:
        return GroupWriter(db, self._batch, self._heads.clear)

    def _batch(
        self, db: sqlite3.Connection, jobs: Sequence[tuple[Commit, str]]
    ) -> list[Commit | None]:
        if len(self._heads) > MOST_HEADS:
            self._heads.clear()
        now = system_milliseconds()
        return [self._one(db, commit, body, now) for commit, body in jobs]

    def _one(self, db: sqlite3.Connection, commit: Commit, body: str, now: int) -> Any:  # noqa: ANN401
        version, ts = self._head(db, commit)
        if commit.from_version != version + 1:
            return standing(db, commit)
        ts = max(now, ts + 1)
        place = partition_of(commit.stream)
        row = (commit.id, commit.stream, version + 1, commit.to_version, ts, place, body)
        try:
            self.log.newest = db.execute(INSERT, row).lastrowid
        except sqlite3.IntegrityError:
            return standing(db, commit)
        self._heads[commit.stream] = (commit.to_version, ts)
        return None

    def _head(self, db: sqlite3.Connection, commit: Commit) -> Head:
        if head := self._heads.get(commit.stream):
            return head
        if commit.from_version == 1:
            return 0, 0  # the unique index finds who was first
        found = db.execute(
            """SELECT to_version, ts FROM commits WHERE stream = ?
            ORDER BY from_version DESC LIMIT 1""",
            (commit.stream,),
        ).fetchone()
        return found or (0, 0)


def standing(db: sqlite3.Connection, commit: Commit) -> Commit | Conflict:
    """What stands under the commit's id, else a conflict."""
    query = f"SELECT {COLUMNS} FROM commits WHERE id = ?"  # noqa: S608  # a constant
    row = db.execute(query, (commit.id,)).fetchone()
    return commit_from(row) if row else Conflict(commit.stream)


class SqliteLog:
    """Reads the commits of one file; opens beside a running server as well."""

    def __init__(self, path: Path) -> None:
        self._db = reading(path)
        self.epoch: str = self._db.execute("SELECT epoch FROM log").fetchone()[0]
        self._recent: list[tuple[int, int, Commit]] = []
        """The latest rows read, in one unbroken run: several groups read the same tail."""
        self.newest: int | None = None
        """The last sequence given out, where the writer is at hand: nothing lies behind it."""

    def one(self, where: str, *values: object) -> Commit | None:
        """The first commit with this property."""
        return next(iter(self._select(f"WHERE {where} LIMIT 1", *values)), None)

    def stream(self, stream: str, after: int) -> list[Commit]:
        """The commits of a stream after a version, in order."""
        return self._select(
            "WHERE stream = ? AND from_version > ? ORDER BY from_version", stream, after
        )

    def existing(self, streams: Iterable[str]) -> set[str]:
        """Which of these streams hold anything."""
        wanted = to_json(list(streams)).decode()
        query = """SELECT DISTINCT stream FROM commits
        WHERE stream IN (SELECT value FROM json_each(?))"""
        return {stream for (stream,) in self._run(query, wanted)}

    def tail(self, start: int, limit: int) -> list[tuple[int, int, Commit]]:
        """(sequence, partition, commit) from a sequence on."""
        first = self._recent[0][0] if self._recent else start
        if 0 <= start - first < len(self._recent):  # sequences have no gaps
            return self._recent[start - first : start - first + limit]
        if self.newest is not None and start > self.newest:
            return []
        query = f"""SELECT seq, partition, {COLUMNS} FROM commits
        WHERE seq >= ? ORDER BY seq LIMIT ?"""  # noqa: S608  # constants
        rows = self._run(query, start, limit)
        found = [(row[0], row[1], commit_from(row[2:])) for row in rows]
        joins = bool(found and self._recent) and found[0][0] == self._recent[-1][0] + 1
        self._recent = (self._recent if joins else [])[-MOST_RECENT:] + found
        return found

    def end(self) -> int:
        """The sequence behind the last commit."""
        return int(self._run("SELECT coalesce(max(seq), 0) + 1 FROM commits")[0][0])

    async def read_all(self, upto: Position | None = None) -> AsyncIterator[Sequence[Commit]]:
        """Every commit up to a position, a thousand at a time."""
        start = 1
        end = max(upto.next) if upto else self.end()
        while start < end and (rows := self.tail(start, 1000)):
            start = rows[-1][0] + 1
            yield [c for seq, p, c in rows if seq < (upto.next[p] if upto else end)]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _select(self, where: str, *values: object) -> list[Commit]:
        rows = self._run(f"SELECT {COLUMNS} FROM commits {where}", *values)  # noqa: S608  # constants
        return [commit_from(row) for row in rows]

    def _run(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise unavailable(error) from error


def start_of(log: SqliteLog) -> Position:
    """Before the first commit."""
    return Position(log.epoch, (1,) * PARTITIONS)
