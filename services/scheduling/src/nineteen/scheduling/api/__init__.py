"""What the service answers beside its commands: the forms of pages, the host's among them."""

from fastapi import APIRouter

from nineteen.scheduling.api import busy_uploads, forms, host_forms

router = APIRouter()
for part in (forms, host_forms, busy_uploads):
    router.include_router(part.router)
