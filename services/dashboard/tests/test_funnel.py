"""V2: cohorts, steps, waits, and what a talk led to."""

from typing import Any

import pytest

from nineteen.dashboard.views.funnel import funnel
from nineteen.dashboard.views.funnel_blocks import Cohort, Funnel, Step, blocks, matching
from nineteen.shared.schema.scheduling import AppointmentConfirmed
from nineteen.shared.testing.asks import Asked, ask_for
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents, totals
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.second_campaign import DAY, START, an_ask, arranged, asked, held, then
from nineteen.shared.testing.story import OFFICE, e1


def read(book: Chronicle, **wanted: str) -> Funnel:
    cells = totals(funnel, documents(funnel, book.facts).values())
    return blocks(matching(cells, wanted), campaigns=1)


def counts(steps: tuple[Step, ...]) -> dict[str, int]:
    return {step.name: step.count for step in steps}


def test_e1_flows_from_48_drafts_to_24_talks() -> None:
    assert counts(read(e1()).requests) == {
        "drafted": 48,
        "sent": 48,
        "final": 48,
        "agreed": 26,
        "confirmed": 25,
        "held": 24,
    }


@pytest.mark.parametrize(
    ("route", "sent", "agreed"), [("list", 36, 18), ("warm", 4, 3), ("referral", 8, 5)]
)
def test_e1_agrees_by_route(route: str, sent: int, agreed: int) -> None:
    found = counts(read(e1(), route=route).requests)

    assert (found["sent"], found["agreed"]) == (sent, agreed)


def test_each_step_is_a_rate_of_the_one_before_and_of_the_sent() -> None:
    steps = {step.name: step for step in read(e1()).requests}

    assert steps["confirmed"].of_previous == pytest.approx(25 / 26)
    assert steps["held"].of_base == pytest.approx(24 / 48)
    assert steps["drafted"].of_previous is None


def test_the_median_wait_comes_from_whole_days_in_the_agencys_zone() -> None:
    steps = {step.name: step for step in read(e1()).requests}

    assert steps["held"].median_days == 6
    assert steps["sent"].median_days == 0


def test_a_wait_beyond_120_days_counts_as_120() -> None:
    book = Chronicle()
    ask_for(book, Asked(an_ask(1), "agreed", START, START + 200 * DAY))
    steps = {step.name: step for step in read(book).requests}

    assert steps["final"].median_days == 120


def test_a_meeting_is_confirmed_on_the_day_of_the_first_confirmation() -> None:
    book = Chronicle()
    ask = arranged(book, "twice")
    first = next(fact.event for fact in book.facts if isinstance(fact.event, AppointmentConfirmed))
    then(book, "appointment", ask, 9, first.model_copy(update={"generation": 2}))

    assert document(book, "request", "twice")["confirmed_on"] == "2026-03-03"


def test_cohorts_are_months_of_sending() -> None:
    months = [counts(read(e1(), month=f"2026-0{month}").requests) for month in (1, 2, 3, 4)]

    assert [each["sent"] for each in months] == [12, 16, 18, 2]
    assert sum(each["held"] for each in months) == 24


def test_filters_of_several_dimensions_all_hold() -> None:
    found = read(e1(), office=OFFICE, segment="dislocated", sector="31-33", soc="51-4041")

    assert counts(found.requests)["held"] == 24
    assert counts(read(e1(), office=OFFICE, segment="vr").requests)["drafted"] == 0


def test_an_unsent_draft_belongs_to_no_month() -> None:
    book = Chronicle()
    asked(book, 1, "draft")

    assert counts(read(book).requests)["drafted"] == 1
    assert counts(read(book, month="2026-03").requests)["drafted"] == 0


def test_follow_up_is_a_share_of_the_held() -> None:
    book = Chronicle()
    held(book, 1)
    held(book, 2, thanked=False)
    steps = {step.name: step for step in read(book).follow_up}

    assert (steps["thanked"].count, steps["thanked"].of_base) == (1, 0.5)
    assert (steps["connected"].count, steps["debriefed"].count) == (2, 2)


def test_names_of_e1_become_asks_and_talks() -> None:
    assert counts(read(e1()).names) == {
        "named": 24,
        "contacted": 8,
        "names_agreed": 5,
        "names_held": 5,
    }


def document(book: Chronicle, *about: object) -> dict[str, Any]:
    return documents(funnel, book.facts)[an_id(*about)]


def test_a_chain_of_names_belongs_to_the_talk_that_began_it() -> None:
    first = document(e1(), "request", 1)
    within = document(e1(), "request", 12)

    assert (first["named"], first["contacted"], first["names_held"]) == (7, 4, 3)
    assert (within["named"], within["contacted"]) == (0, 0)


def test_a_name_given_in_a_refusal_belongs_to_that_request() -> None:
    kind = document(mishaps(), "request", "kind")

    assert (kind["named"], kind["contacted"], kind["names_agreed"]) == (2, 1, 1)


def test_s16_results_belong_to_the_credited_talk() -> None:
    credited = document(e1(), "request", 37)

    assert (credited["job_interviews"], credited["hires"]) == (1, 1)
    assert read(e1()).per_campaign == {"job_interviews": 1, "offers": 0, "hires": 1}
    assert read(e1()).outcomes[0].of_base == pytest.approx(1 / 24)


def test_a_disputed_outcome_belongs_to_nobody() -> None:
    disputed = document(mishaps(), "request", "corrected")

    assert disputed["job_interviews"] == disputed["offers"] == 0


def test_nothing_is_no_rate() -> None:
    empty = blocks({}, campaigns=0)

    assert {step.of_base for step in (*empty.requests, *empty.follow_up)} == {None}
    assert set(empty.per_campaign.values()) == {None}


def test_a_cohort_reads_back_what_it_writes() -> None:
    cohort = Cohort("agency", "2026-03", "", "vr", "29-1141.00", "31-33", "list")

    assert Cohort.parse(str(cohort)) == cohort
    with pytest.raises(ValueError, match="not a cohort"):
        Cohort.parse("tenant|agency|all")
