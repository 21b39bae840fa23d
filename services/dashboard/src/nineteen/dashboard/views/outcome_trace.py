"""V8, the outcome trace: job interview, offer and hire, and the talk they are owed to."""

from collections.abc import Mapping

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import days_between
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View

SAME = ("campaign", "jobseeker", "employer", "episode", "reported_at")
DATES = ("invited_on", "held_on", "offered_on", "hired_on", "starts_on")
CREDIT = ("session", "lead", "hop", "session_on", "lag_interview_days")
ABOUT = ("soc", "wage_band", "how_known", "source", "verified_by", "verified_on")


class Outcome(Columns):
    """One employer and campaign episode: interview, offer and hire are one row (S15, S16)."""

    campaign: str
    jobseeker: str
    employer: str
    episode: int
    type: str = Field(description="the furthest so far: job_interview, offer or hire")
    reported_at: str
    invited_on: str | None
    held_on: str | None
    offered_on: str | None
    hired_on: str | None
    starts_on: str | None
    soc: str | None = Field(description="occupation of the job")
    wage_band: str | None = Field(description="dollars an hour")
    how_known: str | None
    source: str | None = Field(description="who reported last: jobseeker, staff or partner")
    attribution: str = Field(description="none, proposed, confirmed or disputed")
    session: str | None = Field(description="the credited talk")
    session_on: str | None
    lead: str | None = Field(description="the lead that led to the credited talk")
    also_helped: tuple[str, ...] = Field(description="other talks that helped")
    hop: int | None = Field(description="0 the host, 1 a colleague, 2 through a lead")
    lag_interview_days: int | None = Field(description="from the talk to the invitation")
    lag_hire_days: int | None = Field(description="from the invitation to the hire")
    verified_by: str | None
    verified_on: str | None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    outcome = only("outcome", parts)
    if (reached := furthest(outcome)) is None:
        return None
    return {
        "id": doc_id,
        **{name: outcome[name] for name in SAME},
        **{name: outcome.get(name) for name in (*DATES, *CREDIT, *ABOUT)},
        "type": reached,
        "attribution": outcome.get("attribution", "none"),
        "also_helped": outcome.get("also_helped", []),
        "lag_hire_days": lag_hire(outcome),
    }


def furthest(outcome: Part) -> str | None:
    for name, date in (
        ("hire", "hired_on"),
        ("offer", "offered_on"),
        ("job_interview", "invited_on"),
    ):
        if date in outcome:
            return name
    return None


def lag_hire(outcome: Part) -> int | None:
    """As reported, else from the dates, which may have come in any order."""
    if (told := outcome.get("lag_hire_days")) is not None:
        return int(told)
    if "invited_on" in outcome and "hired_on" in outcome:
        return days_between(outcome["invited_on"], outcome["hired_on"])
    return None


outcome_trace = View(
    name="outcome-trace",
    version=1,
    document=Outcome,
    key=strands.keyed("outcome", strands.types("outcome")),
    fold=strands.fold,
    render=render,
    filters=("campaign", "jobseeker", "employer", "type", "attribution", "session", "verified_by"),
    sort=("reported_at", "invited_on", "hired_on", "id"),
)
