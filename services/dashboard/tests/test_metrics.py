"""The metrics of E1, as the table of PRODUCT 6 prints them, and the rules that count them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from nineteen.dashboard.views.campaign_metrics import (
    ScopeKind,
    campaign_metrics,
    scope,
    scopes,
    summed,
)
from nineteen.dashboard.views.employer_hosting import employer_hosting
from nineteen.dashboard.views.figures import Figure, Spread
from nineteen.dashboard.views.metrics import METRICS, Reach, hosting, metrics, time_to_goal
from nineteen.shared.schema.contact import LateReplyReceived, RequestAgreedLate, RequestWithdrawn
from nineteen.shared.schema.contact.campaign import CampaignAssigned
from nineteen.shared.schema.followup import ItemWaived
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentOpened,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionCorrected,
    SessionEnded,
)
from nineteen.shared.schema.settings import DEFAULTS, PolicyValues
from nineteen.shared.testing import second_campaign as second
from nineteen.shared.testing.asks import ZONE
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents, totals
from nineteen.shared.testing.second_campaign import (
    DAY,
    START,
    arranged,
    asked,
    held,
    open_campaign,
    then,
)
from nineteen.shared.testing.story import CAMPAIGN, COUNSELOR, OFFICE, e1

CLOSED = date(2026, 5, 5)


def cells(book: Chronicle) -> dict[tuple[str, str], int]:
    return totals(campaign_metrics, documents(campaign_metrics, book.facts).values())


def counted(book: Chronicle, campaign: str = second.CAMPAIGN) -> dict[str, int]:
    return summed(cells(book), scopes("agency", "campaign", campaign, "all"))


def read(counts: Mapping[str, int], policy: PolicyValues = DEFAULTS.policy) -> dict[str, Any]:
    return {each.metric: each for each in metrics(counts, policy)}


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    return read(counted(e1(), CAMPAIGN))


def percent(value: float | None) -> float | None:
    return None if value is None else round(value * 100, 1)


@pytest.mark.parametrize(
    ("metric", "numerator", "denominator", "value"),
    [
        ("M1", 26, 48, 54.2),
        ("M2", 24, 25, 96.0),
        ("M2.held_per_agreed", 24, 26, 92.3),
        ("M3", 23, 24, 95.8),
        ("M4", 22, 24, 91.7),
        ("M5.in_band", 20, 24, 83.3),
        ("M6", 22, 24, 91.7),
        ("M7", 24, 24, 100.0),
        ("M7.conversion", 5, 24, 20.8),
        ("M10", 1, 24, 4.2),
        ("M10.hires", 1, 24, 4.2),
    ],
)
def test_e1_has_the_figures_of_its_table(
    story: dict[str, Any], metric: str, numerator: int, denominator: int, value: float
) -> None:
    """M1 to M7 and M10."""
    figure: Figure = story[metric]

    assert (figure.numerator, figure.n, percent(figure.value)) == (numerator, denominator, value)


@pytest.mark.parametrize(("metric", "low", "high"), [("M1", 40.3, 67.4), ("M10", 0.7, 20.2)])
def test_e1_has_the_wilson_intervals_of_its_table(
    story: dict[str, Any], metric: str, low: float, high: float
) -> None:
    figure: Figure = story[metric]

    assert (percent(figure.wilson_low), percent(figure.wilson_high)) == (low, high)


def test_s5_e1_is_on_the_benchmark(story: dict[str, Any]) -> None:
    assert story["M1"].verdict == "on_benchmark"


def test_m11_s16_the_lags_of_e1_are_42_and_6_days_with_equal_quartiles(
    story: dict[str, Any],
) -> None:
    assert story["M11.interview"] == Spread("M11.interview", 1, 42, 42, 42)
    assert story["M11.hire"] == Spread("M11.hire", 1, 6, 6, 6)


def test_m5_s27_the_median_talk_share_of_e1_is_52(story: dict[str, Any]) -> None:
    assert story["M5"].median == 52


def test_m8_m9_e1_has_no_repeat_host_and_reaches_two_in_five_employers() -> None:
    employers = documents(employer_hosting, e1().facts).values()

    repeat, reached = hosting(employers, CLOSED, Reach())

    assert (repeat.numerator, repeat.n) == (0, 24)
    assert (reached.numerator, reached.n, percent(reached.value)) == (24, 60, 40.0)


def test_m8_m9_hosting_looks_back_12_months_and_no_further() -> None:
    employers = list(documents(employer_hosting, e1().facts).values())
    a_year_after_the_first = date(2027, 1, 21)

    before, _ = hosting(employers, a_year_after_the_first - timedelta(days=1), Reach())
    after, _ = hosting(employers, a_year_after_the_first, Reach())

    assert (before.n, after.n) == (24, 23)


def test_hosting_can_be_asked_for_some_campaigns_and_counties() -> None:
    employers = list(documents(employer_hosting, e1().facts).values())
    nobody = Reach(campaigns=frozenset(), counties=frozenset({"53061"}))

    assert [each.n for each in hosting(employers, CLOSED, nobody)] == [0, 0]


def test_m8_a_second_talk_at_an_employer_makes_a_repeat_host() -> None:
    employers = documents(employer_hosting, e1().facts)
    again = {"on": "2026-03-20", "campaign": second.CAMPAIGN, "session": an_id("request", "again")}
    employers[an_id("employer", 1)]["held"].append(again)

    repeat, _ = hosting(employers.values(), CLOSED, Reach())

    assert (repeat.numerator, repeat.n) == (1, 24)


@pytest.mark.parametrize(
    ("kind", "whose"),
    [("tenant", "agency"), ("office", OFFICE), ("counselor", COUNSELOR), ("campaign", CAMPAIGN)],
)
def test_e1_counts_in_all_four_scopes(kind: ScopeKind, whose: str) -> None:
    assert cells(e1())[scope("agency", kind, whose, "all"), "held"] == 24


@pytest.mark.parametrize(
    ("period", "held_then", "final"),
    [
        ("2026-01", 4, 7),
        ("2026-Q1", 21, 42),
        ("2026-04", 3, 6),
        ("2026-05", 0, 0),
        ("PY2025", 24, 48),
        ("PY2026", 0, 0),
    ],
)
def test_periods_claim_talks_by_their_end_and_answers_by_their_date(
    period: str, held_then: int, final: int
) -> None:
    figures = read(summed(cells(e1()), scopes("agency", "campaign", CAMPAIGN, period)))

    assert (figures["M7"].n, figures["M1"].n) == (held_then, final)


def test_m10_m11_a_result_counts_in_the_month_of_its_talk_and_its_lag_in_its_own() -> None:
    march, april = (
        read(summed(cells(e1()), scopes("agency", "tenant", "agency", month)))
        for month in ("2026-03", "2026-04")
    )

    assert (march["M10"].numerator, march["M11.interview"].n) == (1, 0)
    assert (april["M10"].numerator, april["M11.interview"].n) == (0, 1)


def test_a_campaign_counts_for_its_present_counselor_alone() -> None:
    book = e1()
    other = an_id("another counselor")
    moved = CampaignAssigned(campaign=CAMPAIGN, jobseeker=an_id("jobseeker"), counselor=other)
    book.write("campaign", CAMPAIGN, START, moved)

    total = cells(book)

    assert total[scope("agency", "counselor", other, "all"), "held"] == 24
    assert (scope("agency", "counselor", COUNSELOR, "all"), "held") not in total
    assert (scope("agency", "office", OFFICE, "all"), "held") not in total


@pytest.mark.parametrize(
    ("sent", "nudged", "reason", "counts_as"),
    [
        (True, True, "by_hand", "expired"),
        (True, False, "by_hand", None),
        (False, False, "by_hand", None),
        (True, True, "campaign_closed", None),
        (True, False, "opted_out", "declined"),
        (False, False, "opted_out", None),
    ],
)
def test_m1_counts_a_withdrawn_request_only_by_hand_after_a_nudge_or_by_opt_out(
    *, sent: bool, nudged: bool, reason: str, counts_as: str | None
) -> None:
    book = Chronicle()
    open_campaign(book)
    ask = asked(book, 1, "open" if sent else "draft")
    gone = {"ask": ask, "sent": sent, "nudged": nudged, "reason": reason}
    then(book, "request", ask, 2, RequestWithdrawn.model_validate(gone))

    assert counted(book) == ({counts_as: 1} if counts_as else {})


def test_m1_a_late_yes_moves_from_expired_to_agreed() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = asked(book, 1, "expired")
    assert counted(book) == {"expired": 1}

    then(book, "request", ask, 20, LateReplyReceived(ask=ask, answer="agree"))
    assert counted(book) == {"expired": 1}

    then(book, "request", ask, 20, RequestAgreedLate(ask=ask, minutes=19))
    assert counted(book) == {"agreed": 1}


def test_m1_a_bounce_is_an_answer_and_a_draft_or_an_open_ask_is_none() -> None:
    book = Chronicle()
    open_campaign(book)
    for about in ("bounced", "open", "draft"):
        asked(book, about, about)

    assert read(counted(book))["M1"].n == 1


@pytest.mark.parametrize(
    ("agreed", "declined", "verdict"),
    [(4, 6, "below"), (5, 5, "on_benchmark"), (6, 4, "on_benchmark"), (7, 3, "above")],
)
def test_s5_the_band_is_50_to_60_percent_from_ten_answers(
    agreed: int, declined: int, verdict: str
) -> None:
    nearly = {"agreed": agreed - 1, "declined": declined}

    assert read({"agreed": agreed, "declined": declined})["M1"].verdict == verdict
    assert read(nearly)["M1"].verdict == "too_early"


def test_s5_13_of_24_is_on_benchmark_at_54_percent() -> None:
    figure = read({"agreed": 13, "declined": 11})["M1"]

    assert (percent(figure.value), figure.verdict) == (54.2, "on_benchmark")


def test_m2_a_meeting_that_failed_and_was_made_up_for_is_one_meeting() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1)
    no_show = HostNoShowRecorded(ask=ask, starts_at=START)
    then(book, "appointment", ask, 2, no_show)

    assert read(counted(book))["M2"].n == 1
    assert counted(book)["held"] == 1


def test_m2_leaves_a_meeting_out_that_was_called_off_before_it_was_confirmed() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = asked(book, 1, "agreed")
    opened = {"ask": ask, "minutes": 19, "zone": ZONE, "employer_zone": ZONE}
    until = {"coach_at": START, "lapse_at": START}
    off = AppointmentCancelled(ask=ask, by="host", confirmed=False)
    then(book, "appointment", ask, 1, AppointmentOpened.model_validate(opened | until), off)

    assert counted(book) == {"agreed": 1}


def test_m2_dates_a_failed_meeting_by_its_first_failure() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = arranged(book, "absent")
    absent = HostNoShowRecorded(ask=ask, starts_at=START, offer_until=START + 40 * DAY)
    then(book, "appointment", ask, 3, absent)
    then(book, "appointment", ask, 33, AppointmentCancelled(ask=ask, by="host", confirmed=True))

    march = summed(cells(book), scopes("agency", "campaign", second.CAMPAIGN, "2026-03"))

    assert (march["not_held"], counted(book)["not_held"]) == (1, 1)


def test_m3_needs_an_end_that_is_known_to_the_second() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1)
    told = next(fact.event for fact in book.facts if isinstance(fact.event, SessionEnded))
    then(book, "session", ask, 5, told.model_copy(update={"precision": "minute"}))

    assert (read(counted(book))["M3"].n, read(counted(book))["M7"].n) == (0, 1)


def test_s23_an_overrun_beyond_tolerance_lowers_m3_until_the_host_says_otherwise() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1, minutes=23)
    assert read(counted(book))["M3"].value == 0

    then(book, "session", ask, 5, SessionCorrected(ask=ask, verdict="kept", source="host"))
    assert read(counted(book))["M3"].value == 1


def test_m4_leaves_waived_thank_yous_out() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1, thanked=False)
    assert read(counted(book))["M4"].n == 1

    waived = ItemWaived(ask=ask, item="thank_you", host=ask.person, reason="the host left")
    then(book, "plan", ask, 7, waived)
    assert read(counted(book))["M4"].n == 0


def test_s33_m4_counts_hosts_who_are_owed_thanks_only_once_their_24_hours_passed() -> None:
    book = Chronicle()
    open_campaign(book)
    held(book, 1)
    book.facts = [fact for fact in book.facts if fact.stream.kind != "thank-you"]

    assert read(counted(book))["M4"].n == 0


def test_s27_an_agency_may_narrow_the_band_of_m5() -> None:
    narrow = PolicyValues(balance_from=50, balance_to=52)
    figures = read({"share:52": 3, "share:55": 1}, narrow)

    assert (figures["M5.in_band"].numerator, figures["M5.in_band"].n) == (3, 4)


def test_nothing_yet_is_no_number_and_no_error() -> None:
    figures = metrics({})

    assert all(each.n == 0 for each in figures)
    assert {each.value for each in figures if isinstance(each, Figure)} == {None}


def test_every_metric_has_a_published_definition() -> None:
    published = [each.id for each in METRICS]

    assert published == [*(f"M{number}" for number in range(1, 12)), "M13", "M14", "M15"]
    assert {each.metric.partition(".")[0] for each in metrics({})} <= set(published)


def test_m6_leaves_a_resume_out_that_the_host_declined() -> None:
    counts = {"resume_end": 8, "resume_early": 1, "resume_not_left": 1}

    figure = read(counts)["M6"]

    assert (figure.numerator, figure.denominator) == (8, 10)


def test_m7_counts_names_a_talk_and_the_talks_that_came_of_names() -> None:
    found = read({"names": 6, "held": 4, "held_from_lead": 3})

    assert (found["M7"].value, found["M7.conversion"].value) == (1.5, 0.5)


def test_m13_counts_each_side_of_a_meeting_whose_start_passed() -> None:
    book = Chronicle()
    open_campaign(book)
    held(book, 1)
    host_away, seeker_away = arranged(book, "host away"), arranged(book, "seeker away")
    off = arranged(book, "called off")
    then(book, "appointment", host_away, 3, HostNoShowRecorded(ask=host_away, starts_at=START))
    absent = JobseekerNoShowRecorded(ask=seeker_away, starts_at=START)
    then(book, "appointment", seeker_away, 3, absent)
    then(book, "appointment", off, 2, AppointmentCancelled(ask=off, by="host", confirmed=True))

    found = read(counted(book))

    assert (found["M13.host"].numerator, found["M13.host"].denominator) == (1, 3)
    assert (found["M13.jobseeker"].numerator, found["M13.jobseeker"].denominator) == (1, 3)


def test_m13_a_meeting_that_was_made_up_for_is_one_meeting() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1)
    then(book, "appointment", ask, 2, HostNoShowRecorded(ask=ask, starts_at=START))

    figure = read(counted(book))["M13.host"]

    assert (figure.numerator, figure.denominator) == (1, 1)


def test_m14_e1_reached_its_goal_on_day_94() -> None:
    assert time_to_goal(counted(e1(), CAMPAIGN), [], CLOSED) == Spread("M14", 1, 94, 94, 94)


def test_m14_campaigns_that_are_still_running_count_as_long_as_they_were_watched() -> None:
    counts = {"goal_days:60": 1, "goal_days:100": 1, "goal_missed:80": 1}
    running = [{"opened_on": (CLOSED - timedelta(days=70)).isoformat()}]

    alone = time_to_goal({"goal_days:60": 1, "goal_days:100": 1}, [], CLOSED)

    assert (alone.median, alone.p75) == (60, 100)
    assert time_to_goal(counts, running, CLOSED) == Spread("M14", 2, 100, 60, 100)
    assert time_to_goal({}, running, CLOSED) == Spread("M14", 0, None, None, None)
