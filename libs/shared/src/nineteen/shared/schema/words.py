"""Closed vocabularies that several services share; readers meet them as plain strings."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from nineteen.shared.schema.base import PII, Value
from nineteen.shared.schema.ids import Id

Segment = Literal["dislocated", "barrier", "ell", "refugee", "vr"]
Route = Literal["list", "warm", "referral"]
Channel = Literal["email", "letter", "phone", "in_person", "web_form", "social"]
Ownership = Literal["private", "public"]
SizeClass = Literal["1-9", "10-49", "50-249", "250+"]
Mode = Literal["in_person", "phone", "video"]
Place = Literal["workplace", "agency_office", "public_place", "phone", "video"]
Precision = Literal["second", "minute", "estimated"]
CloseReason = Literal[
    "hired_through_interview",
    "hired_elsewhere",
    "training",
    "moved",
    "stopped",
    "unreachable",
    "exited",
    "opened_by_mistake",
]
Soc = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{4}(\.\d{2})?$")]
"""SOC 2018 or O*NET-SOC 2019."""
Fips = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
Naics = Annotated[str, StringConstraints(pattern=r"^\d{2,6}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Outside them a date is a slip of the keyboard, and at their ends sums of dates overflow."""


def known_zone(name: str) -> str:
    """An IANA zone that this machine knows; raises ValueError."""
    if name not in available_zones():
        raise ValueError("is no IANA time zone, such as America/Los_Angeles")
    return name


@cache
def available_zones() -> frozenset[str]:
    """The names of the IANA database."""
    return frozenset(available_timezones())


Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(known_zone)]


def whole_milliseconds(at: datetime) -> datetime:
    """Times are kept in UTC, to the millisecond: what every store and client can represent."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000) if at.microsecond else at


Instant = Annotated[AwareDatetime, AfterValidator(whole_milliseconds)]


class Ask(Value):
    """The ids and stamps that every fact of one request, its talk and its follow-up echoes."""

    request: Id
    campaign: Id
    jobseeker: Id
    employer: Id
    contact: Id
    person: Id
    """The subject id of the contact's personal data."""
    route: Route
    lead: Id | None = None
    root_session: Id | None = None


class NamedPerson(Value):
    """Somebody named in a talk or a reply; `person` is the subject of their personal data."""

    person: Id
    name: Annotated[Line, PII("person")]
    title: Annotated[str | None, PII("person")] = None
    email: Annotated[str | None, PII("person")] = None
    phone: Annotated[str | None, PII("person")] = None
    name_use: Literal["granted", "refused", "not_asked"] = "not_asked"
    employer: Id | None = None


class OfferedTime(Value):
    """A start that would suit, as an instant with the zone it was said in."""

    starts_at: Instant
    zone: Zone
