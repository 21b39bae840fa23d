"""What one page tells the next: a sentence, and the versions that it shall show."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote

from pydantic_core import from_json, to_json
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

COOKIE = "nineteen_note"
LASTS_S = 60
Tone = Literal["good", "bad"]


@dataclass(frozen=True, slots=True)
class Note:
    """Kept in a cookie for one page, so that it stands in no address."""

    text: str
    tone: Tone = "good"
    seen: tuple[str, ...] = ()
    """`<stream>:<version>` of what was just written."""


NOTHING = Note("")


def note_of(request: Request) -> Note:
    """The note that came with a request."""
    try:
        told = from_json(unquote(request.cookies.get(COOKIE, "")))
        tone: Tone = "bad" if told["tone"] == "bad" else "good"
        return Note(str(told["text"]), tone, tuple(str(each) for each in told["seen"]))
    except (ValueError, KeyError, TypeError):
        return NOTHING


def forward(to: str, note: Note) -> Response:
    """See the next page, with a note on it."""
    answer = RedirectResponse(to if is_ours(to) else "/", 303)
    told = to_json({"text": note.text, "tone": note.tone, "seen": note.seen}).decode()
    answer.set_cookie(COOKIE, quote(told), max_age=LASTS_S, httponly=True, samesite="strict")
    return answer


def is_ours(address: str) -> bool:
    """Only a path of this site: never another one."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))
