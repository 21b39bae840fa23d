"""Problems for people (RFC 9457): what happened, what was kept, what to do next."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from nineteen.shared.decider import Forbidden, Invalid, Missing, Rejected
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.handle import PayloadDiffers, StaleVersion
from nineteen.shared.runtime.ports import CommitTooLarge, Conflict, Unavailable

log = structlog.get_logger()
STATUS: Mapping[type[Rejected], int] = {Invalid: 422, Missing: 404, Forbidden: 403, Rejected: 409}
TITLES = {
    400: "The request cannot be read",
    401: "Nobody is signed in",
    403: "Not allowed",
    404: "Not found",
    405: "This cannot be done here",
    406: "No such form",
    409: "Not possible now",
    412: "It changed meanwhile",
    413: "Too large",
    415: "Not this kind of content",
    422: "The request does not fit",
    428: "Say which version you saw",
    500: "This is our fault",
    503: "Not now",
    507: "No room",
}
MOST_ERRORS = 20
FIELD = re.compile("[a-z0-9_]{1,63}")


class Problem(Exception):
    """A refusal of the transport itself."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.more = more


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    """A problem document."""
    body = {
        "type": f"urn:nineteen:problem:{code}",
        "title": TITLES.get(status, "Not possible"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    headers = {"Retry-After": str(more.pop("retry_after"))} if "retry_after" in more else None
    answer = JSONResponse(body | more, status, headers)
    answer.headers["content-type"] = "application/problem+json"
    return answer


def pointer(where: tuple[int | str, ...]) -> str:
    """Where in the body, as a JSON pointer; what cannot be a field's name is not repeated."""
    return "".join(f"/{step if FIELD.fullmatch(str(step)) else '*'}" for step in where)


def misfit(errors: list[Any]) -> JSONResponse:
    """What does not fit, field by field; the values themselves are not repeated."""
    found = [{"pointer": pointer(e["loc"]), "problem": e["msg"]} for e in errors[:MOST_ERRORS]]
    unknown = any(e["type"] == "extra_forbidden" for e in errors)
    return problem(
        422,
        "unknown_field" if unknown else "invalid",
        "Some fields do not fit; nothing was changed. Mend those listed under errors and send it "
        "again.",
        errors=found,
    )


def answer_to(error: Exception) -> JSONResponse | None:
    """The problem document for an error we know."""
    match error:
        case Rejected():
            retry = {"retry_after": 1} if error.code == "not_yet" else {}
            status = next(s for kind, s in STATUS.items() if isinstance(error, kind))
            return problem(status, error.code, error.sentence, **error.facts, **retry)
        case Problem():
            return problem(error.status, error.code, error.detail, **error.more)
        case ValidationError():
            return misfit(
                error.errors(include_url=False, include_context=False, include_input=False)
            )
        case _:
            return answer_of_the_stores(error)


def answer_of_the_stores(error: Exception) -> JSONResponse | None:
    """The problem document for what storing can raise."""
    match error:
        case StaleVersion():
            return problem(
                412,
                "changed_meanwhile",
                "Somebody changed this after you read it; nothing was changed now. Read it again "
                "and decide anew.",
                version=error.version,
            )
        case PayloadDiffers():
            return problem(
                422,
                "key_reused",
                "This Idempotency-Key was used with another content; nothing was changed now. "
                "Use a new key for a new command.",
            )
        case Conflict():
            return problem(
                409,
                "busy",
                "Others changed this at the same moment; nothing was changed. Try again.",
                retry_after=1,
            )
        case CommitTooLarge():
            return problem(413, "too_large", "This is too much for one step. Send less at once.")
        case Unavailable():
            status, code = (507, "disk_full") if error.full else (503, "store_unavailable")
            return problem(status, code, str(error), retry_after=5)
        case _:
            return None


async def on_error(_: Request, error: Exception) -> Response:
    """Answer an error that a route raised."""
    known = answer_to(error)
    if known is not None:
        return known
    log.error("request_broken", error=place_of(error))
    return problem(
        500, "broken", "Something failed on our side; it was noted. Try again in a moment."
    )


async def on_http(_: Request, error: Exception) -> Response:
    """Answer what the framework refuses: unknown paths, wrong methods."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it alone
    codes = {
        404: ("not_found", "There is nothing under this address. Check it."),
        405: ("wrong_method", "This address does not take this method. See the Allow header."),
        413: ("too_large", "The body is too large. Send less at once."),
    }
    code, detail = codes.get(error.status_code, ("refused", str(error.detail)))
    answer = problem(error.status_code, code, detail)
    answer.headers.update(error.headers or {})
    return answer


async def on_misfit(_: Request, error: Exception) -> Response:
    """Answer parameters that do not fit."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it alone
    return misfit(list(error.errors()))


PROBLEMS: dict[Any, Any] = {
    HTTPException: on_http,
    RequestValidationError: on_misfit,
    Exception: on_error,
    **dict.fromkeys(
        (Rejected, Problem, ValidationError, StaleVersion, PayloadDiffers, Conflict), on_error
    ),
    **dict.fromkeys((CommitTooLarge, Unavailable), on_error),
}
