"""`GET /dashboard/v1/contact-fatigue`: V3 joined with the shared ledgers, and M16 above it."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.campaign_board import present as on_board
from nineteen.dashboard.views.contact_fatigue import (
    ask_capacity,
    capacity,
    contact_fatigue,
    joined,
    ledgers,
)
from nineteen.dashboard.views.directory import employers
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.ids import COMMONS

FILTERS = ("employer", "county")
PARAMETERS = [
    PERSONA,
    query("people at this employer", "employer"),
    query("people in this county (FIPS)", "county"),
    query("stream:version that the rows must have taken", "min_version"),
]
router = APIRouter(prefix="/dashboard/v1", tags=["contact fatigue"])


@router.get(
    "/contact-fatigue", operation_id="contact_fatigue", openapi_extra={"parameters": PARAMETERS}
)
async def read_fatigue(request: Request) -> Response:
    """Who may be asked from when, of the agency's own contacts; and whether that is enough."""
    documents = await documents_for(request)
    said = request.query_params
    if unknown := said.keys() - {*FILTERS, "min_version"}:
        raise Problem(
            422,
            "unknown_filter",
            f"The monitor has no filter {', '.join(sorted(unknown))}. "
            f"It has: {', '.join(FILTERS)}.",
        )
    wanted = {name: said[name] for name in FILTERS if name in said}
    return answer(request, await monitor(documents, wanted))


async def monitor(documents: Documents, wanted: dict[str, str]) -> dict[str, Any]:
    """The rows and their header, for the API and the page."""
    zone, _ = await documents.agency()
    today = local_date(documents.now, zone)
    county = wanted.get("county")
    of_county = {"county": county} if county else {}
    firms = {each["id"]: each async for each in documents.all(employers, of_county)}
    of_employer = {"employer": wanted["employer"]} if "employer" in wanted else {}
    rows = []
    async for contact in documents.all(contact_fatigue, of_employer):
        firm = firms.get(contact["employer"])
        if firm is None:
            continue
        ledger = await documents.node.document_of(ledgers, COMMONS, contact["ledger"])
        rows.append(joined(contact, ledger, firm, today))
    needed = await asks_needed(documents, of_county)
    asks = capacity(rows, today)
    return {
        "as_of": today.isoformat(),
        "ask_capacity_90d": asks,
        "asks_needed": needed,
        "capacity": asdict(ask_capacity(asks, needed)),
        "widen_the_list": needed > asks,
        "rows": sorted(rows, key=lambda row: (row["next_free_on"] or "9", row["contact"])),
    }


async def asks_needed(documents: Documents, of_county: dict[str, str]) -> int:
    """What the running campaigns still need to ask (S6)."""
    running = documents.all(campaign_board, {"status": "open", **of_county})
    needed = [on_board(each, documents.now)["requests_needed"] or 0 async for each in running]
    return sum(needed)
