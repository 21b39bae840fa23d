"""The host's own page: to answer an ask, and to be left alone, without an account (S20, C11)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nineteen.contact.api.host_words import WORDS
from nineteen.contact.domain.concerns import RaiseConcern
from nineteen.contact.domain.contact import Known, RecordOptOut
from nineteen.contact.domain.host_limit import SetHostLimit
from nineteen.contact.domain.request.commands import RecordReply
from nineteen.contact.domain.request.page import is_open, state_for_host
from nineteen.contact.domain.request.state import Begun, Expired, Sent, Unwritten
from nineteen.contact.views.addressees import addressees
from nineteen.contact.views.host_meetings import host_meetings
from nineteen.shared.decider import Command, Rejected
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.runtime.http.forms import fields_of
from nineteen.shared.runtime.http.host_links import Link, host_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Conflict
from nineteen.shared.runtime.wall_clock import LOCALES, moment, zone_in_words
from nineteen.shared.schema.clauses import explainer, purpose_clause
from nineteen.shared.schema.ids import Stream, natural_id

SERVICE = "contact"
PROPOSALS = 3
SAFETY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
MISFIT = "misfit"
router = APIRouter(prefix="/contact/host", include_in_schema=False)


@router.get("/{tenant}/{ask}/{seal}")
async def show(request: Request, link: Annotated[Link, Depends()]) -> Response:
    """The page; opening it changes nothing."""
    try:
        node, host, asked = await opened(request, link)
    except Problem as no:
        return sorry(request, no)
    return page(request, link, await told(node, host, asked))


@router.post("/{tenant}/{ask}/{seal}/{action}")
async def act(request: Request, link: Annotated[Link, Depends()], action: str) -> Response:
    """One answer of the host, decided like every other command."""
    try:
        node, host, asked = await opened(request, link)
        fields = await fields_of(request)
        made = action_named(action)
    except Problem as no:
        return sorry(request, no)
    settings = await node.settings_of(host.tenant)
    kind, target, command, body = made(asked, fields, settings.zone)
    desk: Desk = request.app.state.desk
    try:
        order = command.model_validate_json(to_json(body), strict=True)
        await desk.issue(kind, order, host, target=target)
    except (Rejected, ValidationError, Conflict) as no:
        sentence = no.sentence if isinstance(no, Rejected) else None
        return page(request, link, await told(node, host, asked), sentence or MISFIT)
    return RedirectResponse(link.path + language_kept(request), 303)


async def opened(request: Request, link: Link) -> tuple[Node, Persona, Begun]:
    """Who opened which ask; raises Problem."""
    node = request.app.state.app.nodes[SERVICE]
    host = await host_of(link, node)
    asked = await node.state_of(Stream(host.tenant, "request", host.actor.id))
    now = request.app.state.app.clock.now()
    meeting = await node.document_of(host_meetings, host.tenant, host.actor.id) or {}
    expires_at = at_of(meeting.get("expires_at"))
    met_at = at_of(meeting.get("ended_at") or meeting.get("starts_at"))
    if isinstance(asked, Unwritten) or not is_open(asked, expires_at, met_at, now):
        raise Problem(
            410,
            "link_expired",
            "This page has expired; nothing was changed. Reply to the message that you got, and "
            "the agency will help.",
        )
    return node, host, asked


def at_of(written: str | None) -> datetime | None:
    """An instant of a document."""
    return datetime.fromisoformat(written) if written else None


async def told(node: Node, host: Persona, asked: Begun) -> dict[str, Any]:
    """What the page shows: names and times of this one ask, and nothing of any other."""
    drafted = asked.written.drafted
    settings = await node.settings_of(host.tenant)
    who = await node.document_of(addressees, host.tenant, drafted.ask.jobseeker) or {}
    agency = natural_id("agency", host.tenant)
    of_agency = await node.document_of(addressees, host.tenant, agency) or {}
    meeting = await node.document_of(host_meetings, host.tenant, host.actor.id) or {}
    contact = await node.state_of(Stream(host.tenant, "contact", drafted.ask.contact))
    return {
        "state": state_for_host(asked),
        "jobseeker": who.get("name"),
        "agency": of_agency.get("name"),
        "minutes": drafted.minutes,
        "subject": asked.written.subject,
        "text": asked.written.body,
        "offered": [each.starts_at.isoformat() for each in asked.written.offered_times],
        "zone": settings.zone,
        "meeting": meeting,
        "opted_out": isinstance(contact, Known) and bool(contact.opted_out),
        "limit": contact.limit if isinstance(contact, Known) else None,
        "concern": isinstance(contact, Known) and bool(contact.concerns.open),
        "questioned": isinstance(asked, Sent | Expired) and asked.asked is not None,
        "proposals": PROPOSALS,
    }


def page(
    request: Request, link: Link, values: Mapping[str, Any], refusal: str | None = None
) -> Response:
    """The page in the reader's language; with what was refused, if something was."""
    language = language_of(request)
    zone = values["meeting"].get("zone") or values["zone"]
    words = WORDS[language]
    html = (
        environment()
        .get_template("host.html")
        .render(
            say=words,
            language=language,
            explainer=explainer(language),
            purpose=purpose_clause(language),
            here=link.path,
            zone_name=zone_in_words(zone, language),
            moment=lambda written: moment(datetime.fromisoformat(written), zone, language),
            refusal=words.get(refusal or "", refusal),
            kept=language_kept(request),
            **values,
        )
    )
    return HTMLResponse(html, 422 if refusal else 200, SAFETY)


