"""Appointments: one per agreed request; a time is found, confirmed, kept or called off (P3)."""

from datetime import datetime, timedelta
from typing import assert_never, get_args

from nineteen.scheduling.domain import arranging, handing_over, supporting, visiting
from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    AppointmentCommand,
    ArrangeSupport,
    Cancel,
    Confirm,
    CounterPropose,
    DelegateHost,
    JoinGroup,
    Lapse,
    MarkNoShow,
    NoteGroup,
    NoteNoTime,
    OfOneAppointment,
    OpenAppointment,
    OverrideInterpreter,
    ProposeTimes,
    Reschedule,
    SendReminder,
)
from nineteen.scheduling.domain.arranging import (
    business_morning,
    invite,
    over,
    pending,
    unconfirmed,
)
from nineteen.scheduling.domain.meeting import (
    Appointment,
    AppointmentEvent,
    Confirmed,
    Finding,
    Moving,
    NotOpened,
    Opened,
    Over,
    Picked,
    evolve,
)
from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.domain.talk import Ended, Running, Session
from nineteen.shared.decider import Decider, Facts, Missing, Ref, Rejected
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    NoTimeFound,
    ReminderDue,
    ReminderSent,
    ReminderSkipped,
    SessionEnded,
    Side,
)

NO_SHOW_AFTER = timedelta(minutes=10)
OFFER_STANDS = 10
"""Business days of the one reschedule offer after a host's no-show."""


def decide(state: Appointment, command: AppointmentCommand, facts: Facts) -> list[AppointmentEvent]:
    if isinstance(command, OpenAppointment):
        return open_once(state, command)
    if isinstance(state, NotOpened):
        raise Missing(
            "not_yet",
            "There is no appointment yet: it is made a moment after the host agreed. "
            "Nothing was changed; try again shortly.",
        )
    refuse_begun(facts.of(sessions, command.target))
    if isinstance(command, JoinGroup):
        return visiting.join(state, command, facts.of(appointments, command.beside))
    return arrange(state, command)


def open_once(state: Appointment, command: OpenAppointment) -> list[AppointmentEvent]:
    match state:
        case NotOpened():
            return arranging.open_search(command)
        case Over():
            raise over()
        case _:
            return []


def arrange(state: Opened, command: OfOneAppointment) -> list[AppointmentEvent]:
    match command:
        case ProposeTimes():
            return arranging.propose(state, command)
        case AcceptTime():
            return arranging.accept(state, command)
        case CounterPropose():
            return arranging.counter(state, command)
        case Confirm(generation=generation):
            return arranging.confirm(state, generation)
        case Reschedule():
            return arranging.reschedule(state, command)
        case Cancel():
            return cancel(state, command)
        case NoteGroup():
            return visiting.note(state, command)
        case ArrangeSupport():
            return supporting.arrange(state, command)
        case OverrideInterpreter():
            return supporting.override(state, command)
        case DelegateHost():
            return handing_over.delegate(state, command)
        case MarkNoShow():
            return mark_no_show(state, command)
        case NoteNoTime(lapse_at=lapse_at):
            return note_no_time(state, lapse_at)
        case Lapse():
            return lapse(state, command)
        case SendReminder():
            return remind(state, command)
        case OpenAppointment():
            return open_once(state, command)
    assert_never(command)


def note_no_time(state: Opened, lapse_at: datetime) -> list[AppointmentEvent]:
    agreement = state.agreement
    if not isinstance(state, Finding) or agreement.long_sought or agreement.host_was_absent:
        return []
    return [NoTimeFound(ask=agreement.ask, lapse_at=lapse_at)]


def lapse(state: Opened, command: Lapse) -> list[AppointmentEvent]:
    match state:
        case Finding(agreement=agreement):
            pass
        case Picked(agreement=agreement, pick=pick) if pick.starts_at <= command.at:
            pass
        case _:
            return []
    if agreement.host_was_absent != command.after_no_show:
        return []
    return [AgreementLapsed(ask=agreement.ask)]


def cancel(state: Opened, command: Cancel) -> list[AppointmentEvent]:
    if isinstance(state, Over):
        if state.ending == "cancelled":
            return []
        raise over()
    confirmed = isinstance(state, Confirmed | Moving)
    off = AppointmentCancelled(
        ask=state.agreement.ask, by=command.by, confirmed=confirmed, reason=command.reason
    )
    if isinstance(state, Confirmed | Moving):
        return [off, invite(state, state.meeting, "CANCEL")]
    return [off]


def mark_no_show(state: Opened, command: MarkNoShow) -> list[AppointmentEvent]:
    match state, command.side:
        case (Finding(agreement=agreement), "host") if agreement.host_was_absent:
            return []
        case (Over(ending="host_absent"), "host") | (Over(ending="jobseeker_absent"), "jobseeker"):
            return []
        case Over(), _:
            raise over()
        case Moving(), _:
            raise pending()
        case Confirmed(), _:
            return absent(state, command)
        case _:
            raise unconfirmed()


def absent(state: Confirmed, command: MarkNoShow) -> list[AppointmentEvent]:
    agreement, starts_at = state.agreement, state.meeting.starts_at
    if command.at < starts_at + NO_SHOW_AFTER:
        raise Rejected(
            "too_early_for_no_show",
            "Somebody counts as absent ten minutes after the start at the earliest. "
            "Nothing was changed; wait a little longer.",
        )
    if command.side == "jobseeker":
        return [JobseekerNoShowRecorded(ask=agreement.ask, starts_at=starts_at)]
    until = business_morning(command.at, OFFER_STANDS, agreement.employer_zone, command.settings)
    return [
        HostNoShowRecorded(
            ask=agreement.ask,
            starts_at=starts_at,
            offer_until=None if agreement.host_was_absent else until,
        )
    ]


def remind(state: Opened, command: SendReminder) -> list[AppointmentEvent]:
    if not isinstance(state, Confirmed | Moving):
        return []
    ask, generation, reminder = state.agreement.ask, command.generation, command.reminder
    if state.meeting.generation != generation or reminder in state.agreement.reminded:
        return []
    if command.too_late or command.at >= state.meeting.starts_at:
        return [ReminderSkipped(ask=ask, generation=generation, reminder=reminder)]
    both = reminder == "day_before"
    sides: tuple[Side, ...] = ("host", "jobseeker") if both else ("jobseeker",)
    return [
        ReminderDue(ask=ask, generation=generation, reminder=reminder, to=sides),
        *(
            ReminderSent(ask=ask, generation=generation, reminder=reminder, to=side)
            for side in sides
        ),
    ]


def refuse_begun(session: Session) -> None:
    """What takes place is not moved or called off; a talk that somebody missed may be."""
    match session:
        case Running() | Ended(end=SessionEnded(held=True)):
            raise Rejected(
                "talk_begun",
                "The talk has begun, so its appointment stands. Nothing was changed; "
                "end or correct the session instead.",
            )
        case _:
            pass


def needs(_state: Appointment, command: AppointmentCommand) -> tuple[Ref, ...]:
    if isinstance(command, JoinGroup):
        return (Ref(appointments, command.beside),)
    if isinstance(command, Reschedule | Cancel | DelegateHost | MarkNoShow):
        return (Ref(sessions, command.target),)
    return ()


appointments: Decider[Appointment, AppointmentCommand, AppointmentEvent] = Decider(
    kind="appointment",
    collection="appointments",
    initial=NotOpened(),
    decide=decide,
    evolve=evolve,
    commands=get_args(AppointmentCommand),
    events=get_args(AppointmentEvent),
    needs=needs,
)
