"""V10 and M15: what counts for a benefit week, and what the jobseeker said of it."""

from typing import Any

from nineteen.dashboard.views.campaign_metrics import campaign_metrics, scopes, summed
from nineteen.dashboard.views.metrics import metrics
from nineteen.dashboard.views.work_search_log import work_search_log
from nineteen.shared.schema.followup import WeekClaimed
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents, totals
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.second_campaign import CAMPAIGN, JOBSEEKER, START


def row(book: Chronicle, *about: object) -> dict[str, Any]:
    return documents(work_search_log, book.facts)[an_id(*about)]


def test_v10_an_amended_week_keeps_both_statements() -> None:
    week = row(mishaps(), "week")

    first, second = week["statements"]
    assert (len(first["activities"]), len(second["activities"])) == (2, 1)
    assert (first["method"], second["method"]) == ("page", "paper")
    assert (week["status"], week["qualified"], week["enough"]) == ("attested", 1, False)


def test_v10_a_follow_up_beside_an_interview_at_the_same_employer_is_gone() -> None:
    week = row(mishaps(), "week")

    assert {each["kind"] for each in week["activities"]} == {"informational_interview"}


def test_v10_a_week_runs_from_sunday_to_saturday() -> None:
    week = row(mishaps(), "week")

    assert (week["starts_on"], week["ends_on"]) == ("2026-03-01", "2026-03-07")


def test_v10_where_no_number_is_known_nothing_is_enough_or_too_little() -> None:
    week = row(mishaps(), "empty week")

    assert (week["status"], week["minimum"], week["enough"]) == ("claimed", None, None)


def test_m15_counts_claimed_weeks_of_states_that_want_a_number() -> None:
    book = mishaps()
    more = {
        "week": an_id("third week"),
        "jobseeker": JOBSEEKER,
        "campaign": CAMPAIGN,
        "state": "WA",
        "ends_on": "2026-03-21",
        "rules": "2026-01",
    }
    for name, minimum in (("third week", 0), ("fourth week", 3)):
        claimed = more | {"week": an_id(name), "minimum": minimum}
        book.write("work-search-week", an_id(name), START, WeekClaimed.model_validate(claimed))
    cells = totals(campaign_metrics, documents(campaign_metrics, book.facts).values())
    counts = summed(cells, scopes("agency", "campaign", CAMPAIGN, "all"))

    (m15,) = [each for each in metrics(counts) if each.metric == "M15"]

    assert (m15.numerator, m15.denominator) == (1, 3)  # type: ignore[union-attr]  # a share
