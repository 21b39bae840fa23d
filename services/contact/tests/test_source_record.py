"""A partner's record is taken once per version, whatever the order in which versions arrive."""

import json
from datetime import timedelta

import pytest

from nineteen.contact.domain.employer import employer_id
from nineteen.contact.domain.source_record import (
    GiveUpRecord,
    OfferRecord,
    ResolveRecord,
    Taken,
    record_id,
    source_records,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    RecordAccepted,
    RecordDuplicate,
    RecordLate,
    RecordQuarantined,
    RecordResolved,
)
from nineteen.shared.testing.cast import PERSON
from nineteen.shared.testing.chronicle import AGENCY, an_id
from nineteen.shared.testing.given import NOON, POLICY, Given, given

MILL_RECORD = record_id(AGENCY, "county", "mill")
FOREMAN_RECORD = record_id(AGENCY, "county", "foreman")
MILL_ID = employer_id(AGENCY, "Cedar Mill Inc.", "53061", ("100 Main Street", None, None))
BASE = {
    "version": 1,
    "observed_at": NOON.isoformat(),
    "lawful_basis": "public_task",
    "county_fips": "53061",
    "naics": {"code": "321113", "code_set": "NAICS 2022"},
    "list_as_of": "2026-01-02",
}
MILL_SAID = {
    **BASE,
    "external_id": "mill",
    "name": "Cedar Mill Inc.",
    "street": "100 Main Street",
    "ownership": "private",
}
FOREMAN_SAID = {
    **BASE,
    "external_id": "foreman",
    "employer": {"feed": "county", "ref": "mill"},
    "name": "Frank Foreman",
}
MILL = OfferRecord(
    feed="county",
    external_id="mill",
    version=1,
    type="employer.listed",
    payload=json.dumps(MILL_SAID),
    observed_at=NOON,
    batch=an_id("batch", 1),
    line=2,
    person=an_id("unused"),
)
FOREMAN = OfferRecord(
    feed="county",
    external_id="foreman",
    version=1,
    type="contact.listed",
    payload=json.dumps(FOREMAN_SAID),
    observed_at=NOON,
    person=PERSON,
)


def row(offered: OfferRecord) -> dict[str, object]:
    return {
        "record": record_id(AGENCY, offered.feed, offered.external_id),
        "feed": offered.feed,
        "external_id": offered.external_id,
        "record_version": offered.version,
        "type": offered.type,
        "batch": offered.batch,
        "line": offered.line,
    }


def version(number: int, of: OfferRecord = MILL, **other: object) -> OfferRecord:
    return of.model_copy(update={"version": number, **other})


MILL_ACCEPTED = RecordAccepted.model_validate(
    {
        **row(MILL),
        "person": "14afd6b0-0000-5000-8000-000000000000",
        "payload": MILL.payload,
        "refs": {"employer": MILL_ID},
        "observed_at": NOON,
    }
)
FOREMAN_ACCEPTED = RecordAccepted.model_validate(
    {
        **row(FOREMAN),
        "person": PERSON,
        "payload": FOREMAN.payload,
        "refs": {"employer_record": MILL_RECORD},
        "observed_at": NOON,
    }
)
FOREMAN_RESOLVED = RecordResolved.model_validate(
    {
        **row(FOREMAN),
        "person": PERSON,
        "payload": FOREMAN.payload,
        "refs": {"employer_record": MILL_RECORD, "employer": MILL_ID},
        "observed_at": NOON,
    }
)


def mill(*events: Event) -> Given:
    return given(source_records, *events).on(MILL_RECORD)


def foreman(*events: Event) -> Given:
    return given(source_records, *events).on(FOREMAN_RECORD)


def accepted(outcome: list[Event]) -> RecordAccepted:
    (event,) = outcome
    assert isinstance(event, RecordAccepted)
    return event


def test_s2_a_new_record_is_accepted_and_keeps_its_delivery_and_line() -> None:
    event = accepted(mill().when(MILL).then_types(RecordAccepted))

    assert event == MILL_ACCEPTED.model_copy(update={"person": event.person})
    assert (event.batch, event.line) == (an_id("batch", 1), 2)


def test_s2_the_same_version_again_is_a_duplicate() -> None:
    mill().when(MILL).and_when(MILL).then(RecordDuplicate.model_validate(row(MILL)))


def test_a_higher_version_is_accepted_and_a_lower_one_comes_late() -> None:
    third = version(3)

    outcome = mill(MILL_ACCEPTED).when(third)

    outcome.then_types(RecordAccepted)
    outcome.and_when(version(2)).then(RecordLate.model_validate(row(version(2))))


def test_a_list_has_no_versions_what_says_the_same_is_a_duplicate_and_else_the_next() -> None:
    line = version(0, content=an_id("content", 1))
    changed = version(0, content=an_id("content", 2))

    first = mill().when(line)

    assert accepted(first.then_types(RecordAccepted)).record_version == 1
    first.and_when(line).then_types(RecordDuplicate)
    again = first.and_when(changed)
    assert accepted(again.then_types(RecordAccepted)).record_version == 2
    again.and_when(line).then_types(RecordAccepted)


