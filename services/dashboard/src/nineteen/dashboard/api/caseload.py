"""`GET /dashboard/v1/caseload`: V13, a counselor's people and what waits for the counselor."""

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.campaign_board import present as on_board
from nineteen.dashboard.views.instants import day, instant
from nineteen.dashboard.views.outcome_trace import outcome_trace
from nineteen.dashboard.views.tasks import present as with_overdue
from nineteen.dashboard.views.tasks import tasks
from nineteen.dashboard.views.thank_you_queue import thank_you_queue
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.view import Document

WEEK = timedelta(weeks=1)
SILENT = timedelta(days=14)
"""[assume] So long without any event, and somebody should ask how it goes."""
CAMPAIGN_WEEKS = 16
"""[assume] A campaign is meant to reach its goal in about four months (PRODUCT 5)."""
PARAMETERS = [
    PERSONA,
    query("of this counselor; else of who asks", "counselor"),
    query("stream:version that the rows must have taken", "min_version"),
]
router = APIRouter(prefix="/dashboard/v1", tags=["caseload"])


@router.get("/caseload", operation_id="caseload", openapi_extra={"parameters": PARAMETERS})
async def read_caseload(request: Request) -> Response:
    """Running campaigns, tasks, what is overdue, and this week's wins."""
    documents = await documents_for(request)
    said = request.query_params
    if unknown := said.keys() - {"counselor", "min_version"}:
        raise Problem(
            422,
            "unknown_filter",
            f"A caseload has no filter {', '.join(sorted(unknown))}. It has: counselor.",
        )
    counselor = said.get("counselor") or persona_of(request).actor.id
    return answer(request, await caseload(documents, counselor))


async def caseload(documents: Documents, counselor: str) -> dict[str, Any]:
    """Composed at read from the board, the tasks, the thank-yous and the outcomes."""
    zone, _ = await documents.agency()
    today = local_date(documents.now, zone)
    mine = [
        on_board(each, documents.now)
        async for each in documents.all(campaign_board, {"counselor": counselor})
    ]
    running = [each for each in mine if each["status"] != "closed"]
    to_do = [
        with_overdue(each, documents.now)
        async for each in documents.all(tasks, {"state": "open"})
        if each["campaign"] in {row["id"] for row in running} or each["staff"] == counselor
    ]
    overdue = await thanks_overdue(documents, {row["id"] for row in running})
    return {
        "counselor": counselor,
        "as_of": today.isoformat(),
        "campaigns": [row(each, overdue, today, documents.now) for each in running],
        "tasks": sorted(to_do, key=lambda each: (each["due_at"], each["id"])),
        "wins_this_week": await wins(documents, {each["id"] for each in mine}, today, zone),
    }


def row(campaign: Document, overdue: dict[str, int], today: date, now: datetime) -> dict[str, Any]:
    silent = now - instant(campaign["last_event_at"]) > SILENT
    named = ("id", "jobseeker", "soc", "status", "held", "goal", "next_action", "next_action_at")
    return {
        **{name: campaign[name] for name in named},
        "next_action_overdue": campaign["next_action_overdue"],
        "overdue_items": overdue.get(campaign["id"], 0),
        "silent_since": campaign["last_event_at"] if silent else None,
        "goal_at_risk": at_risk(campaign, today),
    }


def at_risk(campaign: Document, today: date) -> bool:
    """Behind a straight line from the opening to the goal in about four months [assume]."""
    weeks = (today - date.fromisoformat(campaign["opened_on"])).days / 7
    expected = campaign["goal"] * min(weeks / CAMPAIGN_WEEKS, 1)
    ahead = campaign["held"] + campaign["scheduled"]
    return weeks >= 4 and ahead < expected / 2  # noqa: PLR2004  a month is too early to tell


async def thanks_overdue(documents: Documents, campaigns: set[str]) -> dict[str, int]:
    """Thank-yous overdue, by campaign."""
    found: dict[str, int] = {}
    async for each in documents.all(thank_you_queue, {"state": "overdue"}):
        if each["campaign"] in campaigns:
            found[each["campaign"]] = found.get(each["campaign"], 0) + 1
    return found


async def wins(
    documents: Documents, campaigns: set[str], today: date, zone: str
) -> list[dict[str, Any]]:
    """Goals reached, and job interviews, offers and hires reported in the last seven days."""
    since = (today - WEEK).isoformat()
    found = [
        {"what": each["type"], "campaign": each["campaign"], "on": day(each["reported_at"], zone)}
        async for each in documents.all(outcome_trace, {})
        if each["campaign"] in campaigns and day(each["reported_at"], zone) > since
    ]
    async for each in documents.all(campaign_board, {}):
        reached = each["goal_reached_on"]
        if each["id"] in campaigns and reached and reached > since:
            found.append({"what": "goal_reached", "campaign": each["id"], "on": reached})
    return sorted(found, key=lambda each: (each["on"], each["campaign"]))
