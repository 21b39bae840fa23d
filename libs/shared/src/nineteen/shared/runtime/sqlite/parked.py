"""Parked events: what a fold could not take waits here, in order, per stream."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nineteen.shared.runtime.commits import body_of, commit_from
from nineteen.shared.runtime.ports import ParkedRow


def park(db: sqlite3.Connection, rows: Iterable[ParkedRow]) -> None:
    """Set events aside."""
    db.executemany(
        "INSERT OR IGNORE INTO parked VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                *(r.group, r.fold, r.stream, r.version, r.reason, r.error, r.at.isoformat()),
                *(r.commit.id, r.index, r.commit.from_version, body_of(r.commit)),
            )
            for r in rows
        ],
    )


def unpark(db: sqlite3.Connection, group: str, rows: Iterable[tuple[str, str, int]]) -> None:
    """Take events up again."""
    db.executemany(
        "DELETE FROM parked WHERE grp = ? AND fold = ? AND stream = ? AND version = ?",
        [(group, *row) for row in rows],
    )


def parked(db: sqlite3.Connection, group: str | None = None) -> list[ParkedRow]:
    """What waits, of one group or of all, in order of stream and version."""
    query = """SELECT grp, fold, stream, version, reason, error, at, commit_id, idx,
    from_version, body FROM parked WHERE ?1 IS NULL OR grp = ?1
    ORDER BY grp, fold, stream, version"""
    rows = db.execute(query, (group,)).fetchall()
    return [parked_from(row) for row in rows]


def parked_from(row: tuple[Any, ...]) -> ParkedRow:
    """A row as a parked event."""
    group, fold, stream, version, reason, error, at, commit_id, index, from_version, body = row
    commit = commit_from((commit_id, stream, from_version, 0, body))
    when = datetime.fromisoformat(at)
    return ParkedRow(group, fold, stream, version, reason, error, when, commit, index)
