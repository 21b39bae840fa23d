"""What a page's form says of a thank-you (S32)."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.shared.runtime.http.forms import form_of
from nineteen.shared.runtime.http.notes import N_

router = APIRouter(prefix="/followup/forms", include_in_schema=False)


@router.post("/thank-yous")
async def record(request: Request) -> Response:
    """Record that a written thank-you went out."""
    form = await form_of(request)
    owed: dict[str, Any] = form.filled("session", "host")
    said = N_("Recorded: the thank-you went out.")
    if form.has("channel") == "handwritten":
        body = {**owed, "photo": form.has("photo") is not None}
        return await form.submit("thank-you", "RecordHandwritten", body, None, said)
    body = {**owed, **form.filled("channel", "body")}
    return await form.submit("thank-you", "SendThankYou", body, None, said)
