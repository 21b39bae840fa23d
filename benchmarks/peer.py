"""The peer, pyeventsourcing: an aggregate with the sample's fields, and a view of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.sample import content

CACHED = {"AGGREGATE_CACHE_MAXSIZE": "20000"}


class PeerVisit(Aggregate):
    """The sample's stream, as the peer writes one."""

    @event("Opened")
    def __init__(self) -> None:
        self.notes = 0
        self.status = ""

    @event("Noted")
    def note(self, said: Mapping[str, Any]) -> None:
        """Take the fields of a note."""
        self.notes += 1
        self.status = said["status"]


class PeerVisits(Application[UUID]):
    """Visits, by the peer's own means."""

    def open(self) -> UUID:
        """A new one."""
        visit = PeerVisit()
        self.save(visit)
        return visit.id

    def note(self, visit_id: UUID, number: int) -> None:
        """Load, trigger, save."""
        visit: PeerVisit = self.repository.get(visit_id)
        visit.note(content(number))
        self.save(visit)


def on_sqlite(path: Path) -> PeerVisits:
    """In a file, with its defaults (WAL, FULL) and its cache of aggregates."""
    return PeerVisits(
        {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path), **CACHED}
    )
