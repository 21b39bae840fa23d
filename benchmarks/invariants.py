"""What every run must leave behind: all that was acknowledged, without gap or twin; true views."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.installation import Site
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.sqlite.embedded import Folders
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.standalone.services import SERVICES

GAPS = """SELECT count(*) FROM (
  SELECT 1 FROM commits GROUP BY stream
  HAVING min(from_version) <> 1 OR max(to_version) <> sum(to_version - from_version + 1))"""
TORN = """SELECT count(*) FROM commits
WHERE json_array_length(body, '$.events') <> to_version - from_version + 1"""


class Broken(Exception):
    """A benchmark lost or garbled something: its figures mean nothing."""


def check_log(file: Path, acknowledged: int) -> None:
    """Q1 to Q4 of an event store: every commit, versions 1 to n, positions, whole commits."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        commits, last = db.execute("SELECT count(*), coalesce(max(seq), 0) FROM commits").fetchone()
        gaps, torn = db.execute(GAPS).fetchone()[0], db.execute(TORN).fetchone()[0]
    if commits != acknowledged or last != acknowledged:
        raise Broken(f"{commits} commits of {acknowledged} acknowledged, the last at {last}")
    if gaps or torn:
        raise Broken(f"{gaps} streams with gaps or twins, {torn} torn commits")


def check_rows(file: Path, acknowledged: int) -> None:
    """A denominator must have written as much as it was paid for."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        (rows,) = db.execute("SELECT count(*) FROM commits").fetchone()
    if rows != acknowledged:
        raise Broken(f"{rows} rows of {acknowledged}")


def check_site(site: Site) -> None:
    """Bring the views up to date, then check what lies on disk."""
    site.runner.run(site.embedded.app.drain())
    site.runner.run(check_folders_now(site.folders, site.service, site.acknowledged))


def check_folders(folders: Folders, service: Service, acknowledged: int) -> None:
    """The log, and every view against a fresh fold of it, byte by byte (Q6, Q7)."""
    asyncio.run(check_folders_now(folders, service, acknowledged))


async def check_folders_now(folders: Folders, service: Service, acknowledged: int) -> None:
    """The same inside a loop; views are compared as far as they have come (Q8)."""
    check_log(folders.of(service.name) / "events.db", acknowledged)
    for verdict in await verified([service], folders):
        if not verdict.clean:
            raise Broken(f"{verdict.view}: {len(verdict.different)} documents differ")


def check_product(folders: Folders, commits: int) -> None:
    """All services: as many commits in contact's log as were called for, and true views."""
    asyncio.run(check_product_now(folders, commits))


async def check_product_now(folders: Folders, commits: int) -> None:
    """The same inside a loop."""
    check_log(folders.of("contact") / "events.db", commits)
    for verdict in await verified(SERVICES, folders):
        if not verdict.clean:
            raise Broken(f"{verdict.view}: {len(verdict.different)} documents differ")
