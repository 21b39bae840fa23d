"""What can be asked of an appointment: by the two sides, by staff, by policies."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nineteen.scheduling.domain.session_commands import NamedStandIn
from nineteen.shared.decider import Command
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.scheduling import Companion, Side
from nineteen.shared.schema.words import (
    Ask,
    Instant,
    Line,
    Mode,
    OfferedTime,
    Place,
    Words,
    Zone,
)

PLACES: dict[Mode, tuple[Place, ...]] = {
    "in_person": ("workplace", "agency_office", "public_place"),
    "phone": ("phone",),
    "video": ("video",),
}
"""Never a home; the first is meant when none is named."""

Times = Annotated[tuple[OfferedTime, ...], Field(max_length=5)]
Reminder = Literal["day_before", "hour_before"]


class OpenAppointment(Command):
    """Open the search for a time after a host agreed."""

    internal = True

    ask: Ask
    minutes: int = Field(ge=1, le=20)
    zone: Zone
    employer_zone: Zone
    agreed_at: Instant


class ProposeTimes(Command):
    """Name times that would suit one side."""

    by: Side
    times: Annotated[tuple[OfferedTime, ...], Field(min_length=1, max_length=5)]


class AcceptTime(Command):
    """Pick a time; it is confirmed as soon as the jobseeker's calendar has it free."""

    by: Side
    starts_at: Instant
    mode: Mode = "in_person"
    place: Place | None = Field(default=None, description="never a home; follows from the mode")
    address: Line | None = None
    travel_minutes: int | None = Field(
        default=None, ge=0, le=240, description="before and after; 30 in person, 10 remote"
    )
    generation: int | None = Field(
        default=None, ge=1, description="count of the pick: does nothing if there was one since"
    )

    @model_validator(mode="after")
    def place_fits(self) -> Self:
        if self.place is not None and self.place not in PLACES[self.mode]:
            raise ValueError(f"a talk {self.mode} takes place at {PLACES[self.mode]}")
        return self


class CounterPropose(Command):
    """Say that a picked time does not suit after all, and name others."""

    times: Times = ()
    reason: Literal["overlap", "by_hand"] = "by_hand"
    generation: int | None = Field(default=None, ge=1, description="of the picked time")


class Confirm(Command):
    """Confirm the picked time, now that its interval is reserved."""

    internal = True

    generation: int


class Reschedule(Command):
    """Move a confirmed appointment, at most twice per side; the old time stands till then."""

    guarded = True

    by: Side
    starts_at: Instant


class Cancel(Command):
    """Call the appointment off."""

    by: Side
    reason: Words | None = None


class JoinGroup(Command):
    """Visit the host together with another jobseeker, at the time that stands for them."""

    beside: Id = Field(description="the other jobseeker's appointment (its request's id)")


class NoteGroup(Command):
    """Note that others joined a meeting."""

    internal = True

    group: Id
    starts_at: Instant


class ArrangeSupport(Command):
    """Say who comes along and what access is needed; the host learns it by the jobseeker's yes."""

    attendees: Annotated[tuple[Companion, ...], Field(max_length=2)] = ()
    access_note: Words | None = Field(default=None, description="such as step-free access")
    jobseeker_agrees: bool = Field(
        default=False, description="to the host knowing it, for this appointment"
    )
    interpreter_reserved: bool = Field(default=False, description="for the time picked last")


class OverrideInterpreter(Command):
    """Let a time stand without the interpreter, with a reason (staff)."""

    reason: Words


class DelegateHost(Command):
    """Hand the meeting over to a colleague of the host, before it begins."""

    to: NamedStandIn


class MarkNoShow(Command):
    """Say that one side was not there ten minutes after the start."""

    side: Side


class NoteNoTime(Command):
    """Note that ten business days went by without a time."""

    internal = True

    lapse_at: Instant


class Lapse(Command):
    """End an agreement for which no time was found."""

    internal = True

    after_no_show: bool = False
    """Armed by the reschedule offer after a host's no-show, not by the agreement."""


class SendReminder(Command):
    """Remind a day before (both sides) or an hour before (the jobseeker)."""

    internal = True

    generation: int
    reminder: Reminder
    too_late: bool = False
    """It was confirmed after that moment: only note that nobody is reminded."""


OfOneAppointment = (
    OpenAppointment
    | ProposeTimes
    | AcceptTime
    | CounterPropose
    | Confirm
    | Reschedule
    | Cancel
    | NoteGroup
    | ArrangeSupport
    | OverrideInterpreter
    | DelegateHost
    | MarkNoShow
    | NoteNoTime
    | Lapse
    | SendReminder
)
AppointmentCommand = OfOneAppointment | JoinGroup
