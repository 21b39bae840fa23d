"""The timeline of a campaign: what happened, month by month, for pages to put into sentences."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands import ancestor
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact.campaign import CampaignEvent, DossierEvent
from nineteen.shared.schema.contact.request import OfRequest
from nineteen.shared.schema.followup.outcome import OfOutcome
from nineteen.shared.schema.followup.plan import OfFollowUp, OfLead, OfTask, OfThankYou, OfTie
from nineteen.shared.schema.followup.work_search import OfWeek
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling.appointment import OfAppointment
from nineteen.shared.schema.scheduling.session import OfSession
from nineteen.shared.schema.words import Ask, OfferedTime
from nineteen.shared.view import Document, Part, View

Kind = Literal["campaign", "request", "talk", "follow_up", "outcome"]
KINDS: tuple[tuple[type[Event], Kind], ...] = (
    (CampaignEvent, "campaign"),
    (DossierEvent, "request"),
    (OfRequest, "request"),
    (OfAppointment, "talk"),
    (OfSession, "talk"),
    (OfFollowUp, "follow_up"),
    (OfThankYou, "follow_up"),
    (OfTie, "follow_up"),
    (OfLead, "follow_up"),
    (OfTask, "follow_up"),
    (OfOutcome, "outcome"),
    (OfWeek, "outcome"),
)
NOISE = frozenset(
    {
        *("ask", "campaign", "jobseeker", "contact_ledger", "employer_ledger", "asker", "round"),
        *("zone", "employer_zone", "language", "uid", "generation", "promise", "travel_minutes"),
    }
)
"""Fields that no sentence needs."""


class Happened(BaseModel):
    """One event of the campaign."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str
    type: str = Field(description="the event's name, without its service")
    kind: Kind
    by: str = Field(description="role of who acted")
    request: str | None = Field(description="which ask it belongs to; `asks` says whom it met")
    facts: dict[str, Any] = Field(description="ids, dates, codes and counts; nothing personal")


class Met(BaseModel):
    """Whom an ask is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employer: str
    contact: str
    person: str = Field(description="subject id; the name is joined at read")


class Month(Columns):
    """What happened in one campaign in one month (UTC), in order."""

    campaign: str
    jobseeker: str | None
    month: str
    asks: dict[str, Met]
    events: tuple[Happened, ...]


def month_id(campaign: str, month: str) -> str:
    """The id of a month's document; `month` is 2026-03."""
    return natural_id("campaign-timeline", campaign, month)


def kind_of(event: Event) -> Kind | None:
    """Under which heading an event is told; None: it is not told here."""
    return next((kind for base, kind in KINDS if isinstance(event, base)), None)


def key(recorded: Recorded) -> tuple[str, ...]:
    campaign = ancestor(recorded.event, "campaign")
    if campaign is None or kind_of(recorded.event) is None:
        return ()
    return (month_id(campaign, text(recorded.occurred_at)[:7]),)


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    event, at = recorded.event, text(recorded.occurred_at)
    ask = getattr(event, "ask", None)
    part = part or {
        "campaign": ancestor(event, "campaign"),
        "jobseeker": ancestor(event, "jobseeker"),
        "month": at[:7],
        "met": met(ask) if isinstance(ask, Ask) else {},
        "events": [],
    }
    happened = {
        "at": at,
        "type": type(event).__name__,
        "kind": kind_of(event),
        "by": recorded.actor.role,
        "request": ask.request if isinstance(ask, Ask) else None,
        "facts": facts(event),
    }
    return part | {"events": [*part["events"], happened]}


def met(ask: Ask) -> Part:
    return {ask.request: {"employer": ask.employer, "contact": ask.contact, "person": ask.person}}


def facts(event: Event) -> dict[str, Any]:
    """The clear fields that say something: ids, dates, codes, numbers; of lists how many."""
    clear = (name for name in type(event).model_fields if name not in NOISE | {*event.personal})
    told = {name: plain(getattr(event, name)) for name in clear}
    return {name: value for name, value in told.items() if value is not None}


def plain(value: Any) -> Any:  # noqa: ANN401
    match value:
        case bool() | int() | float() | str():
            return value
        case datetime():
            return text(value)
        case OfferedTime(starts_at=starts_at):
            return text(starts_at)
        case tuple():
            return len(value)
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _:
            return None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    if not parts:
        return None
    told = [
        (event["at"], stream, number, event)
        for stream, part in parts.items()
        for number, event in enumerate(part["events"])
    ]
    mine = next(iter(parts.values()))
    asks: dict[str, Any] = {}
    for _, part in sorted(parts.items()):
        asks |= part["met"]
    return {
        "id": doc_id,
        "campaign": mine["campaign"],
        "jobseeker": min((p["jobseeker"] for p in parts.values() if p["jobseeker"]), default=None),
        "month": mine["month"],
        "asks": asks,
        "events": [event for *_, event in sorted(told, key=lambda each: each[:3])],
    }


timeline = View(
    name="campaign-timeline",
    version=1,
    document=Month,
    key=key,
    fold=fold,
    render=render,
    filters=("campaign",),
    sort=("month", "id"),
)
