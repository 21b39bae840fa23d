"""What every page has: the reader, the agency, the clock, how fresh the figures are."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.api.pages import wording
from nineteen.dashboard.api.pages.language import LANGUAGES, Tongue, language_of, translations
from nineteen.dashboard.api.pages.static import ASSETS
from nineteen.dashboard.views.agency import agency
from nineteen.dashboard.views.people import people
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import ManualClock, SwitchedClock
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.runtime.http.forms import token_for
from nineteen.shared.runtime.http.notes import COOKIE, Note, note_of
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import wait_for
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.progress import lag
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.settings import DEFAULTS
from nineteen.shared.view import Document


@cache
def environment(language: str) -> Environment:
    """The templates in one language, with whatever they call."""
    made = Environment(
        loader=PackageLoader("nineteen.dashboard.api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    texts = translations(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        texts.gettext, texts.ngettext, newstyle=True
    )
    made.globals.update(languages=LANGUAGES, asset=asset_url, words=wording, query=query)
    return made


def asset_url(name: str) -> str:
    """An address that changes with the content."""
    return f"/static/{name}?{ASSETS[name].tag}"


def query(values: Mapping[str, str | None]) -> str:
    """A query string of what is not empty."""
    return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Page:
    """One page being made: what it reads, and how it speaks."""

    request: Request
    documents: Documents
    persona: Persona
    tongue: Tongue
    agency: Document

    @classmethod
    async def of(cls, request: Request) -> "Page":
        """The page of a request; raises Problem."""
        documents = await documents_for(request)
        note = note_of(request)
        with suppress(Problem):  # still on its way: the page shows it when it comes
            await wait_for(request.app.state.app, documents.node, note.seen)
        known = await documents.one(agency, natural_id("agency", documents.tenant)) or {}
        tongue = Tongue(language_of(request), known.get("zone", DEFAULTS.zone))
        return cls(request, documents, persona_of(request), tongue, known)

    @property
    def app(self) -> App:
        """The running services."""
        app: App = self.request.app.state.app
        return app

    @property
    def desk(self) -> Desk:
        """Where commands go."""
        desk: Desk = self.request.app.state.desk
        return desk

    def asked(self, *names: str) -> dict[str, str]:
        """The filters of the address: these names, as far as they are given."""
        given = self.request.query_params
        return {name: given[name] for name in names if given.get(name)}

    async def show(self, template: str, title: str, **more: Any) -> Response:
        """The page as HTML."""
        everywhere = {
            "title": title,
            "agency": self.agency,
            "me": await self._me(),
            "token": await token_for(self.desk, self.persona),
            "status": await status(self.app, self.request, self.documents),
            "note": translated(note_of(self.request), self.tongue),
        }
        return shown(self.request, self.tongue, template, {**everywhere, **more})

    async def _me(self) -> dict[str, Any]:
        known = await self.documents.one(people, self.persona.actor.id) or {}
        return {"role": self.persona.actor.role, "name": known.get("name")}


def shown(
    request: Request, tongue: Tongue, template: str, values: Mapping[str, Any], status: int = 200
) -> Response:
    """A template with these values, in the reader's language."""
    body = environment(tongue.language).get_template(template)
    html = body.render(say=tongue, path=request.url.path, here=here(request), **values)
    answer = HTMLResponse(html, status, {"cache-control": "no-store"})
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)
    return answer


def here(request: Request) -> str:
    """The address of this page, for forms that lead back to it."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def translated(note: Note, tongue: Tongue) -> Note:
    """A note in the reader's language."""
    text = tongue.gettext(note.text) if note.text else ""  # of nothing a catalogue tells its head
    return replace(note, text=" ".join(filter(None, [text, ", ".join(note.fields)])))


async def status(app: App, request: Request, documents: Documents) -> dict[str, Any]:
    """The clock, the demo's progress, and how many facts the views still have before them."""
    clock = app.clock.clock if isinstance(app.clock, SwitchedClock) else app.clock
    return {
        "now": documents.now.isoformat(),
        "simulated": isinstance(clock, ManualClock),
        "demo": request.app.state.demo.status(),
        "behind": await behind(app, documents.node),
    }


async def behind(app: App, node: Node) -> int:
    """How many commits the views have not taken yet."""
    if node.projector is None:
        return 0
    return sum((await lag(app, node, node.projector.group)).values())


def missing(what: str) -> Problem:
    """There is no such page."""
    return Problem(404, "not_found", what)
