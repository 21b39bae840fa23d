"""What a page's form says of a talk: started, extended, ended, debriefed."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.shared.runtime.http.forms import Form, form_of
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.runtime.http.problems import Problem

MOST_NAMED = 5
"""Rows of people that the page offers."""
router = APIRouter(prefix="/scheduling/forms", include_in_schema=False)
Fields = Callable[[Form], dict[str, Any]]


def nothing(_form: Form) -> dict[str, Any]:
    return {}


def number(name: str) -> Fields:
    """A whole number; what is none is left to the command to refuse."""

    def read(form: Form) -> dict[str, Any]:
        said = form.has(name)
        return {name: int(said) if said and said.isdecimal() else said}

    return read


def late_start(form: Form) -> dict[str, Any]:
    return {"waited_for_host": form.has("waited_for_host") is not None}


def attendance(form: Form) -> dict[str, Any]:
    absent = form.has("jobseeker_absent") is not None
    said = {"host": form.has("host") or "attended", "jobseeker_attended": not absent}
    name = form.has("stand_in_name")
    if not name:
        return said
    email = form.has("stand_in_email")
    return {**said, "host": "stand_in", "stand_in": {"name": name, "email": email}}


def recalled(form: Form) -> dict[str, Any]:
    return number("minutes")(form) | form.filled("source")


def resume(form: Form) -> dict[str, Any]:
    return form.filled("how")


def debrief(form: Form) -> dict[str, Any]:
    return form.filled("learned", "they_learned", "next_step", "thank_point")


def referrals(form: Form) -> dict[str, Any]:
    """The answer, and the rows of people that were filled in."""
    people = [
        {
            **{name: form.has(f"{name}_{row}") for name in ("name", "title", "email", "phone")},
            "name_use": form.has(f"name_use_{row}") or "not_asked",
        }
        for row in range(MOST_NAMED)
        if form.has(f"name_{row}")
    ]
    named = form.has("answer") == "names"
    return {**form.filled("answer"), "names": people if named else []}


ACTIONS: Mapping[str, tuple[str, Fields, str]] = {
    "start": ("StartSession", late_start, N_("The nineteen minutes run.")),
    "seen": ("AcknowledgeCue", nothing, N_("Two minutes left: thank, hand over, say goodbye.")),
    "stay": ("GrantExtension", recalled, N_("Noted: the host asked you to stay.")),
    "end": ("EndSession", attendance, N_("The talk has ended.")),
    "resume": ("RecordResumeLeft", resume, N_("Noted: the resume.")),
    "names": ("RecordReferralAsk", referrals, N_("Noted: the names.")),
    "balance": ("RecordTalkBalance", number("share"), N_("Noted: the talk balance.")),
    "debrief": ("DebriefSession", debrief, N_("The talk is debriefed.")),
}


@router.post("/interviews/{id}/{action}")
async def act(request: Request, id: str, action: str) -> Response:  # noqa: A002
    """What is done during a talk and right after it."""
    form = await form_of(request)
    if action not in ACTIONS:
        raise Problem(404, "not_found", "This page has no such form; nothing was changed.")
    command, fields, said = ACTIONS[action]
    return await form.submit("session", command, fields(form), id, said)
