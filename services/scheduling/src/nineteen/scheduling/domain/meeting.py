"""What an appointment has come to: a time is sought, picked, confirmed, moved, or it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    Companion,
    GroupJoined,
    HostDelegated,
    HostNoShowRecorded,
    InterpreterAwaited,
    InterpreterOverridden,
    InviteIssued,
    JobseekerNoShowRecorded,
    NoTimeFound,
    ReminderDue,
    ReminderSent,
    ReminderSkipped,
    Side,
    StandIn,
    SupportArranged,
    TimeAccepted,
    TimeCountered,
    TimesProposed,
)
from nineteen.shared.schema.words import Ask, OfferedTime

AppointmentEvent = (
    AppointmentOpened
    | TimesProposed
    | TimeAccepted
    | TimeCountered
    | AppointmentConfirmed
    | AppointmentRescheduled
    | AppointmentCancelled
    | GroupJoined
    | SupportArranged
    | InterpreterAwaited
    | InterpreterOverridden
    | HostDelegated
    | HostNoShowRecorded
    | JobseekerNoShowRecorded
    | NoTimeFound
    | AgreementLapsed
    | InviteIssued
    | ReminderDue
    | ReminderSent
    | ReminderSkipped
)
Noted = (
    TimesProposed
    | HostDelegated
    | GroupJoined
    | InviteIssued
    | ReminderDue
    | ReminderSkipped
    | NoTimeFound
    | SupportArranged
    | InterpreterAwaited
    | InterpreterOverridden
)
Ending = Literal["cancelled", "lapsed", "jobseeker_absent", "host_absent"]


@dataclass(frozen=True, slots=True)
class Support:
    """Who comes along, what the host may know of access, and whether an interpreter is there."""

    attendees: tuple[Companion, ...] = ()
    access_note: str | None = None
    settled_for: int = 0
    """Generation of the time for which the interpreter is reserved, or can be done without."""
    awaited_for: int = 0
    """Generation of the time that is free and waits for the interpreter."""

    def lacks_interpreter(self, generation: int) -> bool:
        """Whether this time cannot stand yet."""
        return "interpreter" in self.attendees and self.settled_for != generation


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, and how often times were picked, moved and sent since."""

    ask: Ask
    minutes: int
    zone: str
    employer_zone: str
    generation: int = 0
    """Of the last picked time."""
    invite: InviteIssued | None = None
    """The last calendar object."""
    moves: Mapping[Side, int] = field(default_factory=dict)
    proposed: Mapping[Side, tuple[OfferedTime, ...]] = field(default_factory=dict)
    host_was_absent: bool = False
    """The one reschedule offer is used."""
    long_sought: bool = False
    """Ten business days went by without a time."""
    delegates: tuple[StandIn, ...] = ()
    """Colleagues to whom the host handed it over; the last one is met."""
    support: Support = field(default_factory=Support)
    group: str | None = None
    """The visit paid together with others, while its start is theirs."""
    reminded: frozenset[str] = frozenset()
    """Reminders settled for the confirmed time."""

    @property
    def host(self) -> str:
        """Who is met, by subject id."""
        return self.delegates[-1].person if self.delegates else self.ask.person

    @property
    def next_sequence(self) -> int:
        """Revisions count from 0, and only ever rise (RFC 5545)."""
        return self.invite.sequence + 1 if self.invite else 0


