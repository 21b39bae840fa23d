"""What a campaign's own stream tells."""

from nineteen.dashboard.views.strands.telling import Telling, Told, silent
from nineteen.shared.schema.contact.campaign import (
    CampaignAssigned,
    CampaignClosed,
    CampaignGoalReached,
    CampaignOpened,
    CampaignPaused,
    CampaignResumed,
    GoalSet,
    HeldNoted,
    PreferredTargetChosen,
    TargetRanked,
)
from nineteen.shared.view import Part


def opened(it: Told[CampaignOpened]) -> Part:
    return {
        "campaign": it.event.campaign,
        "jobseeker": it.event.jobseeker,
        "soc": it.event.soc,
        "county": it.event.county,
        "segment": it.event.segment,
        "zone": it.event.zone,
        "goal": it.event.goal,
        "counselor": it.event.counselor,
        "office": it.event.office,
        "opened_at": it.at,
        "status": "open",
    }


def assigned(it: Told[CampaignAssigned]) -> Part:
    return {"counselor": it.event.counselor, "office": it.event.office}


def goal_set(it: Told[GoalSet]) -> Part:
    return {"goal": it.event.goal}


def preferred(it: Told[PreferredTargetChosen]) -> Part:
    return {"preferred_target": it.event.employer}


def paused(it: Told[CampaignPaused]) -> Part:
    return {"status": "paused", "paused_at": it.at}


def resumed(_it: Told[CampaignResumed]) -> Part:
    return {"status": "open"}


def goal_reached(it: Told[CampaignGoalReached]) -> Part:
    return {"goal_reached_at": it.at}


def closed(it: Told[CampaignClosed]) -> Part:
    return {"status": "closed", "closed_at": it.at, "close_reason": it.event.reason}


TELLS: Telling = {
    CampaignOpened: opened,
    CampaignAssigned: assigned,
    GoalSet: goal_set,
    PreferredTargetChosen: preferred,
    CampaignPaused: paused,
    CampaignResumed: resumed,
    CampaignGoalReached: goal_reached,
    CampaignClosed: closed,
    TargetRanked: silent,
    HeldNoted: silent,
}
