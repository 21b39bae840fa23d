"""Figures, pacing, small cells and periods, by example."""

from datetime import date

import pytest

from nineteen.dashboard.views.figures import (
    histogram,
    quantile,
    requests_needed,
    small_cells,
    spread,
    wilson,
)
from nineteen.dashboard.views.periods import a_year_before, containing, last_day, months


def test_s6_at_54_percent_agreed_and_90_percent_held_50_requests_are_needed() -> None:
    assert requests_needed(goal=24, held=0, agreed=0, final=0) == 50


def test_s6_the_campaigns_own_rates_count_from_ten_answers() -> None:
    assert requests_needed(goal=24, held=1, agreed=1, final=9) == 48
    assert requests_needed(goal=24, held=9, agreed=10, final=10) == 17


def test_s6_nothing_is_needed_at_the_goal_and_nothing_can_be_said_without_a_yes() -> None:
    assert requests_needed(goal=24, held=25, agreed=25, final=30) == 0
    assert requests_needed(goal=24, held=0, agreed=0, final=10) is None


def test_s6_before_the_first_talk_the_typical_share_of_held_stands_in() -> None:
    assert requests_needed(goal=9, held=0, agreed=5, final=10) == 20


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 24, 0.0074, 0.2024)],
)
def test_the_wilson_interval(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_interval_and_no_median() -> None:
    assert wilson(0, 0) == (None, None)
    assert quantile({}, 0.5) is None


@pytest.mark.parametrize(
    ("values", "q", "expected"),
    [
        ({3: 1}, 0.25, 3),
        ({1: 1, 2: 1}, 0.5, 1.5),
        ({1: 2, 9: 1}, 0.5, 1),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, 0.75, 4),
        ({10: 3, 0: 1}, 0.25, 7.5),
    ],
)
def test_quantiles_come_from_histograms(values: dict[int, int], q: float, expected: float) -> None:
    assert quantile(values, q) == expected


def test_a_histogram_is_kept_in_cells() -> None:
    cells = {"lag:42": 1, "lag:6": 2, "lag:7": 0, "other": 9}

    assert histogram(cells, "lag") == {42: 1, 6: 2}
    assert spread("M11", histogram(cells, "lag")).median == 6


def test_fewer_than_ten_jobseekers_are_hidden_and_the_next_smallest_with_a_single_one() -> None:
    assert small_cells({"north": 9, "south": 40, "west": 12}) == {
        "north": None,
        "south": 40,
        "west": None,
    }


def test_two_hidden_groups_protect_each_other() -> None:
    assert small_cells({"north": 9, "south": 1, "west": 12, "none": 0}) == {
        "north": None,
        "south": None,
        "west": 12,
        "none": 0,
    }


def test_ten_jobseekers_are_shown() -> None:
    assert small_cells({"north": 10, "south": 11}) == {"north": 10, "south": 11}


def test_a_program_year_runs_from_july_to_june() -> None:
    assert containing("program_year", date(2026, 6, 30)) == "PY2025"
    assert containing("program_year", date(2026, 7, 1)) == "PY2026"
    assert (months("PY2025")[0], months("PY2025")[-1]) == ("2025-07", "2026-06")
    assert len(months("PY2025")) == 12


def test_a_quarter_has_three_months() -> None:
    assert containing("quarter", date(2026, 12, 1)) == "2026-Q4"
    assert months("2026-Q4") == ("2026-10", "2026-11", "2026-12")


def test_a_month_is_its_own_and_all_has_no_bounds() -> None:
    assert containing("month", date(2026, 3, 8)) == "2026-03"
    assert months("2026-03") == ("2026-03",)
    assert months("all") == ("all",)


@pytest.mark.parametrize("period", ["", "2026", "2026-13", "2026-Q5", "PY26", "2026-03-01"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="a period is written"):
        months(period)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2025-12", date(2025, 12, 31)),
        ("2026-02", date(2026, 2, 28)),
        ("2026-03", date(2026, 3, 18)),
        ("PY2025", date(2026, 3, 18)),
        ("all", date(2026, 3, 18)),
    ],
)
def test_a_period_ends_with_its_last_day_or_today(period: str, end: date) -> None:
    assert last_day(period, date(2026, 3, 18)) == end


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
