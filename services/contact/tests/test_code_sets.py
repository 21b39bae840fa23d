"""The code sets are the full ones, and what is no code is said to be none."""

import pytest
import us
from hypothesis import given
from hypothesis import strategies as st

from nineteen.contact.api import code_sets
from nineteen.contact.api.code_sets import (
    code_problems,
    county_name,
    county_problem,
    naics_digits,
    naics_problem,
    naics_title,
    occupation_problem,
    shown,
)
from nineteen.contact.domain.industry import naics_sector
from nineteen.shared.schema.partner import Problem, read_fact

LISTED = {
    "external_id": "A-1",
    "version": 1,
    "observed_at": "2026-01-06T17:00:00Z",
    "lawful_basis": "public_task",
    "county_fips": "53033",
    "naics": {"code": "541511", "code_set": "NAICS 2022"},
    "soc": {"code": "15-1252", "code_set": "SOC 2018"},
    "name": "Copper Finch Software",
    "ownership": "private",
    "list_as_of": "2026-01-05",
}


@pytest.mark.parametrize(("digits", "codes"), [(3, 96), (4, 308), (5, 689), (6, 1012)])
def test_naics_2022_has_its_published_number_of_codes_at_each_level(
    digits: int, codes: int
) -> None:
    level = [code for code in code_sets.INDUSTRIES if code.isdecimal() and len(code) == digits]

    assert len(level) == codes


def test_naics_2022_has_twenty_sectors() -> None:
    assert len({naics_sector(code) for code in code_sets.INDUSTRIES}) == 20


def test_every_naics_code_stands_below_another_one() -> None:
    orphans = [
        code
        for code in code_sets.INDUSTRIES
        if code.isdecimal() and len(code) > 2 and not naics_title(code[:-1])
    ]

    assert not orphans


@pytest.mark.parametrize("code", ["54", "541", "5415", "54151", "541511", "31", "33", "45", "49"])
def test_a_naics_code_of_any_level_is_taken(code: str) -> None:
    assert naics_problem(code) is None


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("513210", "Software Publishers"),
        ("32", "Manufacturing"),
        ("48", "Transportation and Warehousing"),
    ],
)
def test_a_naics_code_has_its_title(code: str, title: str) -> None:
    assert naics_title(code) == title


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "naics_missing"),
        ("511210", "naics_unknown"),  # Software Publishers until 2017
        ("30", "naics_unknown"),
        ("9", "naics_unknown"),
        ("541511.0", "naics_mangled"),
        ("Software", "naics_unknown"),
        ("٥٤", "naics_unknown"),
    ],
)
def test_what_is_no_naics_code_is_named_as_such(text: str, reason: str) -> None:
    assert code_of(naics_problem(text)) == reason


@pytest.mark.parametrize(
    ("code", "sector"),
    [("332710", "31-33"), ("449110", "44-45"), ("492110", "48-49"), ("541511", "54")],
)
def test_the_sector_of_a_naics_code_is_the_one_that_statistics_use(code: str, sector: str) -> None:
    assert naics_sector(code) == sector


def test_the_sector_31_to_33_is_kept_by_its_first_code() -> None:
    assert naics_digits("31-33") == "31"
    assert naics_digits("541511") == "541511"


def test_the_counties_of_the_states_are_the_census_list_and_both_sets_of_connecticut() -> None:
    states = {state.fips for state in us.STATES} | {us.states.DC.fips}
    inside = [fips for fips in code_sets.COUNTIES if fips[:2] in states]

    assert len(inside) == 3143 + 9
    assert len([fips for fips in inside if fips.startswith("09")]) == 8 + 9


@pytest.mark.parametrize(
    ("fips", "name"),
    [
        ("53033", "King County, WA"),
        ("11001", "District of Columbia, DC"),
        ("72127", "San Juan Municipio, PR"),
        ("02063", "Chugach Census Area, AK"),
        ("09001", "Fairfield County, CT"),
        ("09190", "Western Connecticut Planning Region, CT"),
    ],
)
def test_a_county_is_found_by_its_code(fips: str, name: str) -> None:
    assert county_problem(fips) is None
    assert county_name(fips) == name


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("", "county_missing", "five digits"),
        ("6037", "county_mangled", "write 06037"),
        ("53033.0", "county_mangled", "write 53033"),
        ("6037.0", "county_mangled", "Los Angeles County, CA"),
        ("99999", "county_unknown", "99999"),
        ("033", "county_unknown", "033"),
        ("02261", "county_unknown", "02063 or 02066"),
        ("King County", "county_unknown", "a text of 11 characters"),
    ],
)
def test_what_is_no_county_code_is_named_with_what_to_do(text: str, reason: str, hint: str) -> None:
    problem = county_problem(text)

    assert code_of(problem) == reason
    assert hint in detail_of(problem)


@pytest.mark.parametrize(
    "code", ["15-1252", "15-1252.00", "11-0000", "55-1011", "15-1250", "53-7065"]
)
def test_an_occupation_of_soc_or_onet_is_taken(code: str) -> None:
    assert occupation_problem(code) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("151252", "occupation_unknown"),
        ("15-12", "occupation_unknown"),
        ("12-1252", "occupation_unknown"),  # no such major group
        ("15-1250.00", "occupation_unknown"),  # O*NET has no groups
        ("Nov-21", "occupation_mangled"),
        ("11-Nov", "occupation_mangled"),
    ],
)
def test_what_is_no_occupation_code_is_named_as_such(text: str, reason: str) -> None:
    assert code_of(occupation_problem(text)) == reason


def test_a_fact_with_codes_that_exist_has_no_problem() -> None:
    fact = read_fact("employer.listed", LISTED)

    assert not isinstance(fact, Problem)
    assert code_problems(fact) == ()


def test_each_code_of_a_fact_that_does_not_exist_is_a_problem_of_its_own() -> None:
    unknown = LISTED | {
        "county_fips": "99999",
        "naics": {"code": "511210", "code_set": "NAICS 2022"},
        "soc": {"code": "99-1252", "code_set": "SOC 2018"},
    }

    fact = read_fact("employer.listed", unknown)

    assert not isinstance(fact, Problem)
    assert [problem.field for problem in code_problems(fact)] == ["county_fips", "naics", "soc"]


@given(st.text(max_size=30))
def test_no_text_makes_the_checks_fail(text: str) -> None:
    for check in (county_problem, naics_problem, occupation_problem):
        assert check(text) is None or detail_of(check(text))


@pytest.mark.parametrize(
    "personal", ["206-555-0142", "555-0142", "5550142", "Ruth", "ruth@example.org", "2065550142"]
)
def test_a_sentence_quotes_no_name_and_no_number_of_a_person(personal: str) -> None:
    assert personal not in shown(personal)


def code_of(problem: Problem | None) -> str:
    return problem.code if problem else "no problem"


def detail_of(problem: Problem | None) -> str:
    return problem.detail if problem else ""
