"""Forms of the pages: checked, then handed to the desk as the API would hand a command.

A page is rendered by the dashboard; its form goes to the service that decides.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from nineteen.shared.decider import Rejected
from nineteen.shared.runtime.desk import Desk, Letter, Persona, fingerprint
from nineteen.shared.runtime.http.bodies import read_body
from nineteen.shared.runtime.http.notes import N_, Note, forward
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.ports import Conflict

LARGEST = 65_536
MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that one of our own pages sent."""

    request: Request
    desk: Desk
    persona: Persona
    fields: Mapping[str, str]

    def has(self, name: str) -> str | None:
        """A field that was filled in."""
        return self.fields.get(name, "").strip() or None

    def filled(self, *names: str) -> dict[str, Any]:
        """These fields, as far as they were filled in."""
        return {name: value for name in names if (value := self.has(name))}

    async def submit(
        self, kind: str, command: str, body: Mapping[str, Any], target: str | None, said: str
    ) -> Response:
        """Have a command decided, then show the page that the form names."""
        note = await self._decided(kind, command, body, target, said)
        return forward(self.fields.get("back", "/"), note)

    async def _decided(
        self, kind: str, command: str, body: Mapping[str, Any], target: str | None, said: str
    ) -> Note:
        decider, made = self.desk.named(kind, command)
        body = {**body, **self.filled("occurred_at")}
        # What was seen and what is said make the key: a second click is the same command.
        key = f"page-{fingerprint({'seen': self.fields.get('seen', ''), 'body': body})}"
        letter = Letter(decider, made, body, self.persona, target, key)
        try:
            done = await self.desk.submit(letter)
        except Rejected as no:
            return Note(no.sentence, "bad")
        except ValidationError as misfit:
            return misfitting(misfit)
        except Conflict:
            text = N_("Others changed this at the same moment; nothing was changed. Try again.")
            return Note(text, "bad")
        return Note(said, "good", (f"{done.stream}:{done.version}",))


def misfitting(error: ValidationError) -> Note:
    """Which answers cannot be taken."""
    fields = sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]})
    text = N_("Some answers do not fit; nothing was changed. Check:")
    return Note(text, "bad", fields=tuple(each.replace("_", " ") for each in fields))


async def token_for(desk: Desk, persona: Persona) -> str:
    """What a form must bring back: only pages made here for this persona have it."""
    return await desk.hashed("commons", "page-form", persona.tenant, str(persona.actor))


async def form_of(request: Request) -> Form:
    """The form of a request. Raises Problem unless a page of ours made it for this persona."""
    fields = await fields_of(request)
    desk: Desk = request.app.state.desk
    persona = persona_of(request)
    token = await token_for(desk, persona)
    if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
        raise Problem(
            403,
            "stale_form",
            "This form was made for somebody else or long ago; nothing was changed. "
            "Open the page again, then send it.",
        )
    return Form(request, desk, persona, fields)


async def fields_of(request: Request) -> dict[str, str]:
    """What a form of our own site says; raises Problem."""
    refuse_foreign(request)
    body = await read_body(request, LARGEST)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Problem(400, "not_a_form", "The form cannot be read; nothing was changed.") from None


def refuse_foreign(request: Request) -> None:
    """Forms come from our own pages only; raises Problem for those of other sites."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours or site not in {None, "same-origin", "none"}:
        raise Problem(
            403,
            "foreign_form",
            "This form came from another site; nothing was changed. Use the page itself.",
        )
