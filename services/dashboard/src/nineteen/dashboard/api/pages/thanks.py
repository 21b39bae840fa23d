"""`/thank-yous`: who is owed a written thank-you (V6), and the recording of it (S32)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.thank_you_queue import present, thank_you_queue
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.view import Document

OPEN = ("overdue", "late", "due")
DONE = ("on_time", "sent_late", "waived")
MOST_DONE = 50
router = APIRouter()


@router.get("/thank-yous")
async def show(request: Request) -> Response:
    """Overdue first, then late, then due; below it what was sent."""
    page = await Page.of(request)
    rows: dict[str, list[Document]] = {}
    for state in (*OPEN, *DONE):
        found = [each async for each in page.documents.all(thank_you_queue, {"state": state})]
        rows[state] = sorted(found, key=lambda each: (each["due_at"], each["id"]))
    owed = [present(each, page.documents.now) for state in OPEN for each in rows[state]]
    sent = sorted(
        (each for state in DONE for each in rows[state]),
        key=lambda each: each["sent_at"] or each["due_at"],
        reverse=True,
    )
    listed = [*owed, *sent[:MOST_DONE]]
    return await page.show(
        "thank_yous.html",
        N_("Thank-yous"),
        owed=owed,
        sent=sent[:MOST_DONE],
        counts={state: len(found) for state, found in rows.items()},
        names=await names(
            page.documents,
            {each[role] for each in listed for role in ("host", "jobseeker")},
            {each["employer"] for each in listed},
        ),
    )
