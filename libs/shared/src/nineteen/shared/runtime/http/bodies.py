"""Request bodies: JSON objects of a bounded size and depth."""

from typing import Any

from pydantic_core import from_json
from starlette.requests import Request

from nineteen.shared.runtime.http.problems import Problem

DEEPEST = 20


async def read_body(request: Request, limit: int) -> bytes:
    """The body; raises Problem when it is larger than `limit` bytes."""
    said = request.headers.get("content-length", "0")
    if said.isascii() and said.isdigit() and int(said[:19]) > limit:
        raise too_large(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)


async def json_object(request: Request, limit: int) -> dict[str, Any]:
    """The JSON object of a command; raises Problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request, limit)
    if not body:
        return {}
    if kind != "application/json":
        raise Problem(
            415,
            "not_json",
            "The body must be JSON, sent as application/json; nothing was changed.",
        )
    data = parsed(body)
    if not isinstance(data, dict):
        raise Problem(422, "not_an_object", "The body must be a JSON object; nothing was changed.")
    return data


def parsed(body: bytes) -> Any:  # noqa: ANN401
    """JSON data; raises Problem for what is no JSON or nested too deep."""
    try:
        data = from_json(body, allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise Problem(
            400,
            "not_json",
            "The body cannot be read as JSON; nothing was changed. Check its syntax.",
        ) from None
    if deeper_than(data, DEEPEST):
        raise Problem(
            422, "too_deep", f"The body is nested more than {DEEPEST} deep; nothing was changed."
        )
    return data


def deeper_than(data: Any, depth: int) -> bool:  # noqa: ANN401
    """Whether JSON data is nested deeper than `depth`."""
    match data:
        case dict():
            return depth == 0 or any(deeper_than(each, depth - 1) for each in data.values())
        case list():
            return depth == 0 or any(deeper_than(each, depth - 1) for each in data)
        case _:
            return False


def too_large(limit: int) -> Problem:
    """The refusal of a large body."""
    return Problem(
        413, "too_large", f"The body is larger than {limit} bytes; nothing was kept. Send less."
    )
