"""What a page's form says of a thank-you (S32), a benefit week (V10) or a task."""

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


@router.post("/weeks")
async def claim(request: Request) -> Response:
    """Claim the benefit week that was picked."""
    form = await form_of(request)
    body: dict[str, Any] = form.filled("jobseeker", "campaign", "state", "ends_on")
    said = N_("The week is claimed. What counts in it is listed below.")
    return await form.submit("work-search-week", "ClaimWeek", body, None, said)


@router.post("/weeks/{week}/attest")
async def attest(request: Request, week: str) -> Response:
    """The jobseeker's own word, or before staff on paper or on the phone."""
    form = await form_of(request)
    said = N_("Attested. The statement is kept as it was made.")
    body = form.filled("method")
    return await form.submit("work-search-week", "AttestWeek", body, week, said)


@router.post("/weeks/{week}/amend")
async def amend(request: Request, week: str) -> Response:
    """Make the statement anew."""
    form = await form_of(request)
    drop = [name.removeprefix("drop_") for name in form.fields if name.startswith("drop_")]
    body: dict[str, Any] = {**form.filled("why"), "drop": drop}
    said = N_("The week can be attested anew; both statements are kept.")
    return await form.submit("work-search-week", "AmendWeek", body, week, said)


@router.post("/tasks/{task}/complete")
async def complete(request: Request, task: str) -> Response:
    """A task is done; what came of it may be said."""
    form = await form_of(request)
    said = N_("Done: the task is off the list.")
    return await form.submit("task", "CompleteTask", form.filled("outcome"), task, said)
