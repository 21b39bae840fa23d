"""Employers and the people there: establishments, hiring managers, opt-outs."""

from datetime import date
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import (
    Channel,
    Fips,
    Instant,
    Line,
    Naics,
    Ownership,
    SizeClass,
    Zone,
)

__all__ = [
    "ChannelBounced",
    "ConcernConclusion",
    "ConcernRaised",
    "ConcernSettled",
    "ContactAdded",
    "ContactOptedOut",
    "ContactProvenanceAttached",
    "EmployerEnriched",
    "EmployerRegistered",
    "HostLimitStated",
    "OptOutScope",
    "Provenance",
]
OptOutScope = Literal["anyone", "this_agency", "this_jobseeker"]
ConcernConclusion = Literal["apologised", "clarified", "unfounded", "no_more_requests"]


class Provenance(Value):
    """Where a fact came from: a feed's record, or a person's word."""

    source: Literal["feed", "staff", "jobseeker", "referral"]
    feed: str | None = None
    record: Id | None = None
    batch: Id | None = None
    list_as_of: date | None = None


class EmployerRegistered(Event):
    """An establishment that could be asked; size unknown counts as 1-9 (S2, S7)."""

    employer: Id
    ledger: str
    name: Line
    county: Fips
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    zone: Zone | None = None
    naics: Naics | None = None
    naics_version: Literal["2022"] = "2022"
    size_class: SizeClass = "1-9"
    ownership: Ownership = "private"
    provenance: Provenance


class EmployerEnriched(Event):
    """More is known of an establishment than before; None means unchanged."""

    employer: Id
    naics: Naics | None = None
    size_class: SizeClass | None = None
    ownership: Ownership | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    provenance: Provenance


class ContactAdded(Event):
    """A person at an employer who could be asked; `person` is the subject of their data."""

    contact: Id
    person: Id
    ledger: str
    employer: Id
    name: Annotated[str | None, PII("person")] = None
    title: Annotated[str | None, PII("person")] = None
    email: Annotated[str | None, PII("person")] = None
    phone: Annotated[str | None, PII("person")] = None
    channels: tuple[Channel, ...] = ()
    """By which channels the person can be reached."""
    lead: Id | None = None
    root_session: Id | None = None
    provenance: Provenance


class ContactProvenanceAttached(Event):
    """Another source named a person who was known already."""

    contact: Id
    person: Id
    employer: Id
    lead: Id | None = None
    root_session: Id | None = None
    provenance: Provenance


class ChannelBounced(Event):
    """Mail to this person comes back: the channel is closed."""

    contact: Id
    channel: Channel
    request: Id | None = None


class ContactOptedOut(Event):
    """The person asked for no more requests: nobody asks again, for ever."""

    contact: Id
    person: Id
    employer: Id
    ledger: str
    scope: OptOutScope = "anyone"
    request: Id | None = None


class ConcernRaised(Event):
    """Something about an ask or a talk was not right; nobody asks this person meanwhile."""

    contact: Id
    person: Id
    employer: Id
    concern: Id
    request: Id | None = None
    text: Annotated[str, PII("person")]
    settle_by: Instant
    """Within one business day a supervisor sees to it."""


class ConcernSettled(Event):
    """A supervisor saw to a concern; the person may be asked again, unless they opted out."""

    contact: Id
    person: Id
    employer: Id
    concern: Id
    conclusion: ConcernConclusion


class HostLimitStated(Event):
    """A host said how many interviews they give; it binds every agency (P14, C3)."""

    contact: Id
    person: Id
    employer: Id
    ledger: str
    interviews: int | None
    """As many at most in any `days`; None: no limit of their own any more."""
    days: int = 7
    evidence: Annotated[str | None, PII("person")] = None
    """How and when the host said so."""
