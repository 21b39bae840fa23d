"""What the service answers beside its commands: feeds of partners, and the host's own page."""

from fastapi import APIRouter

from nineteen.contact.api import feeds, host_page, prep_sheets

router = APIRouter()
for part in (feeds, host_page, prep_sheets):
    router.include_router(part.router)
