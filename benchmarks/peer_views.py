"""R11: views of the peer, rebuilt in memory by its runner, and on SQLite by pulling."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from pydantic_core import to_json

from benchmarks.peer import PeerVisit, PeerVisits, on_sqlite
from benchmarks.sample import SHOWN
from nineteen.shared.view import Part

PAGE = 100
PATIENCE_S = 600.0
SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS documents(id TEXT PRIMARY KEY, region TEXT, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_region ON documents(region, id);
CREATE TABLE IF NOT EXISTS tracking(application TEXT PRIMARY KEY, id INTEGER NOT NULL);
DELETE FROM documents; DELETE FROM tracking;
"""


def noted(before: Part | None, said: dict[str, Any]) -> Part:
    """The document after one more note, as in the sample's view."""
    kept = {name: said.get(name) for name in SHOWN}
    return kept | {"due_on": said["due_on"], "notes": (before["notes"] if before else 0) + 1}


def fill(app: PeerVisits, visits: int, notes: int) -> int:
    """As many notes; the number of events in all."""
    opened = [app.open() for _ in range(visits)]
    for number in range(visits * notes):
        app.note(opened[number % visits], number)
    return visits * (notes + 1)


class MemoryView(POPOTrackingRecorder):
    """A dict, with the peer's own tracking."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, Part] = {}

    def take(self, visit: str, said: dict[str, Any], tracking: Tracking) -> None:
        """Fold and track, or refuse both."""
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.documents[visit] = noted(self.documents.get(visit), said)


class MemoryProjection(Projection[MemoryView]):
    """Hands notes to the view."""

    def process_event(self, domain_event: object, tracking: Tracking) -> None:
        """Take a note; what else happens is only tracked."""
        if isinstance(domain_event, PeerVisit.Noted):  # type: ignore[attr-defined]  # made by its name
            self.view.take(str(domain_event.originator_id), dict(domain_event.said), tracking)
        else:
            self.view.insert_tracking(tracking)


class Replayed(PeerVisits):
    """An application that finds a filled recorder, so that its runner has to catch up."""

    name = "visits"
    filled: ClassVar[ApplicationRecorder]

    def construct_recorder(self) -> ApplicationRecorder:
        """The one that was filled before."""
        return self.filled


class Filling(PeerVisits):
    """The one that fills it."""

    name = "visits"


def replayed_rate(visits: int, notes: int) -> float:
    """Events a second of ProjectionRunner in memory, from a full log to a caught-up view."""
    filling = Filling()
    events = fill(filling, visits, notes)
    Replayed.filled = filling.recorder
    last = filling.recorder.max_notification_id()
    began = time.perf_counter()
    with ProjectionRunner(
        application_class=Replayed, projection_class=MemoryProjection, view_class=MemoryView
    ) as runner:
        runner.wait(last, timeout=PATIENCE_S)
        return events / (time.perf_counter() - began)


class DurableView:
    """A filled application on SQLite, and a view in a file of its own."""

    def __init__(self, path: Path, visits: int, notes: int) -> None:
        self.app: Application[Any] = on_sqlite(path)
        self.events = fill(on_sqlite(path), visits, notes)
        self.path = path.with_suffix(".view")

    def close(self) -> None:
        """Let go of the file."""
        self.app.close()


def pulled_rate(view: DurableView) -> float:
    """Events a second: pull, map, upsert and track, a transaction per event."""
    with closing(sqlite3.connect(view.path, isolation_level=None)) as db:
        db.executescript(SCHEMA)
        position, documents = 0, dict[str, Part]()
        began = time.perf_counter()
        while page := view.app.recorder.select_notifications(position + 1, PAGE):
            for notification in page:
                told = view.app.mapper.to_domain_event(notification)
                db.execute("BEGIN IMMEDIATE")
                if isinstance(told, PeerVisit.Noted):  # type: ignore[attr-defined]  # made by its name
                    upsert(db, documents, str(told.originator_id), dict(told.said))
                position = notification.id
                db.execute("INSERT OR REPLACE INTO tracking VALUES('visits', ?)", (position,))
                db.execute("COMMIT")
        return view.events / (time.perf_counter() - began)


def upsert(
    db: sqlite3.Connection, documents: dict[str, Part], visit: str, said: dict[str, Any]
) -> None:
    """Fold one note into its document."""
    document = documents[visit] = noted(documents.get(visit), said)
    row = (visit, document["region"], to_json(document).decode())
    db.execute("INSERT OR REPLACE INTO documents VALUES(?, ?, ?)", row)
