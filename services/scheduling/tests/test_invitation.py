"""Invitations: exactly the promised minutes, the purpose in words, one UID for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from nineteen.scheduling.domain.invitation import Invitation, Party, calendar_object
from nineteen.shared.schema.clauses import purpose_clause
from nineteen.shared.testing.calendar_text import lasts, read, the_event

GOLDEN = Path(__file__).parent / "golden"
FIRST = Invitation(
    uid="00000000-0000-4000-8000-000000000037@nineteen",
    sequence=0,
    method="REQUEST",
    issued_at=datetime(2026, 3, 16, 23, tzinfo=UTC),
    starts_at=datetime(2026, 3, 18, 17, tzinfo=UTC),
    minutes=19,
    zone="America/Los_Angeles",
    organizer=Party("Ana Pérez via County Works", "nineteen@example.org"),
    attendees=(Party("Pat Host", "pat@example.org"), Party("Ana Pérez", "ana@example.org")),
    location="1 Harbor Way; 2nd floor",
)
MOVED = replace(
    FIRST,
    sequence=1,
    issued_at=datetime(2026, 3, 17, 16, tzinfo=UTC),
    starts_at=datetime(2026, 3, 20, 17, tzinfo=UTC),
)
CANCELLED = replace(MOVED, sequence=2, method="CANCEL")
SPANISH = replace(FIRST, language="es-MX")
FILES = {
    "confirmed.ics": FIRST,
    "moved.ics": MOVED,
    "cancelled.ics": CANCELLED,
    "confirmed-es.ics": SPANISH,
}


def read_back(invitation: Invitation) -> tuple[Any, Any]:
    """What another program understands of it: the calendar, and its one event."""
    calendar: Any = Calendar.from_ical(calendar_object(invitation))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize("name", FILES)
def test_an_invitation_is_the_same_to_the_byte(name: str) -> None:
    assert calendar_object(FILES[name]) == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_second_reader_finds_the_same_meeting(name: str) -> None:
    """S4, S22: read line by line, without the library that wrote it."""
    invitation = FILES[name]
    calendar = read((GOLDEN / name).read_bytes().decode())
    (event,) = calendar.every("VEVENT")

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", invitation.method)
    assert (event["UID"], event["SEQUENCE"]) == (invitation.uid, str(invitation.sequence))
    assert event.moment("DTSTAMP") == invitation.issued_at
    assert event.moment("DTSTART") == invitation.starts_at
    assert lasts(event) == timedelta(minutes=19)
    assert purpose_clause(invitation.language).replace(",", "\\,") in event["DESCRIPTION"]
    assert [value for _, value in event.lines["ATTENDEE"]] == [
        "mailto:pat@example.org",
        "mailto:ana@example.org",
    ]
    (zone,) = calendar.every("VTIMEZONE")
    (daylight,) = zone.every("DAYLIGHT")
    assert (daylight["TZOFFSETFROM"], daylight["TZOFFSETTO"]) == ("-0800", "-0700")
    assert "20260308T030000" in daylight["RDATE"]


@pytest.mark.parametrize("minutes", [5, 19, 20])
def test_s22_the_event_lasts_exactly_the_promised_minutes(minutes: int) -> None:
    _, event = read_back(replace(FIRST, minutes=minutes))

    assert event.end - event.start == timedelta(minutes=minutes)


def test_s22_the_minutes_hold_across_the_change_to_summer_time() -> None:
    night = datetime(2026, 3, 8, 9, 50, tzinfo=UTC)  # 01:50, ten minutes before clocks jump
    _, event = read_back(replace(FIRST, starts_at=night))

    lasted = event.end.astimezone(UTC) - event.start.astimezone(UTC)
    assert lasted == timedelta(minutes=19)
    assert event.end.hour == 3


@pytest.mark.parametrize("hour", [8, 9], ids=["from the first 01:50", "from the second 01:50"])
def test_s22_e13_the_minutes_hold_in_the_hour_that_comes_twice(hour: int) -> None:
    """E13, S22: local text cannot tell the two hours apart, so the object is in UTC."""
    night = datetime(2026, 11, 1, hour, 50, tzinfo=UTC)  # clocks fall back at 09:00 UTC
    text = calendar_object(replace(FIRST, starts_at=night)).decode()

    assert the_event(text).moment("DTSTART") == night
    assert lasts(the_event(text)) == timedelta(minutes=19)


def test_e13_a_move_over_the_time_change_keeps_the_wall_clock() -> None:
    friday = replace(FIRST, starts_at=datetime(2026, 3, 6, 18, tzinfo=UTC))
    monday = replace(FIRST, sequence=1, starts_at=datetime(2026, 3, 9, 17, tzinfo=UTC))

    (_, before), (_, after) = read_back(friday), read_back(monday)

    assert (before.start.hour, after.start.hour) == (10, 10)
    assert before["UID"] == after["UID"]


@pytest.mark.parametrize("language", ["en", "es", "so"])
def test_s4_the_purpose_stands_in_the_invitation(language: str) -> None:
    _, event = read_back(replace(FIRST, language=language))

    assert purpose_clause(language) in event["DESCRIPTION"]
    assert "19 min" in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("invitation", "method", "status", "sequence"),
    [
        (FIRST, "REQUEST", "CONFIRMED", 0),
        (MOVED, "REQUEST", "CONFIRMED", 1),
        (CANCELLED, "CANCEL", "CANCELLED", 2),
    ],
)
def test_c9_one_uid_rising_sequence(
    invitation: Invitation, method: str, status: str, sequence: int
) -> None:
    calendar, event = read_back(invitation)

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (method, status, sequence)
    assert event["UID"] == "00000000-0000-4000-8000-000000000037@nineteen"


def test_c10_the_zone_comes_with_its_rules() -> None:
    calendar, event = read_back(FIRST)

    zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
    assert zones == ["America/Los_Angeles"]
    assert event["DTSTART"].params["TZID"] == "America/Los_Angeles"


def test_a_name_cannot_smuggle_in_a_line() -> None:
    sly = Party('Pat "Host"\r\nATTENDEE:mailto:mallory@example.org', "pat@example.org")
    _, event = read_back(replace(FIRST, attendees=(sly,), location="Hall\r\nSTATUS:CANCELLED"))

    assert str(event["ATTENDEE"]) == "mailto:pat@example.org"
    assert event["STATUS"] == "CONFIRMED"
    with pytest.raises(ValueError, match="CR or LF"):
        calendar_object(replace(FIRST, attendees=(Party("Pat", "pat@example.org\r\nX:y"),)))


def test_no_resume_and_no_barrier_has_a_place_in_an_invitation() -> None:
    body = calendar_object(FIRST)

    assert b"ATTACH" not in body
    assert set(Invitation.__dataclass_fields__) == {
        "uid",
        "sequence",
        "method",
        "issued_at",
        "starts_at",
        "minutes",
        "zone",
        "organizer",
        "attendees",
        "location",
        "language",
    }
