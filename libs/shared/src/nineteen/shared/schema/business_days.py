"""Business days: Monday to Friday less the agency's holidays, in a place's zone (PRODUCT 4.0)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays.countries.united_states import UnitedStates

from nineteen.shared.schema.settings import Settings

DAY = timedelta(days=1)
FACT_COUNTS_UNTIL = time(17)
"""A fact after this local hour counts as the next business day's."""


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days off of the United States federal government, as observed."""
    return frozenset(day for day in UnitedStates(years=year) if day.year == year)


def is_business_day(day: date, settings: Settings) -> bool:
    """Whether people work on `day` at this agency."""
    off = federal_holidays(day.year) if settings.holidays is None else settings.holidays
    return day.weekday() < 5 and day not in off  # noqa: PLR2004


def business_day_from(day: date, settings: Settings) -> date:
    """`day` if it is a business day, else the next one."""
    while not is_business_day(day, settings):
        day += DAY
    return day


def after(day: date, count: int, settings: Settings) -> date:
    """The `count`th business day after `day`."""
    for _ in range(count):
        day = business_day_from(day + DAY, settings)
    return day


def day_of_fact(at: datetime, zone: str, settings: Settings) -> date:
    """Day 0 of a fact: its local date; after 17:00 or on a day off the next business day."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() <= FACT_COUNTS_UNTIL else local.date() + DAY
    return business_day_from(day, settings)


def at_local(day: date, hour: time, zone: str) -> datetime:
    """The instant (UTC) at which clocks in `zone` show `hour` on `day`."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def local_date(at: datetime, zone: str) -> date:
    """The date that people in `zone` write for an instant."""
    return at.astimezone(ZoneInfo(zone)).date()
