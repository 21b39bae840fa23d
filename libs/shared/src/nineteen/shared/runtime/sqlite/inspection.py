"""Looks a data folder over without changing it: for `nineteen doctor`."""

import sqlite3
from contextlib import closing
from pathlib import Path

from nineteen.shared.runtime.sqlite.writer import reading

NEEDED = "3.37.0"
"""The first SQLite with strict tables."""


def sqlite_version() -> str:
    """The SQLite that this Python uses."""
    return sqlite3.sqlite_version


def is_new_enough() -> bool:
    """Whether that SQLite can do what the stores ask of it."""
    return sqlite3.sqlite_version_info >= tuple(map(int, NEEDED.split(".")))


def fault_of(file: Path) -> str | None:
    """What SQLite's quick check finds wrong with a file; None when it is sound."""
    try:
        with closing(reading(file)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else str(found)
