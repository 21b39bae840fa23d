"""E13, reschedule across DST: both sides keep nineteen minutes, each on their own clock (4.8)."""

from datetime import timedelta
from typing import Any

import pytest

from nineteen.shared.schema.scheduling import AppointmentRescheduled, InviteIssued, ReminderSent
from nineteen.shared.testing.calendar_text import Component, lasts, the_event
from nineteen.shared.testing.mailbox import calendar_objects, letters, text_of
from nineteen.standalone.demo.e1_people import JOBSEEKER, person

HOST = person(1).email
CLOCKS = {HOST: ("America/Los_Angeles", "10:00"), JOBSEEKER.email: ("America/Phoenix", "11:00")}
"""Whose calendar shows which zone, and the hour of the first time; Phoenix changes no clocks."""


@pytest.fixture
async def moved(cascade: Any) -> str:
    """A talk of Fri 03-06 in Los Angeles that its host moves to Mon 03-09, over the change."""
    cascade.zone = "America/Phoenix"
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-06")
    await cascade.clock("03-04", 9)
    await cascade.moves(request, cascade.moment("03-09", 10), by="host")
    return str(request)


def objects(cascade: Any, to: str) -> list[Component]:
    return [the_event(each) for each in calendar_objects(cascade.nineteen.folder, to)]


@pytest.mark.parametrize("to", CLOCKS)
async def test_e13_the_same_meeting_in_both_calendars_at_the_right_local_time(
    cascade: Any, moved: str, to: str
) -> None:
    zone, first_hour = CLOCKS[to]
    before, after = objects(cascade, to)

    assert before["UID"] == after["UID"] == f"{moved}@nineteen"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert {lasts(before), lasts(after)} == {timedelta(minutes=19)}
    assert after.moment("DTSTART") == cascade.moment("03-09", 10)
    local = [f"{each.moment('DTSTART'):%a %H:%M}" for each in (before, after)]
    assert local == [f"Fri {first_hour}", "Mon 10:00"]
    assert str(after.moment("DTSTART").tzinfo) == zone
    said = text_of(letters(cascade.nineteen.folder, to)[-1])
    assert "Monday, March 9, 10:00" in said


async def test_e13_one_move_is_one_revision(cascade: Any, moved: str) -> None:
    (change,) = await cascade.of(AppointmentRescheduled, moved)
    invites = await cascade.of(InviteIssued, moved)

    assert (change.was, change.starts_at) == (
        cascade.moment("03-06", 10),
        cascade.moment("03-09", 10),
    )
    assert change.starts_at - change.was == timedelta(days=3, hours=-1)
    assert [(each.sequence, each.minutes) for each in invites] == [(0, 19), (1, 19)]
    row = await cascade.nineteen.get(f"/dashboard/v1/views/calendar/{moved}")
    assert row["starts_local_employer"] == "2026-03-09T10:00-07:00"
    assert row["starts_local"] == "2026-03-09T10:00-07:00"


async def test_e13_the_old_reminder_is_cancelled(cascade: Any, moved: str) -> None:
    """C9, P4: nobody is reminded of Friday; a day before Monday is Sunday at ten."""
    mails = len(letters(cascade.nineteen.folder))
    await cascade.clock("03-07", 12)
    assert await cascade.of(ReminderSent, moved) == []
    assert len(letters(cascade.nineteen.folder)) == mails

    await cascade.clock("03-09", 10)

    sent = await cascade.at(ReminderSent, moved)
    assert [(when, each.to) for when, each in sent] == [
        (cascade.moment("03-08", 10), "host"),
        (cascade.moment("03-08", 10), "jobseeker"),
        (cascade.moment("03-09", 9), "jobseeker"),
    ]
    reminders = letters(cascade.nineteen.folder)[mails:]
    assert [(str(each["To"]), str(each["Subject"]).split(":")[0]) for each in reminders] == [
        *((to, "Tomorrow") for to in sorted(CLOCKS, key=lambda each: each != HOST)),
        (JOBSEEKER.email, "In an hour"),
    ]
