"""R10, R11: a view rebuilt from the log, against bare code and against the peer."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from pydantic_core import from_json, to_json

from benchmarks.deciding import commands_a_second
from benchmarks.installation import Site, place, site
from benchmarks.invariants import check_site
from benchmarks.peer_views import DurableView, pulled_rate, replayed_rate
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import VisitNoted, contribute, noted, shows
from nineteen.shared.runtime.rebuild import rebuild
from nineteen.shared.runtime.sqlite.writer import PRAGMAS
from nineteen.shared.view import Cells, Part

VISITS, NOTES = 3_000, 10
PAGE = 1_000
BARE_VIEW = """
CREATE TABLE documents(id TEXT PRIMARY KEY, region TEXT, body TEXT NOT NULL);
CREATE INDEX by_region ON documents(region, id);
CREATE TABLE cells(scope TEXT, cell TEXT, n INTEGER NOT NULL, PRIMARY KEY(scope, cell));
CREATE TABLE position(next INTEGER NOT NULL);
"""


def bare_view(path: Path) -> sqlite3.Connection:
    """The file of a view that bare code keeps: documents with an index, totals, a position."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(PRAGMAS.format(level="FULL"))
    db.executescript(BARE_VIEW)
    return db


class BareFold:
    """The sample's view without a runtime: pydantic, a dict, and one write when told."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.documents: dict[str, Part] = {}
        self._changed: dict[str, None] = {}
        self._cells: Cells = {}

    def take(self, body: str) -> None:
        """Fold the notes of one row of the log."""
        for name, _, data in from_json(body)["events"]:
            if name == VisitNoted.type_name:
                event = VisitNoted.model_validate(data | {"name": ""})
                before = self.documents.get(event.visit)
                self.documents[event.visit] = after = noted(before, event)
                self._changed[event.visit] = None
                self._count(before, -1)
                self._count(after, 1)

    def write(self, position: int) -> None:
        """Documents, totals and position in one transaction."""
        rows = []
        for id_ in self._changed:
            document = self.documents[id_]
            rows.append((id_, document["region"], to_json(document).decode()))
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO documents VALUES(?,?,?)", rows)
        self._db.executemany(
            """INSERT INTO cells VALUES(?,?,?)
            ON CONFLICT(scope, cell) DO UPDATE SET n = n + excluded.n""",
            [(*key, n) for key, n in self._cells.items()],
        )
        self._db.execute("DELETE FROM position")
        self._db.execute("INSERT INTO position VALUES(?)", (position,))
        self._db.execute("COMMIT")
        self._changed.clear()
        self._cells.clear()

    def _count(self, document: Part | None, n: int) -> None:
        for cell, one in (contribute(document) if document else {}).items():
            self._cells[cell] = self._cells.get(cell, 0) + one * n


def bare_rebuild(log: Path, view: Path) -> float:
    """Events a second: pages of the log, pydantic, fold, one write at the end."""
    with closing(bare_view(view)) as target, closing(sqlite3.connect(log)) as db:
        fold, position, events = BareFold(target), 0, 0
        began = time.perf_counter()
        query = "SELECT seq, body FROM commits WHERE seq > ? ORDER BY seq LIMIT ?"
        while rows := db.execute(query, (position, PAGE)).fetchall():
            for _, body in rows:
                fold.take(body)
            position, events = rows[-1][0], events + len(rows)
        fold.write(position)
        return events / (time.perf_counter() - began)


async def rebuild_rate(here: Site) -> float:
    """Events a second of our own rebuild, beside the live view, swap included."""
    here.embedded.app.around.reader.forget()
    began = time.perf_counter()
    await rebuild(here.embedded.app, "visits", lambda _read, _of: None)
    return here.acknowledged / (time.perf_counter() - began)


async def filled(here: Site, visits: int, notes: int) -> None:
    """A log of many short streams, its view up to date."""
    await commands_a_second(here, await here.open_visits(visits), notes)
    await here.embedded.app.drain()


@contextmanager
def from_the_log(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """The same number of events for everybody."""
    visits, numbers = plan.some(VISITS), count()
    with place(plan.folder) as folder, site(plan.folder, shows) as here:
        here.runner.run(filled(here, visits, NOTES))
        log = here.folders.of("bench") / "events.db"
        durable = DurableView(folder / "peer.db", visits // 10 + 1, NOTES)
        yield {
            "bare": lambda: bare_rebuild(log, folder / f"bare-{next(numbers)}.db"),
            "ours": lambda: here.runner.run(rebuild_rate(here)),
            "peer in memory": lambda: replayed_rate(visits // 10 + 1, NOTES),
            "peer durable": lambda: pulled_rate(durable),
        }
        check_site(here)
        durable.close()


REBUILDING = Bench(
    (
        Figure("R10", "ours", "bare", "events/s"),
        Figure("R11/memory", "ours", "peer in memory", "events/s"),
        Figure("R11/durable", "ours", "peer durable", "events/s"),
    ),
    from_the_log,
)
