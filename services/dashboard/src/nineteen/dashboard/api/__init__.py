"""What the dashboard answers beside its views: figures that are worked out when they are read."""

from fastapi import APIRouter

from nineteen.dashboard.api import funnel, metrics, pages

router = APIRouter(routes=[*metrics.router.routes, *funnel.router.routes])
router.include_router(pages.router)
