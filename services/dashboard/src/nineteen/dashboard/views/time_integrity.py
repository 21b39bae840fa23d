"""V5, time integrity: one row per talk that began, promise against fact."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import instant
from nineteen.dashboard.views.strands import only
from nineteen.shared.schema.settings import DEFAULTS
from nineteen.shared.view import Document, Part, View

SAME = ("campaign", "jobseeker", "contact", "employer")
TOLD = ("scheduled_start", "started_at", "promised_end", "ended_at", "ended_by", "precision")
CUE = ("cue_at", "cue_shown_at")


class Talk(Columns):
    """One session (its id is the request's)."""

    campaign: str
    jobseeker: str
    contact: str
    employer: str
    scheduled_start: str | None
    started_at: str | None
    promised_min: int | None
    promised_end: str | None = Field(description="with extensions")
    ended_at: str | None
    ended_by: str | None = Field(description="role of whoever said that it ended")
    precision: str | None = Field(description="second, minute or estimated")
    actual_s: int | None = Field(description="seconds from start to end")
    delta_s: int | None = Field(description="seconds past the promised end; negative: before it")
    cue_at: str | None = Field(description="when the last wrap-up cue came (S24)")
    cue_shown_at: str | None
    extension_min: int = Field(description="minutes that the host added (S26)")
    held: bool | None
    verdict: str | None = Field(description="kept, within_tolerance or overran (S23)")
    promise_kept: bool | None = Field(description="an overrun within tolerance counts as kept")
    talk_share: int | None = Field(description="the jobseeker's share of speaking, percent (S27)")
    resume_timing: str | None = Field(description="end, early, not_left or host_declined (S31)")
    names_answer: str | None = Field(description="names, none or not_asked (S13)")
    names: int = Field(description="how many people the host named")
    debriefed_at: str | None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    talk = only("session", parts)
    if talk.get("state") not in {"running", "ended"}:
        return None
    verdict = talk.get("verdict")
    return {
        "id": doc_id,
        **{name: talk[name] for name in SAME},
        **{name: talk.get(name) for name in (*TOLD, *CUE, "actual_s", "held")},
        "promised_min": talk.get("minutes"),
        "delta_s": delta(talk.get("promised_end"), talk.get("ended_at")),
        "extension_min": talk.get("extension_min", 0),
        "verdict": verdict,
        "promise_kept": None if verdict is None else verdict != "overran",
        "talk_share": talk.get("share"),
        "resume_timing": talk.get("resume"),
        "names_answer": talk.get("names_answer"),
        "names": talk.get("names", 0),
        "debriefed_at": talk.get("debriefed_at"),
    }


def delta(promised: str | None, ended: str | None) -> int | None:
    if promised is None or ended is None:
        return None
    return round((instant(ended) - instant(promised)).total_seconds())


def present(document: Document, _as_of: datetime) -> Document:
    """Add the tips: coaching, not punishment (S25, S27, S31)."""
    return document | {"tips": list(tips(document))}


def tips(document: Document) -> Iterator[str]:
    """Codes of what to do better next time; an overrun within tolerance is none."""
    if document["verdict"] == "overran":
        yield "overran"
    if document["resume_timing"] == "early":
        yield "resume_early"
    share = document["talk_share"]
    if share is not None and share > DEFAULTS.policy.balance_to:
        yield "listen_more"
    if share is not None and share < DEFAULTS.policy.balance_from:
        yield "say_more"


time_integrity = View(
    name="time-integrity",
    version=1,
    document=Talk,
    key=strands.keyed("request", strands.types("session")),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("campaign", "jobseeker", "employer", "verdict", "resume_timing", "precision"),
    sort=("started_at", "ended_at", "delta_s", "id"),
)
