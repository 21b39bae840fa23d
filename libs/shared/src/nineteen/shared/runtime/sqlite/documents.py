"""Reads documents and totals beside the writer; also beside a running server."""

import sqlite3
from pathlib import Path
from typing import Any

from nineteen.shared.runtime.ports import DocKey, Found, Page
from nineteen.shared.runtime.sqlite.writer import reading, unavailable


class SqliteDocuments:
    """The reading side of a views file."""

    def __init__(self, path: Path) -> None:
        self.db = reading(path)

    async def document(self, key: DocKey) -> str | None:
        """One document (JSON)."""
        query = "SELECT body FROM documents WHERE view = ? AND tenant = ? AND id = ?"
        rows = self._run(query, *key)
        return rows[0][0] if rows else None

    async def page(self, generation: str, page: Page) -> list[Found]:
        """Documents in order; ties are broken by id."""
        by_id = page.order == "id"
        place = "id" if by_id else f"coalesce(json_extract(body, '$.{page.order}'), '')"
        where, values = ["view = ?", "tenant = ?"], [generation, page.tenant]
        for name, wanted in page.filters.items():
            where.append(f"json_extract(body, '$.{name}') = ?")
            values.append(wanted)
        if page.after is not None:
            where.append(f"({place}, id) {'<' if page.descending else '>'} (?, ?)")
            values += page.after  # type: ignore[arg-type]
        way = "DESC" if page.descending else "ASC"
        query = f"""SELECT id, body, {place} FROM documents WHERE {" AND ".join(where)}
        ORDER BY {place} {way}, id {way} LIMIT ?"""  # noqa: S608  names come from the view's own lists
        rows = self._run(query, *values, page.limit)
        return [Found(id_, body, (at, id_)) for id_, body, at in rows]

    async def cells(self, generation: str, scope: str) -> list[tuple[str, str, int]]:
        """(scope, cell, total) of all scopes that start with `scope`."""
        query = "SELECT scope, cell, n FROM cells WHERE view = ? AND scope >= ? AND scope < ?"
        return self._run(query, generation, scope, scope + "\U0010ffff")

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _run(self, query: str, *values: object) -> list[Any]:
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise unavailable(error) from error
