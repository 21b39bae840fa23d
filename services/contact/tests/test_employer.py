"""An employer is known once, however it is written."""

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.employer import (
    EnrichEmployer,
    Listed,
    RegisterEmployer,
    employer_id,
    employers,
    size_class_of,
)
from nineteen.contact.domain.employer_names import normalised
from nineteen.shared.decider import Stamp
from nineteen.shared.schema.contact import EmployerEnriched, EmployerRegistered, Provenance
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.cast import LEDGER, MILL, MILL_REGISTERED
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, NOON, given

REGISTER = RegisterEmployer(
    name="Cedar Mill Inc.",
    county="53061",
    street="100 Main Street",
    city="Everett",
    postal_code="98201",
    naics="321113",
    ledger=LEDGER,
)
STAFF = Provenance(source="staff")
FROM_LIST = Provenance(source="feed", feed="county", record=an_id("record", 1))

nothing = given(employers).on(MILL)
mill = given(employers, MILL_REGISTERED)


def key_of(command: RegisterEmployer, tenant: str = "agency") -> tuple[str, ...]:
    stamp = Stamp(NOON, tenant, COUNSELOR)
    return command.model_copy(update={"stamp": stamp}).natural()


def test_an_employer_of_unknown_size_counts_as_1_to_9_and_is_private_unless_said() -> None:
    nothing.when(REGISTER).then(MILL_REGISTERED)

    assert (MILL_REGISTERED.size_class, MILL_REGISTERED.ownership) == ("1-9", "private")


def test_s7_a_public_agency_is_registered_as_such() -> None:
    public = REGISTER.model_copy(update={"ownership": "public", "size_class": "250+"})

    nothing.when(public).then(
        MILL_REGISTERED.model_copy(update={"ownership": "public", "size_class": "250+"})
    )


def test_s2_a_row_keeps_its_source() -> None:
    nothing.when(REGISTER.model_copy(update={"provenance": FROM_LIST})).then(
        MILL_REGISTERED.model_copy(update={"provenance": FROM_LIST})
    )


def test_a_jobseekers_word_is_kept_as_such() -> None:
    (event,) = nothing.by(JOBSEEKER).when(REGISTER).then_types(EmployerRegistered)

    assert isinstance(event, EmployerRegistered)
    assert event.provenance.source == "jobseeker"


@pytest.mark.parametrize(
    "written",
    [
        {"name": "CEDAR MILL"},
        {"name": "Cedar Mill, L.L.C."},
        {"street": "100 Main St."},
        {"postal_code": "98201-1234"},
        {"city": "EVERETT"},
    ],
)
def test_s2_another_way_of_writing_is_the_same_employer(written: dict[str, str]) -> None:
    again = REGISTER.model_copy(update=written)

    assert key_of(again) == key_of(REGISTER)
    assert again.sealed() == REGISTER.sealed()
    mill.when(again).then()


@pytest.mark.parametrize(
    "other", [{"name": "Cedar Hill"}, {"county": "53033"}, {"street": "102 Main Street"}]
)
def test_another_name_county_or_address_is_another_employer(other: dict[str, str]) -> None:
    assert key_of(REGISTER.model_copy(update=other)) != key_of(REGISTER)


def test_two_agencies_share_a_ledger_and_no_id() -> None:
    assert key_of(REGISTER, "agency") != key_of(REGISTER, "college")
    assert "agency" not in REGISTER.sealed()["ledger"]


def test_the_id_can_be_told_before_the_employer_is_registered() -> None:
    told = employer_id("agency", "CEDAR MILL", "53061", ("100 Main St", "Everett", "98201"))

    assert told == natural_id(*key_of(REGISTER))


def test_a_name_needs_a_letter() -> None:
    with pytest.raises(ValidationError, match="letter"):
        RegisterEmployer(name="---", county="53061")


def test_s2_registering_the_same_again_is_not_news() -> None:
    mill.when(REGISTER).then()


def test_registering_a_known_employer_tells_only_what_is_new() -> None:
    more = REGISTER.model_copy(update={"size_class": "50-249", "ownership": "private"})

    mill.when(more).then(
        EmployerEnriched(employer=MILL, size_class="50-249", provenance=STAFF)
    ).and_when(more).then()


def test_s2_that_one_more_record_lists_the_employer_is_kept_once() -> None:
    again = REGISTER.model_copy(update={"provenance": FROM_LIST})

    mill.when(again).then(EmployerEnriched(employer=MILL, provenance=FROM_LIST)).and_when(
        again
    ).then()


def test_an_employer_is_enriched_once() -> None:
    command = EnrichEmployer(naics="321912", ownership="public")

    mill.when(command).then(
        EmployerEnriched(employer=MILL, naics="321912", ownership="public", provenance=STAFF)
    ).and_when(command).then()


def test_an_unknown_size_does_not_overwrite_a_known_one() -> None:
    sized = EmployerEnriched(employer=MILL, size_class="50-249", provenance=STAFF)
    coded = EmployerEnriched(employer=MILL, naics="321912", provenance=STAFF)
    history = given(employers, MILL_REGISTERED, sized, coded)

    history.when(REGISTER.model_copy(update={"naics": "321912"})).then()
    assert isinstance(history.state, Listed)
    assert (history.state.size_class, history.state.naics) == ("50-249", "321912")


def test_a_better_address_is_news() -> None:
    command = EnrichEmployer(street="100 Main Street, Suite 3")

    mill.when(command).then(
        EmployerEnriched(employer=MILL, street="100 Main Street, Suite 3", provenance=STAFF)
    )


def test_what_is_not_registered_cannot_be_enriched() -> None:
    given(employers).when(EnrichEmployer(naics="321912")).then_rejected("not_found")


@pytest.mark.parametrize(
    ("employees", "size"),
    [(0, "1-9"), (9, "1-9"), (10, "10-49"), (49, "10-49"), (50, "50-249"), (250, "250+")],
)
def test_a_head_count_has_a_class(employees: int, size: str) -> None:
    assert size_class_of(employees) == size


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Müller & Söhne, Inc.", "muller and sohne"),
        ("Joe's Café LLC", "joes cafe"),
        ("The Company", "the"),
        ("Company", "company"),
        ("--", ""),
    ],
)
def test_names_lose_case_accents_marks_and_legal_forms(name: str, bare: str) -> None:
    assert normalised(name) == bare
    assert normalised(bare) == bare
