"""Periods: months of the agency's zone, and the quarters and program years made of them."""

import re
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["month", "quarter", "program_year"]
ALL = "all"
"""The period without bounds: so far."""
JULY = 7
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
PROGRAM_YEAR = re.compile(r"PY(\d{4})")


def containing(kind: PeriodKind, on: date) -> str:
    """The period of this kind around a day: `2026-03`, `2026-Q1`, `PY2025` (July to June)."""
    match kind:
        case "month":
            return f"{on.year}-{on.month:02}"
        case "quarter":
            return f"{on.year}-Q{(on.month + 2) // 3}"
        case "program_year":
            return f"PY{on.year - (on.month < JULY)}"


def months(period: str) -> tuple[str, ...]:
    """The months of a period, in order; ValueError when it is none. `all` stays `all`."""
    if period == ALL:
        return (ALL,)
    if MONTH.fullmatch(period):
        return (period,)
    if quarter := QUARTER.fullmatch(period):
        year, number = int(quarter[1]), int(quarter[2])
        return tuple(f"{year}-{month:02}" for month in range(number * 3 - 2, number * 3 + 1))
    if program_year := PROGRAM_YEAR.fullmatch(period):
        first = int(program_year[1])
        return (
            *(f"{first}-{month:02}" for month in range(JULY, 13)),
            *(f"{first + 1}-{month:02}" for month in range(1, JULY)),
        )
    raise ValueError("a period is written 2026-03, 2026-Q1, PY2025 or all")


def last_day(period: str, as_of: date) -> date:
    """The period's end, or today when it is still running or has none."""
    if period == ALL:
        return as_of
    year, month = (int(part) for part in months(period)[-1].split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(as_of, following - timedelta(days=1))


def a_year_before(on: date) -> date:
    """The same day of the year before (02-28 for 02-29): windows of 12 months begin after it."""
    if (on.month, on.day) == (2, 29):
        return date(on.year - 1, 2, 28)
    return on.replace(year=on.year - 1)
