"""Instants as documents store them: UTC to the millisecond, so that text order is time order."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Text = str
"""An instant (`2026-03-18T17:00:00.000Z`) or a date (`2026-03-18`)."""
A_DATE = len("2026-03-18")


def text(at: datetime) -> Text:
    """Write an instant."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant(written: Text) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(written)


@lru_cache(maxsize=16_384)
def day(written: Text, zone: str) -> str:
    """The date that people in `zone` write; a date stays what it is."""
    if len(written) == A_DATE:
        return written
    return instant(written).astimezone(ZoneInfo(zone)).date().isoformat()


def month(written: Text, zone: str) -> str:
    """The month of `day`, as `2026-03`."""
    return day(written, zone)[:7]


def days_between(earlier: str, later: str) -> int:
    """Whole days from one date to the other."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
