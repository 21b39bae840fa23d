"""`/caseload`: a counselor's people, and what waits for the counselor (V13)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.caseload import caseload
from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.shared.runtime.http.notes import N_

router = APIRouter()


@router.get("/caseload")
async def show(request: Request) -> Response:
    """One's own, or the one that was picked."""
    page = await Page.of(request)
    picked = page.asked("counselor").get("counselor") or page.persona.actor.id
    seen = await caseload(page.documents, picked)
    every = [each async for each in page.documents.all(campaign_board, {})]
    counselors = sorted({each["counselor"] for each in every if each["counselor"]})
    subjects = {
        *counselors,
        *(each["jobseeker"] for each in every),
        *(each["staff"] for each in seen["tasks"]),
    }
    return await page.show(
        "caseload.html",
        N_("Caseload"),
        seen=seen,
        counselors=counselors,
        jobseekers={each["id"]: each["jobseeker"] for each in every},
        names=await names(page.documents, subjects),
    )
