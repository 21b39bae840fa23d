"""Pace never refuses: it gives the first free business day."""

from datetime import UTC, date, datetime

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.pace import (
    LiftPace,
    Pace,
    ReleasePace,
    ReservePace,
    SetPace,
    agency_ledgers,
    pace_ledgers,
)
from nineteen.shared.decider import AnyDecider
from nineteen.shared.schema.contact import PaceLifted, PaceReleased, PaceReserved, PaceSet
from nineteen.shared.schema.settings import PolicyValues, Settings
from nineteen.shared.testing.cast import CAMPAIGN, OPENED
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, Given, given

ZONE = "America/Los_Angeles"
MONDAY = date(2026, 1, 5)
EARLY = datetime(2026, 1, 5, 16, tzinfo=UTC)
"""08:00 in Seattle."""


def reserve(name: object, day: date = MONDAY, number: int = 1) -> ReservePace:
    return ReservePace(reservation=an_id(name), round=number, from_day=day, zone=ZONE)


def days(asks: int, history: Given) -> list[date]:
    """The days that so many asks get, one after the other."""
    events: tuple[PaceReserved, ...] = ()
    for name in range(asks):
        with_all = given(history.decider, *history.events, *events).at(history.stamp.at)
        (reserved,) = with_all.under(history.stamp.settings).when(reserve(name)).events
        assert isinstance(reserved, PaceReserved)
        events = (*events, reserved)
    return [each.on for each in events]


def early(decider: AnyDecider) -> Given:
    return given(decider).at(EARLY)


def test_a_campaign_asks_three_first_times_a_day_and_eight_a_week() -> None:
    got = days(10, early(pace_ledgers))

    assert [day.day for day in got] == [5, 5, 5, 6, 6, 6, 7, 7, 12, 12]


def test_a_slower_pace_counts_from_now_on() -> None:
    slow = given(pace_ledgers, PaceSet(a_week=1)).at(EARLY)

    assert [day.day for day in days(3, slow)] == [5, 12, 20]  # the 19th is a holiday


def test_an_agency_may_be_stricter() -> None:
    strict = Settings(policy=PolicyValues(asks_a_day=1, asks_a_week=2))

    assert [day.day for day in days(3, early(pace_ledgers).under(strict))] == [5, 6, 12]


def test_an_agency_asks_forty_times_a_business_day() -> None:
    got = days(41, early(agency_ledgers))

    assert (got[39], got[40]) == (MONDAY, date(2026, 1, 6))


def test_a_full_month_points_to_the_next_ones_ledger() -> None:
    strict = Settings(policy=PolicyValues(agency_asks_a_day=1))
    friday = reserve("a", date(2026, 1, 30))
    (passed_on,) = (
        early(agency_ledgers)
        .under(strict)
        .when(friday)
        .and_when(reserve("b", date(2026, 1, 30)))
        .then_types(PaceReserved)
    )

    assert isinstance(passed_on, PaceReserved)
    assert passed_on.on == date(2026, 2, 2)


def test_after_hours_the_next_business_day_is_the_first() -> None:
    friday_evening = datetime(2026, 1, 10, 2, tzinfo=UTC)
    (reserved,) = given(pace_ledgers).at(friday_evening).when(reserve("a")).then_types(PaceReserved)

    assert isinstance(reserved, PaceReserved)
    assert reserved.on == date(2026, 1, 12)


def test_e2_the_reservation_says_when_the_ask_would_expire() -> None:
    (reserved,) = (
        given(pace_ledgers)
        .at(datetime(2026, 3, 2, 16, tzinfo=UTC))
        .when(reserve("a", date(2026, 3, 2)))
        .then_types(PaceReserved)
    )

    assert isinstance(reserved, PaceReserved)
    assert reserved.until == datetime(2026, 3, 21, 0, tzinfo=UTC)  # Friday the 20th, 17:00


