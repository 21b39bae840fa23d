"""Business time: whole milliseconds, never back."""

from datetime import UTC, datetime, timedelta

import pytest

from nineteen.shared.runtime.app import NotManual
from nineteen.shared.runtime.clock import ManualClock, SwitchedClock, SystemClock
from nineteen.shared.testing.memory.installation import open_memory
from nineteen.shared.testing.turnstile import turnstile_service

NOON = datetime(2026, 1, 5, 20, 0, 0, 123_456, tzinfo=UTC)


def test_a_manual_clock_stands_still_until_it_is_set() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON.replace(microsecond=123_000)

    clock.set(NOON + timedelta(hours=1))

    assert clock.now() == NOON.replace(hour=21, microsecond=123_000)


def test_a_clock_never_goes_back() -> None:
    clock = ManualClock(NOON)

    with pytest.raises(ValueError, match="never goes back"):
        clock.set(NOON - timedelta(seconds=1))

    assert clock.now() == NOON.replace(microsecond=123_000)


def test_the_system_clock_tells_utc_to_the_millisecond() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)
    assert now.microsecond % 1000 == 0


def test_a_switched_clock_tells_the_time_of_the_clock_in_force() -> None:
    clock = SwitchedClock(ManualClock(NOON))
    assert clock.now().year == 2026

    clock.clock = ManualClock(NOON.replace(year=2031))

    assert clock.now().year == 2031


async def test_the_clock_of_the_system_is_not_turned_by_hand() -> None:
    memory = await open_memory([turnstile_service], SystemClock())

    with pytest.raises(NotManual):
        await memory.app.turn_to(NOON)


async def test_turning_back_is_refused() -> None:
    memory = await open_memory([turnstile_service], ManualClock(NOON))

    with pytest.raises(ValueError, match="never goes back"):
        await memory.app.turn_to(NOON - timedelta(days=1))
