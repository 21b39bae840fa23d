"""What a host says of a talk on their own page: one click, no account (C31)."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from nineteen.scheduling.domain.session_commands import RecordHostFeedback
from nineteen.shared.decider import Rejected
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http.forms import fields_of
from nineteen.shared.runtime.http.host_links import Link, host_of
from nineteen.shared.runtime.http.problems import Problem

ANSWERS = {"yes": True, "no": False}
QUESTIONS = ("time_kept", "prepared", "would_host_again")
LANGUAGES = ("en", "es")
router = APIRouter(prefix="/scheduling/host", include_in_schema=False)


@router.post("/{tenant}/{ask}/{seal}/feedback")
async def feedback(request: Request, link: Annotated[Link, Depends()]) -> Response:
    """How it went; a form without any answer only leads back."""
    host = await host_of(link, request.app.state.app.nodes["scheduling"])
    fields = await fields_of(request)
    said = {name: ANSWERS[a] for name in QUESTIONS if (a := fields.get(name, "")) in ANSWERS}
    desk: Desk = request.app.state.desk
    if said:
        try:
            order = RecordHostFeedback.model_validate(said)
            await desk.issue("session", order, host, target=host.actor.id)
        except (Rejected, ValidationError):
            raise Problem(
                409, "no_talk_yet", "The talk has not taken place yet; nothing was changed."
            ) from None
    picked = request.query_params.get("language")
    language = f"?language={picked}" if picked in LANGUAGES else ""
    return RedirectResponse(link.path + language, 303)
