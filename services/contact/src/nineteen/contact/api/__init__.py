"""What the service answers beside its commands: feeds of partners, and the host's own page."""

from fastapi import APIRouter

from nineteen.contact.api import feeds, host_page

router = APIRouter()
for part in (feeds, host_page):
    router.include_router(part.router)
