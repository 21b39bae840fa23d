"""Appointments and the jobseeker's calendar."""

from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.scheduling.session import StandIn
from nineteen.shared.schema.words import Ask, Instant, Mode, OfferedTime, Place, Words, Zone

__all__ = [
    "AgreementLapsed",
    "AppointmentCancelled",
    "AppointmentConfirmed",
    "AppointmentOpened",
    "AppointmentRescheduled",
    "Busy",
    "BusyBlocked",
    "Companion",
    "GroupJoined",
    "HostDelegated",
    "HostNoShowRecorded",
    "InterpreterAwaited",
    "InterpreterOverridden",
    "IntervalRefused",
    "IntervalReleased",
    "IntervalReserved",
    "InviteIssued",
    "JobseekerNoShowRecorded",
    "NoTimeFound",
    "ReminderDue",
    "ReminderSent",
    "ReminderSkipped",
    "Side",
    "SupportArranged",
    "TimeAccepted",
    "TimeCountered",
    "TimesProposed",
]
Side = Literal["host", "jobseeker"]
Companion = Literal["interpreter", "job_coach"]


class OfAppointment(Event, abstract=True):
    """Ancestors; the appointment's id is the request's."""

    ask: Ask


class AppointmentOpened(OfAppointment):
    """A host agreed; a time is to be found within 10 business days, else a coach helps (P3)."""

    minutes: int
    zone: Zone
    employer_zone: Zone
    coach_at: Instant
    lapse_at: Instant


class TimesProposed(OfAppointment):
    """One side named times that would suit."""

    by: Side
    times: tuple[OfferedTime, ...]


class TimeAccepted(OfAppointment):
    """One side picked a time; it is confirmed once the interval is reserved."""

    generation: int
    by: Side
    starts_at: Instant
    minutes: int
    mode: Mode
    place: Place = "workplace"
    address: Annotated[str | None, PII("ask.person")] = None
    travel_minutes: int = 30
    """Kept free before and after, in the jobseeker's calendar."""


class TimeCountered(OfAppointment):
    """The picked time does not work for the jobseeker's calendar; others are proposed."""

    generation: int = 0
    """Of the picked time."""
    times: tuple[OfferedTime, ...] = ()
    reason: Literal["overlap", "by_hand"]


class AppointmentConfirmed(OfAppointment):
    """Date, place and minutes stand; the invitation goes out."""

    generation: int
    starts_at: Instant
    minutes: int
    zone: Zone
    employer_zone: Zone
    mode: Mode
    place: Place
    address: Annotated[str | None, PII("ask.person")] = None
    group: Id | None = None
    """The visit that several jobseekers pay together: it counts once for the host."""


class AppointmentRescheduled(OfAppointment):
    """The same appointment at another time."""

    generation: int
    by: Side
    starts_at: Instant
    was: Instant
    minutes: int


class AppointmentCancelled(OfAppointment):
    """The meeting will not take place."""

    by: Side
    confirmed: bool
    reason: Annotated[str | None, PII("ask.jobseeker", key="narrative")] = None


class GroupJoined(OfAppointment):
    """Several jobseekers visit the host together: an appointment each, at the same start."""

    group: Id
    """Named after the first appointment of the visit."""
    beside: Id | None = None
    """The appointment that this one joined; None: others joined this one."""
    starts_at: Instant


class SupportArranged(OfAppointment):
    """Who comes along and what access is needed; the host may know, by the jobseeker's yes."""

    attendees: tuple[Companion, ...] = ()
    access_note: Annotated[str | None, PII("ask.jobseeker")] = None
    interpreter_for: int | None = None
    """Generation of the time for which the interpreter is reserved."""


class InterpreterAwaited(OfAppointment):
    """The picked time is free, and stands as soon as the interpreter is reserved."""

    generation: int


class InterpreterOverridden(OfAppointment):
    """Staff let this time stand without the interpreter, with a reason."""

    generation: int
    reason: Annotated[Words, PII("ask.jobseeker", key="narrative")]


class HostDelegated(OfAppointment):
    """The host handed the meeting over to a colleague, who is met and thanked in their place."""

    to: StandIn


class HostNoShowRecorded(OfAppointment):
    """The host was not there ten minutes after the start."""

    starts_at: Instant
    offer_until: Instant | None = None
    """The one reschedule offer stands until then; None: it was used before."""


class JobseekerNoShowRecorded(OfAppointment):
    """The jobseeker was not there ten minutes after the start."""

    starts_at: Instant


class NoTimeFound(OfAppointment):
    """Ten business days after the yes no time is found: a coach helps until it lapses (P3)."""

    lapse_at: Instant


class AgreementLapsed(OfAppointment):
    """No time was found: the agreement ends without a meeting."""


class InviteIssued(OfAppointment):
    """A calendar object went out: the UID stays, the sequence rises."""

    uid: str
    method: Literal["REQUEST", "CANCEL"]
    sequence: int
    starts_at: Instant
    minutes: int


class ReminderDue(OfAppointment):
    """It is time to remind somebody of the meeting."""

    generation: int
    reminder: Literal["day_before", "hour_before"]
    to: tuple[Side, ...]


class ReminderSent(OfAppointment):
    """A reminder went out."""

    generation: int
    reminder: Literal["day_before", "hour_before"]
    to: Side


class ReminderSkipped(OfAppointment):
    """A reminder made no sense any more."""

    generation: int
    reminder: Literal["day_before", "hour_before"]


class OfInterval(Event, abstract=True):
    """The jobseeker's calendar: one stream per jobseeker."""

    jobseeker: Id
    appointment: Id
    generation: int


class IntervalReserved(OfInterval):
    """The time is kept free, travel included."""

    ask: Ask
    starts_at: Instant
    ends_at: Instant
    travel_minutes: int
    reserved_at: Instant | None = None
    """What ended before then may be forgotten."""


class IntervalRefused(OfInterval):
    """The time overlaps with another commitment."""

    ask: Ask
    starts_at: Instant


class IntervalReleased(OfInterval):
    """The time is free again."""


class Busy(Value):
    """A time in which the jobseeker cannot meet; of what they do then nothing is kept."""

    starts_at: Instant
    ends_at: Instant


class BusyBlocked(Event):
    """The jobseeker's own calendar keeps these times, in place of those it kept before."""

    jobseeker: Id
    times: tuple[Busy, ...]
