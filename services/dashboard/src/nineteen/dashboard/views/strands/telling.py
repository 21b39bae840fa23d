"""How a stream is read: each type of event adds fields to what the stream told before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from nineteen.dashboard.views.instants import Text, instant
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.words import Ask
from nineteen.shared.view import Part

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Told(Generic[E_co]):
    """One event of a stream, with what the stream told before it."""

    event: E_co
    before: Part
    at: Text
    by: str
    """The role of the actor."""

    def seconds_since(self, earlier: Text) -> int:
        """From another instant to this event."""
        return int((instant(self.at) - instant(earlier)).total_seconds())


Telling = Mapping[type[Event], Callable[[Any], Part]]
"""For each type of event the fields that it sets; never a personal value."""


def of_ask(ask: Ask) -> Part:
    """The ancestors that every fact of a request, its talk and its follow-up echoes."""
    return {
        "request": ask.request,
        "campaign": ask.campaign,
        "jobseeker": ask.jobseeker,
        "employer": ask.employer,
        "contact": ask.contact,
        "person": ask.person,
        "route": ask.route,
        "lead": ask.lead,
        "root_session": ask.root_session,
    }


def known(**fields: Any) -> Part:
    """Only the fields that the event knows: None leaves what was told before."""
    return {name: field for name, field in fields.items() if field is not None}


def silent(_it: Told[Event]) -> Part:
    """Nothing but that it happened."""
    return {}
