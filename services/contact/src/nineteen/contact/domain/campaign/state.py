"""What a campaign knows of itself."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from nineteen.shared.schema.contact import (
    AcquaintanceNoted,
    CampaignAssigned,
    CampaignClosed,
    CampaignGoalReached,
    CampaignOpened,
    CampaignPaused,
    CampaignResumed,
    GoalSet,
    HeldNoted,
    NamePermitted,
    PreferredTargetChosen,
    TargetRanked,
)
from nineteen.shared.schema.words import CloseReason

CampaignEvent = (
    CampaignOpened
    | GoalSet
    | TargetRanked
    | PreferredTargetChosen
    | CampaignPaused
    | CampaignResumed
    | AcquaintanceNoted
    | NamePermitted
    | CampaignClosed
    | CampaignAssigned
    | HeldNoted
    | CampaignGoalReached
)


@dataclass(frozen=True, slots=True)
class Unopened:
    """Nothing was begun under this id."""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody at an employer who may introduce, once their name may be used."""

    employer: str
    permitted: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A campaign; it asks while it is neither paused nor closed."""

    opened: CampaignOpened
    goal: int
    counselor: str | None
    office: str | None
    paused: bool = False
    closed: CloseReason | None = None
    reached: bool = False
    held: tuple[str, ...] = ()
    """The sessions that count."""
    preferred: str | None = None
    ranks: dict[str, int] = field(default_factory=dict)
    acquaintances: dict[str, Acquaintance] = field(default_factory=dict)

    def may_introduce(self, acquaintance: str, employer: str) -> bool:
        """Whether this acquaintance works there and permitted the use of their name (S10)."""
        return self.acquaintances.get(acquaintance) == Acquaintance(employer, permitted=True)


Campaign = Unopened | Opened


def evolve(campaign: Campaign, event: CampaignEvent) -> Campaign:
    if isinstance(event, CampaignOpened):
        return Opened(event, event.goal, event.counselor, event.office)
    if isinstance(campaign, Unopened):
        return campaign
    match event:
        case GoalSet():
            return replace(campaign, goal=event.goal)
        case TargetRanked():
            return replace(campaign, ranks={**campaign.ranks, event.employer: event.rank})
        case PreferredTargetChosen():
            return replace(campaign, preferred=event.employer)
        case CampaignPaused():
            return replace(campaign, paused=True)
        case CampaignResumed():
            return replace(campaign, paused=False)
        case CampaignAssigned():
            return replace(campaign, counselor=event.counselor, office=event.office)
        case AcquaintanceNoted():
            return acquainted(campaign, event.acquaintance, Acquaintance(event.employer))
        case NamePermitted():
            permitted = Acquaintance(event.employer, permitted=True)
            return acquainted(campaign, event.acquaintance, permitted)
        case HeldNoted():
            return replace(campaign, held=(*campaign.held, event.session))
        case CampaignGoalReached():
            return replace(campaign, reached=True)
        case CampaignClosed():
            return replace(campaign, closed=event.reason)
    assert_never(event)


def acquainted(campaign: Opened, acquaintance: str, known: Acquaintance) -> Opened:
    return replace(campaign, acquaintances={**campaign.acquaintances, acquaintance: known})
