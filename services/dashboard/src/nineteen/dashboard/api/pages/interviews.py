"""`/interviews`: the meetings of today and of the next seven days (V4)."""

from datetime import date, timedelta
from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.calendar import calendar, present
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.view import Document

DAYS = 8
router = APIRouter()


@router.get("/interviews")
async def show(request: Request) -> Response:
    """Today and the next seven days, hour by hour."""
    page = await Page.of(request)
    today = local_date(page.documents.now, page.tongue.zone)
    meetings = [
        present(each, page.documents.now)
        for offset in range(DAYS)
        for each in await on(page, today + timedelta(days=offset))
    ]
    by_day = [
        (day, list(of_day)) for day, of_day in groupby(meetings, lambda each: each["starts_on"])
    ]
    return await page.show(
        "interviews.html",
        N_("Interviews"),
        days=by_day,
        today=today.isoformat(),
        names=await names(
            page.documents,
            {each[role] for each in meetings for role in ("host", "jobseeker")},
            {each["employer"] for each in meetings},
        ),
    )


async def on(page: Page, day: date) -> list[Document]:
    """The meetings of one day, in order."""
    wanted = {"starts_on": day.isoformat()}
    found = [each async for each in page.documents.all(calendar, wanted)]
    return sorted(found, key=lambda each: (each["starts_at"], each["id"]))
