"""Styles, scripts and pictures: few and small, so they are kept in memory."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.shared.runtime.http.problems import Problem

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, with a tag of its content."""

    content: bytes
    kind: str
    tag: str


def read() -> dict[str, Asset]:
    folder = files("nineteen.dashboard.api") / "static"
    found = {}
    for file in folder.iterdir():
        kind = TYPES.get(file.name.rpartition(".")[2])
        if kind:
            content = file.read_bytes()
            found[file.name] = Asset(content, kind, sha256(content).hexdigest()[:16])
    return found


ASSETS = read()


@router.get("/static/{name}")
async def asset(request: Request, name: str) -> Response:
    """One file; a browser asks again each time and gets 304 while it is the same."""
    found = ASSETS.get(name)
    if found is None:
        raise Problem(404, "not_found", "There is no such file. Check the address.")
    headers = {"etag": f'"{found.tag}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.content, 200, headers, f"{found.kind}; charset=utf-8")
