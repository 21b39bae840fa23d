"""The prep sheet of a talk: what was learnt, what to ask, what to say first (S11, S18, S35)."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nineteen.contact.domain.campaign import Unopened
from nineteen.contact.domain.dossier import Dossier
from nineteen.contact.domain.opening_script import opening_script
from nineteen.contact.domain.question_bank import questions
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.node import Node
from nineteen.shared.schema.contact import ResearchNoted, TalkPlanned
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded

SERVICE = "contact"
ENOUGH_QUESTIONS = 5
RESEARCH = ("what_they_do", "size_class", "mission_note", "why_them", "shared_interest")
router = APIRouter(prefix="/contact/v1", tags=["dossiers"])


@router.get("/dossiers/{id}/prep-sheet")
async def prep_sheet(request: Request, id: str, language: str = "en") -> Response:  # noqa: A002
    """What the jobseeker takes along; warnings say what is thin, and block nothing (S11)."""
    node: Node = request.app.state.app.nodes[SERVICE]
    tenant = persona_of(request).tenant
    dossier = await node.state_of(Stream(tenant, "dossier", id))
    if not isinstance(dossier, Dossier):
        raise Problem(404, "not_found", "There is no dossier with this id.")
    campaign = await node.state_of(Stream(tenant, "campaign", dossier.campaign))
    soc = None if isinstance(campaign, Unopened) else campaign.opened.soc  # type: ignore[attr-defined]  # else it is open
    settings = await node.settings_of(tenant)
    minutes = settings.policy.minutes
    noted = await texts(request, node, Stream(tenant, "dossier", id))
    body = {
        "dossier": id,
        "campaign": dossier.campaign,
        "employer": dossier.employer,
        "minutes": minutes,
        "opening": opening_script(minutes, language),
        "research": {name: noted.get(name) for name in RESEARCH},
        "questions": split(noted.get("questions")),
        "self_facts": split(noted.get("self_facts")),
        "warnings": warnings(dossier),
        "suggestions": [
            {"text": each.text, "purpose": each.purpose, "family": each.family}
            for each in questions(language, soc)
        ],
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


def warnings(dossier: Dossier) -> list[str]:
    """What is thin about the preparation."""
    found = []
    if dossier.questions < ENOUGH_QUESTIONS:
        found.append("fewer_than_5_questions")
    if not dossier.self_facts:
        found.append("no_self_facts")
    return found


async def texts(request: Request, node: Node, stream: Stream) -> dict[str, Any]:
    """The last word on each field, decrypted."""
    assert node.store  # noqa: S101  the service decides about dossiers
    desk: Desk = request.app.state.desk
    found: dict[str, Any] = {}
    for _, _, each in await desk.readable(await node.store.read(str(stream))):
        match each:
            case Recorded(event=ResearchNoted() | TalkPlanned() as event):
                said = {name: getattr(event, name, None) for name in (*RESEARCH, *PLANNED)}
                found |= {name: text for name, text in said.items() if text is not None}
            case _:
                pass
    return found


PLANNED = ("questions", "self_facts")


def split(text: str | None) -> list[str]:
    """One a line."""
    return text.splitlines() if text else []
