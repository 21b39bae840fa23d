"""On whose behalf somebody acts."""

from collections.abc import Iterable

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Actor


def for_whom(actor: Actor, events: Iterable[Event]) -> str | None:
    """The jobseeker on whose behalf staff act, as the facts themselves name them (S34)."""
    if not actor.is_staff:
        return None
    for event in events:
        fields = vars(event)  # getattr is slow where there is none
        jobseeker: str | None = vars(fields.get("ask", event)).get("jobseeker")
        if jobseeker:
            return jobseeker
    return None
