"""What the dashboard answers beside its views: figures worked out at read, hints, and pages."""

from fastapi import APIRouter

from nineteen.dashboard.api import (
    caseload,
    fatigue,
    feeds,
    funnel,
    metrics,
    pages,
    stream,
    wioa,
    work_search,
)

FIGURES = (metrics, funnel, work_search, fatigue, feeds, caseload, wioa)
router = APIRouter(routes=[route for each in FIGURES for route in each.router.routes])
router.include_router(stream.router)
router.include_router(pages.router)
