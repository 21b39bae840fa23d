"""Busy times out of an uploaded calendar: when, and nothing else; whatever it holds, bounded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.scheduling.domain.busy_times import (
    BusyTimes,
    CalendarRefused,
    Window,
    busy_times,
)

ZONE = ZoneInfo("America/Los_Angeles")
SINCE = datetime(2026, 3, 2, tzinfo=ZONE)
WINDOW = Window(SINCE, SINCE + timedelta(days=21), ZONE)
"""Mon 03-02 to Mon 03-23, over the change to summer time on Sun 03-08."""


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//EN"]
    for number, each in enumerate(events):
        uid = [] if "UID:" in each else [f"UID:{number}@somewhere"]
        lines += ["BEGIN:VEVENT", *uid, *each.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events: str) -> BusyTimes:
    return busy_times(calendar(*events), WINDOW)


def shown(found: BusyTimes) -> list[str]:
    """The times on the wall, such as `03-04 09:00-10:30`."""
    local = [
        (each.starts_at.astimezone(ZONE), each.ends_at.astimezone(ZONE)) for each in found.times
    ]
    return [f"{start:%m-%d %H:%M}-{end:%H:%M}" for start, end in local]


def on(day: int, hour: int = 9) -> str:
    return f"DTSTART;TZID=America/Los_Angeles:202603{day:02}T{hour:02}0000"


def test_an_event_is_taken_with_its_zone_and_its_length() -> None:
    found = read(f"{on(4)}\nDURATION:PT90M\nSUMMARY:Dentist, upper left")

    assert shown(found) == ["03-04 09:00-10:30"]
    assert "Dentist" not in repr(found)


def test_times_without_a_zone_are_the_agencys() -> None:
    assert shown(read("DTSTART:20260304T090000\nDTEND:20260304T100000")) == ["03-04 09:00-10:00"]
    assert shown(read("DTSTART:20260304T170000Z\nDTEND:20260304T180000Z")) == ["03-04 09:00-10:00"]


def test_a_whole_day_lasts_from_midnight_to_midnight() -> None:
    assert shown(read("DTSTART;VALUE=DATE:20260304")) == ["03-04 00:00-00:00"]


def test_what_is_free_cancelled_or_ours_keeps_nobody_busy() -> None:
    found = read(
        f"{on(4)}\nDURATION:PT1H\nTRANSP:TRANSPARENT",
        f"{on(5)}\nDURATION:PT1H\nSTATUS:CANCELLED",
        f"{on(6)}\nDURATION:PT19M\nUID:00000000-0000-4000-8000-000000000037@nineteen",
        on(9),
    )

    assert found == BusyTimes((), 0)


def test_times_that_overlap_are_one() -> None:
    found = read(
        f"{on(4, 9)}\nDURATION:PT2H", f"{on(4, 10)}\nDURATION:PT2H", f"{on(4, 12)}\nDURATION:PT1H"
    )

    assert shown(found) == ["03-04 09:00-13:00"]


def test_a_weekly_shift_keeps_its_wall_time_over_the_time_change() -> None:
    found = read(f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE")

    assert shown(found) == [f"03-{day:02} 09:00-10:00" for day in (2, 4, 9, 11, 16, 18)]


def test_a_repetition_that_began_last_year_is_followed() -> None:
    daily = "DTSTART;TZID=America/Los_Angeles:20250301T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY"

    assert len(read(daily).times) == 21


def test_a_repetition_ends_when_it_says_so() -> None:
    until = read(f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260306T170000Z")
    count = read(f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2;INTERVAL=2")

    assert [each[:5] for each in shown(until)] == ["03-02", "03-04", "03-06"]
    assert [each[:5] for each in shown(count)] == ["03-02", "03-16"]


def test_a_single_time_that_falls_out_or_was_moved_is_not_kept_twice() -> None:
    found = read(
        f"{on(2)}\nUID:shift\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\n"
        "EXDATE;TZID=America/Los_Angeles:20260309T090000",
        f"{on(17, 14)}\nUID:shift\nDURATION:PT1H\n"
        "RECURRENCE-ID;TZID=America/Los_Angeles:20260316T090000",
    )

    assert shown(found) == ["03-02 09:00-10:00", "03-17 14:00-15:00"]


@pytest.mark.parametrize(
    "event",
    [
        f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=MONTHLY",
        f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=SECONDLY",
        f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=1MO",
        f"{on(2)}\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYSECOND=0,1,2",
        "DTSTART;TZID=America/Los_Angeles:19700101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY",
        "DTSTART:not a time\nDURATION:PT1H",
        "SUMMARY:No start",
    ],
)
def test_what_is_not_understood_is_left_out_and_counted(event: str) -> None:
    found = read(event, f"{on(4)}\nDURATION:PT1H")

    assert (shown(found), found.left_out) == (["03-04 09:00-10:00"], 1)


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarRefused) as no:
        busy_times(content, WINDOW)

    assert no.value.code == "not_a_calendar"


def test_a_calendar_fuller_than_anybodys_is_refused() -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    times = [start + n * timedelta(minutes=20) for n in range(1001)]
    events = [f"DTSTART:{each:%Y%m%dT%H%M%SZ}\nDURATION:PT10M" for each in times]

    with pytest.raises(CalendarRefused) as no:
        read(*events)

    assert no.value.code == "calendar_too_full"


NAMES = ("DTSTART", "DTEND", "RRULE", "DURATION", "EXDATE", "UID", "FREQ=DAILY", "BYDAY=XX")
SIGNS = (
    ":",
    ";",
    "=",
    "20260304T090000",
    "P1D",
    "-PT1H",
    "VALUE=DATE",
    "TZID=Mars/Phobos",
    "9" * 9,
)
WORDS = st.sampled_from([*NAMES, *SIGNS])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=8).map("".join), max_size=8))
def test_whatever_a_calendar_holds_it_is_read_or_refused(lines: list[str]) -> None:
    try:
        found = read("\n".join(lines))
    except CalendarRefused:
        return
    assert all(each.starts_at < each.ends_at for each in found.times)
