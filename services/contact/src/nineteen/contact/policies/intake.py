"""Intake (P13): what partners and uploads list becomes employers and contacts, in any order."""

from datetime import timedelta

from pydantic import Field

from nineteen.contact.domain.contact import AddContact
from nineteen.contact.domain.employer import RegisterEmployer, size_class_of
from nineteen.contact.domain.source_record import GiveUpRecord, ResolveRecord, read_payload
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    EmployerEnriched,
    EmployerRegistered,
    Provenance,
    RecordAccepted,
    RecordResolved,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.partner import ContactListed, EmployerListed
from nineteen.shared.schema.recorded import Recorded

PATIENCE = timedelta(days=30)
"""How long a record waits for the employer it names."""


class Listing(Value):
    """One employer's record: the employer it led to, and who waits for it (record to version)."""

    employer: Id | None = None
    waiting: dict[Id, int] = Field(default_factory=dict)


def key(e: Recorded) -> str | None:
    """The record of the employer that is meant."""
    match e.event:
        case RecordAccepted(type="employer.listed", record=record):
            return record
        case RecordAccepted(refs=refs) | RecordResolved(refs=refs):
            return refs.get("employer_record")
        case EmployerRegistered(provenance=said) | EmployerEnriched(provenance=said):
            return said.record
        case _:
            return None


def react(listing: Listing, e: Recorded) -> tuple[Listing, list[Todo]]:
    match e.event:
        case RecordAccepted(type="employer.listed") as listed:
            return listing, register(listed)
        case RecordResolved(type="contact.listed", refs={"employer": employer}) as listed:
            return listing, add(listed, employer)
        case RecordAccepted(type=kind, refs=refs) as named:
            settled = kind != "contact.listed" and "employer" in refs
            return (listing, []) if settled else wait(listing, named, e)
        case EmployerRegistered(employer=employer) | EmployerEnriched(employer=employer):
            waiting = listing.waiting.items()
            return Listing(employer=employer), [resolve(*each, employer) for each in waiting]
        case _:
            return listing, []


def register(listed: RecordAccepted) -> list[Todo]:
    said = read_payload(listed.type, listed.payload)
    if not isinstance(said, EmployerListed):
        return []
    size = None if said.employees is None else size_class_of(said.employees)
    command = RegisterEmployer(
        name=said.name,
        county=said.county_fips,
        street=said.street,
        city=said.city,
        postal_code=said.postal_code,
        naics=said.naics.code,
        size_class=said.size_class or size,
        ownership=said.ownership,
        provenance=provenance(listed, said),
    )
    target = Target("employer", listed.refs.get("employer"))
    return [Todo(f"employer/{listed.record_version}", target, command)]


def add(listed: RecordResolved, employer: Id) -> list[Todo]:
    """The person's data stays under the subject that the record was taken under."""
    said = read_payload(listed.type, listed.payload)
    if not isinstance(said, ContactListed):
        return []
    command = AddContact(
        employer=employer,
        person=listed.person,
        name=said.name,
        title=said.title,
        email=said.email,
        phone=said.phone,
        provenance=provenance(listed, said),
    )
    step = f"contact/{listed.record}/{listed.record_version}"
    return [Todo(step, Target("contact"), command)]


def provenance(
    listed: RecordAccepted | RecordResolved, said: EmployerListed | ContactListed
) -> Provenance:
    """Each row keeps its source and the delivery that brought it (S2)."""
    return Provenance(
        source="feed",
        feed=listed.feed,
        record=listed.record,
        batch=listed.batch,
        list_as_of=said.list_as_of,
    )


def wait(listing: Listing, named: RecordAccepted, e: Recorded) -> tuple[Listing, list[Todo]]:
    """The last version waits, for 30 days; nothing waits for an employer that is there.

    Even then the record is resolved first: so a replay in another order decides nothing new.
    """
    record, version = named.record, named.record_version
    if listing.employer:
        return listing, [resolve(record, version, listing.employer)]
    patient = listing.model_copy(update={"waiting": {**listing.waiting, record: version}})
    give_up = Todo(
        f"give-up/{record}/{e.version}",
        Target("record", record),
        GiveUpRecord(record_version=version),
        due=e.occurred_at + PATIENCE,
    )
    return patient, [give_up]


def resolve(record: Id, version: int, employer: Id) -> Todo:
    command = ResolveRecord(record_version=version, employer=employer)
    return Todo(f"resolve/{record}/{version}", Target("record", record), command)


intake: Policy[Listing] = Policy("intake", Listing, key, react)
