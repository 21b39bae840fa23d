"""What one page tells the next: a sentence, and the versions that it shall show."""

from dataclasses import asdict, dataclass
from typing import Literal
from urllib.parse import quote, unquote

from pydantic_core import from_json, to_json
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

COOKIE = "nineteen_note"
LASTS_S = 60
Tone = Literal["good", "bad"]


def N_(message: str) -> str:  # noqa: N802  the usual mark, by which the texts are found
    """Marks a text for the catalogues."""
    return message


@dataclass(frozen=True, slots=True)
class Note:
    """Kept in a cookie for one page, so that it stands in no address."""

    text: str
    """In English: who shows it translates it."""
    tone: Tone = "good"
    seen: tuple[str, ...] = ()
    """`<stream>:<version>` of what was just written."""
    fields: tuple[str, ...] = ()
    """What to look at again."""


NOTHING = Note("")


def note_of(request: Request) -> Note:
    """The note that came with a request."""
    try:
        told = from_json(unquote(request.cookies.get(COOKIE, "")))
        tone: Tone = "bad" if told["tone"] == "bad" else "good"
        return Note(str(told["text"]), tone, texts(told["seen"]), texts(told["fields"]))
    except (ValueError, KeyError, TypeError):
        return NOTHING


def forward(to: str, note: Note) -> Response:
    """See the next page, with a note on it."""
    answer = RedirectResponse(to if is_ours(to) else "/", 303)
    told = to_json(asdict(note)).decode()
    answer.set_cookie(COOKIE, quote(told), max_age=LASTS_S, httponly=True, samesite="strict")
    return answer


def texts(found: list[object]) -> tuple[str, ...]:
    """Whatever a cookie held, as texts."""
    return tuple(str(each) for each in found)


def is_ours(address: str) -> bool:
    """Only a path of this site: never another one."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))
