"""What partner systems may tell us: their contact events, and the CloudEvents that carry them.

The public contract of PRODUCT 4.1. A partner's event names everybody by references of its own;
no id of ours is asked for. Whether a code exists is decided by the contact service, which holds
the full code sets; here only its form counts.
"""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.words import Day, Fips, Instant, Line, Naics, Ownership, SizeClass, Soc

PREFIX = "nineteen.partner."
"""`type` is this and the public name (`nineteen.partner.employer.listed`), or the name alone."""

EXTENSION = re.compile(r"[a-z0-9]{1,40}")
JSON_TYPE = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json(?:\s*;.*)?", re.IGNORECASE)
LONGEST = 256

ExternalId = Annotated[str, StringConstraints(pattern=r"^\S(?:.{0,126}\S)?$")]
FeedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", max_length=254)
]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}(;ext=\d{1,10})?$")]
"""E.164, an extension after it as RFC 3966 writes it."""

LawfulBasis = Literal[
    "consent",
    "contract",
    "legal_obligation",
    "vital_interests",
    "public_task",
    "legitimate_interests",
]


class Problem(Value):
    """Why something from outside was not taken: a stable code, and a sentence that says what to do.

    Kept and shown, so neither part may quote anything about a person.
    """

    code: str
    detail: str
    field: str = ""


class Industry(Value):
    """An industry with the edition of its code."""

    code: Naics
    code_set: Literal["NAICS 2022"]


class Occupation(Value):
    """An occupation with the edition of its code: six digits of SOC, eight of O*NET-SOC."""

    code: Soc
    code_set: Literal["SOC 2018", "O*NET-SOC 2019"]

    @model_validator(mode="after")
    def edition_fits(self) -> Self:
        """A code of eight digits is O*NET's, and one of six is not."""
        if ("." in self.code) != (self.code_set == "O*NET-SOC 2019"):
            raise ValueError(f"{self.code} is not written as a code of {self.code_set}")
        return self


class PersonRef(Value):
    """A person as a feed names them: the feed, and its own reference; never a name."""

    feed: FeedName
    ref: ExternalId


class EmployerRef(Value):
    """An employer as a feed listed it: the feed, and the `external_id` of `employer.listed`."""

    feed: FeedName
    ref: ExternalId


class PartnerFact(Value):
    """What every fact of a partner says: whose record, which version, when seen, on what basis.

    (feed, external_id, version) is its identity: the same again is a duplicate, a lower version
    comes late.
    """

    external_id: ExternalId
    version: int = Field(ge=1)
    observed_at: Instant
    lawful_basis: LawfulBasis
    county_fips: Fips
    naics: Industry | None = None
    soc: Occupation | None = None

    @model_validator(mode="after")
    def classified(self) -> Self:
        """Every fact belongs to an industry or to an occupation."""
        if self.naics is None and self.soc is None:
            raise ValueError("give naics or soc, with its code_set")
        return self


class EmployerListed(PartnerFact):
    """An employer (one site) stands on a partner's list; ownership as the partner knows it."""

    naics: Industry
    name: Line
    street: Line | None = None
    city: Line | None = None
    postal_code: Annotated[str, StringConstraints(pattern=r"^\d{5}(-\d{4})?$")] | None = None
    ownership: Ownership
    employees: int | None = Field(default=None, ge=0)
    size_class: SizeClass | None = None
    phone: Phone | None = None
    list_as_of: Day


class ContactListed(PartnerFact):
    """Somebody to ask at a listed employer stands on a partner's list, by name or by role."""

    employer: EmployerRef
    name: Line | None = None
    title: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    list_as_of: Day

    @model_validator(mode="after")
    def can_be_told_apart(self) -> Self:
        """A contact without name and role could be anybody at the employer."""
        if self.name is None and self.title is None:
            raise ValueError("give name or title")
        return self


class ReferralNamed(PartnerFact):
    """A host named somebody whom the participant might ask next."""

    participant: PersonRef
    named_by: PersonRef
    employer: EmployerRef | None = None
    name: Line
    title: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    name_use_granted: bool = False


class JobInterviewOutcome(PartnerFact):
    """A participant was invited to a job interview, and perhaps had it."""

    participant: PersonRef
    employer: EmployerRef
    invited_on: Day
    held_on: Day | None = None
    wage_band: Line | None = None

    @model_validator(mode="after")
    def invited_first(self) -> Self:
        """Nobody is interviewed before being invited."""
        if self.held_on is not None and self.held_on < self.invited_on:
            raise ValueError("held_on lies before invited_on")
        return self


