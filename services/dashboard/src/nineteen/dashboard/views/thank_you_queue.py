"""V6, the thank-you queue: one row per session and host, from the plan's opening."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import instant
from nineteen.dashboard.views.strands import only
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup.plan import (
    ItemDone,
    ItemOverdue,
    ItemOverdueCleared,
    ItemWaived,
    OfThankYou,
    PlanOpened,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Document, Part, View


class OwedThanks(Columns):
    """One written thank-you that is or was owed (S32); its id is the thank-you's."""

    session: str
    campaign: str
    jobseeker: str
    employer: str
    contact: str = Field(description="who was asked; the host may be a stand-in")
    host: str = Field(description="subject id; the name is joined at read")
    ended_at: str
    due_at: str = Field(description="24 hours after the end")
    overdue_at: str = Field(description="48 hours after the end")
    state: str = Field(description="due, late, overdue, on_time, sent_late or waived")
    drafted_at: str | None
    sent_at: str | None
    channel: str | None = Field(description="email, handwritten or letter")
    hours: float | None = Field(description="from the end of the talk to the sending")
    bounced_at: str | None


def thank_you_id(tenant: str, session: str, host: str) -> str:
    """The id of the thank-you owed to a host, before and after its stream exists."""
    return natural_id("thank-you", tenant, session, host)


def key(recorded: Recorded) -> tuple[str, ...]:
    session = strands.ancestor(recorded.event, "request")
    ids = (
        thank_you_id(recorded.tenant, session, host) for host in hosts(recorded.event) if session
    )
    return tuple(ids)


def hosts(event: Event) -> tuple[str, ...]:
    """To whom the thanks are owed that an event is about (subject ids)."""
    match event:
        case PlanOpened():
            return tuple(item.host for item in event.items if item.host)
        case OfThankYou(host=host):
            return (host,)
        case ItemDone() | ItemOverdue() | ItemOverdueCleared() | ItemWaived() if event.host:
            return (event.host,)
        case _:
            return ()


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    plan, thanks = only("plan", parts), only("thank_you", parts)
    if "ended_at" not in plan or (item := owed(doc_id, parts)) is None:
        return None
    return {
        "id": doc_id,
        "session": plan["request"],
        **{name: plan[name] for name in ("campaign", "jobseeker", "employer", "contact")},
        **{name: item[name] for name in ("host", "due_at", "overdue_at")},
        "ended_at": plan["ended_at"],
        "state": state(item["state"], thanks),
        **{name: thanks.get(name) for name in ("drafted_at", "sent_at", "channel", "hours")},
        "bounced_at": thanks.get("bounced_at"),
    }


def owed(doc_id: str, parts: Mapping[str, Part]) -> Part | None:
    """The plan's item for the host of this document."""
    for stream, part in sorted(parts.items()):
        for item in part.get("items", {}).values():
            host = item.get("host")
            if host and thank_you_id(stream.partition("/")[0], part["request"], host) == doc_id:
                return dict(item)
    return None


def state(item: str, thanks: Part) -> str:
    """Due, late, overdue by facts, never by the clock; one that came back is owed again."""
    if thanks.get("sent_at") and not thanks["returned"]:
        return "on_time" if thanks["on_time"] else "sent_late"
    if item in {"waived", "overdue"}:
        return item
    return "late" if thanks.get("late_at") else "due"


def present(document: Document, as_of: datetime) -> Document:
    """Add the hours since the talk ended, while nothing was sent or waived."""
    waits = document["state"] in {"due", "late", "overdue"}
    since = as_of - instant(document["ended_at"])
    return document | {"hours_open": round(since.total_seconds() / 3600, 1) if waits else None}


thank_you_queue = View(
    name="thank-you-queue",
    version=1,
    document=OwedThanks,
    key=key,
    fold=strands.fold,
    render=render,
    present=present,
    filters=("campaign", "jobseeker", "session", "state", "channel"),
    sort=("due_at", "ended_at", "id"),
)
