"""`GET /dashboard/v1/feeds`: V11, how good what partners send is, feed by feed."""

from typing import Any

from fastapi import APIRouter
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.views.feed_quality import SEPARATOR, feed_quality, quality
from nineteen.dashboard.views.instants import instant
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.views import answer, generation
from nineteen.shared.runtime.ports import Page

PARAMETERS = [PERSONA, query("stream:version that the numbers must have taken", "min_version")]
router = APIRouter(prefix="/dashboard/v1", tags=["feeds"])


@router.get("/feeds", operation_id="feeds", openapi_extra={"parameters": PARAMETERS})
async def read_feeds(request: Request) -> Response:
    """Deliveries and their answers, delays, reasons; one row a feed."""
    documents = await documents_for(request)
    return answer(request, {"feeds": await rows(documents)})


async def rows(documents: Documents) -> list[dict[str, Any]]:
    """All feeds of the agency, by name."""
    cells: dict[str, dict[str, int]] = {}
    prefix = documents.tenant + SEPARATOR
    for (where, cell), count in (await documents.cells(feed_quality, prefix)).items():
        cells.setdefault(where.removeprefix(prefix), {})[cell] = count
    named = {
        each["feed"]: each["name"] async for each in documents.all(feed_quality, {"what": "feed"})
    }
    return [
        quality(feed, cells.get(feed, {})) | {"name": named.get(feed)} | await seen(documents, feed)
        for feed in sorted({*cells, *named})
    ]


async def seen(documents: Documents, feed: str) -> dict[str, Any]:
    """When the feed was last heard of, and how long ago that is."""
    name = await generation(documents.node, feed_quality)
    asked = Page(documents.tenant, {"feed": feed}, "seen_at", descending=True, limit=1)
    found = await documents.reader.page(name, asked)
    if not found:
        return {"last_seen": None, "lag_h": None}
    last = from_json(found[0].body)["seen_at"]
    silent = documents.now - instant(last)
    return {"last_seen": last, "lag_h": round(silent.total_seconds() / 3600, 1)}