def test_an_offer_learns_how_many_business_days_it_would_have_to_wait() -> None:
    (reserved,) = early(pace_ledgers).when(reserve("a", date(2026, 1, 12))).then_types(PaceReserved)

    assert isinstance(reserved, PaceReserved)
    assert reserved.wait == 5


def test_a_released_day_is_free_again() -> None:
    taken = [PaceReserved(reservation=an_id(name), round=1, on=MONDAY) for name in ("a", "b", "c")]
    free = PaceReleased(reservation=an_id("b"), round=1, on=MONDAY)
    (reserved,) = (
        given(pace_ledgers, *taken, free).at(EARLY).when(reserve("d")).then_types(PaceReserved)
    )

    assert isinstance(reserved, PaceReserved)
    assert reserved.on == MONDAY


def test_the_same_round_again_is_not_news_and_an_older_one_is_overtaken() -> None:
    taken = PaceReserved(reservation=an_id("a"), round=2, on=MONDAY)
    asked = given(pace_ledgers, taken).at(EARLY)

    asked.when(reserve("a", number=2)).then()
    asked.when(reserve("a", number=1)).then()
    asked.when(ReleasePace(reservation=an_id("a"), round=1)).then()


def test_a_newer_round_moves_the_day() -> None:
    taken = [PaceReserved(reservation=an_id(name), round=1, on=MONDAY) for name in ("a", "b", "c")]
    (reserved,) = (
        given(pace_ledgers, *taken).at(EARLY).when(reserve("a", number=2)).then_types(PaceReserved)
    )

    assert isinstance(reserved, PaceReserved)
    assert (reserved.round, reserved.on) == (2, MONDAY)


def test_releasing_twice_is_not_news() -> None:
    taken = PaceReserved(reservation=an_id("a"), round=1, on=MONDAY)
    release = ReleasePace(reservation=an_id("a"), round=1)

    given(pace_ledgers, taken).when(release).then(
        PaceReleased(reservation=an_id("a"), round=1, on=MONDAY)
    ).and_when(release).then()


def test_setting_the_same_pace_is_not_news() -> None:
    given(pace_ledgers).when(SetPace(a_week=1)).then(PaceSet(a_week=1)).and_when(
        SetPace(a_week=1)
    ).then()


def test_old_days_are_forgotten() -> None:
    old = PaceReserved(reservation=an_id("old"), round=1, on=date(2025, 9, 1))
    new = PaceReserved(reservation=an_id("new"), round=1, on=MONDAY)
    state = pace_ledgers.fold([old, new])

    assert isinstance(state, Pace)
    assert set(state.days) == {an_id("new")}


def test_p12_a_counselor_lifts_a_slower_pace_with_a_reason() -> None:
    lifting = LiftPace(campaign=CAMPAIGN, reason="The bus did not come; it was nobody's fault.")

    slowed().by(COUNSELOR).when(lifting).then(
        PaceLifted(campaign=CAMPAIGN, jobseeker=JOBSEEKER.id, reason=lifting.reason)
    ).and_when(lifting).then()


def test_p12_only_staff_lift_a_slower_pace() -> None:
    lifting = LiftPace(campaign=CAMPAIGN, reason="I would like to ask more.")

    slowed().by(JOBSEEKER).when(lifting).then_rejected("staff_only")


def test_p12_a_pace_that_nobody_slowed_needs_no_lifting() -> None:
    lifting = LiftPace(campaign=CAMPAIGN, reason="To be sure.")
    usual = given(pace_ledgers).beside(campaigns, CAMPAIGN, OPENED).by(COUNSELOR)

    usual.when(lifting).then()
    given(pace_ledgers).by(COUNSELOR).when(lifting).then_rejected("no_campaign")


def slowed() -> Given:
    """A campaign that asks once a week."""
    return given(pace_ledgers, PaceSet(a_week=1)).beside(campaigns, CAMPAIGN, OPENED)
