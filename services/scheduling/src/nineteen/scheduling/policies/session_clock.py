"""The clock of a session: ready in time, reminded, cued, called, never left open (P4)."""

from datetime import timedelta

from nineteen.scheduling.domain.appointment_commands import Reminder, SendReminder
from nineteen.scheduling.domain.session_commands import (
    CallTime,
    CueWrapUp,
    DropSession,
    EstimateEnd,
    MarkAttendanceUnknown,
    PrepareSession,
)
from nineteen.shared.decider import Command
from nineteen.shared.policy import FIRE, Late, Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    HostDelegated,
    HostExtended,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionStarted,
)
from nineteen.shared.schema.words import Ask, Instant, Mode

ENDS_WITHIN = timedelta(days=1)
"""A talk without an end that long after its start is estimated (S14)."""
SAYS_WITHIN = timedelta(days=1, minutes=10)
"""Ten minutes after the planned start the jobseeker is asked, and has a day to answer."""
CUE_MAKES_SENSE = Late(skip_after=timedelta(minutes=2))
BEFORE: dict[Reminder, tuple[timedelta, Late]] = {
    "day_before": (timedelta(hours=24), Late(skip_after=timedelta(hours=12))),
    "hour_before": (timedelta(hours=1), Late(skip_after=timedelta(minutes=45))),
}

Standing = AppointmentConfirmed | AppointmentRescheduled


class Clock(Value):
    """What was confirmed and stays when the time moves."""

    generation: int = 0
    zone: str = "UTC"
    employer_zone: str = "UTC"
    mode: Mode = "in_person"
    starts_at: Instant | None = None
    minutes: int = 0
    host: Id | None = None
    """A colleague to whom the host handed it over (subject id)."""


def key(e: Recorded) -> str | None:
    match e.event:
        case (
            AppointmentConfirmed(ask=ask)
            | AppointmentRescheduled(ask=ask)
            | AppointmentCancelled(ask=ask)
            | HostDelegated(ask=ask)
            | HostNoShowRecorded(ask=ask)
            | JobseekerNoShowRecorded(ask=ask)
            | SessionStarted(ask=ask)
            | HostExtended(ask=ask)
        ):
            return ask.request
        case _:
            return None


def note(m: Clock, e: Recorded) -> Clock:
    match e.event:
        case AppointmentConfirmed() as event:
            return Clock(
                generation=event.generation,
                zone=event.zone,
                employer_zone=event.employer_zone,
                mode=event.mode,
                starts_at=event.starts_at,
                minutes=event.minutes,
                host=m.host,
            )
        case AppointmentRescheduled(generation=generation, starts_at=starts_at):
            return m.model_copy(update={"generation": generation, "starts_at": starts_at})
        case HostDelegated(to=to):
            return m.model_copy(update={"host": to.person})
        case _:
            return m


def plan(m: Clock, e: Recorded) -> list[Todo]:
    request = key(e) or ""
    match e.event:
        case AppointmentConfirmed() | AppointmentRescheduled():
            return [*prepare(m, e.event, e), *remind(e.event, e)]
        case HostDelegated(ask=ask) if m.generation and m.starts_at:
            step = f"host/{e.version}"
            return [on_session(step, request, ready(m, ask, m.starts_at))]
        case AppointmentCancelled() | HostNoShowRecorded() | JobseekerNoShowRecorded():
            drop = DropSession(generation=m.generation)
            return [on_session(f"drop/{m.generation}", request, drop)] if m.generation else []
        case SessionStarted(promise=promise, cue_at=cue_at, promised_end=promised_end):
            estimate = on_session(
                "estimate-end", request, EstimateEnd(), e.event.started_at + ENDS_WITHIN
            )
            return [*ring(request, promise, cue_at, promised_end), estimate]
        case HostExtended(promise=promise, cue_at=cue_at, promised_end=promised_end):
            return ring(request, promise, cue_at, promised_end)
        case _:
            return []


def react(m: Clock, e: Recorded) -> tuple[Clock, list[Todo]]:
    known = note(m, e)
    return known, plan(known, e)


def prepare(m: Clock, standing: Standing, e: Recorded) -> list[Todo]:
    """The session is ready; nobody's word within a day leaves it unknown.

    A time that had passed when it stood is counted from then: what is not ready is not unknown.
    """
    ask, generation = standing.ask, standing.generation
    unknown = MarkAttendanceUnknown(generation=generation)
    silence = max(standing.starts_at, e.recorded_at) + SAYS_WITHIN
    return [
        on_session(f"prepare/{generation}", ask.request, ready(m, ask, standing.starts_at)),
        on_session(f"unknown/{generation}", ask.request, unknown, silence),
    ]


def ready(m: Clock, ask: Ask, starts_at: Instant) -> PrepareSession:
    return PrepareSession(
        ask=ask,
        generation=m.generation,
        scheduled_start=starts_at,
        minutes=m.minutes,
        zone=m.zone,
        employer_zone=m.employer_zone,
        mode=m.mode,
        host=m.host,
    )


def remind(standing: Standing, e: Recorded) -> list[Todo]:
    """A day and an hour before; a moment that passed before the time stood is only noted."""
    todos = []
    for reminder, (before, late) in BEFORE.items():
        moment = standing.starts_at - before
        too_late = e.occurred_at > moment
        command = SendReminder(generation=standing.generation, reminder=reminder, too_late=too_late)
        todos.append(
            Todo(
                f"{reminder}/{standing.generation}",
                Target("appointment", standing.ask.request),
                command,
                None if too_late else moment,
                FIRE if too_late else late,
            )
        )
    return todos


def ring(request: str, promise: int, cue_at: Instant, promised_end: Instant) -> list[Todo]:
    """Two minutes before the promised end, and at it (S24)."""
    cue, call = CueWrapUp(promise=promise), CallTime(promise=promise)
    return [
        Todo(f"cue/{promise}", Target("session", request), cue, cue_at, CUE_MAKES_SENSE),
        on_session(f"call/{promise}", request, call, promised_end),
    ]


def on_session(step: str, request: str, command: Command, due: Instant | None = None) -> Todo:
    return Todo(step, Target("session", request), command, due)


session_clock = Policy(name="session-clock", memory=Clock, key=key, react=react)
