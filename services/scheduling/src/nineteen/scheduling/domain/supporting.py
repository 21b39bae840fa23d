"""Who comes along, what access is needed, and the interpreter without whom no time stands (4.0)."""

from nineteen.scheduling.domain.appointment_commands import ArrangeSupport, OverrideInterpreter
from nineteen.scheduling.domain.arranging import confirm, invite, over
from nineteen.scheduling.domain.meeting import (
    AppointmentEvent,
    Confirmed,
    Finding,
    Moving,
    Opened,
    Over,
    Picked,
    evolve,
)
from nineteen.shared.decider import Forbidden, Rejected
from nineteen.shared.schema.scheduling import InterpreterOverridden, SupportArranged


def arrange(state: Opened, command: ArrangeSupport) -> list[AppointmentEvent]:
    """Those who meet hear of it with the next revision of the invitation, if a time stands."""
    if isinstance(state, Over):
        raise over()
    generation = time_at_hand(state)
    refuse_untold(state, command, generation)
    arranged = SupportArranged(
        ask=state.agreement.ask,
        attendees=tuple(sorted(set(command.attendees))),
        access_note=command.access_note,
        interpreter_for=generation if command.interpreter_reserved else None,
    )
    if no_news(state, arranged):
        return []
    if isinstance(state, Confirmed):
        return [arranged, invite(state, state.meeting, "REQUEST")]
    return [arranged, *confirmed_now(state, arranged)]


def refuse_untold(state: Opened, command: ArrangeSupport, generation: int | None) -> None:
    """Raises Rejected for what the host must not know, and for an interpreter who is not there."""
    told = bool(command.attendees or command.access_note)
    if told and not command.jobseeker_agrees:
        raise Rejected(
            "jobseeker_must_agree",
            "The host learns who comes along and what access is needed, so the jobseeker has to "
            "agree to that for this appointment. Nothing was changed; ask them, then say that they "
            "agree.",
        )
    if command.interpreter_reserved and ("interpreter" not in command.attendees or not generation):
        raise Rejected(
            "no_time_to_interpret",
            "An interpreter is reserved for a picked time. Nothing was changed; pick a time, and "
            "name the interpreter among those who come along.",
        )
    known = state.agreement.support
    stands = isinstance(state, Confirmed) and not command.interpreter_reserved
    new = "interpreter" in command.attendees and "interpreter" not in known.attendees
    if stands and new:
        raise Rejected(
            "interpreter_not_reserved",
            "A time stands already, so the interpreter has to be reserved for it first. Nothing "
            "was changed; reserve one and say so, or reschedule the appointment.",
        )


def no_news(state: Opened, arranged: SupportArranged) -> bool:
    known = state.agreement.support
    same = (known.attendees, known.access_note) == (arranged.attendees, arranged.access_note)
    return same and arranged.interpreter_for in (None, known.settled_for)


def time_at_hand(state: Opened) -> int | None:
    """Generation of the time picked last; None while one is sought."""
    match state:
        case Picked(pick=pick) | Moving(pick=pick):
            return pick.generation
        case Confirmed(meeting=meeting):
            return meeting.generation
        case Finding() | Over():
            return None


def confirmed_now(
    state: Opened, settled: SupportArranged | InterpreterOverridden
) -> list[AppointmentEvent]:
    """A time that waited for the interpreter alone stands now."""
    if not isinstance(state, Picked | Moving):
        return []
    generation = state.pick.generation
    after = evolve(state, settled)
    if not isinstance(after, Picked | Moving):
        return []
    waited = state.agreement.support.awaited_for == generation
    ready = waited and not after.agreement.support.lacks_interpreter(generation)
    return confirm(after, generation) if ready else []


def override(state: Opened, command: OverrideInterpreter) -> list[AppointmentEvent]:
    """Staff answer for a talk without the interpreter who was asked for."""
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may let a talk take place without its interpreter. Nothing was changed; "
            "ask the counselor.",
        )
    generation = time_at_hand(state)
    if generation is None or not state.agreement.support.lacks_interpreter(generation):
        raise Rejected(
            "no_interpreter_awaited",
            "No picked time waits for an interpreter. Nothing was changed; look again.",
        )
    settled = InterpreterOverridden(
        ask=state.agreement.ask, generation=generation, reason=command.reason
    )
    return [settled, *confirmed_now(state, settled)]
