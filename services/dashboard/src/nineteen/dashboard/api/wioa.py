"""`GET /dashboard/v1/wioa-extract`: V14, service evidence by a versioned mapping in data (C35).

The mapping names PIRL elements (ETA-9172); outcomes are self-reported and never wage records.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import Documents, documents_for
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.instants import day
from nineteen.dashboard.views.outcome_trace import outcome_trace
from nineteen.dashboard.views.time_integrity import time_integrity
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer, as_csv
from nineteen.shared.schema.base import Value
from nineteen.shared.view import Document

PARAMETERS = [
    PERSONA,
    query("of campaigns opened on or after this date", "since"),
    query("stream:version that the rows must have taken", "min_version"),
]
READERS = frozenset({"counselor", "supervisor", "auditor", "operator", "steward"})
router = APIRouter(prefix="/dashboard/v1", tags=["extract"])


class Column(Value):
    """One column: a PIRL element, or evidence beside the layout (None)."""

    element: str | None
    name: str
    source: str = Field(alias="from")
    codes: Mapping[str, str] | None = None
    other: str | None = Field(default=None, alias="else")

    def of(self, row: Mapping[str, Any]) -> str:
        """The column's value: coded, or as it is; empty when it is not known."""
        said = row.get(self.source)
        if self.codes is not None:
            return self.codes.get(str(said), self.other or "")
        return "" if said is None else str(said)


class Mapped(Value):
    """The layout of the extract."""

    version: str
    warning: str
    columns: tuple[Column, ...]


def read() -> Mapped:
    """The layout as it is shipped; raises ValidationError."""
    text = files(__package__).joinpath("wioa_mapping.json").read_text(encoding="utf-8")
    return Mapped.model_validate_json(text)


MAPPING = read()


@router.get("/wioa-extract", operation_id="wioa_extract", openapi_extra={"parameters": PARAMETERS})
async def read_extract(request: Request) -> Response:
    """A row for each campaign; as CSV by `Accept`, with the warning as its first column's name."""
    if persona_of(request).actor.role not in READERS:
        raise Problem(403, "staff_only", "The extract is for the agency's staff and auditors.")
    documents = await documents_for(request)
    said = request.query_params
    if unknown := said.keys() - {"since", "min_version"}:
        raise Problem(
            422,
            "unknown_filter",
            f"The extract has no filter {', '.join(sorted(unknown))}. It has: since.",
        )
    rows = await lines(documents, said.get("since", ""))
    if "text/csv" in request.headers.get("accept", ""):
        headers = {"x-nineteen-warning": MAPPING.warning}
        names = [each.name for each in MAPPING.columns]
        return Response(as_csv(rows, names), 200, headers, "text/csv; charset=utf-8")
    body = {
        "version": MAPPING.version,
        "warning": MAPPING.warning,
        "columns": [{"element": each.element, "name": each.name} for each in MAPPING.columns],
        "rows": rows,
    }
    return answer(request, body)


async def lines(documents: Documents, since: str) -> list[dict[str, str]]:
    """Oldest campaign first."""
    talks: dict[str, list[str]] = {}
    async for talk in documents.all(time_integrity, {}):
        if talk["held"]:
            talks.setdefault(talk["campaign"], []).append(talk["ended_at"])
    results: dict[str, Document] = {}
    async for each in documents.all(outcome_trace, {}):
        results[each["campaign"]] = better(results.get(each["campaign"]), each)
    campaigns = [e async for e in documents.all(campaign_board, {}) if e["opened_on"] >= since]
    campaigns.sort(key=lambda each: (each["opened_on"], each["id"]))
    return [line(each, talks.get(each["id"], []), results.get(each["id"])) for each in campaigns]


def better(one: Document | None, other: Document) -> Document:
    """Of several outcomes the hire, else the first."""
    return other if one is None or (other["hired_on"] and not one["hired_on"]) else one


def line(campaign: Document, ends: list[str], outcome: Document | None) -> dict[str, str]:
    days = sorted(day(each, campaign["zone"]) for each in ends)
    told = outcome or {}
    row = {
        **campaign,
        "first_service_on": days[0] if days else None,
        "last_service_on": days[-1] if days else None,
        "outcome_soc": told.get("soc"),
        **{name: told.get(name) for name in ("invited_on", "hired_on", "starts_on")},
        **{name: told.get(name) for name in ("wage_band", "verified_by")},
    }
    return {each.name: each.of(row) for each in MAPPING.columns}
