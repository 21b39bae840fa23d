"""Reads of views: one document, or a page by filters and an opaque cursor."""

import asyncio
import base64
import csv
import io
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic_core import from_json, to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.node import Node, views_group
from nineteen.shared.runtime.ports import Found, Page
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.view_fold import generation_name
from nineteen.shared.schema.ids import Stream
from nineteen.shared.view import View

MOST = 200
WAIT_S, LOOK_S = 2.0, 0.5
RESERVED = frozenset({"sort", "limit", "cursor", "min_version", "as_of"})
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
PLACE: TypeAdapter[tuple[str | int | float, str]] = TypeAdapter(tuple[str | Whole | float, str])
CSV_RISKS = ("=", "+", "-", "@", "\t", "\r")


def routes(service: Service) -> list[Route]:
    """A page and a document for each view."""
    found = []
    for view in service.views:
        reads = ViewReads(service.name, view)
        base, name = f"/{service.name}/v1/views/{view.name}", view.name.replace("-", "_")
        found.append(Route(base, reads.page, methods=["GET"], name=f"view_{name}"))
        found.append(Route(f"{base}/{{id}}", reads.one, methods=["GET"], name=f"view_{name}_one"))
    return found


class ViewReads:
    """The reads of one view, within the agency of who asks."""

    def __init__(self, service: str, view: View) -> None:
        self._service = service
        self._view = view

    async def one(self, request: Request) -> Response:
        """One document."""
        node = await self._ready(request)
        assert node.documents  # noqa: S101  it has views
        name, tenant = await generation(node, self._view), persona_of(request).tenant
        found = await node.documents.document((name, tenant, request.path_params["id"]))
        if found is None:
            raise Problem(404, "not_found", f"The view {self._view.name} has no such document.")
        app: App = request.app.state.app
        document = self._view.present(from_json(found), app.clock.now())
        return answer(request, {"id": request.path_params["id"], **document})

    async def page(self, request: Request) -> Response:
        """Documents in order, as JSON, CSV or NDJSON by `Accept`."""
        node = await self._ready(request)
        assert node.documents  # noqa: S101  it has views
        page = self._asked(request)
        rows = await node.documents.page(await generation(node, self._view), page)
        app: App = request.app.state.app
        now = app.clock.now()
        items = [{"id": row.id, **self._view.present(from_json(row.body), now)} for row in rows]
        accept = request.headers.get("accept", "")
        cursor = next_cursor(page, rows)
        link = {"link": f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'}
        headers = link if cursor else {}
        if "text/csv" in accept:
            return Response(as_csv(items), 200, headers, "text/csv; charset=utf-8")
        if "application/x-ndjson" in accept:
            lines = b"".join(to_json(item) + b"\n" for item in items)
            return Response(lines, 200, headers, "application/x-ndjson")
        body = {"view": self._view.name, "version": self._view.version, "items": items}
        return answer(request, {**body, "next": cursor}, headers)

    async def _ready(self, request: Request) -> Node:
        app: App = request.app.state.app
        node = app.nodes[self._service]
        await wait_for(app, node, request.query_params.getlist("min_version"))
        return node

    def _asked(self, request: Request) -> Page:
        asked = dict(request.query_params)
        filters = {name: value for name, value in asked.items() if name not in RESERVED}
        if unknown := filters.keys() - set(self._view.filters):
            raise Problem(
                422,
                "unknown_filter",
                f"{self._view.name} has no filter {', '.join(sorted(unknown))}. It has: "
                f"{', '.join(self._view.filters) or 'none'}.",
            )
        sort = asked.get("sort") or (self._view.sort[0] if self._view.sort else "id")
        if sort.removeprefix("-") not in (*self._view.sort, "id"):
            raise Problem(
                422,
                "unknown_sort",
                f"{self._view.name} sorts by: {', '.join(self._view.sort)}, id.",
            )
        limit = asked.get("limit", "50")
        if not re.fullmatch("[0-9]{1,3}", limit) or not 0 < int(limit) <= MOST:
            raise Problem(422, "bad_limit", f"limit is a number from 1 to {MOST}.")
        return Page(
            persona_of(request).tenant,
            filters,
            sort.removeprefix("-"),
            sort.startswith("-"),
            place_from(asked.get("cursor")),
            int(limit),
        )


async def generation(node: Node, view: View) -> str:
    """Under which name the active documents lie."""
    active = await node.views.active([view.name])
    return generation_name(view, active.get(view.name, 1))


async def wait_for(app: App, node: Node, wanted: Sequence[str]) -> None:
    """Wait until the views have taken these versions (read your writes); raises Problem."""
    heads = dict(version_from(each) for each in wanted)
    if not heads:
        return
    group = views_group(node.service.name)
    until = asyncio.get_running_loop().time() + WAIT_S
    while True:
        changed = app.changed
        known = await node.views.heads(group, heads)
        if all(known.get(stream, (0, ""))[0] >= version for stream, version in heads.items()):
            return
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            raise Problem(
                503,
                "view_behind",
                "The view has not taken your change yet; it is kept. Read again in a second.",
                retry_after=1,
            )
        try:
            await asyncio.wait_for(changed.wait(), min(left, LOOK_S))
        except TimeoutError:
            continue


def version_from(text: str) -> tuple[str, int]:
    """Read `<stream>:<version>`; raises Problem."""
    stream, _, version = text.rpartition(":")
    try:
        return str(Stream.parse(stream)), int(version)
    except ValueError:
        raise Problem(422, "bad_min_version", "min_version is <stream>:<version>.") from None


def place_from(cursor: str | None) -> tuple[str | int | float, str] | None:
    """Read a cursor; raises Problem."""
    if cursor is None:
        return None
    try:
        return PLACE.validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise Problem(422, "bad_cursor", "This cursor cannot be read. Start without one.") from None


def next_cursor(page: Page, rows: Sequence[Found]) -> str | None:
    """Where the next page starts, if this one was full."""
    if len(rows) < page.limit:
        return None
    return base64.urlsafe_b64encode(to_json(rows[-1].place)).decode()


def answer(
    request: Request, body: dict[str, Any], headers: dict[str, str] | None = None
) -> Response:
    """JSON with an ETag of its content; 304 when the client has it."""
    content = to_json(body)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    return Response(content, 200, {"etag": tag, **(headers or {})}, "application/json")


def as_csv(items: Sequence[dict[str, Any]], columns: Sequence[str] = ()) -> str:
    """A table, even of nothing; cells that a spreadsheet would run as a formula are quoted."""
    out = io.StringIO()
    names = columns or list(dict.fromkeys(name for item in items for name in item))
    writer = csv.writer(out)
    writer.writerow(names)
    for item in items:
        writer.writerow([cell(item.get(name)) for name in names])
    return out.getvalue()


def cell(value: Any) -> str:  # noqa: ANN401
    """A cell; a leading =, +, -, @ gets an apostrophe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(CSV_RISKS) else value
    return "" if value is None else to_json(value).decode()
