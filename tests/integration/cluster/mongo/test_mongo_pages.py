"""Pages of documents on MongoDB are those that a SQLite file gives, whatever the fields hold."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from pydantic_core import to_json

from nineteen.shared.runtime.ports import Changes, DocumentReader, Found, Page, ViewStore
from nineteen.shared.runtime.sqlite.view_store import SqliteViewStore
from nineteen.shared.testing.mongo import MongoStores

pytestmark = pytest.mark.cluster
BOARD = "board.v3.g1"
PLACES = [
    *("2026-01-05T08:00:00Z", "2026-01-05", "", None, "\u00e9", "z", "Z", "\U0001f600", "\uffff"),
    *(1, 2, 2.5, -1, 10**12, True, False),
]


@pytest.fixture
async def readers(
    mongo_stores: MongoStores, tmp_path: Path
) -> AsyncIterator[tuple[DocumentReader, DocumentReader]]:
    """The same documents on MongoDB and in a SQLite file."""
    views = mongo_stores.views
    sqlite = SqliteViewStore(tmp_path / "views.db", durable=False)
    changes = Changes()
    for number, place in enumerate([*PLACES, *PLACES]):
        fields = {"at": place, "state": "abc"[number % 3], "n": number % 2, "many": ["a", "b"]}
        if number % 7 == 0:
            del fields["at"]
        tenant = "agency" if number % 5 else "other"
        changes.documents[BOARD, tenant, f"doc-{number:02}"] = to_json(fields).decode()
    store: ViewStore
    for store in (views, sqlite):
        await store.commit("group", changes)
    yield views.reader, sqlite.reader
    await sqlite.close()


async def walk(reader: DocumentReader, page: Page) -> list[Sequence[Found]]:
    """All pages, from the first to the last."""
    pages: list[Sequence[Found]] = []
    while found := await reader.page(BOARD, page):
        pages.append(found)
        page = Page(
            page.tenant, page.filters, page.order, page.descending, found[-1].place, page.limit
        )
    return pages


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ["id", "at", "state", "n", "nowhere"])
@pytest.mark.parametrize("filters", [{}, {"state": "a"}, {"many": "a"}, {"n": "1"}, {"at": "Z"}])
async def test_pages_are_those_of_a_sqlite_file(
    readers: tuple[DocumentReader, DocumentReader],
    filters: dict[str, str],
    order: str,
    descending: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    mongo, sqlite = readers
    page = Page("agency", filters, order, descending, limit=4)

    pages = await walk(mongo, page)

    assert pages == await walk(sqlite, page)
    assert bool(pages) == (not filters.keys() & {"many", "n"})
