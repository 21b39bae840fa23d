"""Business time: the system's clock, or one that tests and demos turn by hand."""

import time
from datetime import UTC, datetime
from typing import Protocol

from nineteen.shared.schema.words import whole_milliseconds


class Clock(Protocol):
    """Tells business time in UTC, to the millisecond."""

    def now(self) -> datetime:
        """The moment."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, by the machine."""
        return whole_milliseconds(datetime.now(UTC))


class ManualClock:
    """Stands still until it is set; never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at = whole_milliseconds(at)

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Go forward to `at`; raises ValueError when that lies behind."""
        if at < self._at:
            raise ValueError("a clock never goes back")
        self._at = whole_milliseconds(at)


class SwitchedClock:
    """One clock until the demo is loaded, then the system's."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        """The moment, by the clock in force."""
        return self.clock.now()


def system_milliseconds() -> int:
    """System time in ms since 1970: relay order only, never business."""
    return time.time_ns() // 1_000_000


def millis(at: datetime) -> int:
    """An instant as whole ms since 1970."""
    return round(at.timestamp() * 1000)


def instant(ms: int) -> datetime:
    """The instant of whole ms since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)
