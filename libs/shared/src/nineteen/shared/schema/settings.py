"""An agency's settings in force, as every service folds them from the agency's events."""

from datetime import date, time

from pydantic import Field

from nineteen.shared.schema.base import Value


class PolicyValues(Value):
    """Numbers an agency may tighten, never loosen (PRODUCT 4.1); the defaults are the loosest."""

    goal: int = Field(default=24, ge=1, le=60, description="held interviews (S6)")
    minutes: int = Field(default=19, ge=5, le=20, description="promised minutes (S22)")
    words: int = Field(default=120, ge=40, le=120, description="most words of a request (S19)")
    asks_a_day: int = Field(default=3, ge=1, le=3, description="first asks of a campaign")
    asks_a_week: int = Field(default=8, ge=1, le=8, description="first asks of a campaign")
    agency_asks_a_day: int = Field(default=40, ge=1, le=40, description="first asks, business day")
    tolerance_s: int = Field(default=30, ge=0, le=30, description="seconds over the promise (S23)")
    balance_from: int = Field(default=40, ge=0, le=50, description="talk share in band (S27), %")
    balance_to: int = Field(default=60, ge=50, le=100, description="talk share in band (S27), %")


class Settings(Value):
    """Zone, business days and hours, numbers; `holidays=None` means US federal holidays."""

    known: bool = False
    zone: str = "America/Los_Angeles"
    holidays: tuple[date, ...] | None = None
    opens: time = time(8)
    closes: time = time(17)
    return_address: str | None = None
    practice: bool = False
    policy_version: int = 0
    policy: PolicyValues = PolicyValues()


DEFAULTS = Settings()
