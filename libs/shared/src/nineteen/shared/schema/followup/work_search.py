"""The work-search log: what a jobseeker claims for a benefit week, with its evidence (V10, E15)."""

from datetime import date
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Words

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityQualified",
    "AttestedBy",
    "BenefitState",
    "WeekAmended",
    "WeekAttested",
    "WeekClaimed",
]
BenefitState = Literal["MN", "WA"]
"""The states whose rules are known."""
ActivityKind = Literal["informational_interview", "follow_up"]
AttestedBy = Literal["page", "paper", "phone"]


class Activity(Value):
    """One thing done in search of work, and the events that prove it."""

    activity: Id
    kind: ActivityKind
    on: date
    code: str
    """The state's kind of activity."""
    employer: Id
    contact: Id | None = None
    person: Id | None = None
    method: str
    """How the employer was contacted: a mode of meeting, or a channel of writing."""
    evidence: tuple[str, ...]
    """Event ids."""


class OfWeek(Event, abstract=True):
    """Ancestors; one stream per jobseeker, state and benefit week."""

    week: Id
    jobseeker: Id
    campaign: Id
    state: BenefitState
    ends_on: date
    """The last day of the benefit week."""


class WeekClaimed(OfWeek):
    """The jobseeker claims benefits for this week."""

    rules: str
    """Version of the state's rules that hold for it."""
    minimum: int | None
    """Activities that the state wants (None: no number is known)."""


class ActivityQualified(OfWeek):
    """Something the jobseeker did counts by the state's rules."""

    activity: Activity
    instead_of: Id | None = None
    """An activity at the same employer that does not count beside it."""


class WeekAttested(OfWeek):
    """The jobseeker's own statement of what they did."""

    version: int
    activities: tuple[Id, ...]
    method: AttestedBy
    witness: Id | None = None
    """Staff before whom a paper was signed, or who read the log back on the phone."""
    minimum: int | None


class WeekAmended(OfWeek):
    """The statement is to be made anew: something was missing or wrong."""

    version: int
    """Of the statement to come."""
    dropped: tuple[Id, ...] = ()
    why: Annotated[Words, PII("jobseeker", key="narrative")]
