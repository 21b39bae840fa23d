"""What can be asked of a campaign."""

from typing import Annotated, ClassVar

from pydantic import Field

from nineteen.shared.decider import Command, FreshId
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import CloseReason, Fips, Line, Soc

Goal = Annotated[int, Field(ge=1, le=60, description="held interviews (S6)")]
WHOLE_OCCUPATION = ".00"
"""The O*NET-SOC suffix that adds nothing to the six digits of SOC."""


class OpenCampaign(Command):
    """Open a jobseeker's campaign; no network is needed, county and goal follow if not given."""

    creates: ClassVar[bool] = True

    jobseeker: Id
    soc: Soc
    county: Fips | None = Field(default=None, description="the jobseeker's own unless given")
    goal: Goal | None = Field(default=None, description="held interviews; the agency's, else 24")

    def natural(self) -> tuple[str, ...]:
        """One campaign per jobseeker and occupation."""
        return ("campaign", self.tenant, self.jobseeker, self.soc.removesuffix(WHOLE_OCCUPATION))


class SetGoal(Command):
    """Aim at another number of held interviews."""

    goal: Goal


class RankTarget(Command):
    """Give an employer a rank among the targets; 1 is first (S8)."""

    employer: Id
    rank: int = Field(ge=1, le=1000)


class ChoosePreferredTarget(Command):
    """Choose the favourite employer, on day one or later; the last choice counts (S8)."""

    employer: Id


class PauseCampaign(Command):
    """Send nothing until the campaign goes on."""

    reason: Line | None = None


class ResumeCampaign(Command):
    """Let the campaign go on."""


class NoteAcquaintance(Command):
    """Note somebody whom the jobseeker knows at an employer, and who may introduce (S10)."""

    employer: Id
    name: Line
    relation: Line
    acquaintance: FreshId = ""


class RecordNamePermission(Command):
    """Record that an acquaintance permitted the use of their name (S10)."""

    acquaintance: Id


class CloseCampaign(Command):
    """End the campaign; open asks are withdrawn with a courteous line."""

    reason: CloseReason


class AssignCampaign(Command):
    """Let the campaign count for this counselor and office."""

    internal: ClassVar[bool] = True

    counselor: Id | None = None
    office: Id | None = None


class NoteHeld(Command):
    """Note that an interview of the campaign was held."""

    internal: ClassVar[bool] = True

    session: Id
    employer: Id


CampaignCommand = (
    OpenCampaign
    | SetGoal
    | RankTarget
    | ChoosePreferredTarget
    | PauseCampaign
    | ResumeCampaign
    | NoteAcquaintance
    | RecordNamePermission
    | CloseCampaign
    | AssignCampaign
    | NoteHeld
)
