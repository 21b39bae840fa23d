"""A host hands the meeting over to a colleague, before it begins (PRODUCT 4.2)."""

from nineteen.scheduling.domain.appointment_commands import DelegateHost
from nineteen.scheduling.domain.arranging import invite, over
from nineteen.scheduling.domain.meeting import AppointmentEvent, Confirmed, Moving, Opened, Over
from nineteen.shared.decider import Rejected
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import HostDelegated, StandIn

MOST = 5


def delegate(state: Opened, command: DelegateHost) -> list[AppointmentEvent]:
    """Where a time stands, a new revision of the invitation goes to those who meet now."""
    if isinstance(state, Over):
        raise over()
    agreement = state.agreement
    if len(agreement.delegates) >= MOST:
        raise Rejected(
            "handed_over_too_often",
            f"This meeting was handed over {MOST} times already. Nothing was changed; "
            "settle with the employer who comes, or cancel.",
        )
    number = str(len(agreement.delegates))
    subject = command.to.person or natural_id("delegate", agreement.ask.request, number)
    to = StandIn(**{**command.to.model_dump(), "person": subject})
    known = agreement.delegates[-1] if agreement.delegates else None
    if known is not None and known == to.model_copy(update={"person": known.person}):
        return []
    handed = HostDelegated(ask=agreement.ask, to=to)
    if isinstance(state, Confirmed | Moving):
        return [handed, invite(state, state.meeting, "REQUEST")]
    return [handed]
