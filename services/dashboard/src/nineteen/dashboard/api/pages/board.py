"""`/`: the campaign board (V1), learning and network first (S36)."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.pages.names import names
from nineteen.dashboard.api.pages.numbers import by_metric, counts_for
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.dashboard.api.small_cells import too_few
from nineteen.dashboard.views.campaign_board import campaign_board, present
from nineteen.dashboard.views.metrics import metrics
from nineteen.shared.runtime.http.notes import N_
from nineteen.shared.runtime.http.views import generation, next_cursor, place_from
from nineteen.shared.runtime.ports import Page as Rows
from nineteen.shared.view import Document

FILTERS = ("status", "counselor", "office", "segment", "soc", "county")
LATEST, NEXT = "-last_event_at", "next_action_at"
SORTS = {
    LATEST: N_("Latest activity"),
    NEXT: N_("Next step due"),
    "-opened_on": N_("Newest"),
    "opened_on": N_("Oldest"),
}
ROWS = 25
router = APIRouter()


@router.get("/")
async def board(request: Request) -> Response:
    """Every campaign: how it goes, and what is next."""
    page = await Page.of(request)
    sort = request.query_params.get("sort", LATEST)
    sort = sort if sort in SORTS else LATEST
    wanted = page.asked(*FILTERS)
    if sort == NEXT:
        wanted = {"status": "open", **wanted}  # what is closed has no next step
    every = [each async for each in page.documents.all(campaign_board, {})]
    matching = [each for each in every if wanted.items() <= each.items()]
    rows, following = await chosen(page, wanted, sort)
    _, policy = await page.documents.agency()
    counts = await counts_for(page.documents, wanted, matching)
    people = {each[role] for each in (*rows, *every) for role in ("jobseeker", "counselor")}
    return await page.show(
        "board.html",
        N_("Campaigns"),
        rows=rows,
        following=following,
        wanted=wanted,
        sort=sort,
        sorts=SORTS,
        offers=offers(every, page.agency),
        names=await names(page.documents, people),
        top=by_metric(metrics(counts, policy)),
        held=counts.get("held", 0),
        campaigns=len(matching),
        hidden=too_few(
            {each["jobseeker"] for each in matching},
            {each["jobseeker"] for each in every},
            page.persona.actor.role,
        ),
    )


async def chosen(
    page: Page, wanted: Mapping[str, str], sort: str
) -> tuple[list[Document], str | None]:
    """One page of rows, and where the next one starts."""
    documents = page.documents
    after = place_from(page.request.query_params.get("cursor"))
    asked = Rows(
        documents.tenant, wanted, sort.removeprefix("-"), sort.startswith("-"), after, ROWS
    )
    found = await documents.reader.page(await generation(documents.node, campaign_board), asked)
    return [present(from_json(row.body), documents.now) for row in found], next_cursor(asked, found)


def offers(every: list[Document], agency: Document) -> dict[str, list[Any]]:
    """What each filter can be set to."""
    names = ("status", "counselor", "segment", "soc", "county")
    seen = {name: sorted({each[name] for each in every if each[name]}) for name in names}
    return seen | {"office": agency.get("offices", [])}
