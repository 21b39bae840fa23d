"""`/interviews/{id}`: the live page of one talk: the nineteen minutes and what follows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.posting import Form, form_of
from nineteen.dashboard.api.pages.rendering import Page, missing
from nineteen.dashboard.api.pages.wording import N_
from nineteen.dashboard.views.calendar import calendar, present
from nineteen.dashboard.views.instants import instant, text
from nineteen.dashboard.views.thank_you_queue import thank_you_queue
from nineteen.dashboard.views.time_integrity import time_integrity
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.schema.clauses import purpose_clause
from nineteen.shared.view import Document

WRAP_UP = timedelta(minutes=2)
"""The cue comes so long before the promised end (S24)."""
MOST_NAMES = 5
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the talk stands, by the server's clock."""

    phase: str
    """before, running, wrap_up, over or ended"""
    minutes: int
    left_s: int
    started_at: str | None = None
    cue_at: str | None = None
    ends_at: str | None = None
    ended_at: str | None = None

    @property
    def shown(self) -> str:
        """`19:00`; past the promise `+0:30`."""
        minutes, seconds = divmod(abs(self.left_s), 60)
        return f"{'+' if self.left_s < 0 else ''}{minutes}:{seconds:02}"


def clock_of(meeting: Document, talk: Document | None, now: datetime) -> Clock:
    """The clock of a talk; before it begins it shows what was promised."""
    minutes = meeting["minutes"]
    if talk is None or talk["started_at"] is None:
        return Clock("before", minutes, minutes * 60)
    ends = instant(talk["promised_end"] or talk["ended_at"])
    last = instant(talk["ended_at"]) if talk["ended_at"] else now
    left = round((ends - last).total_seconds())
    cue = ends - WRAP_UP
    running = "over" if now >= ends else "wrap_up" if now >= cue else "running"
    return Clock(
        "ended" if talk["ended_at"] else running,
        minutes,
        left,
        talk["started_at"],
        text(cue),
        text(ends),
        talk["ended_at"],
    )


@router.get("/interviews/{id}")
async def show(request: Request, id: str) -> Response:  # noqa: A002
    """One talk: start it, keep the promise, close it."""
    page = await Page.of(request)
    documents = page.documents
    meeting = await documents.one(calendar, id)
    if meeting is None:
        raise missing(
            N_("There is no such interview, or it has no time yet. Look at the campaign.")
        )
    talk = await documents.one(time_integrity, id)
    thanks = [each async for each in documents.all(thank_you_queue, {"session": id})]
    who = await names(
        documents,
        {meeting["host"], meeting["jobseeker"], *(each["host"] for each in thanks)},
        {meeting["employer"]},
    )
    return await page.show(
        "talk.html",
        N_("Interview"),
        meeting=present(meeting, documents.now),
        talk=talk,
        thanks=thanks,
        clock=clock_of(meeting, talk, documents.now),
        names=who,
        purpose=purpose_clause(page.tongue.language),
        most_names=MOST_NAMES,
    )


Fields = Callable[[Form], dict[str, Any]]


def nothing(_form: Form) -> dict[str, Any]:
    return {}


def number(name: str) -> Fields:
    """A whole number; what is none is left to the command to refuse."""

    def read(form: Form) -> dict[str, Any]:
        said = form.has(name)
        return {name: int(said) if said and said.isdecimal() else said}

    return read


def late_start(form: Form) -> dict[str, Any]:
    return {"waited_for_host": form.has("waited_for_host") is not None}


def attendance(form: Form) -> dict[str, Any]:
    absent = form.has("jobseeker_absent") is not None
    return {"host": form.has("host") or "attended", "jobseeker_attended": not absent}


def recalled(form: Form) -> dict[str, Any]:
    return number("minutes")(form) | form.filled("source")


def resume(form: Form) -> dict[str, Any]:
    return form.filled("how")


def debrief(form: Form) -> dict[str, Any]:
    return form.filled("learned", "they_learned", "next_step", "thank_point")


def referrals(form: Form) -> dict[str, Any]:
    """The answer, and the rows of people that were filled in."""
    people = [
        {
            **{name: form.has(f"{name}_{row}") for name in ("name", "title", "email", "phone")},
            "name_use": form.has(f"name_use_{row}") or "not_asked",
        }
        for row in range(MOST_NAMES)
        if form.has(f"name_{row}")
    ]
    named = form.has("answer") == "names"
    return {**form.filled("answer"), "names": people if named else []}


ACTIONS: Mapping[str, tuple[str, Fields, str]] = {
    "start": ("StartSession", late_start, N_("The nineteen minutes run.")),
    "seen": ("AcknowledgeCue", nothing, N_("Two minutes left: thank, hand over, say goodbye.")),
    "stay": ("GrantExtension", recalled, N_("Noted: the host asked you to stay.")),
    "end": ("EndSession", attendance, N_("The talk has ended.")),
    "resume": ("RecordResumeLeft", resume, N_("Noted: the resume.")),
    "names": ("RecordReferralAsk", referrals, N_("Noted: the names.")),
    "balance": ("RecordTalkBalance", number("share"), N_("Noted: the talk balance.")),
    "debrief": ("DebriefSession", debrief, N_("The talk is debriefed.")),
}


@router.post("/pages/interviews/{id}/{action}")
async def act(request: Request, id: str, action: str) -> Response:  # noqa: A002
    """What is done during a talk and right after it."""
    form = await form_of(request)
    if action not in ACTIONS:
        raise Problem(404, "not_found", "This page has no such form; nothing was changed.")
    command, fields, said = ACTIONS[action]
    return await form.submit("session", command, fields(form), id, said)
