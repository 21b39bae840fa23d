"""Keys in a file of their own, outside the data folder and its backups."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from nineteen.shared.runtime.ports import WrappedKey
from nineteen.shared.runtime.sqlite.writer import (
    GroupWriter,
    opened,
    reading,
    settle_on_disk,
    unavailable,
)

SCHEMA = """
PRAGMA secure_delete=ON;
CREATE TABLE IF NOT EXISTS named(name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS persons(
  subject TEXT, class TEXT, tenant TEXT NOT NULL, wrapped BLOB,
  PRIMARY KEY(subject, class)) STRICT, WITHOUT ROWID;
"""
Work = Callable[[sqlite3.Connection], Any]


class SqliteKeyReader:
    """Reads keys beside a running server; makes none."""

    def __init__(self, folder: Path) -> None:
        self._read = reading(folder / "keys.db")

    async def keys_of(self, wanted: Iterable[tuple[str, str]]) -> list[WrappedKey]:
        """Wrapped keys by (subject, class)."""
        query = (
            "SELECT subject, class, tenant, wrapped FROM persons WHERE subject = ? AND class = ?"
        )
        try:
            rows = [self._read.execute(query, key).fetchone() for key in wanted]
        except sqlite3.Error as error:
            raise unavailable(error) from error
        return [WrappedKey(*row) for row in rows if row]

    async def named(self, name: str, fresh: bytes) -> bytes:
        """The key under `name`; `fresh`, unkept, if there is none."""
        row = self._read.execute("SELECT wrapped FROM named WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else fresh

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """A reader keeps nothing."""
        raise PermissionError(f"{len(keys)} keys cannot be kept by a reader")

    async def destroy(self, subject: str, key_class: str) -> None:
        """A reader destroys nothing."""
        raise PermissionError(f"{key_class} of {subject} cannot be destroyed by a reader")

    def close(self) -> None:
        """Close the file."""
        self._read.close()


class SqliteKeyStore(SqliteKeyReader):
    """The embedded key store."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._path = path = folder / "keys.db"
        db = opened(path, "FULL" if durable else "OFF")
        path.chmod(0o600)
        db.executescript(SCHEMA)
        self._writer = writing(db)
        super().__init__(folder)

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Keep new keys durably."""
        rows = [(k.subject, k.key_class, k.tenant, k.wrapped) for k in keys]

        def work(db: sqlite3.Connection) -> None:
            db.executemany("INSERT OR IGNORE INTO persons VALUES(?, ?, ?, ?)", rows)

        await self._writer.write(work)

    async def named(self, name: str, fresh: bytes) -> bytes:
        """The key under `name`, made now if there was none."""

        def work(db: sqlite3.Connection) -> bytes:
            db.execute("INSERT OR IGNORE INTO named VALUES(?, ?)", (name, fresh))
            row = db.execute("SELECT wrapped FROM named WHERE name = ?", (name,)).fetchone()
            return bytes(row[0])

        return bytes(await self._writer.write(work))

    async def destroy(self, subject: str, key_class: str) -> None:
        """Forget a key for ever."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                """INSERT INTO persons VALUES(?, ?, '', NULL)
                ON CONFLICT(subject, class) DO UPDATE SET wrapped = NULL""",
                (subject, key_class),
            )

        await self._writer.write(work)

    async def make_durable(self) -> None:
        """From here on every key waits for the disk; those made before are on it."""
        await self._writer.close()
        settle_on_disk(self._path)
        self._writer = writing(opened(self._path))

    async def closed(self) -> None:
        """Write what waits, then close the file."""
        await self._writer.close()
        self.close()


def writing(db: sqlite3.Connection) -> GroupWriter[Work, Any]:
    """A writer that runs each piece of work."""
    return GroupWriter(db, lambda db, jobs: [job(db) for job in jobs], lambda: None)
