"""What a campaign decides."""

from typing import assert_never

from nineteen.contact.domain.campaign.commands import (
    AssignCampaign,
    CampaignCommand,
    ChoosePreferredTarget,
    CloseCampaign,
    NoteAcquaintance,
    NoteHeld,
    OpenCampaign,
    PauseCampaign,
    RankTarget,
    RecordNamePermission,
    ResumeCampaign,
    SetGoal,
)
from nineteen.contact.domain.campaign.state import Campaign, CampaignEvent, Opened, Unopened
from nineteen.contact.domain.employer import NoEmployer, employers
from nineteen.contact.domain.jobseeker import NoJobseeker, jobseekers
from nineteen.shared.decider import Facts, Missing, Ref, Rejected
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

AtEmployer = RankTarget | ChoosePreferredTarget | NoteAcquaintance
AfterTheEnd = NoteHeld | AssignCampaign | CloseCampaign
"""What a closed campaign still answers: talks agreed before are held after."""


def needs(_campaign: Campaign, command: CampaignCommand) -> tuple[Ref, ...]:
    """To open: the jobseeker; to name an employer: that it is listed."""
    match command:
        case OpenCampaign():
            return (Ref(jobseekers, command.jobseeker),)
        case RankTarget() | ChoosePreferredTarget() | NoteAcquaintance():
            return (Ref(employers, command.employer),)
        case _:
            return ()


def decide(campaign: Campaign, command: CampaignCommand, facts: Facts) -> list[CampaignEvent]:
    if isinstance(command, OpenCampaign):
        return open_campaign(campaign, command, facts)
    if isinstance(campaign, Unopened):
        raise Missing("not_found", "There is no campaign with this id. Open it first.")
    if campaign.closed and not isinstance(command, AfterTheEnd):
        raise Rejected(
            "campaign_closed",
            f"The campaign was closed ({campaign.closed}). Nothing was changed.",
        )
    if isinstance(command, AtEmployer):
        refuse_unlisted(command, facts)
    return answer(campaign, command)


def open_campaign(campaign: Campaign, command: OpenCampaign, facts: Facts) -> list[CampaignEvent]:
    if isinstance(campaign, Opened):
        return opened_before(campaign, command)
    jobseeker = facts.of(jobseekers, command.jobseeker)
    if isinstance(jobseeker, NoJobseeker):
        raise Missing(
            "jobseeker_unknown",
            "There is no jobseeker with this id. The campaign was not opened; "
            "enrol the jobseeker first.",
        )
    return [
        CampaignOpened(
            campaign=command.target,
            jobseeker=command.jobseeker,
            soc=command.soc,
            county=command.county or jobseeker.county,
            segment=jobseeker.segment,
            zone=command.settings.zone,
            goal=command.goal or command.settings.policy.goal,
            counselor=jobseeker.counselor,
            office=jobseeker.office,
        )
    ]


def opened_before(campaign: Opened, command: OpenCampaign) -> list[CampaignEvent]:
    """Not news, unless something else is asked for than what stands."""
    if campaign.closed:
        raise Rejected(
            "campaign_closed",
            f"The jobseeker's campaign in this occupation was closed ({campaign.closed}). "
            "Nothing was changed.",
        )
    if command.county not in (None, campaign.opened.county):
        raise Rejected(
            "campaign_exists",
            "The jobseeker has a campaign in this occupation already, in the county "
            f"{campaign.opened.county}. Nothing was changed; go on with that one.",
        )
    if command.goal not in (None, campaign.goal):
        raise Rejected(
            "campaign_exists",
            "The jobseeker has a campaign in this occupation already, with a goal of "
            f"{campaign.goal}. Nothing was changed; set the goal of that one.",
        )
    return []


def refuse_unlisted(command: AtEmployer, facts: Facts) -> None:
    if isinstance(facts.of(employers, command.employer), NoEmployer):
        raise Missing(
            "employer_unknown",
            "There is no employer with this id. Nothing was kept; register the employer first.",
        )


