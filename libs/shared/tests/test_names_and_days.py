"""Names of streams, and the days on which agencies work."""

from datetime import UTC, date, datetime, time
from uuid import uuid5

import pytest

from nineteen.shared.schema.business_days import (
    after,
    at_local,
    business_day_from,
    day_of_fact,
    is_business_day,
    local_date,
)
from nineteen.shared.schema.ids import NAMESPACE, Stream, natural_id
from nineteen.shared.schema.settings import DEFAULTS, Settings

SEATTLE = "America/Los_Angeles"
ID = natural_id("x")


@pytest.mark.parametrize("kind", ["campaign", "thank-you", "work-search-week"])
def test_a_stream_is_read_as_it_was_written(kind: str) -> None:
    stream = Stream("agency-7", kind, ID)

    assert str(stream) == f"agency-7/{kind}-{ID}"
    assert Stream.parse(str(stream)) == stream


@pytest.mark.parametrize("name", ["", "agency", "agency/", f"/x-{ID}", f"agency/{ID}", f"a/-{ID}"])
def test_what_is_no_stream_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a stream name"):
        Stream.parse(name)


def test_the_same_key_gives_the_same_id_and_parts_do_not_run_together() -> None:
    assert natural_id("a", "b") == natural_id("a", "b")
    assert len({natural_id("a", "b"), natural_id("ab"), natural_id("b", "a")}) == 3


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), True),
        (date(2026, 1, 1), False),
        (date(2026, 1, 3), False),
        (date(2026, 1, 19), False),
        (date(2026, 7, 3), False),  # Independence Day falls on a Saturday
        (date(2027, 12, 31), False),  # the New Year of 2028 does too, and belongs to 2027
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),
    ],
)
def test_federal_holidays_and_weekends_are_off(day: date, *, works: bool) -> None:
    assert is_business_day(day, DEFAULTS) is works


def test_an_agency_has_holidays_of_its_own_instead() -> None:
    ours = Settings(holidays=(date(2026, 11, 27),))

    assert is_business_day(date(2026, 11, 26), ours)
    assert not is_business_day(date(2026, 11, 27), ours)


def test_days_are_counted_over_weekends_and_holidays() -> None:
    assert business_day_from(date(2026, 1, 17), DEFAULTS) == date(2026, 1, 20)
    assert after(date(2026, 1, 16), 1, DEFAULTS) == date(2026, 1, 20)
    assert after(date(2026, 1, 16), 5, DEFAULTS) == date(2026, 1, 26)
    assert after(date(2026, 1, 16), 0, DEFAULTS) == date(2026, 1, 16)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 1, 6, 0, 59, tzinfo=UTC), date(2026, 1, 5)),
        (datetime(2026, 1, 6, 1, 0, tzinfo=UTC), date(2026, 1, 5)),
        (datetime(2026, 1, 6, 1, 1, tzinfo=UTC), date(2026, 1, 6)),
        (datetime(2026, 1, 10, 2, 0, tzinfo=UTC), date(2026, 1, 12)),
        (datetime(2026, 1, 17, 20, 0, tzinfo=UTC), date(2026, 1, 20)),
    ],
)
def test_a_fact_after_five_counts_as_the_next_business_day(at: datetime, day: date) -> None:
    assert day_of_fact(at, SEATTLE, DEFAULTS) == day


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2026, 3, 7), time(9), datetime(2026, 3, 7, 17, tzinfo=UTC)),
        (date(2026, 3, 8), time(9), datetime(2026, 3, 8, 16, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),  # never shown
        (date(2026, 10, 31), time(9), datetime(2026, 10, 31, 16, tzinfo=UTC)),
        (date(2026, 11, 1), time(9), datetime(2026, 11, 1, 17, tzinfo=UTC)),
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),  # the first one
    ],
)
def test_local_hours_are_right_on_both_nights_when_clocks_change(
    day: date, hour: time, utc: datetime
) -> None:
    assert at_local(day, hour, SEATTLE) == utc


def test_the_local_date_is_what_people_there_write() -> None:
    at = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)

    assert local_date(at, SEATTLE) == date(2026, 2, 28)
    assert local_date(at, "Europe/Berlin") == date(2026, 3, 1)


@pytest.mark.parametrize("parts", [("",), ("employer", "cascade"), ("Zoë's", "x" * 5000)])
def test_an_id_of_a_natural_key_is_the_uuid5_of_the_standard(parts: tuple[str, ...]) -> None:
    assert natural_id(*parts) == str(uuid5(NAMESPACE, "\x1f".join(parts)))
