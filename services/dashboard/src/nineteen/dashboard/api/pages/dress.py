"""What every HTML answer wears: a strict policy for browsers; and refusals as pages."""

from typing import Any

from pydantic_core import from_json
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nineteen.dashboard.api.pages.language import Tongue, language_of
from nineteen.dashboard.api.pages.rendering import shown
from nineteen.shared.schema.settings import DEFAULTS

PROBLEM = "application/problem+json"
SAFETY = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


class Dress:
    """Adds the headers; turns a problem document into a page for whoever wants HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = Answering(scope, receive, send)
        await self._app(scope, receive, answering.send)


class Answering:
    """One answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._request = Request(scope, receive)
        self._receive, self._send = receive, send
        self._problem: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, or keep it until a page can be made of it."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFETY.items():
                headers.setdefault(name, value)
            if headers.get("content-type") == PROBLEM and wants_html(self._request):
                self._problem = message
                return
        if self._problem is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            page = error_page(self._request, self._problem, from_json(bytes(self._body)))
            await page(self._request.scope, self._receive, self._send)


def wants_html(request: Request) -> bool:
    """Whether a browser shows the answer to a person."""
    accept = request.headers.get("accept", "")
    kinds = [each.partition(";")[0].strip() for each in accept.split(",")]
    return "text/html" in kinds


def error_page(request: Request, start: Message, problem: dict[str, Any]) -> Response:
    """A refusal in sentences, with the way back."""
    headers = MutableHeaders(raw=[*start["headers"]])
    tongue = Tongue(language_of(request), DEFAULTS.zone)
    values = {"title": problem["title"], "problem": problem}
    page = shown(request, tongue, "error.html", values, start["status"])
    for name in ("retry-after", "allow", *SAFETY):
        if name in headers:
            page.headers[name] = headers[name]
    return page
