"""What the dashboard answers beside its views: figures that are worked out when they are read."""

from fastapi import APIRouter

from nineteen.dashboard.api import funnel, metrics, pages

router = APIRouter()
router.include_router(metrics.router)
router.include_router(funnel.router)
router.include_router(pages.router)
