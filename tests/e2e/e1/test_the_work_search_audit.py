"""E15: the state asks for the week ending Sat 2026-04-04 of E1's jobseeker (4.8)."""

from typing import TYPE_CHECKING, Any

import pytest

from nineteen.shared.schema.scheduling import SessionEnded

if TYPE_CHECKING:
    from tests.e2e.e1.conftest import Told

pytestmark = pytest.mark.timeout(300)
INTERVIEW = "employer_contact.informational_interview"
OF_THE_WEEK = {41: "2026-03-31", 42: "2026-04-01", 43: "2026-04-03"}
"""Sessions 21, 22 and 23, by the numbers of their requests."""


def dates(rows: list[dict[str, Any]]) -> list[str]:
    return [row["activity_date"] for row in rows]


def test_e15_three_talks_count_and_unanswered_requests_do_not(told: "Told") -> None:
    """V10: thank-yous at the same employers, in the same week, do not count beside them."""
    rows = told.audit[1]["rows"]

    assert dates(rows) == [*OF_THE_WEEK.values()]
    assert {row["state_activity_code"] for row in rows} == {INTERVIEW}
    assert {row["benefit_week"] for row in rows} == {"2026-04-04"}
    assert all(row["employer"] and row["person"] and row["contact_method"] for row in rows)


def test_e15_each_activity_is_proven_by_the_event_that_ended_the_talk(told: "Told") -> None:
    ended = {e.ask.request: r.id for r, e in told.of(SessionEnded)}

    expected = [[ended[told.e1.request(number)]] for number in OF_THE_WEEK]

    assert [row["evidence_event_ids"] for row in told.audit[1]["rows"]] == expected


def test_e15_the_jobseeker_attests_in_their_own_words(told: "Told") -> None:
    claimed, attested, *_ = told.audit

    assert {row["attested_at"] for row in claimed["rows"]} == {None}
    (at,) = {row["attested_at"] for row in attested["rows"]}
    assert at.startswith("2026-05-0")
    assert {(row["attested_by"], row["version"]) for row in attested["rows"]} == {("page", 1)}
    assert not any(row["amended"] for row in attested["rows"])


def test_e15_an_amended_week_shows_both_versions(told: "Told") -> None:
    *_, again = told.audit
    first = [row for row in again["rows"] if row["version"] == 1]
    second = [row for row in again["rows"] if row["version"] == 2]

    assert dates(first) == [*OF_THE_WEEK.values()]
    assert dates(second) == [*OF_THE_WEEK.values()][:2]
    assert {row["amended"] for row in first} == {True}
    assert {row["amended"] for row in second} == {False}


def test_m15_a_claimed_week_with_two_of_three_is_not_enough(told: "Told") -> None:
    assert [each["m15"] for each in told.audit] == [(1, 1), (1, 1), (0, 1), (0, 1)]
