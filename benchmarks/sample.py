"""The sample: a fact of 18 fields and about 546 bytes of JSON, its decider and its view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, assert_never

from pydantic import BaseModel, Field

from nineteen.shared.decider import Command, Decider, Facts
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import Instant
from nineteen.shared.view import Cells, Document, Part, View

STATUSES = ("sent", "answered", "agreed")
REGIONS = ("53033", "53053", "53061")


class VisitOpened(Event):
    """A visit is planned."""

    visit: Id


class VisitNoted(Event):
    """Something was noted of a visit."""

    visit: Id
    campaign: Id
    employer: Id
    contact: Id
    name: Annotated[str, PII("contact")]
    status: str
    region: str
    route: str
    channel: str
    office: str
    segment: str
    naics: str
    size_class: str
    happened_at: Instant
    due_on: date
    number: int
    text: str
    labels: tuple[str, ...]


class VisitLogged(VisitNoted):
    """The same of nobody: nothing in it is encrypted."""

    name: str


class OpenVisit(Command):
    """Plan a visit."""

    creates: ClassVar[bool] = True


class NoteVisit(Command):
    """Note something of a visit."""

    campaign: Id
    employer: Id
    contact: Id
    name: Annotated[str, PII("contact")] = Field(max_length=80)
    status: str = Field(max_length=20)
    region: str = Field(max_length=5)
    route: str = Field(max_length=20)
    channel: str = Field(max_length=20)
    office: str = Field(max_length=40)
    segment: str = Field(max_length=20)
    naics: str = Field(max_length=6)
    size_class: str = Field(max_length=10)
    happened_at: Instant
    due_on: date
    number: int = Field(ge=0)
    text: str = Field(max_length=400)
    labels: tuple[str, ...] = Field(max_length=10)


VisitCommand = OpenVisit | NoteVisit
VisitEvent = VisitOpened | VisitNoted


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as far as it came."""

    open: bool = False
    notes: int = 0
    status: str = ""


def decide(visit: Visit, command: VisitCommand, _facts: Facts) -> list[VisitEvent]:
    match command:
        case OpenVisit():
            return [] if visit.open else [VisitOpened(visit=command.target)]
        case NoteVisit():
            return [VisitNoted(visit=command.target, **fields_of(command))]
        case _:
            assert_never(command)


def fields_of(command: NoteVisit) -> dict[str, Any]:
    return {name: getattr(command, name) for name in FIELDS}


def evolve(visit: Visit, event: VisitEvent) -> Visit:
    match event:
        case VisitOpened():
            return replace(visit, open=True)
        case VisitNoted(status=status):
            return replace(visit, notes=visit.notes + 1, status=status)
        case _:
            assert_never(event)


FIELDS = tuple(name for name in NoteVisit.model_fields if name != "stamp")
visits: Decider[Visit, VisitCommand, VisitEvent] = Decider(
    kind="visit",
    collection="visits",
    initial=Visit(),
    decide=decide,
    evolve=evolve,
    commands=(OpenVisit, NoteVisit),
    events=(VisitOpened, VisitNoted),
)


class VisitShown(BaseModel):
    """A visit with what was noted last."""

    visit: str
    campaign: str
    employer: str
    contact: str
    status: str
    region: str
    route: str
    channel: str
    office: str
    segment: str
    due_on: date
    happened_at: datetime
    number: int
    notes: int


SHOWN = tuple(name for name in VisitShown.model_fields if name not in {"notes", "due_on"})


def of_visit(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.event.visit,) if isinstance(recorded.event, VisitNoted) else ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    event = recorded.event
    return noted(part, event) if isinstance(event, VisitNoted) else part


def noted(part: Part | None, event: VisitNoted) -> Part:
    """The document after one more note."""
    return {
        **{name: getattr(event, name) for name in SHOWN},
        "happened_at": event.happened_at.isoformat(),
        "due_on": event.due_on.isoformat(),
        "notes": (part["notes"] if part else 0) + 1,
    }


def render(_id: str, parts: Mapping[str, Part]) -> Document | None:
    (part,) = parts.values()
    return part


def contribute(document: Document) -> Cells:
    return {("visits", f"{document['region']}/{document['status']}"): 1}


visit_view = View("visits", 1, VisitShown, of_visit, fold, render, contribute, filters=("status",))
decides = Service("bench", "A service that only decides", (visits,))
shows = Service("bench", "A service with one view", (visits,), views=(visit_view,))


@cache
def id_of(kind: str, number: int) -> Id:
    """An id that is the same in every run."""
    return natural_id("bench", kind, str(number))


def content(number: int) -> dict[str, Any]:
    """The fields of a note, as JSON data."""
    return {
        "campaign": id_of("campaign", number % 40),
        "employer": id_of("employer", number % 400),
        "contact": id_of("contact", number % 400),
        "name": "Marguerite Ashdown",
        "status": STATUSES[number % 3],
        "region": REGIONS[number % 7 % 3],
        "route": "referral",
        "channel": "email",
        "office": "Port Alder",
        "segment": "dislocated",
        "naics": "488510",
        "size_class": "10-49",
        "happened_at": "2026-01-07T17:30:00.000Z",
        "due_on": "2026-01-21",
        "number": number,
        "text": "We spoke about how the work is handed over between shifts.",
        "labels": ["first", "warm"],
    }
