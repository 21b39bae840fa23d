"""OutcomeTrace: a job interview, an offer, a hire, and the talk it is owed to (P7)."""

from datetime import date
from typing import ClassVar, Literal, assert_never

from nineteen.followup.domain.reports import (
    ReportHire,
    ReportJobInterview,
    ReportOffer,
    refuse_future,
    report_hire,
    report_job_interview,
    report_offer,
)
from nineteen.followup.domain.trace import Outcome, OutcomeEvent, Reported, echo, evolve
from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Missing, Rejected
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
from nineteen.shared.schema.words import Day, Words


class ProposeAttribution(Command):
    """Propose the talk that probably led to the outcome."""

    internal: ClassVar[bool] = True

    round: int
    session: Id
    lead: Id | None = None
    contact: Id
    hop: Literal[0, 1, 2]
    session_on: date
    lag_interview_days: int
    also_helped: tuple[Id, ...] = ()


class ConfirmAttribution(Command):
    """Confirm that the proposed talk led to the outcome."""


class DisputeAttribution(Command):
    """Say that the proposed talk did not lead to the outcome."""

    reason: Words | None = None


class VerifyOutcome(Command):
    """Record the proof of an outcome; only staff may."""

    verified_by: Literal["employer", "pay_stub", "wage_record"]
    verified_on: Day


OutcomeCommand = (
    ReportJobInterview
    | ReportOffer
    | ReportHire
    | ProposeAttribution
    | ConfirmAttribution
    | DisputeAttribution
    | VerifyOutcome
)


def decide(state: Outcome, command: OutcomeCommand, _facts: Facts) -> list[OutcomeEvent]:
    match command:
        case ReportJobInterview():
            return report_job_interview(state, command)
        case ReportOffer():
            return report_offer(state, command)
        case ReportHire():
            return report_hire(state, command)
        case ProposeAttribution():
            return propose(state, command)
        case ConfirmAttribution():
            return confirm(state)
        case DisputeAttribution():
            return dispute(state, command)
        case VerifyOutcome():
            return verify(state, command)
    assert_never(command)


def propose(state: Outcome, command: ProposeAttribution) -> list[OutcomeEvent]:
    told = reported(state)
    standing = state.proposal
    if state.answer == "confirmed" or command.session in state.disputed:
        return []
    if standing is not None and command.round <= standing.round:
        return []
    proposal = AttributionProposed(
        **echo(told),
        round=command.round,
        session=command.session,
        lead=command.lead,
        contact=command.contact,
        hop=command.hop,
        session_on=command.session_on,
        lag_interview_days=command.lag_interview_days,
        also_helped=command.also_helped,
    )
    return [] if is_standing(state, proposal) else [proposal]


def is_standing(state: Outcome, proposal: AttributionProposed) -> bool:
    """Whether the same is proposed already, in whatever round, and nobody has disputed it."""
    last = state.proposal
    return last is not None and last.model_copy(update={"round": proposal.round}) == proposal


def reported(state: Outcome) -> Reported:
    if state.reported is None:
        raise Missing(
            "not_yet",
            "No job interview, offer or hire was reported here yet. Nothing was changed; "
            "report it first.",
        )
    return state.reported


def proposed(state: Outcome) -> AttributionProposed:
    if state.proposal is None:
        raise Rejected(
            "nothing_proposed",
            "No talk has been proposed for this outcome, so there is nothing to answer. "
            "Nothing was changed.",
        )
    return state.proposal


def confirm(state: Outcome) -> list[OutcomeEvent]:
    proposal = proposed(state)
    if state.answer == "confirmed":
        return []
    if state.answer == "disputed":
        raise Rejected(
            "already_disputed",
            "The proposed talk was disputed before. Nothing was changed; "
            "another one is proposed if there is one.",
        )
    return [
        AttributionConfirmed(
            **proposal.model_dump(exclude={"round"}),
            invited_on=state.interview.invited_on if state.interview else None,
            offered_on=state.offer.offered_on if state.offer else None,
            hired_on=state.hire.hired_on if state.hire else None,
        )
    ]


def dispute(state: Outcome, command: DisputeAttribution) -> list[OutcomeEvent]:
    proposal = proposed(state)
    if state.answer == "disputed":
        return []
    if state.answer == "confirmed":
        raise Rejected(
            "already_confirmed",
            "The talk was confirmed before, and that answer stands. Nothing was changed.",
        )
    return [AttributionDisputed(**echo(proposal), session=proposal.session, reason=command.reason)]


def verify(state: Outcome, command: VerifyOutcome) -> list[OutcomeEvent]:
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may record that they saw proof. Nothing was changed; show it to them.",
        )
    told = reported(state)
    refuse_future(command, command.verified_on)
    if (command.verified_by, command.verified_on) in state.verified:
        return []
    return [
        OutcomeVerified(
            **echo(told), verified_by=command.verified_by, verified_on=command.verified_on
        )
    ]


outcomes: Decider[Outcome, OutcomeCommand, OutcomeEvent] = Decider(
    kind="outcome",
    collection="outcomes",
    initial=Outcome(),
    decide=decide,
    evolve=evolve,
    commands=(
        ReportJobInterview,
        ReportOffer,
        ReportHire,
        ProposeAttribution,
        ConfirmAttribution,
        DisputeAttribution,
        VerifyOutcome,
    ),
    events=(
        JobInterviewReported,
        OfferReported,
        HireReported,
        AttributionProposed,
        AttributionConfirmed,
        AttributionDisputed,
        OutcomeVerified,
    ),
)
