"""What can be asked of a benefit week."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from nineteen.shared.decider import Command
from nineteen.shared.schema.followup import ActivityKind, AttestedBy, BenefitState
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.words import Words


def week_id(jobseeker: Id, state: BenefitState, ends_on: date) -> Id:
    """The id of a jobseeker's benefit week."""
    return natural_id("work-search-week", jobseeker, state, ends_on.isoformat())


class ClaimWeek(Command):
    """Claim a benefit week; what was done in it and proves it is known already, or comes."""

    creates: ClassVar[bool] = True

    jobseeker: Id
    campaign: Id
    state: BenefitState
    ends_on: date = Field(description="the last day of the benefit week")

    def natural(self) -> tuple[str, ...]:
        """One stream per jobseeker, state and week."""
        return ("work-search-week", self.jobseeker, self.state, self.ends_on.isoformat())


class QualifyActivity(Command):
    """Note something that was done, if the state counts it."""

    internal: ClassVar[bool] = True

    jobseeker: Id
    campaign: Id
    state: BenefitState
    kind: ActivityKind
    activity: Id
    on: date
    employer: Id
    contact: Id | None = None
    person: Id | None = None
    method: str
    evidence: tuple[str, ...]


class AttestWeek(Command):
    """State what was done in a week: the jobseeker on the page, or before staff."""

    method: AttestedBy = "page"


class AmendWeek(Command):
    """Make the statement anew: drop what was wrong, or take in what came later."""

    why: Words
    drop: Annotated[tuple[Id, ...], Field(max_length=50)] = ()


WeekCommand = ClaimWeek | QualifyActivity | AttestWeek | AmendWeek