@pytest.mark.parametrize("payload", ["", "{", "[]", '{"name": "Cedar Mill"}', "[erased]"])
def test_what_cannot_be_read_is_quarantined(payload: str) -> None:
    mill().when(version(1, payload=payload)).then(
        RecordQuarantined.model_validate(row(MILL) | {"reason": "data_invalid"})
    )


def test_a_problem_found_at_the_edge_is_quarantined_under_its_code() -> None:
    mill().when(version(1, problem="county_unknown")).then(
        RecordQuarantined.model_validate(row(MILL) | {"reason": "county_unknown"})
    )


def test_a_name_without_letters_is_quarantined() -> None:
    nameless = json.dumps(MILL_SAID | {"name": "---"})

    mill().when(version(1, payload=nameless)).then(
        RecordQuarantined.model_validate(row(MILL) | {"reason": "name_missing"})
    )


def test_a_quarantined_version_can_be_offered_again() -> None:
    broken = mill().when(version(1, payload="{"))

    broken.and_when(MILL).then_types(RecordAccepted)


def test_an_employer_does_not_turn_into_a_contact() -> None:
    other = version(2, of=FOREMAN, external_id="mill")

    (event,) = mill(MILL_ACCEPTED).when(other).then_types(RecordQuarantined)

    assert isinstance(event, RecordQuarantined)
    assert event.reason == "type_changed"


@pytest.mark.parametrize(("ahead_s", "skew_s"), [(-60, 0), (0, 0), (0.5, 1), (7200, 7200)])
def test_a_clock_that_runs_ahead_is_clamped_with_a_note(ahead_s: float, skew_s: int) -> None:
    observed = NOON + timedelta(seconds=ahead_s)

    event = accepted(mill().when(version(1, observed_at=observed)).then_types(RecordAccepted))

    assert event.skew_s == skew_s
    assert event.observed_at == min(observed, NOON)


def test_an_employers_record_is_about_nobody_so_that_all_share_one_key() -> None:
    shop = json.dumps(MILL_SAID | {"name": "Corner Shop"})

    one = accepted(mill().when(MILL).then_types(RecordAccepted))
    other = accepted(mill().when(version(1, payload=shop)).then_types(RecordAccepted))

    assert one.person == other.person != MILL.person


def test_a_contact_is_the_same_person_in_every_version() -> None:
    again = version(2, of=FOREMAN, person=an_id("person", "fresh"))

    event = accepted(foreman(FOREMAN_ACCEPTED).when(again).then_types(RecordAccepted))

    assert event.person == PERSON


def test_a_contact_is_accepted_before_its_employer() -> None:
    foreman().when(FOREMAN).then(FOREMAN_ACCEPTED)


def test_a_contact_knows_an_employer_that_was_listed_before() -> None:
    foreman().beside(source_records, MILL_RECORD, MILL_ACCEPTED).when(FOREMAN).then(
        FOREMAN_ACCEPTED.model_copy(
            update={"refs": {"employer_record": MILL_RECORD, "employer": MILL_ID}}
        )
    )


def test_references_that_the_edge_resolved_are_kept() -> None:
    refs = {"jobseeker": an_id("jobseeker")}

    event = accepted(foreman().when(version(1, of=FOREMAN, refs=refs)).then_types(RecordAccepted))

    assert event.refs == {**refs, "employer_record": MILL_RECORD}


def test_a_waiting_record_is_resolved_once() -> None:
    resolve = ResolveRecord(record_version=1, employer=MILL_ID)

    resolved = foreman(FOREMAN_ACCEPTED).by(POLICY).when(resolve).then(FOREMAN_RESOLVED)

    resolved.and_when(resolve).then()


def test_an_older_version_is_neither_resolved_nor_given_up() -> None:
    second = FOREMAN_ACCEPTED.model_copy(update={"record_version": 2})
    history = foreman(FOREMAN_ACCEPTED, second).by(POLICY)

    history.when(ResolveRecord(record_version=1, employer=MILL_ID)).then()
    history.when(GiveUpRecord(record_version=1)).then()


def test_a_record_whose_employer_never_comes_is_quarantined_once_and_may_come_again() -> None:
    given_up = foreman(FOREMAN_ACCEPTED).by(POLICY).when(GiveUpRecord(record_version=1))

    given_up.then(RecordQuarantined.model_validate(row(FOREMAN) | {"reason": "employer_unknown"}))
    given_up.and_when(GiveUpRecord(record_version=1)).then()
    given_up.and_when(ResolveRecord(record_version=1, employer=MILL_ID)).then()
    given_up.and_when(FOREMAN).then_types(RecordAccepted)


def test_a_resolved_record_is_not_given_up() -> None:
    foreman(FOREMAN_ACCEPTED, FOREMAN_RESOLVED).when(GiveUpRecord(record_version=1)).then()


def test_an_employers_record_keeps_no_payload_in_its_state() -> None:
    state = mill(MILL_ACCEPTED).state

    assert state == Taken(1, "employer.listed", MILL_ACCEPTED.person, MILL_ID)


def test_nothing_waits_where_nothing_was_taken() -> None:
    foreman().when(GiveUpRecord(record_version=1)).then()
    foreman().when(ResolveRecord(record_version=1, employer=MILL_ID)).then()
