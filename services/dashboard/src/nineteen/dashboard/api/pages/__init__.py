"""The pages: rendered here, usable without script, in the reader's language."""

from fastapi import APIRouter

from nineteen.dashboard.api.pages import (
    board,
    campaign,
    caseload,
    employers,
    feeds,
    funnel,
    interviews,
    outcomes,
    personas,
    static,
    talk,
    thanks,
    work_search,
)

router = APIRouter(include_in_schema=False)
for part in (
    board,
    funnel,
    campaign,
    thanks,
    outcomes,
    interviews,
    talk,
    personas,
    static,
    work_search,
    caseload,
    employers,
    feeds,
):
    router.include_router(part.router)
