"""What an outcome's stream tells; whoever called is nobody's business but the jobseeker's."""

from nineteen.dashboard.views.strands.telling import Telling, Told, known
from nineteen.shared.schema.followup.outcome import (
    AttributionConfirmed,
    AttributionDisputed,
    AttributionProposed,
    HireReported,
    JobInterviewReported,
    OfferReported,
    OutcomeVerified,
)
from nineteen.shared.view import Part

OfOutcome = (
    JobInterviewReported
    | OfferReported
    | HireReported
    | AttributionProposed
    | AttributionConfirmed
    | AttributionDisputed
    | OutcomeVerified
)


def ancestors(it: Told[OfOutcome]) -> Part:
    return {
        "outcome": it.event.outcome,
        "campaign": it.event.campaign,
        "jobseeker": it.event.jobseeker,
        "employer": it.event.employer,
        "episode": it.event.episode,
        "reported_at": it.before.get("reported_at") or it.at,
    }


def interview(it: Told[JobInterviewReported]) -> Part:
    return ancestors(it) | known(
        invited_on=it.event.invited_on.isoformat(),
        held_on=it.event.held_on and it.event.held_on.isoformat(),
        wage_band=it.event.wage_band,
        how_known=it.event.how_known,
        source=it.event.source,
    )


def offer(it: Told[OfferReported]) -> Part:
    return ancestors(it) | known(
        offered_on=it.event.offered_on.isoformat(),
        wage_band=it.event.wage_band,
        soc=it.event.soc,
        source=it.event.source,
    )


def hire(it: Told[HireReported]) -> Part:
    return ancestors(it) | known(
        hired_on=it.event.hired_on.isoformat(),
        starts_on=it.event.starts_on and it.event.starts_on.isoformat(),
        wage_band=it.event.wage_band,
        soc=it.event.soc,
        source=it.event.source,
        lag_hire_days=it.event.lag_hire_days,
    )


def attributed(state: str, it: Told[AttributionProposed | AttributionConfirmed]) -> Part:
    return ancestors(it) | {
        "attribution": state,
        "session": it.event.session,
        "lead": it.event.lead,
        "hop": it.event.hop,
        "session_on": it.event.session_on.isoformat(),
        "lag_interview_days": it.event.lag_interview_days,
        "also_helped": sorted(it.event.also_helped),
    }


def proposed(it: Told[AttributionProposed]) -> Part:
    return attributed("proposed", it)


def confirmed(it: Told[AttributionConfirmed]) -> Part:
    return attributed("confirmed", it) | known(
        invited_on=it.event.invited_on and it.event.invited_on.isoformat(),
        offered_on=it.event.offered_on and it.event.offered_on.isoformat(),
        hired_on=it.event.hired_on and it.event.hired_on.isoformat(),
    )


def disputed(it: Told[AttributionDisputed]) -> Part:
    nobody = dict.fromkeys(("session", "lead", "hop", "session_on", "lag_interview_days"))
    return ancestors(it) | nobody | {"attribution": "disputed"}


def verified(it: Told[OutcomeVerified]) -> Part:
    return ancestors(it) | {
        "verified_by": it.event.verified_by,
        "verified_on": it.event.verified_on.isoformat(),
    }


TELLS: Telling = {
    JobInterviewReported: interview,
    OfferReported: offer,
    HireReported: hire,
    AttributionProposed: proposed,
    AttributionConfirmed: confirmed,
    AttributionDisputed: disputed,
    OutcomeVerified: verified,
}