def sorry(request: Request, problem: Problem) -> Response:
    """Why there is no page, in the reader's language; with the same code as everywhere."""
    words = WORDS[language_of(request)]
    html = environment().get_template("host_sorry.html")
    text = words.get(problem.code, problem.detail)
    body = html.render(language=language_of(request), title=words["sorry"], text=text)
    return HTMLResponse(body, problem.status, {**SAFETY, "x-nineteen-problem": problem.code})


@cache
def environment() -> Environment:
    """The template, with whatever it calls."""
    return Environment(
        loader=PackageLoader("nineteen.contact.api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: Request) -> str:
    """The language that was picked on the page, else the browser's, else English."""
    picked = request.query_params.get("language")
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return next((each for each in (picked, wanted) if each in LOCALES), "en")


def language_kept(request: Request) -> str:
    """The pick, for the next address."""
    picked = request.query_params.get("language")
    return f"?language={picked}" if picked in LOCALES else ""


Made = tuple[str, str, type[Command], dict[str, Any]]
Fields = Mapping[str, str]


def agree(asked: Begun, fields: Fields, zone: str) -> Made:
    """Yes: at one of the times offered, at others, or at a time to be found."""
    picked = fields.get("picked", "")
    offered = {e.starts_at.isoformat(): e for e in asked.written.offered_times}
    local = [fields.get(f"proposed_{n}", "") for n in range(PROPOSALS)]
    body: dict[str, Any] = {"answer": "agree"}
    if picked:
        said = offered[picked].zone if picked in offered else zone
        body["picked"] = {"starts_at": picked, "zone": said}
    else:
        body["proposed"] = [{"starts_at": instant(e, zone), "zone": zone} for e in local if e]
    return "request", asked.written.drafted.ask.request, RecordReply, body


def decline(asked: Begun, fields: Fields, _zone: str) -> Made:
    """No; perhaps somebody else is the better one to ask (E3)."""
    body: dict[str, Any] = {"answer": "decline"}
    told = {n: fields.get(f"colleague_{n}", "").strip() for n in ("name", "title", "email")}
    if told["name"]:
        use = "granted" if fields.get("name_use") else "not_asked"
        body["colleague"] = {n: v for n, v in told.items() if v} | {"name_use": use}
    return "request", asked.written.drafted.ask.request, RecordReply, body


def stop(asked: Begun, fields: Fields, _zone: str) -> Made:
    """No more requests: from anyone, from this agency, or from this jobseeker (C11)."""
    ask = asked.written.drafted.ask
    if fields.get("scope", "anyone") == "anyone" and state_for_host(asked) in {"open", "late"}:
        return "request", ask.request, RecordReply, {"answer": "decline", "opted_out": True}
    body = {"scope": fields.get("scope", "anyone"), "request": ask.request}
    return "contact", ask.contact, RecordOptOut, body


def ask_back(asked: Begun, fields: Fields, _zone: str) -> Made:
    """A question before the answer (C27)."""
    body = {"answer": "question", "question": fields.get("question", "")}
    return "request", asked.written.drafted.ask.request, RecordReply, body


def raise_concern(asked: Begun, fields: Fields, _zone: str) -> Made:
    """Something was not right: a supervisor sees to it, and nobody asks meanwhile."""
    ask = asked.written.drafted.ask
    body = {"text": fields.get("concern", ""), "request": ask.request}
    return "contact", ask.contact, RaiseConcern, body


def limit(asked: Begun, fields: Fields, _zone: str) -> Made:
    """How often is often enough, for requests from anyone (C3)."""
    days = fields.get("days", "")
    body = {"interviews": 1, "days": int(days) if days.isdecimal() else days}
    return "contact", asked.written.drafted.ask.contact, SetHostLimit, body


ACTIONS = {
    "agree": agree,
    "decline": decline,
    "stop": stop,
    "question": ask_back,
    "concern": raise_concern,
    "limit": limit,
}


def action_named(name: str) -> Callable[[Begun, Fields, str], Made]:
    """What a form does; raises Problem."""
    if name not in ACTIONS:
        raise Problem(404, "no_such_page", "This page has no such form; nothing was changed.")
    return ACTIONS[name]


def instant(written: str, zone: str) -> str:
    """What a date field holds, as an instant; what is none is left to the command to refuse."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return written
