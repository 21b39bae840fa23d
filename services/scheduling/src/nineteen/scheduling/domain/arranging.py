"""A time is found: opened, proposed, picked, countered, confirmed, moved (P3)."""

from datetime import UTC, datetime, time, timedelta
from typing import Literal, assert_never

from nineteen.scheduling.domain.appointment_commands import (
    PLACES,
    AcceptTime,
    CounterPropose,
    OpenAppointment,
    ProposeTimes,
    Reschedule,
)
from nineteen.scheduling.domain.meeting import (
    Agreement,
    AppointmentEvent,
    Confirmed,
    Finding,
    Moving,
    Opened,
    Over,
    Picked,
)
from nineteen.shared.decider import Invalid, Rejected
from nineteen.shared.schema.business_days import after, at_local, day_of_fact
from nineteen.shared.schema.scheduling import (
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    InterpreterAwaited,
    InviteIssued,
    TimeAccepted,
    TimeCountered,
    TimesProposed,
)
from nineteen.shared.schema.settings import Settings
from nineteen.shared.schema.words import Mode, OfferedTime

COACH_AFTER = 10
LAPSE_AFTER = 15
"""Business days after the agreement: a coach helps to find a time; the agreement ends."""
NINE = time(9)
MOVES = 2
"""Reschedules per side."""
HORIZON = timedelta(days=180)
TRAVEL: dict[Mode, int] = {"in_person": 30, "phone": 10, "video": 10}
"""Minutes kept free before and after, unless said otherwise [assume]."""


def open_search(command: OpenAppointment) -> list[AppointmentEvent]:
    zone, settings = command.employer_zone, command.settings
    return [
        AppointmentOpened(
            ask=command.ask,
            minutes=command.minutes,
            zone=command.zone,
            employer_zone=zone,
            coach_at=business_morning(command.agreed_at, COACH_AFTER, zone, settings),
            lapse_at=business_morning(command.agreed_at, LAPSE_AFTER, zone, settings),
        )
    ]


def business_morning(at: datetime, days: int, zone: str, settings: Settings) -> datetime:
    """09:00 in `zone` on the `days`th business day after a fact."""
    return at_local(after(day_of_fact(at, zone, settings), days, settings), NINE, zone)


def propose(state: Opened, command: ProposeTimes) -> list[AppointmentEvent]:
    if isinstance(state, Over):
        raise over()
    if isinstance(state, Confirmed | Moving):
        raise stands()
    times = tuple(
        OfferedTime(starts_at=to_come(each.starts_at, command.at), zone=each.zone)
        for each in command.times
        if each.starts_at > command.at
    )
    if not times:
        raise passed()
    if set(times) <= set(state.agreement.proposed.get(command.by, ())):
        return []
    return [TimesProposed(ask=state.agreement.ask, by=command.by, times=times)]


def accept(state: Opened, command: AcceptTime) -> list[AppointmentEvent]:
    if command.generation is not None and command.generation <= state.agreement.generation:
        return []
    match state:
        case Over():
            raise over()
        case Picked(pick=pick):
            return same_or(pending(), pick, command.starts_at)
        case Confirmed(meeting=meeting) | Moving(meeting=meeting):
            return same_or(stands(), meeting, command.starts_at)
        case Finding(agreement=agreement):
            return [picking(agreement, command)]
    assert_never(state)


def picking(agreement: Agreement, command: AcceptTime) -> TimeAccepted:
    travel = command.travel_minutes
    return TimeAccepted(
        ask=agreement.ask,
        generation=agreement.generation + 1,
        by=command.by,
        starts_at=to_come(command.starts_at, command.at),
        minutes=agreement.minutes,
        mode=command.mode,
        place=command.place or PLACES[command.mode][0],
        address=command.address,
        travel_minutes=TRAVEL[command.mode] if travel is None else travel,
    )


def counter(state: Opened, command: CounterPropose) -> list[AppointmentEvent]:
    if not isinstance(state, Picked | Moving):
        if command.generation is not None:
            return []
        raise Rejected(
            "nothing_picked",
            "No picked time waits for an answer. Nothing was changed; "
            "propose times, or reschedule a confirmed appointment.",
        )
    generation = state.pick.generation
    if command.generation not in (None, generation):
        return []
    return [
        TimeCountered(
            ask=state.agreement.ask,
            generation=generation,
            times=command.times,
            reason=command.reason,
        )
    ]


