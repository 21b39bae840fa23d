"""`GET /dashboard/v1/work-search-log`: what a state may ask for, a line for each activity (V10)."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.api.pages.names import Names, names
from nineteen.dashboard.views.work_search_log import work_search_log
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer, as_csv
from nineteen.shared.view import Document

FILTERS = ("jobseeker", "campaign", "ends_on")
COLUMNS = (
    *("benefit_week", "state", "version", "activity_date", "state_activity_code", "employer"),
    *("contact_method", "person", "evidence_event_ids", "attested_at", "attested_by", "witness"),
    "amended",
)
PARAMETERS = [
    PERSONA,
    query("of this jobseeker", "jobseeker"),
    query("of this campaign", "campaign"),
    query("of the benefit week with this last day", "ends_on"),
    query("stream:version that the log must have taken", "min_version"),
]
router = APIRouter(prefix="/dashboard/v1", tags=["work search"])


@router.get(
    "/work-search-log", operation_id="work_search_log", openapi_extra={"parameters": PARAMETERS}
)
async def read_log(request: Request) -> Response:
    """A line for each activity of each statement; as CSV by `Accept`."""
    documents = await documents_for(request)
    said = request.query_params
    if unknown := said.keys() - {*FILTERS, "min_version"}:
        raise Problem(
            422,
            "unknown_filter",
            f"The log has no filter {', '.join(sorted(unknown))}. It has: {', '.join(FILTERS)}.",
        )
    rows = await lines(documents, {name: said[name] for name in FILTERS if name in said})
    if "text/csv" in request.headers.get("accept", ""):
        return Response(as_csv(rows, COLUMNS), media_type="text/csv; charset=utf-8")
    return answer(request, {"columns": COLUMNS, "rows": rows})


async def lines(documents: Documents, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """Oldest week first; names as they are known now."""
    weeks = [each async for each in documents.all(work_search_log, wanted)]
    done = [row for week in weeks for _, row in stated(week)]
    who = await names(
        documents, {each["person"] for each in done}, {each["employer"] for each in done}
    )
    ordered = sorted(weeks, key=lambda each: (each["ends_on"], each["id"]))
    return [line(week, said, row, who) for week in ordered for said, row in stated(week)]


def stated(week: Document) -> Iterator[tuple[Document, Document]]:
    """Each statement's activities; without any, what counts so far."""
    statements = week["statements"] or [{"activities": week["activities"]}]
    for said in statements:
        for row in said["activities"]:
            yield said, row


def line(week: Document, said: Document, row: Document, who: Names) -> dict[str, Any]:
    last = week["statements"][-1]["version"] if week["statements"] else None
    replaced = said.get("version") != last or week["status"] == "amending"
    return {
        "benefit_week": week["ends_on"],
        "state": week["state"],
        "version": said.get("version"),
        "activity_date": row["on"],
        "state_activity_code": row["code"],
        "employer": who.employer(row["employer"]),
        "contact_method": row["method"],
        "person": who.person(row["person"]),
        "evidence_event_ids": row["evidence"],
        "attested_at": said.get("attested_at"),
        "attested_by": said.get("method"),
        "witness": said.get("witness"),
        "amended": bool(week["statements"]) and replaced,
    }
