"""When people do things: on a grid of half an hour, on working days, at local hours.

What falls together is decided together: a finer grid takes longer to play (PRODUCT 5 asks for a
quarter of an hour, and every half is one).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nineteen.shared.schema.business_days import (
    DAY,
    after,
    at_local,
    business_day_from,
    is_business_day,
    local_date,
)
from nineteen.shared.schema.settings import Settings

GRID = timedelta(minutes=30)
OPENS, CLOSES = 9, 17
AWAKE = range(8, 22)


def on_the_grid(at: datetime) -> datetime:
    """This moment, or the next half hour."""
    seconds = int(GRID.total_seconds())
    return datetime.fromtimestamp(-(-at.timestamp() // seconds) * seconds, at.tzinfo)


@dataclass(frozen=True)
class Hours:
    """An agency's working days and its local time."""

    settings: Settings

    @property
    def zone(self) -> str:
        """The agency's."""
        return self.settings.zone

    def day(self, at: datetime) -> date:
        """The local date."""
        return local_date(at, self.zone)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A wall-clock time."""
        return at_local(day, time(hour, minute), self.zone)

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        return is_business_day(day, self.settings)

    def working_day(self, day: date) -> date:
        """This day, or the next on which people work."""
        return business_day_from(day, self.settings)

    def day_before(self, day: date) -> date:
        """The last day on which people worked before."""
        day -= DAY
        while not self.works(day):
            day -= DAY
        return day

    def after(self, day: date, count: int) -> date:
        """So many working days later."""
        return after(day, count, self.settings)

    def some_time(self, day: date, chance: Random, first: int = OPENS, last: int = 16) -> datetime:
        """A half hour between two hours of a day, the last included."""
        halves = chance.randrange((last - first) * 2 + 1)
        return self.at(day, first) + halves * GRID

    def in_office(self, at: datetime, chance: Random) -> datetime:
        """This moment if people work then, else some time in the next morning."""
        local = at.astimezone(ZoneInfo(self.zone))
        if self.works(local.date()) and OPENS <= local.hour < CLOSES:
            return on_the_grid(at)
        early = local.hour < OPENS and self.works(local.date())
        day = local.date() if early else self.working_day(local.date() + DAY)
        return self.some_time(day, chance, OPENS, 12)

    def is_waking(self, at: datetime) -> bool:
        """Whether people are up."""
        return at.astimezone(ZoneInfo(self.zone)).hour in AWAKE
