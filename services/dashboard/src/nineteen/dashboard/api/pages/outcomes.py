"""`/outcomes`: job interviews, offers and hires, each with the path that led there (V8)."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import Names, by_id, names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.calendar import calendar
from nineteen.dashboard.views.outcome_trace import outcome_trace
from nineteen.dashboard.views.referral_tree import referral_tree
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.view import Document

ROWS = 100
A_COLLEAGUE = 1
"""Hops from the host to whoever called (S15)."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Station:
    """One station on the way to an outcome; `days` after the one before."""

    kind: str
    text: str
    name: str | None = None
    on: str | None = None
    days: int | None = None


@router.get("/outcomes")
async def show(request: Request) -> Response:
    """Newest first."""
    page = await Page.of(request)
    documents = page.documents
    every = [each async for each in documents.all(outcome_trace, page.asked("campaign", "type"))]
    rows = sorted(every, key=lambda each: (each["reported_at"], each["id"]), reverse=True)[:ROWS]
    talks = await by_id(documents, calendar, {each["session"] for each in rows})
    leads = await by_id(documents, referral_tree, {each["lead"] for each in rows})
    who = await names(
        documents,
        {
            *(each["jobseeker"] for each in rows),
            *(each["host"] for each in talks.values()),
            *(each["person"] for each in leads.values()),
        },
        {
            *(each["employer"] for each in rows),
            *(each["employer"] for each in talks.values()),
        },
    )
    return await page.show(
        "outcomes.html",
        N_("Outcomes"),
        traces=[
            (each, path(each, talks.get(each["session"]), leads.get(each["lead"]), who))
            for each in rows
        ],
        names=who,
    )


def path(
    outcome: Document, talk: Document | None, lead: Document | None, who: Names
) -> list[Station]:
    """From the talk over the employer and whoever called to the hire."""
    stations = [*before(outcome, talk, lead, who)]
    invited, days = outcome["invited_on"], outcome["lag_interview_days"]
    if invited:
        stations.append(Station("interview", N_("Invited to a job interview"), None, invited, days))
    if outcome["offered_on"]:
        stations.append(Station("offer", N_("Offered a job"), None, outcome["offered_on"]))
    if outcome["hired_on"]:
        days = outcome["lag_hire_days"]
        stations.append(Station("hire", N_("Hired"), None, outcome["hired_on"], days))
    return stations


def before(
    outcome: Document, talk: Document | None, lead: Document | None, who: Names
) -> list[Station]:
    """The talk, the name that led to it or came of it, the employer, the colleague."""
    found = []
    if talk:
        host = who.person(talk["host"])
        found.append(Station("talk", N_("Nineteen minutes with"), host, outcome["session_on"]))
    if lead:
        led_to_it = talk is not None and lead["contact"] == talk["contact"]
        name = Station("lead", N_("Named by a host"), who.person(lead["person"]))
        found.insert(0 if led_to_it else len(found), name)
    found.append(Station("employer", N_("at"), who.employer(outcome["employer"])))
    if outcome["hop"] == A_COLLEAGUE:
        found.append(Station("colleague", N_("A colleague of the host called")))
    return found
