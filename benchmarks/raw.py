"""The bare floor: sqlite3 alone, writing the rows that the event store writes."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from nineteen.shared.runtime.commits import body_of, partition_of
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.sqlite.event_store import INSERT, SCHEMA
from nineteen.shared.runtime.sqlite.writer import PRAGMAS

Row = tuple[str, str, int, int, int, int, str]


def row_of(commit: Commit) -> Row:
    """A commit as the store writes it."""
    place = partition_of(commit.stream)
    return (
        *(commit.id, commit.stream, commit.from_version, commit.to_version),
        *(commit.ts, place, body_of(commit)),
    )


@contextmanager
def raw_log(path: Path) -> Iterator[sqlite3.Connection]:
    """The same file as an event store's, with the same durability."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(PRAGMAS.format(level="FULL"))
        db.executescript(SCHEMA)
        yield db


def one_a_transaction(db: sqlite3.Connection, rows: Sequence[Row]) -> float:
    """Rows a second."""
    began = time.perf_counter()
    for row in rows:
        db.execute("BEGIN IMMEDIATE")
        db.execute(INSERT, row)
        db.execute("COMMIT")
    return len(rows) / (time.perf_counter() - began)