@dataclass(frozen=True, slots=True)
class NotOpened:
    """No host agreed yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A time is sought."""

    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Picked:
    """A time is picked and not yet reserved in the jobseeker's calendar."""

    agreement: Agreement
    pick: TimeAccepted


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The time stands."""

    agreement: Agreement
    meeting: TimeAccepted


@dataclass(frozen=True, slots=True)
class Moving:
    """The time stands until another one is reserved."""

    agreement: Agreement
    meeting: TimeAccepted
    pick: TimeAccepted


@dataclass(frozen=True, slots=True)
class Over:
    """There is nothing more to arrange."""

    agreement: Agreement
    ending: Ending


Opened = Finding | Picked | Confirmed | Moving | Over
Appointment = NotOpened | Opened


def evolve(state: Appointment, event: AppointmentEvent) -> Appointment:
    if isinstance(event, AppointmentOpened):
        return Finding(Agreement(event.ask, event.minutes, event.zone, event.employer_zone))
    if isinstance(state, NotOpened):
        return state
    agreement = state.agreement
    match event:
        case TimeAccepted():
            return picked(state, event)
        case TimeCountered(times=times):
            return unpicked(state, proposing(agreement, "jobseeker", times))
        case AppointmentConfirmed() | AppointmentRescheduled():
            return confirmed(state, event)
        case AppointmentCancelled():
            return Over(agreement, "cancelled")
        case HostNoShowRecorded(offer_until=until):
            known = replace(agreement, host_was_absent=True)
            return Over(known, "host_absent") if until is None else Finding(known)
        case JobseekerNoShowRecorded():
            return Over(agreement, "jobseeker_absent")
        case AgreementLapsed():
            return Over(agreement, "lapsed")
        case ReminderSent():
            return state
        case _:
            return replace(state, agreement=noted(agreement, event))


def noted(agreement: Agreement, event: Noted) -> Agreement:
    """What is known more, while the search or the meeting stands as it stood."""
    match event:
        case TimesProposed(by=by, times=times):
            return proposing(agreement, by, times)
        case HostDelegated(to=to):
            return replace(agreement, delegates=(*agreement.delegates, to))
        case GroupJoined(group=group):
            return replace(agreement, group=group)
        case InviteIssued():
            return replace(agreement, invite=event)
        case ReminderDue(reminder=reminder) | ReminderSkipped(reminder=reminder):
            return replace(agreement, reminded=agreement.reminded | {reminder})
        case NoTimeFound():
            return replace(agreement, long_sought=True)
        case SupportArranged() | InterpreterAwaited() | InterpreterOverridden():
            return replace(agreement, support=supported(agreement.support, event))
    assert_never(event)


def supported(
    support: Support, event: SupportArranged | InterpreterAwaited | InterpreterOverridden
) -> Support:
    match event:
        case SupportArranged(attendees=attendees, access_note=note, interpreter_for=generation):
            settled = support.settled_for if generation is None else generation
            return replace(support, attendees=attendees, access_note=note, settled_for=settled)
        case InterpreterAwaited(generation=generation):
            return replace(support, awaited_for=generation)
        case InterpreterOverridden(generation=generation):
            return replace(support, settled_for=generation)
    assert_never(event)


def proposing(agreement: Agreement, by: Side, times: tuple[OfferedTime, ...]) -> Agreement:
    """The last times that a side named; no times name nothing new."""
    if not times:
        return agreement
    return replace(agreement, proposed={**agreement.proposed, by: times})


def picked(state: Opened, pick: TimeAccepted) -> Opened:
    agreement = replace(state.agreement, generation=pick.generation)
    if isinstance(state, Confirmed):
        return Moving(agreement, state.meeting, pick)
    return Picked(agreement, pick)


def unpicked(state: Opened, agreement: Agreement) -> Opened:
    """The picked time is dropped; a time that stood before stands on."""
    if isinstance(state, Moving):
        return Confirmed(agreement, state.meeting)
    return Finding(agreement)


def confirmed(state: Opened, event: AppointmentConfirmed | AppointmentRescheduled) -> Opened:
    if not isinstance(state, Picked | Moving):
        return state
    agreement = replace(state.agreement, reminded=frozenset())
    if isinstance(event, AppointmentRescheduled):
        moves = {**agreement.moves, event.by: agreement.moves.get(event.by, 0) + 1}
        agreement = replace(agreement, moves=moves, group=None)
    return Confirmed(agreement, state.pick)
