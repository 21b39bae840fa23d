"""E1, what came of it: the goal, the colleague who calls, and every metric (PRODUCT 6)."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from nineteen.shared.schema.contact import CampaignClosed, CampaignGoalReached, CampaignOpened
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionProposed,
    HireReported,
    JobInterviewReported,
)
from nineteen.standalone.demo.e1 import Story

if TYPE_CHECKING:
    from tests.e2e.e1.conftest import Told

pytestmark = pytest.mark.timeout(300)
STORY = Story()


METRICS = {
    "M1": (26, 48, 54.2, 40.3, 67.4),
    "M2": (24, 25, 96.0, None, None),
    "M2.held_per_agreed": (24, 26, 92.3, None, None),
    "M3": (23, 24, 95.8, None, None),
    "M4": (22, 24, 91.7, None, None),
    "M5.in_band": (20, 24, 83.3, None, None),
    "M6": (22, 24, 91.7, None, None),
    "M7": (24, 24, 100.0, None, None),
    "M7.conversion": (5, 24, 20.8, None, None),
    "M8": (0, 24, 0.0, None, None),
    "M9": (24, 60, 40.0, None, None),
    "M10": (1, 24, 4.2, 0.7, 20.2),
    "M10.hires": (1, 24, 4.2, 0.7, 20.2),
}


def percent(share: float | None) -> float:
    assert share is not None
    return round(share * 100, 1)


def test_e1_the_goal_is_reached_on_day_94(told: "Told") -> None:
    ((reached, event),) = told.of(CampaignGoalReached)
    ((opened, _),) = told.of(CampaignOpened)

    assert (event.held, event.goal) == (24, 24)
    assert told.local(reached.occurred_at).date() == STORY.day("04-09")
    assert (
        told.local(reached.occurred_at).date() - told.local(opened.occurred_at).date()
    ).days == 94


def test_e1_a_colleague_calls_on_day_42_and_hires_on_day_48(told: "Told") -> None:
    (_, proposed), *more = told.of(AttributionProposed)
    ((when, confirmed),) = told.of(AttributionConfirmed)
    reports = [event for _, event in told.of(JobInterviewReported)]
    ((_, hire),) = told.of(HireReported)

    assert not more
    assert proposed.session == confirmed.session == told.e1.request(37)
    assert proposed.hop == confirmed.hop == 1
    assert confirmed.session_on == STORY.day("03-18")
    assert confirmed.lag_interview_days == 42
    assert told.local(when.occurred_at).date() == STORY.day("04-29")
    assert reports[0].invited_on == STORY.day("04-29")
    assert reports[-1].held_on == STORY.day("05-04")
    assert hire.hired_on == STORY.day("05-05") == STORY.day("03-18") + timedelta(days=48)
    assert hire.starts_on == STORY.day("05-18")
    assert hire.lag_hire_days == 6
    assert hire.credited == told.e1.request(37)


def test_e1_the_campaign_closes_on_05_05(told: "Told") -> None:
    ((closed, event),) = told.of(CampaignClosed)

    assert told.local(closed.occurred_at).date() == STORY.day("05-05")
    assert event.reason == told.board["close_reason"] == "hired_through_interview"
    assert told.board["status"] == "closed"
    assert told.board["goal_reached_on"] == "2026-04-09"


@pytest.mark.parametrize("metric", METRICS)
def test_e1_the_metrics(told: "Told", metric: str) -> None:
    (found,) = (each for each in told.metrics["metrics"] if each["metric"] == metric)
    numerator, denominator, value, low, high = METRICS[metric]

    assert (found["numerator"], found["denominator"]) == (numerator, denominator)
    assert percent(found["value"]) == value
    if low is not None:
        assert (percent(found["wilson_low"]), percent(found["wilson_high"])) == (low, high)


def test_e1_the_metrics_with_medians(told: "Told") -> None:
    found = {each["metric"]: each for each in told.metrics["metrics"]}

    assert told.metrics["as_of"] == "2026-05-05"
    assert found["M1"]["verdict"] == "on_benchmark"
    assert (found["M5"]["median"], found["M5"]["n"]) == (52, 24)
    for metric, days in (("M11.interview", 42), ("M11.hire", 6)):
        spread = found[metric]
        assert (spread["n"], spread["p25"], spread["median"], spread["p75"]) == (1, *[days] * 3)
    published = {each["id"] for each in told.metrics["definitions"]}
    assert published == {*(f"M{n}" for n in range(1, 12)), "M13", "M14", "M15"}


def test_e1_the_funnel(told: "Told") -> None:
    steps = {each["name"]: each for each in told.funnel["requests"]}
    names = {each["name"]: each["count"] for each in told.funnel["names"]}
    outcomes = {each["name"]: each["count"] for each in told.funnel["outcomes"]}

    assert {name: step["count"] for name, step in steps.items()} == {
        "drafted": 48,
        "sent": 48,
        "final": 48,
        "agreed": 26,
        "confirmed": 25,
        "held": 24,
    }
    assert steps["held"]["of_base"] == 0.5
    assert names == {"named": 24, "contacted": 8, "names_agreed": 5, "names_held": 5}
    assert outcomes == {"job_interviews": 1, "offers": 0, "hires": 1}


def test_e1_the_other_views(told: "Told") -> None:
    states = Counter(row["state"] for row in told.views["thank-you-queue"])
    talks = told.views["time-integrity"]
    (outcome,) = told.views["outcome-trace"]
    meetings = Counter(row["state"] for row in told.views["calendar"])

    assert states == {"on_time": 22, "sent_late": 2}
    assert Counter(row["verdict"] for row in talks) == {
        "kept": 22,
        "within_tolerance": 1,
        "overran": 1,
    }
    assert Counter(row["resume_timing"] for row in talks) == {"end": 22, "early": 1, "not_left": 1}
    assert meetings == {"held": 24, "cancelled": 1}
    assert outcome["hop"] == 1
    assert (outcome["lag_interview_days"], outcome["lag_hire_days"]) == (42, 6)
    assert len(told.views["referral-tree"]) == 24


def test_e1_a_history_is_readable(told: "Told") -> None:
    first = [each["type"] for each in told.histories[1]]

    assert first == ["RequestDrafted", "DraftApproved", "RequestSent", "RequestAgreed"]
    assert all(each["meaning"] for each in told.histories[37])
