"""Group commit: many callers, one writing thread, one fsync for all who wait."""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from nineteen.shared.runtime.ports import Unavailable

J = TypeVar("J")
A = TypeVar("A")
Batch = Callable[[sqlite3.Connection, Sequence[J]], Sequence[A]]
PRAGMAS = """
PRAGMA journal_mode=WAL; PRAGMA synchronous={level}; PRAGMA busy_timeout=5000;
PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;
PRAGMA wal_autocheckpoint=8192;
"""


def opened(path: Path, level: str = "FULL") -> sqlite3.Connection:
    """A writing connection: WAL, transactions by hand."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.executescript(PRAGMAS.format(level=level))
    return db


def reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    db = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    db.executescript("PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8192;")
    return db


def settle_on_disk(path: Path) -> None:
    """Have a file whole on disk, though its commits did not wait for that (`synchronous=OFF`)."""
    db = opened(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    for each in (path, path.with_name(f"{path.name}-wal"), path.parent):
        handle = os.open(each, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    db.close()


def unavailable(error: sqlite3.Error) -> Unavailable:
    """The same trouble in words."""
    if getattr(error, "sqlite_errorcode", None) in {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
    }:
        return Unavailable(
            "The disk is full: nothing was kept. Free space and try again.", full=True
        )
    return Unavailable("The data folder cannot be written now: nothing was kept. Try again.")


class GroupWriter(Generic[J, A]):
    """Owns the only writing connection of one file; `write` returns once the job is on disk.

    `batch` runs all waiting jobs in one transaction and answers each; an answer that is an
    exception fails its caller alone. When the transaction fails, everybody gets Unavailable and
    `failed` runs, before the next batch, so that what was cached of the file can be dropped.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        batch: Batch[J, A],
        failed: Callable[[], None],
        most: int = 512,
    ) -> None:
        self._db = db
        self._batch = batch
        self._failed = failed
        self._most = most
        self._jobs: queue.SimpleQueue[tuple[J, asyncio.Future[A]] | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="nineteen-writer", daemon=True)
        self._thread.start()

    async def write(self, job: J) -> A:
        """Have `job` written; a cancelled caller does not undo it. Raises Unavailable."""
        if self._closing:
            raise Unavailable("This process is stopping: nothing was kept. Try again.")
        future: asyncio.Future[A] = self._loop.create_future()
        self._jobs.put((job, future))
        return await future

    async def close(self) -> None:
        """Write what waits, then close the file."""
        self._closing = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._db.close()

    def _run(self) -> None:
        while job := self._jobs.get():
            waiting = [job]
            while len(waiting) < self._most and not self._jobs.empty():
                if not (job := self._jobs.get()):
                    self._jobs.put(None)  # the outer loop ends on it, after this batch
                    break
                waiting.append(job)
            answers = self._commit([job for job, _ in waiting])
            self._loop.call_soon_threadsafe(settle, waiting, answers)

    def _commit(self, jobs: list[J]) -> Sequence[A | Exception]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            answers = self._batch(self._db, jobs)
            self._db.execute("COMMIT")
        except Exception as error:  # noqa: BLE001  whatever it was, the thread must live on
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._failed()
            failure = unavailable(error) if isinstance(error, sqlite3.Error) else error
            failure.__cause__ = error if failure is not error else None
            return [failure] * len(jobs)
        return answers


def settle(waiting: Sequence[tuple[Any, "asyncio.Future[Any]"]], answers: Sequence[Any]) -> None:
    """Answer every caller who still waits (runs in the event loop)."""
    for (_, future), answer in zip(waiting, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
