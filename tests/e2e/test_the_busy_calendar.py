"""The jobseeker's own calendar, uploaded: no talk is confirmed where it says busy (P3, C9)."""

from typing import Any

import httpx

from nineteen.shared.schema.scheduling import (
    AppointmentConfirmed,
    BusyBlocked,
    IntervalRefused,
    TimeCountered,
)

SHIFT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//EN\r\nBEGIN:VEVENT\r\nUID:shift\r\n"
    b"DTSTART;TZID=America/Los_Angeles:20260305T090000\r\nDURATION:PT3H\r\nSUMMARY:Night nurse\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


async def upload(cascade: Any, content: bytes, kind: str = "text/calendar") -> httpx.Response:
    me = cascade.office.jobseeker
    headers = cascade.nineteen.headers(me) | {"content-type": kind}
    path = f"/scheduling/v1/calendars/{me.id}/busy"
    answer: httpx.Response = await cascade.nineteen.client.post(
        path, content=content, headers=headers
    )
    return answer


async def test_p3_a_time_that_overlaps_the_own_calendar_is_countered(cascade: Any) -> None:
    """P3: the calendar decides; of what the jobseeker does then nothing is kept."""
    await cascade.opens("03-02")
    taken = await upload(cascade, SHIFT)
    assert taken.json() == {"kept": 1, "left_out": 0}

    request = await cascade.meets(1, "03-02", "03-05")
    await cascade.nineteen.settle()

    assert len(await cascade.every(IntervalRefused)) == 1
    assert len(await cascade.of(TimeCountered, request)) == 1
    assert await cascade.of(AppointmentConfirmed, request) == []
    (blocked,) = await cascade.every(BusyBlocked)
    assert blocked.times[0].starts_at == cascade.moment("03-05", 9)
    assert not [each for each in await cascade.nineteen.facts() if "nurse" in repr(each.event)]

    await cascade.office.accept_time(request, cascade.moment("03-05", 14))
    await cascade.nineteen.settle()
    assert len(await cascade.of(AppointmentConfirmed, request)) == 1


async def test_an_upload_that_is_none_changes_nothing(cascade: Any) -> None:
    """P3: too large, in another form, or no calendar at all."""
    await cascade.opens("03-02")

    answers = [
        await upload(cascade, b"hello"),
        await upload(cascade, SHIFT, "text/plain"),
        await upload(cascade, SHIFT + b" " * 1024 * 1024),
    ]

    codes = [(each.status_code, each.json()["code"]) for each in answers]
    assert codes == [(422, "not_a_calendar"), (415, "not_ics"), (413, "too_large")]
    assert await cascade.every(BusyBlocked) == []