def confirm(state: Opened, generation: int) -> list[AppointmentEvent]:
    """The picked time stands, unless an interpreter has to be reserved first."""
    support = state.agreement.support
    picked = isinstance(state, Picked | Moving) and state.pick.generation == generation
    if picked and support.lacks_interpreter(generation):
        if support.awaited_for == generation:
            return []
        return [InterpreterAwaited(ask=state.agreement.ask, generation=generation)]
    match state:
        case Picked(agreement=agreement, pick=pick) if pick.generation == generation:
            stood = AppointmentConfirmed(
                ask=agreement.ask,
                generation=generation,
                starts_at=pick.starts_at,
                minutes=pick.minutes,
                zone=agreement.zone,
                employer_zone=agreement.employer_zone,
                mode=pick.mode,
                place=pick.place,
                address=pick.address,
                group=agreement.group,
            )
            return [stood, invite(state, pick, "REQUEST")]
        case Moving(meeting=meeting, pick=pick) if pick.generation == generation:
            moved = AppointmentRescheduled(
                ask=pick.ask,
                generation=generation,
                by=pick.by,
                starts_at=pick.starts_at,
                was=meeting.starts_at,
                minutes=pick.minutes,
            )
            return [moved, invite(state, pick, "REQUEST")]
        case _:
            return []


def reschedule(state: Opened, command: Reschedule) -> list[AppointmentEvent]:
    match state:
        case Moving(pick=pick):
            return same_or(pending(), pick, command.starts_at)
        case Confirmed(meeting=meeting) if meeting.starts_at == command.starts_at:
            return []
        case Confirmed(agreement=agreement, meeting=meeting):
            if agreement.moves.get(command.by, 0) >= MOVES:
                raise Rejected(
                    "moved_too_often",
                    f"The {command.by} moved this appointment {MOVES} times already. "
                    "The confirmed time stands; keep it, or cancel.",
                )
            return [again(agreement, meeting, command)]
        case _:
            raise unconfirmed()


def again(agreement: Agreement, meeting: TimeAccepted, command: Reschedule) -> TimeAccepted:
    """The same meeting at another time."""
    change = {
        "generation": agreement.generation + 1,
        "by": command.by,
        "starts_at": to_come(command.starts_at, command.at),
    }
    return meeting.model_copy(update=change)


def invite(
    state: Opened, meeting: TimeAccepted, method: Literal["REQUEST", "CANCEL"]
) -> InviteIssued:
    """A calendar object of the promised length: the UID never changes, the sequence rises (S22)."""
    return InviteIssued(
        ask=meeting.ask,
        uid=f"{meeting.ask.request}@nineteen",
        method=method,
        sequence=state.agreement.next_sequence,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
    )


def to_come(starts_at: datetime, at: datetime) -> datetime:
    """The start as UTC; refused when it is past or further off than half a year."""
    if starts_at <= at:
        raise passed()
    if starts_at > at + HORIZON:
        raise Invalid(
            "too_far_off",
            "This time is more than 180 days off. Nothing was changed; choose an earlier one.",
        )
    return starts_at.astimezone(UTC)


def same_or(no: Rejected, known: TimeAccepted, starts_at: datetime) -> list[AppointmentEvent]:
    """Picking the time that is there already is not news."""
    if known.starts_at == starts_at:
        return []
    raise no


def over() -> Rejected:
    return Rejected(
        "appointment_over",
        "This appointment was cancelled, lapsed or missed, and stays as it is. "
        "To meet after all, agree with the host anew.",
    )


def stands() -> Rejected:
    return Rejected(
        "time_stands", "A time is confirmed and stands. To change it, reschedule the appointment."
    )


def pending() -> Rejected:
    return Rejected(
        "time_pending",
        "A picked time is being reserved. Nothing was changed; try again in a moment.",
    )


def passed() -> Rejected:
    return Rejected(
        "time_passed", "This time has passed. Nothing was changed; choose one that is to come."
    )


def unconfirmed() -> Rejected:
    return Rejected(
        "not_confirmed",
        "No time is confirmed. Nothing was changed; propose or accept a time first.",
    )
