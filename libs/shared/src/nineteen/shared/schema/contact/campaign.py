"""One jobseeker's effort in one occupation and county, with a goal of held interviews."""

from typing import Annotated

from pydantic import Field

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import CloseReason, Fips, Line, Segment, Soc, Words, Zone

__all__ = [
    "AcquaintanceNoted",
    "CampaignAssigned",
    "CampaignClosed",
    "CampaignGoalReached",
    "CampaignOpened",
    "CampaignPaused",
    "CampaignResumed",
    "GoalSet",
    "HeldNoted",
    "InterviewAgreed",
    "InterviewOver",
    "NamePermitted",
    "PreferredTargetChosen",
    "ResearchCompleted",
    "ResearchGateOverridden",
    "ResearchNoted",
    "TalkPlanned",
    "TargetRanked",
]


class CampaignEvent(Event, abstract=True):
    """Ancestors that each fact of a campaign carries."""

    campaign: Id
    jobseeker: Id


class CampaignOpened(CampaignEvent):
    """A jobseeker set out to hold a number of informational interviews (S1, S6)."""

    soc: Soc
    county: Fips
    segment: Segment
    zone: Zone
    goal: int = Field(ge=1, le=60)
    counselor: Id | None = None
    office: Id | None = None


class GoalSet(CampaignEvent):
    """The campaign aims at another number of held interviews."""

    goal: int


class TargetRanked(CampaignEvent):
    """The jobseeker gave an employer a rank among the targets (S8)."""

    employer: Id
    rank: int


class PreferredTargetChosen(CampaignEvent):
    """The jobseeker's favourite employer; the last choice counts (S8)."""

    employer: Id


class CampaignPaused(CampaignEvent):
    """Nothing is sent until the campaign goes on."""

    reason: Annotated[str | None, PII("jobseeker", key="narrative")] = None


class CampaignResumed(CampaignEvent):
    """The campaign goes on."""


class CampaignAssigned(CampaignEvent):
    """The campaign counts for this counselor and office from now on."""

    counselor: Id | None = None
    office: Id | None = None


class AcquaintanceNoted(CampaignEvent):
    """The jobseeker knows somebody at an employer who may introduce (S10)."""

    acquaintance: Id
    employer: Id
    name: Annotated[Line, PII("acquaintance")]
    relation: Annotated[Line, PII("jobseeker", key="narrative")]


class NamePermitted(CampaignEvent):
    """An acquaintance permitted the use of their name (S10)."""

    acquaintance: Id
    employer: Id


class HeldNoted(CampaignEvent):
    """An interview of this campaign was held; `held` is the count so far."""

    session: Id
    employer: Id
    held: int


class CampaignGoalReached(CampaignEvent):
    """As many interviews were held as the goal says."""

    held: int
    goal: int


class CampaignClosed(CampaignEvent):
    """The campaign ended; open asks are withdrawn with a courteous line."""

    reason: CloseReason


class DossierEvent(Event, abstract=True):
    """Ancestors that each fact of a research dossier carries."""

    dossier: Id
    campaign: Id
    jobseeker: Id
    employer: Id


class ResearchNoted(DossierEvent):
    """Something learnt about an employer before asking (S9, S17, S18)."""

    what_they_do: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    size_class: str | None = None
    mission_note: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    why_them: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    shared_interest: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    noted: tuple[str, ...] = ()
    """The names of the facts noted here; what decisions look at, for the texts are personal."""


class ResearchCompleted(DossierEvent):
    """The four minimum facts are there (S17)."""


class ResearchGateOverridden(DossierEvent):
    """Staff let an incomplete dossier pass, with a reason (S17)."""

    reason: Annotated[Words, PII("jobseeker", key="narrative")]


class TalkPlanned(DossierEvent):
    """What the jobseeker means to ask, and to say of themselves, at this employer (S11)."""

    questions: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    """One a line."""
    self_facts: Annotated[Words | None, PII("jobseeker", key="narrative")] = None
    """One a line."""
    question_count: int = 0
    self_fact_count: int = 0


class InterviewAgreed(DossierEvent):
    """Somebody at this employer agreed: nobody else there is asked meanwhile (P11)."""

    request: Id


class InterviewOver(DossierEvent):
    """The interview took place, or will not; others at this employer may be asked again (P11)."""

    request: Id
    held: bool
