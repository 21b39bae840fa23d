"""`/campaigns/{id}/work-search`: what counts for a benefit week, to claim and attest (V10)."""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page, missing
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.work_search_log import work_search_log
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.schema.business_days import local_date

SATURDAY = 5
OFFERED = 6
"""As many weeks back can be claimed from the page."""
STATES = {"53": "WA", "27": "MN"}
"""By the first two digits of the county (FIPS): the states whose rules are known."""
router = APIRouter()


@router.get("/campaigns/{id}/work-search")
async def show(request: Request, id: str) -> Response:  # noqa: A002
    """Newest week first."""
    page = await Page.of(request)
    documents = page.documents
    campaign = await documents.one(campaign_board, id)
    if campaign is None:
        raise missing(N_("There is no such campaign. Look for it on the board."))
    found = [each async for each in documents.all(work_search_log, {"campaign": id})]
    weeks = sorted(found, key=lambda each: each["ends_on"], reverse=True)
    rows = [row for week in weeks for row in said_or_done(week)]
    who = await names(
        documents,
        {
            campaign["jobseeker"],
            *(row["person"] for row in rows),
            *(each["witness"] for week in weeks for each in week["statements"]),
        },
        {row["employer"] for row in rows},
    )
    today = local_date(documents.now, campaign["zone"])
    claimed = {week["ends_on"] for week in weeks if week["claimed_at"]}
    return await page.show(
        "work_search.html",
        N_("Work search"),
        campaign=campaign,
        weeks=weeks,
        names=who,
        today=today.isoformat(),
        state=STATES.get(campaign["county"][:2]),
        offers=[each for each in last_weeks(today) if each not in claimed],
        own=page.persona.actor.id == campaign["jobseeker"],
    )


def said_or_done(week: dict[str, object]) -> list[dict[str, str]]:
    """Every activity that the page shows of a week."""
    done: list[dict[str, str]] = list(week["activities"])  # type: ignore[call-overload]  # a list
    for statement in week["statements"]:  # type: ignore[attr-defined]  # a list
        done += statement["activities"]
    return done


def last_weeks(today: date) -> list[str]:
    """The last days of this week and of those before it."""
    end = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    return [(end - timedelta(weeks=number)).isoformat() for number in range(OFFERED)]
