"""What the service answers beside its commands: the forms of pages, the host's among them."""

from fastapi import APIRouter

from nineteen.scheduling.api import forms, host_forms

router = APIRouter(include_in_schema=False)
for part in (forms, host_forms):
    router.include_router(part.router)
