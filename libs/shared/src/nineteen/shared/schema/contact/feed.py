"""What partners and uploads send: feeds, batches, records; rejections are facts too."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Instant, Line

__all__ = [
    "BatchClosed",
    "BatchOpened",
    "FeedRegistered",
    "RecordAccepted",
    "RecordDuplicate",
    "RecordLate",
    "RecordQuarantined",
    "RecordResolved",
    "RecordType",
]
RecordType = Literal[
    "employer.listed",
    "contact.listed",
    "referral.named",
    "outcome.job_interview",
    "outcome.hire",
]


class FeedRegistered(Event):
    """A partner system delivers records under this name."""

    feed: Line
    name: Line


class BatchOpened(Event):
    """A delivery of rows began."""

    batch: Id
    feed: Line
    list_as_of: date | None = None
    file_hash: str | None = None


class BatchClosed(Event):
    """A delivery ended, with its counts."""

    batch: Id
    feed: Line
    rows: int
    accepted: int
    duplicate: int
    late: int
    quarantined: int


class OfRecord(Event, abstract=True):
    """What each answer to an offered record carries."""

    record: Id
    feed: Line
    external_id: str
    record_version: int
    type: RecordType
    batch: Id | None = None
    line: int | None = None


class RecordAccepted(OfRecord):
    """A record is new and valid; its payload goes on to whom it concerns."""

    person: Id
    """The subject of the payload's personal data."""
    payload: Annotated[str, PII("person")]
    """The validated partner data as JSON text."""
    refs: dict[str, Id] = Field(default_factory=dict)
    """Ids that the payload's references resolve to: employer, contact, jobseeker, session."""
    observed_at: Instant
    skew_s: int = 0
    """By how much the partner's clock ran ahead and was clamped (DESIGN 4)."""
    content: str = ""
    """Keyed hash of a row without versions."""


class RecordResolved(OfRecord):
    """A record that waited for its employer is applied after all."""

    person: Id
    payload: Annotated[str, PII("person")]
    refs: dict[str, Id] = Field(default_factory=dict)
    observed_at: Instant


class RecordDuplicate(OfRecord):
    """The same version was accepted before."""


class RecordLate(OfRecord):
    """A higher version was accepted before: recorded, not applied."""


class RecordQuarantined(OfRecord):
    """A record that cannot be used, with the reason; a steward can resolve it."""

    reason: str
