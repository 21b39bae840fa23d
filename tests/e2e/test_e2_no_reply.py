"""E2, no reply: two reminders, then silence; a late yes, a late no (4.8)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nineteen.shared.schema.contact import (
    Blocked,
    LateReplyReceived,
    LateYesHeld,
    RequestAgreedLate,
    RequestExpired,
    RequestNudged,
    SlotReleased,
    SlotReserved,
)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def local(day: str, hour: int) -> datetime:
    return datetime.combine(date.fromisoformat(f"2026-{day}"), time(hour), LOS_ANGELES)


async def silent(cascade: Any, sent: str = "03-02", until: str = "03-23") -> str:
    """An ask that nobody answers."""
    await cascade.opens(sent)
    request = await cascade.sends(1, sent)
    await cascade.nineteen.turn_to(local(until, 12))
    return str(request)


@pytest.mark.parametrize(
    ("sent", "nudges", "expired"),
    [("03-02", ("03-05", "03-11"), "03-20"), ("02-02", ("02-05", "02-11"), "02-23")],
    ids=["plain", "over a holiday"],
)
async def test_e2_two_nudges_and_an_expiry(
    cascade: Any, sent: str, nudges: tuple[str, str], expired: str
) -> None:
    request = await silent(cascade, sent, until="04-20")

    nudged = await cascade.at(RequestNudged, request)
    ended = await cascade.at(RequestExpired, request)
    assert [(when, event.number) for when, event in nudged] == [
        (local(nudges[0], 9), 1),
        (local(nudges[1], 9), 2),
    ]
    assert [when for when, _ in ended] == [local(expired, 17)]


async def test_e2_both_slots_are_released_and_the_contact_rests_for_90_days(cascade: Any) -> None:
    request = await silent(cascade)

    released = await cascade.of(SlotReleased, request)
    (blocked,) = await cascade.of(Blocked, request)
    assert [each.reason for each in released] == ["expired", "expired"]
    assert blocked.until == date(2026, 3, 20) + timedelta(days=90)


async def test_e2_an_expiry_is_a_final_answer(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.sends(1, "03-02")
    before = await cascade.nineteen.metric("M1")
    await cascade.nineteen.turn_to(local("03-23", 12))
    after = await cascade.nineteen.metric("M1")

    assert (before["denominator"], after["denominator"]) == (0, 1)
    assert after["numerator"] == 0


async def test_e2_a_late_yes_finds_the_slot_free_in_spite_of_its_own_block(cascade: Any) -> None:
    request = await silent(cascade)
    await cascade.nineteen.turn_to(local("03-30", 11))
    await cascade.office.agreed(request, local("04-02", 10), zone="America/Los_Angeles")
    await cascade.nineteen.settle()

    reserved = await cascade.of(SlotReserved, request)
    assert len(await cascade.of(LateReplyReceived, request)) == 1
    assert reserved[-1].late_yes
    assert len(await cascade.of(RequestAgreedLate, request)) == 1
    figure = await cascade.nineteen.metric("M1")
    assert (figure["numerator"], figure["denominator"]) == (1, 1)
    appointment = await cascade.nineteen.get(f"/scheduling/v1/appointments/{request}")
    assert appointment["version"] >= 2


async def test_e2_a_late_yes_that_finds_the_slot_taken_is_told_the_date(cascade: Any) -> None:
    request = await silent(cascade)
    other = cascade.another("2")
    await cascade.nineteen.turn_to(local("06-18", 8))
    await cascade.enrol(other)
    await cascade.sends(1, "06-18", other)
    await cascade.nineteen.turn_to(local("06-19", 11))
    await cascade.office.agreed(request, zone="America/Los_Angeles")
    await cascade.nineteen.settle()

    (held,) = await cascade.of(LateYesHeld, request)
    assert not await cascade.of(RequestAgreedLate, request)
    assert held.next_free_on == date(2026, 7, 11)  # the other ask expires on 07-10
    figure = await cascade.nineteen.metric("M1")
    assert (figure["numerator"], figure["denominator"]) == (0, 1)


async def test_e2_a_late_no_blocks_for_180_days_and_leaves_m1_alone(cascade: Any) -> None:
    request = await silent(cascade)
    before = await cascade.nineteen.metric("M1")
    await cascade.nineteen.turn_to(local("03-30", 11))
    await cascade.office.declined(request)
    await cascade.nineteen.settle()

    blocks = await cascade.of(Blocked, request)
    assert blocks[-1].until == date(2026, 3, 30) + timedelta(days=180)
    assert await cascade.nineteen.metric("M1") == before
