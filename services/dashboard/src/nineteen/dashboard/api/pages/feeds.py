"""`/feeds`: what partners and lists brought, and how good it was (V11)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nineteen.dashboard.api.feeds import rows
from nineteen.dashboard.api.pages.rendering import Page
from nineteen.shared.runtime.http.notes import N_

router = APIRouter()


@router.get("/feeds")
async def show(request: Request) -> Response:
    """One row a feed."""
    page = await Page.of(request)
    return await page.show("feeds.html", N_("Feeds"), feeds=await rows(page.documents))
