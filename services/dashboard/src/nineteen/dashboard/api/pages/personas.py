"""`/persona` and the language: who reads, and how they are spoken to."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.language import COOKIE as LANGUAGE
from nineteen.dashboard.api.pages.language import LANGUAGES
from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.shared.runtime.http.forms import form_of
from nineteen.shared.runtime.http.notes import N_, NOTHING, Note, forward
from nineteen.shared.runtime.http.personas import COOKIE, DEFAULT, persona_from
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.schema.ids import natural_id

OTHERS = ("supervisor", "job_developer", "steward", "operator", "auditor")
MOST = 40
A_YEAR_S = 31_536_000
router = APIRouter()


@router.get("/persona")
async def show(request: Request) -> Response:
    """Pick who you are: sign-in for trying things out, on this machine only."""
    page = await Page.of(request)
    found = [each async for each in page.documents.all(campaign_board, {})]
    counselors = sorted({each["counselor"] for each in found if each["counselor"]})
    jobseekers = sorted({each["jobseeker"] for each in found})[:MOST]
    me, tenant = str(page.persona.actor), page.persona.tenant
    choices: list[dict[str, Any]] = [
        *({"role": "counselor", "id": each} for each in counselors or [DEFAULT.actor.id]),
        *({"role": role, "id": natural_id("persona", tenant, role)} for role in OTHERS),
        *({"role": "jobseeker", "id": each} for each in jobseekers),
    ]
    return await page.show(
        "persona.html",
        N_("Who you are"),
        choices=[{**each, "mine": f"{each['role']}:{each['id']}" == me} for each in choices],
        names=await names(page.documents, [*counselors, *jobseekers]),
        tenant=tenant,
    )


@router.post("/pages/persona")
async def pick(request: Request) -> Response:
    """From now on this persona reads and acts."""
    form = await form_of(request)
    chosen = form.fields.get("persona", "")
    try:
        persona_from(chosen)
    except Problem:
        no = N_("A persona is written agency/role/id; you are who you were.")
        return forward("/persona", Note(no, "bad"))
    said = N_("You are somebody else now: the banner says who.")
    answer = forward(form.fields.get("back", "/"), Note(said))
    answer.set_cookie(COOKIE, chosen, httponly=True, samesite="strict")
    return answer


@router.post("/pages/language")
async def speak(request: Request) -> Response:
    """From now on pages are in this language."""
    form = await form_of(request)
    answer = forward(form.fields.get("back", "/"), NOTHING)
    if form.fields.get("language") in LANGUAGES:
        answer.set_cookie(LANGUAGE, form.fields["language"], max_age=A_YEAR_S, samesite="lax")
    return answer
