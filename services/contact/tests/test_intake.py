"""What partners and uploads list becomes employers and contacts, in any order."""

import json
from datetime import timedelta

import pytest

from nineteen.contact.domain.contact import AddContact, contacts
from nineteen.contact.domain.employer import RegisterEmployer, employers
from nineteen.contact.domain.source_record import OfferRecord, source_records
from nineteen.contact.policies.intake import intake
from nineteen.shared.schema.base import ERASED
from nineteen.shared.schema.contact import (
    ContactAdded,
    ContactProvenanceAttached,
    EmployerEnriched,
    EmployerRegistered,
    RecordAccepted,
    RecordDuplicate,
    RecordLate,
    RecordQuarantined,
    RecordResolved,
    RecordType,
)
from nineteen.shared.testing.chronicle import an_id, erased
from nineteen.shared.testing.desk import Desk
from nineteen.shared.testing.given import NOON

BATCH = an_id("batch", 1)
AS_OF = "2026-01-02"
DAY = timedelta(days=1)
PATIENCE = 30 * DAY
SEEDS = range(12)
OF_HOSTS = (EmployerRegistered, EmployerEnriched, ContactAdded, ContactProvenanceAttached)


def desk(seed: int = 0) -> Desk:
    return Desk((employers, contacts, source_records), (intake,), seed)


def offer(
    kind: RecordType, external_id: str, version: int = 1, feed: str = "county", **said: object
) -> OfferRecord:
    payload = {
        "external_id": external_id,
        "version": version,
        "observed_at": NOON.isoformat(),
        "lawful_basis": "public_task",
        "county_fips": "53061",
        "naics": {"code": "321113", "code_set": "NAICS 2022"},
        **said,
    }
    return OfferRecord(
        feed=feed,
        external_id=external_id,
        version=version,
        type=kind,
        payload=json.dumps(payload),
        observed_at=NOON,
        batch=BATCH,
    )


def mill(version: int = 1, feed: str = "county", **said: object) -> OfferRecord:
    facts = {
        "list_as_of": AS_OF,
        "name": "Cedar Mill",
        "street": "100 Main St",
        "ownership": "private",
        **said,
    }
    return offer("employer.listed", "mill", version, feed, **facts)


def foreman(
    version: int = 1, feed: str = "county", external_id: str = "foreman", **said: object
) -> OfferRecord:
    facts = {
        "list_as_of": AS_OF,
        "employer": {"feed": feed, "ref": "mill"},
        "name": "Frank Foreman",
        "email": "frank@mill.example.org",
        **said,
    }
    return offer("contact.listed", external_id, version, feed, **facts)


def hire(feed: str = "county") -> OfferRecord:
    return offer(
        "outcome.hire",
        "hire-1",
        participant={"feed": feed, "ref": "p-1"},
        employer={"feed": feed, "ref": "mill"},
        hired_on="2026-05-05",
    )


def take(at: Desk, *offers: OfferRecord) -> Desk:
    for each in offers:
        at.do(each)
        at.settle()
    return at


def test_p13_s2_a_listed_employer_is_registered_with_source_and_delivery() -> None:
    (event,) = take(desk(), mill(employees=60)).all(EmployerRegistered)

    assert (event.name, event.county, event.naics) == ("Cedar Mill", "53061", "321113")
    assert (event.size_class, event.ownership) == ("50-249", "private")
    assert event.provenance.feed == "county"
    assert event.provenance.batch == BATCH
    assert str(event.provenance.list_as_of) == AS_OF


@pytest.mark.parametrize("seed", SEEDS)
def test_s2_the_same_list_twice_yields_no_new_employer_or_contact(seed: int) -> None:
    once = take(desk(seed), mill(), foreman())
    before = once.all(*OF_HOSTS)

    take(once, mill(), foreman())

    assert once.all(*OF_HOSTS) == before
    assert len(before) == 2
    assert len(once.all(RecordDuplicate)) == 2
    assert once.closed == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("offers", [(foreman(), mill()), (mill(), foreman())])
def test_a_contact_waits_for_its_employer_whatever_comes_first(
    seed: int, offers: tuple[OfferRecord, ...]
) -> None:
    at = desk(seed)
    for each in offers:
        at.do(each)

    at.settle()

    (employer,) = at.all(EmployerRegistered)
    (contact,) = at.all(ContactAdded)
    assert contact.employer == employer.employer
    assert at.closed == []


