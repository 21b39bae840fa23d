"""The jobseeker's calendar: no two talks overlap, travel included."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from nineteen.scheduling.domain.calendar import (
    BlockBusy,
    BusyTime,
    ReleaseInterval,
    ReserveInterval,
    calendars,
)
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.scheduling import (
    Busy,
    BusyBlocked,
    IntervalRefused,
    IntervalReleased,
    IntervalReserved,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import given

FIRST = "00000000-0000-4000-8000-000000000001"
SECOND = "00000000-0000-4000-8000-000000000002"
TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
BEFORE = TEN - timedelta(days=2)
JOBSEEKER = "00000000-0000-4000-8000-0000000000a0"


def ask(request: str) -> Ask:
    return Ask(
        request=request,
        campaign="00000000-0000-4000-8000-0000000000c1",
        jobseeker=JOBSEEKER,
        employer="00000000-0000-4000-8000-0000000000e1",
        contact="00000000-0000-4000-8000-0000000000d1",
        person="00000000-0000-4000-8000-0000000000b1",
        route="list",
    )


def reserve(
    request: str, starts_at: datetime, generation: int = 1, travel: int = 30
) -> ReserveInterval:
    return ReserveInterval(
        ask=ask(request),
        generation=generation,
        starts_at=starts_at,
        minutes=19,
        travel_minutes=travel,
    )


def reserved(
    request: str, starts_at: datetime, generation: int = 1, travel: int = 30
) -> IntervalReserved:
    return IntervalReserved(
        jobseeker=JOBSEEKER,
        appointment=request,
        generation=generation,
        ask=ask(request),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=19),
        travel_minutes=travel,
        reserved_at=BEFORE,
    )


def refused(request: str, starts_at: datetime) -> IntervalRefused:
    return IntervalRefused(
        jobseeker=JOBSEEKER,
        appointment=request,
        generation=1,
        ask=ask(request),
        starts_at=starts_at,
    )


def test_a_free_time_is_reserved() -> None:
    given(calendars).at(BEFORE).when(reserve(FIRST, TEN)).then(reserved(FIRST, TEN))


def test_the_same_reservation_twice_is_not_news() -> None:
    given(calendars, reserved(FIRST, TEN)).at(BEFORE).when(reserve(FIRST, TEN)).then()


def test_the_way_there_and_back_may_not_overlap() -> None:
    back = TEN + timedelta(minutes=19 + 30)  # home again from the first
    busy = given(calendars, reserved(FIRST, TEN)).at(BEFORE)

    too_soon = back + timedelta(minutes=29)
    busy.when(reserve(SECOND, too_soon)).then(refused(SECOND, too_soon))
    in_time = back + timedelta(minutes=30)
    busy.when(reserve(SECOND, in_time)).then(reserved(SECOND, in_time))


def test_a_remote_talk_fits_closer() -> None:
    busy = given(calendars, reserved(FIRST, TEN, travel=10)).at(BEFORE)
    close = TEN + timedelta(minutes=19 + 10 + 10)

    busy.when(reserve(SECOND, close, travel=10)).then(reserved(SECOND, close, travel=10))


def test_a_move_may_overlap_with_the_time_it_leaves() -> None:
    busy = given(calendars, reserved(FIRST, TEN)).at(BEFORE)
    later = TEN + timedelta(minutes=15)

    busy.when(reserve(FIRST, later, generation=2)).then(reserved(FIRST, later, generation=2))


def test_a_released_time_is_free_again() -> None:
    released = IntervalReleased(jobseeker=JOBSEEKER, appointment=FIRST, generation=1)
    busy = given(calendars, reserved(FIRST, TEN)).at(BEFORE)

    outcome = busy.when(ReleaseInterval(ask=ask(FIRST), generation=1)).then(released)
    outcome.and_when(reserve(SECOND, TEN)).then(reserved(SECOND, TEN))
    outcome.and_when(ReleaseInterval(ask=ask(FIRST), generation=1)).then()


def test_what_was_refused_or_released_is_not_reserved_again() -> None:
    released = IntervalReleased(jobseeker=JOBSEEKER, appointment=FIRST, generation=1)
    story = (reserved(FIRST, TEN), refused(SECOND, TEN), released)
    settled = given(calendars, *story).at(BEFORE)

    settled.when(reserve(FIRST, TEN)).then()
    settled.when(reserve(SECOND, TEN)).then()
    settled.when(reserve(SECOND, TEN, generation=2)).then(reserved(SECOND, TEN, generation=2))


def test_an_older_generation_is_overtaken() -> None:
    moved = given(calendars, reserved(FIRST, TEN, generation=2)).at(BEFORE)

    moved.when(reserve(FIRST, TEN + timedelta(days=1), generation=1)).then()


def test_a_time_long_past_is_refused_so_that_the_search_for_one_ends() -> None:
    given(calendars).at(TEN + timedelta(days=2)).when(reserve(FIRST, TEN)).then(refused(FIRST, TEN))


def test_a_release_frees_its_own_generation_only() -> None:
    twice = given(calendars, reserved(FIRST, TEN), reserved(FIRST, TEN, generation=2))

    left = twice.when(ReleaseInterval(ask=ask(FIRST), generation=1))

    left.and_when(reserve(SECOND, TEN)).then(refused(SECOND, TEN))


def test_a_calendar_forgets_what_is_long_past() -> None:
    a_year = [
        reserved(f"00000000-0000-4000-8000-{day:012}", TEN + timedelta(days=day)).model_copy(
            update={"reserved_at": BEFORE + timedelta(days=day)}
        )
        for day in range(365)
    ]

    assert len(calendars.fold(a_year).intervals) <= 4


def busy(*spans: tuple[datetime, timedelta]) -> BusyBlocked:
    times = tuple(Busy(starts_at=start, ends_at=start + lasts) for start, lasts in spans)
    return BusyBlocked(jobseeker=JOBSEEKER, times=times)


def blocking(*spans: tuple[datetime, timedelta]) -> BlockBusy:
    return BlockBusy(
        times=tuple(BusyTime(starts_at=start, ends_at=start + lasts) for start, lasts in spans)
    )


AN_HOUR = timedelta(hours=1)


def test_a_talk_finds_no_place_in_a_busy_time_nor_on_the_way_to_it() -> None:
    shift = given(calendars, busy((TEN + timedelta(minutes=45), AN_HOUR))).at(BEFORE)

    shift.when(reserve(FIRST, TEN)).then(refused(FIRST, TEN))
    shift.when(reserve(FIRST, TEN, travel=20)).then_types(IntervalReserved)


def test_the_last_upload_counts_and_the_same_again_is_not_news() -> None:
    mine = given(calendars, busy((TEN, AN_HOUR))).on(JOBSEEKER).at(BEFORE)

    mine.when(blocking((TEN, AN_HOUR))).then()
    mine.when(blocking()).then(busy()).and_when(reserve(FIRST, TEN)).then_types(IntervalReserved)


def test_a_talk_that_is_reserved_already_stands() -> None:
    talk = given(calendars, reserved(FIRST, TEN)).on(JOBSEEKER).at(BEFORE)

    talk.when(blocking((TEN, AN_HOUR))).then(busy((TEN, AN_HOUR))).and_when(
        reserve(FIRST, TEN)
    ).then()


def test_what_is_past_is_not_kept_and_times_stand_in_order() -> None:
    later = TEN + timedelta(days=1)
    mine = given(calendars).on(JOBSEEKER).at(TEN + 2 * AN_HOUR)

    mine.when(blocking((later, AN_HOUR), (TEN, AN_HOUR), (TEN + AN_HOUR, 3 * AN_HOUR))).then(
        busy((TEN + AN_HOUR, 3 * AN_HOUR), (later, AN_HOUR))
    )


def test_a_jobseeker_fills_their_own_calendar_only() -> None:
    other = given(calendars).on(FIRST).at(BEFORE)

    other.by(Actor("jobseeker", JOBSEEKER)).when(blocking((TEN, AN_HOUR))).then_rejected(
        "not_your_calendar"
    )
    other.when(blocking((TEN, AN_HOUR))).then_types(BusyBlocked)


def test_a_busy_time_ends_after_it_starts() -> None:
    with pytest.raises(ValidationError, match="ends after it starts"):
        BusyTime(starts_at=TEN, ends_at=TEN)
