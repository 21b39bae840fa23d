"""`/campaigns/{id}`: one campaign: its numbers, its next step, and all that happened."""

from datetime import date
from typing import Any, get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents
from nineteen.dashboard.api.pages.names import Names, names
from nineteen.dashboard.api.pages.numbers import by_metric, totals
from nineteen.dashboard.api.pages.rendering import Page, missing
from nineteen.dashboard.api.pages.sentences import told
from nineteen.dashboard.views.campaign_board import campaign_board, present
from nineteen.dashboard.views.campaign_metrics import campaign_metrics
from nineteen.dashboard.views.employer_hosting import employer_hosting
from nineteen.dashboard.views.metrics import Reach, Reading, hosting, metrics, time_to_goal
from nineteen.dashboard.views.timeline import Kind, month_id, timeline
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.view import Document

KINDS = get_args(Kind)
router = APIRouter()


@router.get("/campaigns/{id}")
async def show(request: Request, id: str) -> Response:  # noqa: A002
    """One campaign."""
    page = await Page.of(request)
    documents = page.documents
    found = await documents.one(campaign_board, id)
    if found is None:
        raise missing(N_("There is no such campaign. Look for it on the board."))
    campaign = present(found, documents.now)
    months = await months_of(documents, campaign)
    kind, month = chosen(page, months)
    shown = await documents.one(timeline, month_id(id, month)) if month else None
    who = await everybody(documents, campaign, shown)
    counts = await totals(documents, "campaign", id)
    return await page.show(
        "campaign.html",
        who.person(campaign["jobseeker"]) or N_("Campaign"),
        campaign=campaign,
        names=who,
        metrics=by_metric(await readings(documents, campaign, counts)),
        counts=counts,
        months=months,
        month=month,
        kinds=KINDS,
        kind=kind,
        days=told(shown, kind, who, page.tongue) if shown else [],
    )


def chosen(page: Page, months: list[str]) -> tuple[str | None, str | None]:
    """Which kind of events, and of which month; without a choice all of the newest."""
    asked = page.asked("kind", "month")
    kind, month = asked.get("kind"), asked.get("month")
    newest = months[0] if months else None
    return kind if kind in KINDS else None, month if month in months else newest


async def months_of(documents: Documents, campaign: Document) -> list[str]:
    """The months in which something happened, newest first."""
    wanted = {"campaign": campaign["id"]}
    found = [each["month"] async for each in documents.all(timeline, wanted)]
    return sorted(found, reverse=True)


async def readings(
    documents: Documents, campaign: Document, counts: dict[str, int]
) -> list[Reading]:
    """M1 to M15 of one campaign."""
    zone, policy = await documents.agency()
    until: date = local_date(documents.now, zone)
    reach = Reach(frozenset({campaign["id"]}), frozenset({campaign["county"]}))
    county = {"county": campaign["county"]}
    listed = [each async for each in documents.all(employer_hosting, county)]
    mine = await documents.one(campaign_metrics, campaign["id"])
    running = [mine] if mine and mine["running"] else []
    return [
        *metrics(counts, policy),
        time_to_goal(counts, running, until),
        *hosting(listed, until, reach),
    ]


async def everybody(documents: Documents, campaign: Document, shown: Document | None) -> Names:
    """Whoever the page names, in one query for people and one for employers."""
    subjects: set[Any] = {campaign["jobseeker"], campaign["counselor"]}
    employers: set[Any] = {campaign["preferred_target"]}
    for met in (shown or {}).get("asks", {}).values():
        subjects.add(met["person"])
        employers.add(met["employer"])
    for event in (shown or {}).get("events", ()):
        facts = event["facts"]
        employers.add(facts.get("employer"))
        subjects |= {facts.get(role) for role in ("person", "host", "acquaintance", "staff")}
        subjects.add(facts.get("counselor"))
    return await names(documents, subjects, employers)
