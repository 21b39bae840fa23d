"""`/interviews/{id}`: the live page of one talk: the nineteen minutes and what follows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page, missing
from nineteen.dashboard.views.calendar import calendar, present
from nineteen.dashboard.views.instants import instant, text
from nineteen.dashboard.views.thank_you_queue import thank_you_queue
from nineteen.dashboard.views.time_integrity import time_integrity
from nineteen.shared.runtime.http.notes import N_
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
