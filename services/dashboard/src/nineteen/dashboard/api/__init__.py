"""What the dashboard answers beside its views: figures worked out at read, hints, and pages."""

from fastapi import APIRouter

from nineteen.dashboard.api import funnel, metrics, pages, stream, work_search

router = APIRouter(
    routes=[*metrics.router.routes, *funnel.router.routes, *work_search.router.routes]
)
router.include_router(stream.router)
router.include_router(pages.router)