class HireOutcome(PartnerFact):
    """A participant was hired; the start is needed for verification only."""

    participant: PersonRef
    employer: EmployerRef
    hired_on: Day
    starts_on: Day | None = None
    wage_band: Line | None = None

    @model_validator(mode="after")
    def hired_first(self) -> Self:
        """Nobody starts before being hired."""
        if self.starts_on is not None and self.starts_on < self.hired_on:
            raise ValueError("starts_on lies before hired_on")
        return self


AnyFact = EmployerListed | ContactListed | ReferralNamed | JobInterviewOutcome | HireOutcome

FACTS: Mapping[str, type[AnyFact]] = MappingProxyType(
    {
        "employer.listed": EmployerListed,
        "contact.listed": ContactListed,
        "referral.named": ReferralNamed,
        "outcome.job_interview": JobInterviewOutcome,
        "outcome.hire": HireOutcome,
    }
)


class PartnerEvent(Value):
    """One event as it came: who sent it under which id, its public name, and the fact."""

    id: str
    source: str
    name: str
    fact: AnyFact


def dataschema(name: str) -> str:
    """The `dataschema` of an event by its public name; optional, refused when it is another."""
    return f"urn:nineteen:partner.{name}:1"


def read_cloud_event(given: Mapping[str, object]) -> PartnerEvent | Problem:
    """Read one event in the structured JSON form of CloudEvents 1.0; never raises.

    Attributes that we do not know are extensions and are passed over; unknown fields of `data`
    are refused, since a misspelt field would otherwise be lost without a word.
    """
    if problem := envelope_problem(given):
        return problem
    name = str(given["type"]).removeprefix(PREFIX)
    fact = read_fact(name, given.get("data"))
    if isinstance(fact, Problem):
        return fact
    return PartnerEvent(id=str(given["id"]), source=str(given["source"]), name=name, fact=fact)


def envelope_problem(given: Mapping[str, object]) -> Problem | None:
    """What is wrong with the attributes of a CloudEvent, if anything."""
    if given.get("specversion") != "1.0":
        return problem_of("specversion", "specversion must be the text 1.0")
    for attribute in ("id", "source", "type"):
        value = given.get(attribute)
        if not isinstance(value, str) or not 0 < len(value.strip()) <= len(value) <= LONGEST:
            return problem_of(attribute, f"{attribute} must be a text of 1 to {LONGEST} characters")
    if bad := next((key for key in given if not known_or_extension(key)), None):
        return problem_of("", f"attribute names are small letters and digits; {bad[:40]!r} is not")
    return content_problem(given)


def known_or_extension(key: str) -> bool:
    """Whether CloudEvents allows the name (`data_base64` is the exception to its own rule)."""
    return key == "data_base64" or EXTENSION.fullmatch(key) is not None


def content_problem(given: Mapping[str, object]) -> Problem | None:
    """What is wrong with the type, the form or the schema that a CloudEvent claims, if anything."""
    name = str(given["type"]).removeprefix(PREFIX)
    if name not in FACTS:
        known = ", ".join(f"{PREFIX}{each}" for each in FACTS)
        return Problem(code="type_unknown", field="type", detail=f"type must be one of: {known}")
    form = given.get("datacontenttype")
    if "data_base64" in given or (
        form is not None and not (isinstance(form, str) and JSON_TYPE.fullmatch(form))
    ):
        return problem_of("datacontenttype", "data must be JSON: datacontenttype application/json")
    if given.get("dataschema") not in (None, dataschema(name)):
        return Problem(
            code="schema_unknown",
            field="dataschema",
            detail=f"leave dataschema out, or set it to {dataschema(name)}",
        )
    return None


def problem_of(attribute: str, detail: str) -> Problem:
    return Problem(code="not_a_cloud_event", field=attribute, detail=detail)


def read_fact(name: str, data: object) -> AnyFact | Problem:
    """Read the data of one event by its public name: strict types, dates as ISO 8601 texts."""
    if not isinstance(data, Mapping):
        return Problem(code="data_invalid", field="data", detail="data must be a JSON object")
    try:
        return FACTS[name].model_validate_json(json.dumps(dict(data), allow_nan=False), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in ("data", *first["loc"]))[:LONGEST]
        return Problem(code="data_invalid", field=where, detail=f"{where}: {first['msg']}")
    except (TypeError, ValueError, RecursionError):
        return Problem(code="data_invalid", field="data", detail="data must be plain, finite JSON")
