"""Kept-up relationships: last touch, next one due, and which are slipping (S30, C13)."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View

SAME = ("jobseeker", "contact", "campaign", "employer", "session")
TOUCH = ("last_touch_at", "last_touch_by", "last_touch_kind")


class Relationship(Columns):
    """One tie between a jobseeker and somebody they met."""

    jobseeker: str
    contact: str
    campaign: str
    employer: str
    session: str | None
    channel: str | None = Field(description="the one that the host chose (S29)")
    state: str = Field(description="asked, accepted, declined, lapsed or ended")
    days: int | None = Field(description="the interval aimed at")
    last_touch_at: str | None
    last_touch_by: str | None = Field(description="jobseeker or contact")
    last_touch_kind: str | None
    unanswered: int = Field(description="touches of the jobseeker since the contact's last one")
    due_at: str | None = Field(description="none: after two unanswered touches comes silence")
    lost_at: str | None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    tie = only("tie", parts)
    if "tie" not in tie:
        return None
    return {
        "id": doc_id,
        **{name: tie.get(name) for name in (*SAME, "channel", "days", *TOUCH)},
        "state": state(tie),
        "unanswered": tie.get("unanswered", 0),
        **{name: tie.get(name) for name in ("due_at", "lost_at")},
    }


def state(tie: Part) -> str:
    for at, name in (("ended_at", "ended"), ("lapsed_at", "lapsed"), ("accepted_at", "accepted")):
        if tie.get(at):
            return name
    return "declined" if tie.get("declined_at") else "asked"


def present(document: Document, as_of: datetime) -> Document:
    """Add the band: ideal until the next touch is due, then late, then lost."""
    now, band = text(as_of), None
    if document["state"] in {"accepted", "lapsed"} and document["lost_at"]:
        late = document["due_at"] is not None and document["due_at"] <= now
        band = "lost" if document["lost_at"] <= now else "late" if late else "ideal"
    return document | {"band": band}


cadence = View(
    name="cadence",
    version=1,
    document=Relationship,
    key=strands.keyed("tie", strands.types("tie")),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("jobseeker", "contact", "campaign", "employer", "state"),
    sort=("due_at", "last_touch_at", "id"),
)
