"""`GET /dashboard/v1/funnel`: V2 in its four blocks, summed over the cohorts that match."""

from dataclasses import asdict

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.documents import documents_for
from nineteen.dashboard.api.small_cells import hidden_in_funnel
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.funnel import funnel
from nineteen.dashboard.views.funnel_blocks import SEPARATOR, Cohort, blocks, matching
from nineteen.shared.runtime.http.openapi import PERSONA, query
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import answer

DIMENSIONS = tuple(name for name in Cohort._fields if name != "tenant")
OF_CAMPAIGNS = ("office", "segment", "soc")
"""Dimensions by which campaigns can be counted too."""
PARAMETERS = [PERSONA, *(query(f"only of this {name}", name) for name in DIMENSIONS)]
router = APIRouter(prefix="/dashboard/v1", tags=["funnel"])


@router.get("/funnel", operation_id="funnel", openapi_extra={"parameters": PARAMETERS})
async def read_funnel(request: Request) -> Response:
    """Requests, follow-up, names and outcomes: how many, of how many, after how many days."""
    documents = await documents_for(request)
    wanted = {name: value for name, value in request.query_params.items() if name != "min_version"}
    if unknown := wanted.keys() - set(DIMENSIONS):
        raise Problem(
            422,
            "unknown_filter",
            f"funnel has no filter {', '.join(sorted(unknown))}. It has: {', '.join(DIMENSIONS)}.",
        )
    cells = await documents.cells(funnel, documents.tenant + SEPARATOR)
    of_campaigns = {name: value for name, value in wanted.items() if name in OF_CAMPAIGNS}
    campaigns = [each async for each in documents.all(campaign_board, of_campaigns)]
    hidden = await hidden_in_funnel(documents, wanted, persona_of(request).actor.role)
    found = blocks({} if hidden else matching(cells, wanted), len(campaigns))
    about = {"filters": wanted, "campaigns": len(campaigns), "fewer_than_10_jobseekers": hidden}
    return answer(request, {**about, **asdict(found)})
