"""Group visits: an appointment per jobseeker, the same start, one group (PRODUCT 4.2)."""

from nineteen.scheduling.domain.appointment_commands import JoinGroup, NoteGroup
from nineteen.scheduling.domain.arranging import over, passed, pending, stands
from nineteen.scheduling.domain.meeting import (
    Appointment,
    AppointmentEvent,
    Confirmed,
    Finding,
    Moving,
    Opened,
    Over,
    Picked,
)
from nineteen.shared.decider import Rejected
from nineteen.shared.schema.scheduling import GroupJoined


def join(state: Opened, command: JoinGroup, other: Appointment) -> list[AppointmentEvent]:
    """The other's time and place are picked here too; the own calendar still decides."""
    own = state.agreement
    if isinstance(other, Confirmed) and own.group == group_of(other):
        return []
    match state:
        case Over():
            raise over()
        case Picked() | Moving():
            raise pending()
        case Confirmed():
            raise stands()
        case Finding():
            pass
    if not isinstance(other, Confirmed):
        raise Rejected(
            "nothing_to_join",
            "No time stands for the other appointment. Nothing was changed; confirm that one "
            "first, then join it.",
        )
    theirs = other.agreement.ask
    if theirs.contact != own.ask.contact or theirs.jobseeker == own.ask.jobseeker:
        raise Rejected(
            "another_visit",
            "A group visit is paid by several jobseekers to the same host. Nothing was changed; "
            "choose another jobseeker's appointment with this host.",
        )
    if other.meeting.starts_at <= command.at:
        raise passed()
    change = {"ask": own.ask, "generation": own.generation + 1, "minutes": own.minutes}
    pick = other.meeting.model_copy(update=change)
    joined = GroupJoined(
        ask=own.ask, group=group_of(other), beside=theirs.request, starts_at=pick.starts_at
    )
    return [joined, pick]


def group_of(first: Confirmed) -> str:
    """A visit is named after its first appointment."""
    return first.agreement.group or first.agreement.ask.request


def note(state: Opened, command: NoteGroup) -> list[AppointmentEvent]:
    """Only the time that others joined makes it a visit together."""
    if not isinstance(state, Confirmed) or state.agreement.group is not None:
        return []
    if state.meeting.starts_at != command.starts_at:
        return []
    ask = state.agreement.ask
    return [GroupJoined(ask=ask, group=command.group, starts_at=command.starts_at)]
