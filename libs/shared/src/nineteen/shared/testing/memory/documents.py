"""Reads documents and totals of a memory view store."""

from typing import Any

from pydantic_core import from_json

from nineteen.shared.runtime.ports import DocKey, Found, Page
from nineteen.shared.testing.memory.view_store import MemoryViewStore


class MemoryDocuments:
    """The reading side."""

    def __init__(self, views: MemoryViewStore) -> None:
        self._views = views

    async def document(self, key: DocKey) -> str | None:
        """One document (JSON)."""
        return self._views.tables.get(key)

    async def page(self, generation: str, page: Page) -> list[Found]:
        """Documents in order; ties are broken by id."""
        found = []
        for (held, tenant, id_), body in self._views.tables.items():
            fields = from_json(body)
            wanted = all(as_text(fields.get(n)) == text for n, text in page.filters.items())
            if held == generation and tenant == page.tenant and wanted:
                place = id_ if page.order == "id" else fields.get(page.order) or ""
                found.append(Found(id_, body, (place, id_)))
        found.sort(key=lambda each: each.place, reverse=page.descending)
        return [each for each in found if is_behind(each, page)][: page.limit]

    async def cells(self, generation: str, scope: str) -> list[tuple[str, str, int]]:
        """(scope, cell, total) of all scopes that start with `scope`."""
        return [
            (held, cell, n)
            for (view, held, cell), n in self._views.totals.items()
            if view == generation and held.startswith(scope)
        ]


def is_behind(found: Found, page: Page) -> bool:
    """Whether a document comes after the cursor."""
    if page.after is None:
        return True
    return found.place < page.after if page.descending else found.place > page.after


def as_text(value: Any) -> str:  # noqa: ANN401
    """A field as a filter would write it."""
    return "" if value is None else str(value)