def answer(campaign: Opened, command: CampaignCommand) -> list[CampaignEvent]:
    """What an open campaign (or a closed one, after the end) answers."""
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    match command:
        case OpenCampaign():
            return []
        case SetGoal():
            return set_goal(campaign, command)
        case RankTarget(employer=employer, rank=rank):
            if campaign.ranks.get(employer) == rank:
                return []
            return [TargetRanked(campaign=me, jobseeker=jobseeker, employer=employer, rank=rank)]
        case ChoosePreferredTarget(employer=employer):
            if campaign.preferred == employer:
                return []
            return [PreferredTargetChosen(campaign=me, jobseeker=jobseeker, employer=employer)]
        case NoteAcquaintance() | RecordNamePermission():
            return acquaint(campaign, command)
        case NoteHeld():
            return note_held(campaign, command)
        case PauseCampaign() | ResumeCampaign() | CloseCampaign() | AssignCampaign():
            return turn(campaign, command)
    assert_never(command)


def set_goal(campaign: Opened, command: SetGoal) -> list[CampaignEvent]:
    if command.goal == campaign.goal:
        return []
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    changed = GoalSet(campaign=me, jobseeker=jobseeker, goal=command.goal)
    return [changed, *reached(campaign, len(campaign.held), command.goal)]


def note_held(campaign: Opened, command: NoteHeld) -> list[CampaignEvent]:
    """Each session counts once; the goal is reached once (S6)."""
    if command.session in campaign.held:
        return []
    held = len(campaign.held) + 1
    noted = HeldNoted(
        campaign=campaign.opened.campaign,
        jobseeker=campaign.opened.jobseeker,
        session=command.session,
        employer=command.employer,
        held=held,
    )
    return [noted, *reached(campaign, held, campaign.goal)]


def reached(campaign: Opened, held: int, goal: int) -> list[CampaignEvent]:
    if campaign.reached or held < goal:
        return []
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    return [CampaignGoalReached(campaign=me, jobseeker=jobseeker, held=held, goal=goal)]


def acquaint(
    campaign: Opened, command: NoteAcquaintance | RecordNamePermission
) -> list[CampaignEvent]:
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    if isinstance(command, NoteAcquaintance):
        return [
            AcquaintanceNoted(
                campaign=me,
                jobseeker=jobseeker,
                acquaintance=command.acquaintance,
                employer=command.employer,
                name=command.name,
                relation=command.relation,
            )
        ]
    known = campaign.acquaintances.get(command.acquaintance)
    if known is None:
        raise Missing(
            "acquaintance_unknown",
            "The campaign has no acquaintance with this id. Nothing was kept; "
            "note the acquaintance first.",
        )
    if known.permitted:
        return []
    return [
        NamePermitted(
            campaign=me,
            jobseeker=jobseeker,
            acquaintance=command.acquaintance,
            employer=known.employer,
        )
    ]


def turn(
    campaign: Opened, command: PauseCampaign | ResumeCampaign | CloseCampaign | AssignCampaign
) -> list[CampaignEvent]:
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    match command:
        case PauseCampaign(reason=reason):
            if campaign.paused:
                return []
            return [CampaignPaused(campaign=me, jobseeker=jobseeker, reason=reason)]
        case ResumeCampaign():
            return [CampaignResumed(campaign=me, jobseeker=jobseeker)] if campaign.paused else []
        case CloseCampaign(reason=reason):
            return close(campaign, reason)
        case AssignCampaign(counselor=counselor, office=office):
            if (counselor, office) == (campaign.counselor, campaign.office):
                return []
            return [
                CampaignAssigned(
                    campaign=me, jobseeker=jobseeker, counselor=counselor, office=office
                )
            ]
    assert_never(command)


def close(campaign: Opened, reason: CloseReason) -> list[CampaignEvent]:
    if campaign.closed == reason:
        return []
    if campaign.closed:
        raise Rejected(
            "campaign_closed",
            f"The campaign was closed already ({campaign.closed}). Nothing was changed.",
        )
    me, jobseeker = campaign.opened.campaign, campaign.opened.jobseeker
    return [CampaignClosed(campaign=me, jobseeker=jobseeker, reason=reason)]
