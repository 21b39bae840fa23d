"""V4, the calendar: one row per meeting that has a time."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import day, days_between, instant, text
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View


class Meeting(Columns):
    """One appointment (its id is the request's)."""

    campaign: str
    jobseeker: str
    host: str = Field(description="subject id of the contact; the name is joined at read")
    contact: str
    employer: str
    starts_at: str
    starts_on: str = Field(description="in the agency's zone")
    zone: str = Field(description="the agency's")
    employer_zone: str
    minutes: int
    mode: str = Field(description="in_person, phone or video")
    place: str = Field(description="workplace, agency_office, public_place, phone or video")
    confirmed: bool
    state: str = Field(
        description="open, confirmed, running, held, not_held, cancelled, host_no_show, "
        "jobseeker_no_show, lapsed or unknown"
    )
    prep_state: str = Field(description="not_prepared or prepared")
    reminders: dict[str, str] = Field(description="day_before, hour_before -> due, sent, skipped")
    sequence: int | None = Field(description="revision of the calendar object (RFC 5545)")


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    meeting, talk = only("appointment", parts), only("session", parts)
    if (when := meeting if meeting.get("starts_at") else meeting.get("picked")) is None:
        return None
    prepared = talk.get("state", "dropped") != "dropped"
    return {
        "id": doc_id,
        **{name: meeting[name] for name in ("campaign", "jobseeker", "contact", "employer")},
        **{name: when[name] for name in ("starts_at", "minutes", "mode", "place")},
        **{name: meeting[name] for name in ("zone", "employer_zone")},
        "host": meeting.get("met") or meeting["person"],
        "starts_on": day(when["starts_at"], meeting["zone"]),
        "confirmed": meeting["state"] == "confirmed",
        "state": state(meeting["state"], talk),
        "prep_state": "prepared" if prepared else "not_prepared",
        "reminders": meeting.get("reminders", {}),
        "sequence": meeting.get("sequence"),
    }


def state(meeting: str, talk: Part) -> str:
    """The talk knows best once it began; who did not come, the appointment."""
    match talk.get("state"):
        case "running" | "unknown" as said:
            return str(said)
        case "ended" if talk["held"]:
            return "held"
        case "ended" if meeting == "confirmed":
            return "not_held"
    return meeting


def present(document: Document, as_of: datetime) -> Document:
    """Add the local times of both sides, and how many days the meeting is away."""
    starts = instant(document["starts_at"])
    today = day(text(as_of), document["zone"])
    return document | {
        "starts_local": local(starts, document["zone"]),
        "starts_local_employer": local(starts, document["employer_zone"]),
        "in_days": days_between(today, document["starts_on"]),
    }


def local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


calendar = View(
    name="calendar",
    version=1,
    document=Meeting,
    key=strands.keyed("request", strands.types("appointment", "session")),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("campaign", "jobseeker", "contact", "employer", "state", "starts_on"),
    sort=("starts_at", "id"),
)
