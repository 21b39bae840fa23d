"""What the service answers beside its commands: the forms of pages."""

from nineteen.scheduling.api.forms import router

__all__ = ["router"]
