"""SourceRecord: one row or event of a partner, taken once per version, whatever the order."""

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import Annotated, Any, ClassVar, assert_never

from pydantic import Field, ValidationError

from nineteen.contact.domain.employer import employer_id
from nineteen.contact.domain.employer_names import normalised
from nineteen.shared.decider import Command, Decider, Facts, FreshId, Ref, Seal
from nineteen.shared.schema.base import PII
from nineteen.shared.schema.contact import (
    RecordAccepted,
    RecordDuplicate,
    RecordLate,
    RecordQuarantined,
    RecordResolved,
    RecordType,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.partner import (
    FACTS,
    AnyFact,
    EmployerListed,
    EmployerRef,
    ExternalId,
    FeedName,
)
from nineteen.shared.schema.words import Instant, Line

NO_TIME = timedelta(0)
SECOND = timedelta(seconds=1)
GIVEN_UP = "employer_unknown"
"""Why a record that waited for its employer is quarantined."""
ROW = frozenset({"record", "feed", "external_id", "record_version", "type", "batch", "line"})
"""What every answer to an offered record repeats."""


def record_id(tenant: str, feed: str, external_id: str) -> Id:
    """The id of a partner's record, offered or not."""
    return natural_id("record", tenant, feed, external_id)


class OfferRecord(Command):
    """Offer one version of a partner's record; with `problem` it is quarantined."""

    internal: ClassVar[bool] = True
    creates: ClassVar[bool] = True

    feed: FeedName
    external_id: ExternalId
    version: int = Field(default=0, ge=0, description="0: the next one, unless nothing changed")
    type: RecordType
    payload: Annotated[str, PII("person")] = ""
    refs: dict[str, Id] = Field(default_factory=dict)
    observed_at: Instant
    batch: Id | None = None
    line: int | None = Field(default=None, ge=1)
    problem: Line | None = Field(default=None, description="code of what is wrong with it")
    row_hash: str | None = Field(default=None, exclude=True, max_length=64)
    """Of a row without versions; kept only as `content`, under the installation's key."""
    person: FreshId = ""
    content: Seal = ""

    def sealed(self) -> dict[str, tuple[str, ...]]:
        """What tells versions of a row apart may not be guessed from its hash."""
        return {"content": ("row", self.row_hash)} if self.row_hash else {}

    def natural(self) -> tuple[str, ...]:
        """One stream per tenant, feed and external id."""
        return ("record", self.tenant, self.feed, self.external_id)


class ResolveRecord(Command):
    """Apply a record that waited for its employer."""

    internal: ClassVar[bool] = True

    record_version: int
    employer: Id


class GiveUpRecord(Command):
    """Quarantine a record whose employer never came."""

    internal: ClassVar[bool] = True

    record_version: int


RecordCommand = OfferRecord | ResolveRecord | GiveUpRecord
RecordEvent = RecordAccepted | RecordResolved | RecordDuplicate | RecordLate | RecordQuarantined


@dataclass(frozen=True, slots=True)
class NoRecord:
    """Nothing usable was offered yet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record as far as it was taken: `version` is the highest one, 0 after it was given up."""

    version: int
    type: RecordType
    person: str
    employer: str | None
    waiting: RecordAccepted | None = None
    """What names an employer, until that was resolved: to be applied when the employer comes."""
    content: str = ""
    """Keyed hash of the last row, where rows have no versions."""


SourceRecord = NoRecord | Taken


def needs(_record: SourceRecord, command: RecordCommand) -> tuple[Ref, ...]:
    """The record of the employer that is named knows which employer that is."""
    if not isinstance(command, OfferRecord) or command.type == "employer.listed":
        return ()
    if named := employer_named(fact_in(command)):
        return (Ref(source_records, record_id(command.tenant, named.feed, named.ref)),)
    return ()


def fact_in(command: OfferRecord) -> AnyFact | None:
    return read_payload(command.type, command.payload)


def read_payload(kind: RecordType, payload: str) -> AnyFact | None:
    """What a payload says; None if it cannot be read (any more)."""
    try:
        return FACTS[kind].model_validate_json(payload)
    except ValidationError:
        return None


def employer_named(fact: AnyFact | None) -> EmployerRef | None:
    return None if fact is None or isinstance(fact, EmployerListed) else fact.employer


def decide(record: SourceRecord, command: RecordCommand, facts: Facts) -> list[RecordEvent]:
    match command:
        case OfferRecord():
            return [offer(record, command, facts)]
        case ResolveRecord(record_version=version, employer=employer):
            return resolve(record, version, employer)
        case GiveUpRecord(record_version=version):
            return give_up(record, version)
    assert_never(command)


def offer(record: SourceRecord, command: OfferRecord, facts: Facts) -> RecordEvent:
    """A higher version is taken, the same one is a duplicate, a lower one comes late."""
    last = record.version if isinstance(record, Taken) else 0
    version = command.version or next_version(record, command)
    row = row_of(command, version)
    if command.problem:
        return RecordQuarantined(**row, reason=command.problem)
    if version == last:
        return RecordDuplicate(**row)
    if version < last:
        return RecordLate(**row)
    fact = fact_in(command)
    if fact is None:
        return RecordQuarantined(**row, reason="data_invalid")
    if isinstance(fact, EmployerListed) and not normalised(fact.name):
        return RecordQuarantined(**row, reason="name_missing")
    if isinstance(record, Taken) and record.type != command.type:
        return RecordQuarantined(**row, reason="type_changed")
    ahead = max(command.observed_at - command.at, NO_TIME)
    return RecordAccepted(
        **row,
        content=command.content,
        person=subject(record, command),
        payload=command.payload,
        refs=command.refs | references(command, fact, facts),
        observed_at=command.observed_at - ahead,
        skew_s=ceil(ahead / SECOND),
    )


def next_version(record: SourceRecord, command: OfferRecord) -> int:
    """Lists have no versions: what says the same is the same one, else it is the next."""
    if not isinstance(record, Taken):
        return 1
    same = command.content == record.content and record.version > 0
    return record.version if same else record.version + 1


def row_of(command: OfferRecord, version: int) -> dict[str, Any]:
    said = {"record": command.target, "record_version": version}
    return said | {name: getattr(command, name) for name in ROW - said.keys()}


def subject(record: SourceRecord, command: OfferRecord) -> Id:
    """Whose data it is: the same person in every version; of an employer's record nobody's.

    An employer's record holds nothing about a person, so that a tenant's share one key.
    """
    if command.type == "employer.listed":
        return natural_id("nobody", command.tenant)
    return record.person if isinstance(record, Taken) else command.person


def references(command: OfferRecord, fact: AnyFact, facts: Facts) -> dict[str, Id]:
    """`employer` as far as it is known; `employer_record` is the record that knows it."""
    if isinstance(fact, EmployerListed):
        address = (fact.street, fact.city, fact.postal_code)
        return {"employer": employer_id(command.tenant, fact.name, fact.county_fips, address)}
    named = employer_named(fact)
    if named is None:
        return {}
    listed = record_id(command.tenant, named.feed, named.ref)
    known = facts.of(source_records, listed)
    if isinstance(known, NoRecord) or known.type != "employer.listed":
        return {"employer_record": listed}
    return {"employer_record": listed} | ({"employer": known.employer} if known.employer else {})


def resolve(record: SourceRecord, version: int, employer: str) -> list[RecordEvent]:
    match record:
        case Taken(waiting=RecordAccepted() as accepted) if accepted.record_version == version:
            return [
                RecordResolved(
                    **accepted.model_dump(include={*ROW}),
                    person=accepted.person,
                    payload=accepted.payload,
                    refs=accepted.refs | {"employer": employer},
                    observed_at=accepted.observed_at,
                )
            ]
        case _:
            return []


def give_up(record: SourceRecord, version: int) -> list[RecordEvent]:
    match record:
        case Taken(waiting=RecordAccepted() as accepted) if accepted.record_version == version:
            return [RecordQuarantined(**accepted.model_dump(include={*ROW}), reason=GIVEN_UP)]
        case _:
            return []


def evolve(record: SourceRecord, event: RecordEvent) -> SourceRecord:
    match event:
        case RecordAccepted():
            waits = event.type != "employer.listed"
            return Taken(
                event.record_version,
                event.type,
                event.person,
                event.refs.get("employer"),
                event if waits else None,
                event.content,
            )
        case RecordResolved():
            return replace(record, waiting=None) if isinstance(record, Taken) else record
        case RecordQuarantined(reason=reason) if reason == GIVEN_UP and isinstance(record, Taken):
            return replace(record, version=0, waiting=None)
        case RecordQuarantined() | RecordDuplicate() | RecordLate():
            return record
    assert_never(event)


source_records: Decider[SourceRecord, RecordCommand, RecordEvent] = Decider(
    kind="record",
    collection="records",
    initial=NoRecord(),
    decide=decide,
    evolve=evolve,
    commands=(OfferRecord, ResolveRecord, GiveUpRecord),
    events=(RecordAccepted, RecordResolved, RecordDuplicate, RecordLate, RecordQuarantined),
    needs=needs,
)
