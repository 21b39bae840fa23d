"""Documents of the dashboard's views, as a request may read them: those of its own agency."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from starlette.requests import Request

from nineteen.dashboard.views.agency import agency
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.views import generation, wait_for
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import DocumentReader, Page
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.settings import DEFAULTS, PolicyValues
from nineteen.shared.view import Document, View

SERVICE = "dashboard"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one agency, at one moment of business time."""

    node: Node
    reader: DocumentReader
    tenant: str
    now: datetime

    async def one(self, view: View, id: str) -> Document | None:  # noqa: A002
        """A document of this agency, or None."""
        return await self.node.document_of(view, self.tenant, id)

    async def all(self, view: View, filters: Mapping[str, str]) -> AsyncIterator[Document]:
        """Every document that matches, in the order of their ids."""
        name, after = await generation(self.node, view), None
        while True:
            page = Page(self.tenant, filters, after=after, limit=AT_ONCE)
            rows = await self.reader.page(name, page)
            for row in rows:
                yield from_json(row.body)
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].place

    async def cells(self, view: View, scope: str) -> dict[tuple[str, str], int]:
        """The totals of all scopes that start with `scope`."""
        rows = await self.reader.cells(await generation(self.node, view), scope)
        return {(where, cell): n for where, cell, n in rows}

    async def agency(self) -> tuple[str, PolicyValues]:
        """The agency's zone and numbers."""
        known: dict[str, Any] = await self.one(agency, natural_id("agency", self.tenant)) or {}
        policy = PolicyValues.model_validate(known.get("policy", {}))
        return known.get("zone", DEFAULTS.zone), policy


async def documents_for(request: Request) -> Documents:
    """The documents that a request may read; waits for `min_version`. Raises Problem."""
    app = request.app.state.app
    node = app.nodes[SERVICE]
    await wait_for(app, node, request.query_params.getlist("min_version"))
    assert node.documents  # noqa: S101  it has views
    return Documents(node, node.documents, persona_of(request).tenant, app.clock.now())
