"""What a state counts as work search: versioned data, read once (PRODUCT 4.3).

A held interview counts, a follow-up only at another employer that week, an unanswered request
never. Washington wants three a week; of Minnesota no weekly number is known.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.followup import ActivityKind, BenefitState

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class StateRules(Value):
    """One state's rules, as of their version."""

    version: str
    fips: str
    """The first two digits of the state's counties."""
    week_ends: Weekday
    minimum: int | None
    codes: Mapping[ActivityKind, str]

    def end_of_week(self, day: date) -> date:
        """The last day of the benefit week in which a day lies."""
        return day + timedelta(days=(DAYS.index(self.week_ends) - day.weekday()) % 7)


def read() -> Mapping[BenefitState, StateRules]:
    """The rules as they are shipped; raises ValidationError."""
    text = files(__package__).joinpath("work_search_rules.json").read_text(encoding="utf-8")
    return TypeAdapter(dict[BenefitState, StateRules]).validate_json(text)


RULES: Mapping[BenefitState, StateRules] = read()


def state_of(county: str) -> BenefitState | None:
    """The state of a county (FIPS), if its rules are known."""
    return next((name for name, rules in RULES.items() if county.startswith(rules.fips)), None)
