"""Employer: an establishment that could be asked, known once however it is written (S2, S7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Self, TypeVar, assert_never

from pydantic import Field, StringConstraints, model_validator

from nineteen.contact.domain.employer_names import normalised, normalised_address
from nineteen.shared.decider import Command, Decider, Facts, Missing, Seal
from nineteen.shared.schema.contact import EmployerEnriched, EmployerRegistered, Provenance
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.words import Fips, Line, Naics, Ownership, SizeClass, Zone

T = TypeVar("T")
PostalCode = Annotated[str, StringConstraints(pattern=r"^\d{5}(-\d{4})?$")]
UNKNOWN_SIZE: SizeClass = "1-9"
"""An employer of unknown size is asked as carefully as the smallest (PRODUCT 4.1)."""
SIZES: tuple[tuple[int, SizeClass], ...] = ((250, "250+"), (50, "50-249"), (10, "10-49"))


class Site(Command):
    """What can be known of an establishment beside its name and county; None: not known."""

    street: Line | None = None
    city: Line | None = None
    postal_code: PostalCode | None = None
    naics: Naics | None = Field(default=None, description="NAICS 2022")
    size_class: SizeClass | None = None
    ownership: Ownership | None = None
    provenance: Provenance | None = None


class RegisterEmployer(Site):
    """Register an establishment; one that is known already is enriched by what is new."""

    creates: ClassVar[bool] = True

    name: Line
    county: Fips
    zone: Zone | None = None
    ledger: Seal = ""

    @model_validator(mode="after")
    def can_be_told_apart(self) -> Self:
        """A name without letter and digit would be everybody's."""
        if not normalised(self.name):
            raise ValueError("name needs a letter or a digit")
        return self

    @property
    def place(self) -> tuple[str, str, str]:
        """What the employer is known by, in every agency."""
        return place(self.name, self.county, (self.street, self.city, self.postal_code))

    def natural(self) -> tuple[str, ...]:
        """Once per tenant, normalised name, county and normalised address."""
        return ("employer", self.tenant, *self.place)

    def sealed(self) -> Mapping[str, tuple[str, ...]]:
        """The ledger is the same for every agency that lists the employer."""
        return {"ledger": ("employer", *self.place)}


class EnrichEmployer(Site):
    """Add to what is known of an establishment, or correct it; None leaves a fact as it is."""


EmployerCommand = RegisterEmployer | EnrichEmployer
EmployerEvent = EmployerRegistered | EmployerEnriched
Address = tuple[str | None, str | None, str | None]
"""Street, city, postal code."""


@dataclass(frozen=True, slots=True)
class NoEmployer:
    """Nobody listed it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A known establishment; `ledger` is its id in `commons`, `records` who listed it."""

    employer: str
    ledger: str
    name: str
    county: str
    zone: str | None
    naics: str | None
    size_class: SizeClass
    ownership: Ownership
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    records: frozenset[str] = field(default_factory=frozenset)


Employer = NoEmployer | Listed


def place(name: str, county: str, address: Address) -> tuple[str, str, str]:
    """The part of an employer's key that agencies share (PRODUCT 4.0)."""
    street, city, postal_code = (part or "" for part in address)
    return (normalised(name), county, normalised_address(street, city, postal_code))


def employer_id(tenant: str, name: str, county: str, address: Address) -> Id:
    """The id that this employer has at this tenant, registered or not."""
    return natural_id("employer", tenant, *place(name, county, address))


def size_class_of(employees: int) -> SizeClass:
    """The class of a head count."""
    return next((name for least, name in SIZES if employees >= least), UNKNOWN_SIZE)


def provenance_of(given: Provenance | None, actor: Actor) -> Provenance:
    """Where a fact comes from: as given, else from whoever acts."""
    return given or Provenance(source="jobseeker" if actor.role == "jobseeker" else "staff")


def decide(employer: Employer, command: EmployerCommand, _facts: Facts) -> list[EmployerEvent]:
    match employer, command:
        case NoEmployer(), RegisterEmployer():
            return [
                EmployerRegistered(
                    employer=command.target,
                    ledger=command.ledger,
                    name=command.name,
                    county=command.county,
                    street=command.street,
                    city=command.city,
                    postal_code=command.postal_code,
                    zone=command.zone,
                    naics=command.naics,
                    size_class=command.size_class or UNKNOWN_SIZE,
                    ownership=command.ownership or "private",
                    provenance=provenance_of(command.provenance, command.actor),
                )
            ]
        case Listed(), _:
            return enrich(employer, command)
        case _:
            raise Missing("not_found", "There is no employer with this id. Register it first.")


def enrich(employer: Listed, command: EmployerCommand) -> list[EmployerEvent]:
    """Only what is new; that one more record lists the employer is new too (S2)."""
    provenance = provenance_of(command.provenance, command.actor)
    street, city, postal_code = new_address(employer, command)
    enriched = EmployerEnriched(
        employer=employer.employer,
        naics=news(employer.naics, command.naics),
        size_class=news(employer.size_class, command.size_class),
        ownership=news(employer.ownership, command.ownership),
        street=street,
        city=city,
        postal_code=postal_code,
        provenance=provenance,
    )
    another = provenance.record is not None and provenance.record not in employer.records
    if another or enriched.model_dump(exclude={"employer", "provenance"}, exclude_none=True):
        return [enriched]
    return []


def new_address(employer: Listed, command: Site) -> Address:
    """What is new of the address; another way of writing it is not."""
    was = (employer.street, employer.city, employer.postal_code)
    given = (command.street, command.city, command.postal_code)
    would_be = tuple(new or old for new, old in zip(given, was, strict=True))
    if normalised_address(*(part or "" for part in would_be)) == normalised_address(
        *(part or "" for part in was)
    ):
        return (None, None, None)
    return (news(was[0], given[0]), news(was[1], given[1]), news(was[2], given[2]))


def news(known: T | None, given: T | None) -> T | None:
    """What was given, unless it is known."""
    return None if given == known else given


def evolve(employer: Employer, event: EmployerEvent) -> Employer:
    records = frozenset({event.provenance.record} if event.provenance.record else ())
    match event:
        case EmployerRegistered():
            return Listed(
                event.employer,
                event.ledger,
                event.name,
                event.county,
                event.zone,
                event.naics,
                event.size_class,
                event.ownership,
                event.street,
                event.city,
                event.postal_code,
                records,
            )
        case EmployerEnriched():
            return enriched(employer, event, records) if isinstance(employer, Listed) else employer
    assert_never(event)


def enriched(employer: Listed, event: EmployerEnriched, records: frozenset[str]) -> Listed:
    return replace(
        employer,
        naics=event.naics or employer.naics,
        size_class=event.size_class or employer.size_class,
        ownership=event.ownership or employer.ownership,
        street=event.street or employer.street,
        city=event.city or employer.city,
        postal_code=event.postal_code or employer.postal_code,
        records=employer.records | records,
    )


employers: Decider[Employer, EmployerCommand, EmployerEvent] = Decider(
    kind="employer",
    collection="employers",
    initial=NoEmployer(),
    decide=decide,
    evolve=evolve,
    commands=(RegisterEmployer, EnrichEmployer),
    events=(EmployerRegistered, EmployerEnriched),
)
