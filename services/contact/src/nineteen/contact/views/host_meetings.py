"""`host-meetings`: what came of an ask, as its host may see it on their own page (S20)."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import RequestSent
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    HostFeedbackGiven,
    SessionEnded,
)
from nineteen.shared.view import Document, Part, View

Asked = RequestSent
Meeting = AppointmentConfirmed | AppointmentRescheduled | AppointmentCancelled | AgreementLapsed
Talk = SessionEnded | HostFeedbackGiven


class HostMeeting(Value):
    """The meeting of an ask, by the ask's id."""

    expires_at: datetime | None = Field(description="until when an answer was waited for")
    starts_at: datetime | None = Field(description="as confirmed last; null when it is off")
    zone: str | None = Field(description="of the employer")
    minutes: int | None = Field(description="promised minutes")
    mode: str | None = Field(description="in person, by phone or by video")
    ended_at: datetime | None = Field(description="when the talk ended, if it was held")
    feedback: bool = Field(description="whether the host has said how it went")


def key(recorded: Recorded) -> tuple[str, ...]:
    match recorded.event:
        case event if isinstance(event, Asked | Meeting | Talk):
            return (event.ask.request,)
        case _:
            return ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    return {**(part or {}), **news(recorded)}


def news(recorded: Recorded) -> Part:
    """What an event says of the meeting."""
    said: Part = {}
    match recorded.event:
        case RequestSent(expires_at=at):
            said = {"expires_at": at.isoformat()}
        case AppointmentConfirmed(starts_at=at, employer_zone=zone, minutes=minutes, mode=mode):
            said = {"starts_at": at.isoformat(), "zone": zone, "minutes": minutes, "mode": mode}
        case AppointmentRescheduled(starts_at=at):
            said = {"starts_at": at.isoformat()}
        case AppointmentCancelled() | AgreementLapsed():
            said = {"starts_at": None}
        case SessionEnded(held=True, ended_at=at):
            said = {"ended_at": at.isoformat()}
        case HostFeedbackGiven():
            said = {"feedback": True}
        case _:
            pass
    return said


def render(_id: str, parts: Mapping[str, Part]) -> Document | None:
    """Of the parts of request, appointment and session; no field is in two of them."""
    said = {name: value for part in parts.values() for name, value in part.items()}
    fields = ("expires_at", "starts_at", "zone", "minutes", "mode", "ended_at")
    return {**{name: said.get(name) for name in fields}, "feedback": "feedback" in said}


host_meetings = View("host-meetings", 1, HostMeeting, key, fold, render)
