"""`/employers`: every employer (V9), who may be asked from when, and whether that suffices (V3)."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.fatigue import monitor
from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.employer_360 import employer_360, present
from nineteen.shared.runtime.http.notes import N_

ROWS = 100
router = APIRouter()


@router.get("/employers")
async def show(request: Request) -> Response:
    """Those who were asked last first; the others by name."""
    page = await Page.of(request)
    wanted = page.asked("county")
    found = [
        present(each, page.documents.now) async for each in page.documents.all(employer_360, wanted)
    ]
    found.sort(key=lambda each: (-each["held_12m"], -each["requests_12m"], each["name"]))
    seen = await monitor(page.documents, wanted)
    people: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in seen["rows"]:
        people[row["employer"]].append(row)
    shown = found[:ROWS]
    subjects = {row["person"] for each in shown for row in people[each["id"]]}
    return await page.show(
        "employers.html",
        N_("Employers"),
        rows=shown,
        more=len(found) - len(shown),
        people=people,
        monitor=seen,
        wanted=wanted,
        counties=sorted({each["county"] for each in found}),
        names=await names(page.documents, subjects),
    )
