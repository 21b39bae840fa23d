"""`/funnel`: how far requests came, and what came of them (V2)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.api.small_cells import hidden_in_funnel
from nineteen.dashboard.views.campaign_board import campaign_board
from nineteen.dashboard.views.funnel import funnel
from nineteen.dashboard.views.funnel_blocks import SEPARATOR, Cohort, blocks, matching
from nineteen.shared.runtime.http.notes import N_

DIMENSIONS = ("month", "office", "segment", "soc", "sector", "route")
OF_CAMPAIGNS = ("office", "segment", "soc")
router = APIRouter()


@router.get("/funnel")
async def show(request: Request) -> Response:
    """Four blocks: requests, follow-up, names, outcomes."""
    page = await Page.of(request)
    documents, wanted = page.documents, page.asked(*DIMENSIONS)
    cells = await documents.cells(funnel, documents.tenant + SEPARATOR)
    of_campaigns = {name: value for name, value in wanted.items() if name in OF_CAMPAIGNS}
    campaigns = [each async for each in documents.all(campaign_board, of_campaigns)]
    cohorts = {Cohort.parse(where) for where, _ in cells}
    offers = {
        name: sorted({getattr(each, name) for each in cohorts} - {""}, reverse=name == "month")
        for name in DIMENSIONS
    }
    hidden = await hidden_in_funnel(documents, wanted, page.persona.actor.role)
    return await page.show(
        "funnel.html",
        N_("Funnel"),
        wanted=wanted,
        offers=offers | {"office": page.agency.get("offices", [])},
        funnel=blocks({} if hidden else matching(cells, wanted), len(campaigns)),
        campaigns=len(campaigns),
        hidden=hidden,
    )
