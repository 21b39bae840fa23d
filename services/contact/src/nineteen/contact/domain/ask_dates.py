"""The dates of one ask: when it may go, when it is nudged, when it expires (E2)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from nineteen.shared.schema.business_days import (
    DAY,
    after,
    at_local,
    business_day_from,
    day_of_fact,
)
from nineteen.shared.schema.settings import Settings

MORNING = time(9)
"""Asks and nudges go out at this hour at the host's place."""
EVENING = time(17)
"""An ask expires at this hour at the host's place."""
NUDGES_ON = (3, 7)
"""Business days after the ask."""
EXPIRES_ON = 14
"""Business days after the ask."""


@dataclass(frozen=True, slots=True)
class AskDates:
    """When to remind, and when to stop waiting."""

    nudges_at: tuple[datetime, ...]
    expires_at: datetime


def ask_dates(day: date, zone: str, settings: Settings) -> AskDates:
    """The dates of an ask that counts from business day `day`, in the host's zone."""
    return AskDates(
        tuple(at_local(after(day, count, settings), MORNING, zone) for count in NUDGES_ON),
        at_local(after(day, EXPIRES_ON, settings), EVENING, zone),
    )


def dates_when_sent(at: datetime, zone: str, settings: Settings) -> AskDates:
    """The dates of an ask that went out at `at`."""
    return ask_dates(day_of_fact(at, zone, settings), zone, settings)


def ready_day(at: datetime, zone: str, settings: Settings) -> date:
    """The first day on which an ask may still go: today until the agency's hours end (4.1)."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < settings.closes else local.date() + DAY
    return business_day_from(day, settings)


def business_days_between(first: date, last: date, settings: Settings) -> int:
    """How many business days lie after `first`, up to `last`."""
    count = 0
    while first < last:
        first = business_day_from(first + DAY, settings)
        count += first <= last
    return count