def test_several_contacts_wait_for_one_employer() -> None:
    owner = foreman(external_id="owner", name="Olga Owner", email="olga@mill.example.org")
    at = take(desk(), foreman(), owner)

    take(at, mill())

    assert len(at.all(ContactAdded)) == 2


def test_a_contact_keeps_the_subject_under_which_its_record_was_taken() -> None:
    at = take(desk(), mill(), foreman())

    (contact,) = at.all(ContactAdded)
    *_, record = at.all(RecordAccepted)
    assert contact.person == record.person
    assert contact.provenance.record == record.record


def test_p13_a_contact_whose_employer_never_comes_is_quarantined_after_30_days() -> None:
    at = take(desk(), foreman())

    at.wait(PATIENCE - DAY)
    assert at.all(RecordQuarantined) == []

    at.wait(2 * DAY)
    (event,) = at.all(RecordQuarantined)
    assert event.reason == "employer_unknown"
    assert take(at, mill()).all(ContactAdded) == []


def test_a_contact_that_was_given_up_may_come_again_and_waits_anew() -> None:
    at = take(desk(), foreman())
    at.wait(PATIENCE + DAY)

    take(at, foreman()).wait(PATIENCE + DAY)

    assert len(at.all(RecordAccepted)) == len(at.all(RecordQuarantined)) == 2


def test_a_contact_whose_employer_came_in_time_is_not_quarantined() -> None:
    at = take(desk(), foreman())
    at.wait(PATIENCE - DAY)

    take(at, mill()).wait(2 * DAY)

    assert at.all(RecordQuarantined) == []
    assert len(at.all(ContactAdded)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_last_version_that_waited_is_applied(seed: int) -> None:
    at = take(desk(seed), foreman(1, title="Foreman"), foreman(2, title="Plant manager"), mill())

    (contact,) = at.all(ContactAdded)
    assert contact.title == "Plant manager"
    assert len(at.all(RecordResolved)) == 1


def test_a_later_version_enriches_and_an_older_one_is_late() -> None:
    at = take(desk(), mill(1), mill(3, employees=300), mill(2, employees=20))

    (enriched,) = at.all(EmployerEnriched)
    assert enriched.size_class == "250+"
    assert len(at.all(RecordLate)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_two_feeds_name_one_employer_and_one_contact_and_both_are_kept(seed: int) -> None:
    at = take(desk(seed), mill(), foreman())

    take(at, mill(name="CEDAR MILL, INC.", feed="college"))
    take(at, foreman(name="F. Foreman", feed="college"))

    assert len(at.all(EmployerRegistered)) == len(at.all(ContactAdded)) == 1
    assert [each.provenance.feed for each in at.all(EmployerEnriched)] == ["college"]
    assert [each.provenance.feed for each in at.all(ContactProvenanceAttached)] == ["college"]


def test_a_contact_finds_an_employer_that_staff_had_registered() -> None:
    at = desk()
    at.do(RegisterEmployer(name="Cedar Mill", county="53061", street="100 Main Street"))

    take(at, mill(), foreman())

    assert len(at.all(EmployerRegistered)) == 1
    assert len(at.all(ContactAdded)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_an_outcome_waits_for_the_employer_it_names(seed: int) -> None:
    at = take(desk(seed), hire())
    assert at.all(RecordResolved) == []

    take(at, mill())

    (resolved,) = at.all(RecordResolved)
    (employer,) = at.all(EmployerRegistered)
    assert resolved.refs["employer"] == employer.employer


def test_an_outcome_at_a_listed_employer_does_not_wait() -> None:
    at = take(desk(), mill(), hire())

    at.wait(PATIENCE + DAY)

    assert at.all(RecordResolved, RecordQuarantined) == []


def test_an_erased_record_tells_of_nobody() -> None:
    at = take(desk(), mill(), foreman())
    payloads = [fact.event for fact in erased(at.book.facts)]
    again = desk()

    for fact in erased(at.book.facts):
        again.tell(intake, fact)

    assert any(getattr(event, "payload", None) == ERASED for event in payloads)
    commands = [todo.command for todo, _ in again.todos.values()]
    assert not [each for each in commands if isinstance(each, AddContact | RegisterEmployer)]


@pytest.mark.parametrize("seed", SEEDS)
def test_replaying_the_policy_over_its_own_results_brings_nothing_new(seed: int) -> None:
    at = take(desk(seed), foreman(), mill(), mill(2, employees=300), hire())
    before = len(at.book.facts)
    replay = Desk((employers, contacts, source_records), (intake,), seed, book=at.book)

    replay.settle()

    assert len(replay.book.facts) == before
    assert replay.closed == []
