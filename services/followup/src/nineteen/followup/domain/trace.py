"""What an outcome trace knows: the reports, and the talk they are owed to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, assert_never

from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionDisputed,
    AttributionProposed,
    HireReported,
    JobInterviewReported,
    OfferReported,
    OutcomeVerified,
)
from nineteen.shared.schema.ids import Id

OutcomeEvent = (
    JobInterviewReported
    | OfferReported
    | HireReported
    | AttributionProposed
    | AttributionConfirmed
    | AttributionDisputed
    | OutcomeVerified
)
Reported = JobInterviewReported | OfferReported | HireReported


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was reported of one employer in one episode, and what it is owed to."""

    interview: JobInterviewReported | None = None
    """Without the caller's name: nothing may be decided by it."""
    caller_known: bool = False
    offer: OfferReported | None = None
    hire: HireReported | None = None
    proposal: AttributionProposed | None = None
    answer: Literal["confirmed", "disputed"] | None = None
    disputed: tuple[Id, ...] = ()
    verified: tuple[tuple[str, date], ...] = ()

    @property
    def reported(self) -> Reported | None:
        """Any of the reports: they share the ids."""
        return self.interview or self.offer or self.hire


def echo(told: Reported | AttributionProposed) -> dict[str, Any]:
    """What each later fact of an outcome repeats."""
    return told.model_dump(include={"outcome", "campaign", "jobseeker", "employer", "episode"})


def credit(state: Outcome) -> dict[str, Any]:
    """The confirmed talk and its lead, which every report after the confirmation repeats."""
    if state.proposal is None or state.answer != "confirmed":
        return {}
    return {"credited": state.proposal.session, "lead": state.proposal.lead}


def evolve(state: Outcome, event: OutcomeEvent) -> Outcome:
    match event:
        case JobInterviewReported(caller=caller):
            told = event.model_copy(update={"caller": None})
            known = state.caller_known or caller is not None
            return replace(state, interview=told, caller_known=known)
        case OfferReported():
            return replace(state, offer=event)
        case HireReported():
            return replace(state, hire=event)
        case AttributionProposed():
            return replace(state, proposal=event, answer=None)
        case AttributionConfirmed():
            return replace(state, answer="confirmed")
        case AttributionDisputed(session=session):
            return replace(state, answer="disputed", disputed=(*state.disputed, session))
        case OutcomeVerified():
            proof = (event.verified_by, event.verified_on)
            return replace(state, verified=(*state.verified, proof))
    assert_never(event)
