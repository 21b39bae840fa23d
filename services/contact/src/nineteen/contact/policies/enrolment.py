"""Enrolment (P0): what follows for campaigns and requests when a jobseeker's standing changes."""

from datetime import datetime

from pydantic import Field

from nineteen.contact.domain.campaign import AssignCampaign, PauseCampaign
from nineteen.contact.domain.request import Hold, Withdraw
from nineteen.contact.domain.request.commands import WithdrawReason
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    CampaignClosed,
    CampaignOpened,
    CampaignPaused,
    CampaignResumed,
    ConsentWithdrawn,
    CounselorAssigned,
    DraftApproved,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded

PAUSE = PauseCampaign()
HOLD = Hold(reason="campaign_paused")
OfCampaign = CampaignOpened | CampaignPaused | CampaignResumed | CampaignClosed
OfJobseeker = ConsentWithdrawn | CounselorAssigned
Final = RequestAgreed | RequestDeclined | RequestBounced | RequestExpired | RequestWithdrawn
OfRequest = RequestDrafted | DraftApproved | RequestSent | Final


class Effort(Value):
    """A campaign; `paused` is the version of the pause that holds, else 0."""

    opened_at: datetime
    paused: int = 0
    closed: bool = False


class OpenAsk(Value):
    """A request without a final answer."""

    campaign: Id
    drafted_at: datetime
    approved: int = 0
    """The round of the last approval, 0 for a draft."""
    sent: bool = False


class Withdrawal(Value):
    """The last consent taken back; `version` is that of the jobseeker's stream."""

    version: int
    at: datetime


class Assignment(Value):
    """Who is responsible now."""

    version: int
    counselor: Id
    office: Id | None = None


class Standing(Value):
    """What one jobseeker has under way."""

    campaigns: dict[Id, Effort] = Field(default_factory=dict)
    asks: dict[Id, OpenAsk] = Field(default_factory=dict)
    withdrawal: Withdrawal | None = None
    assignment: Assignment | None = None


def key(e: Recorded) -> str | None:
    if isinstance(e.event, OfCampaign | OfJobseeker):
        return e.event.jobseeker
    if isinstance(e.event, OfRequest):
        return e.event.ask.jobseeker
    return None


def react(standing: Standing, e: Recorded) -> tuple[Standing, list[Todo]]:
    noted = note(standing, e)
    return noted, plan(noted, e)


def note(standing: Standing, e: Recorded) -> Standing:
    match e.event:
        case ConsentWithdrawn():
            withdrawal = Withdrawal(version=e.version, at=e.occurred_at)
            return standing.model_copy(update={"withdrawal": withdrawal})
        case CounselorAssigned(counselor=counselor, office=office):
            assignment = Assignment(version=e.version, counselor=counselor, office=office)
            return standing.model_copy(update={"assignment": assignment})
        case event if isinstance(event, OfCampaign):
            return with_campaign(standing, event, e)
        case event if isinstance(event, OfRequest):
            return with_ask(standing, event, e)
        case _:
            return standing


def with_campaign(standing: Standing, event: OfCampaign, e: Recorded) -> Standing:
    effort = standing.campaigns.get(event.campaign) or Effort(opened_at=e.occurred_at)
    match event:
        case CampaignPaused():
            effort = effort.model_copy(update={"paused": e.version})
        case CampaignResumed():
            effort = effort.model_copy(update={"paused": 0})
        case CampaignClosed():
            effort = effort.model_copy(update={"closed": True})
        case CampaignOpened():
            pass
    campaigns = {**standing.campaigns, event.campaign: effort}
    return standing.model_copy(update={"campaigns": campaigns})


def with_ask(standing: Standing, event: OfRequest, e: Recorded) -> Standing:
    asks = dict(standing.asks)
    request = event.ask.request
    match event:
        case RequestDrafted(ask=ask):
            asks[request] = OpenAsk(campaign=ask.campaign, drafted_at=e.occurred_at)
        case RequestSent() if request in asks:
            asks[request] = asks[request].model_copy(update={"sent": True})
        case DraftApproved(round=round_) if request in asks:
            asks[request] = asks[request].model_copy(update={"approved": round_})
        case DraftApproved() | RequestSent():
            return standing
        case _:
            asks.pop(request, None)
    return standing.model_copy(update={"asks": asks})


def plan(standing: Standing, e: Recorded) -> list[Todo]:
    """What the fact calls for, given everything that is known by now."""
    todos: list[Todo] = []
    match e.event:
        case CounselorAssigned():
            todos = assigning(standing, *standing.campaigns)
        case ConsentWithdrawn():
            todos = pausing(standing, *standing.campaigns) + withdrawing(standing, *standing.asks)
        case CampaignOpened(campaign=campaign):
            todos = assigning(standing, campaign) + pausing(standing, campaign)
        case CampaignClosed():
            todos = withdrawing(standing, *standing.asks)
        case CampaignPaused():
            todos = holding(standing, *standing.asks)
        case RequestDrafted(ask=ask):
            todos = withdrawing(standing, ask.request)
        case DraftApproved(ask=ask):
            todos = holding(standing, ask.request)
        case _:
            pass
    return todos


def assigning(standing: Standing, *campaigns: Id) -> list[Todo]:
    """Every campaign follows the jobseeker's counselor; one that has them already says so."""
    now = standing.assignment
    if now is None:
        return []
    command = AssignCampaign(counselor=now.counselor, office=now.office)
    return [
        Todo(f"assign/{campaign}/{now.version}", Target("campaign", campaign), command)
        for campaign in campaigns
    ]


def pausing(standing: Standing, *campaigns: Id) -> list[Todo]:
    """What was opened before the consent was taken back pauses, if it is still open."""
    withdrawal = standing.withdrawal
    if withdrawal is None:
        return []
    return [
        Todo(f"pause/{campaign}/{withdrawal.version}", Target("campaign", campaign), PAUSE)
        for campaign in campaigns
        if not standing.campaigns[campaign].closed
        and standing.campaigns[campaign].opened_at <= withdrawal.at
    ]


def withdrawing(standing: Standing, *requests: Id) -> list[Todo]:
    """Once for each open request whose campaign is closed, or that is older than a withdrawal."""
    reasons = ((request, why_withdraw(standing, standing.asks[request])) for request in requests)
    return [
        Todo(f"withdraw/{request}", Target("request", request), Withdraw(reason=reason))
        for request, reason in reasons
        if reason
    ]


def why_withdraw(standing: Standing, ask: OpenAsk) -> WithdrawReason | None:
    effort = standing.campaigns.get(ask.campaign)
    if effort and effort.closed:
        return "campaign_closed"
    if standing.withdrawal and ask.drafted_at <= standing.withdrawal.at:
        return "consent_withdrawn"
    return None


def holding(standing: Standing, *requests: Id) -> list[Todo]:
    """While the campaign is paused nothing goes out; what was sent is P2's business."""
    todos = []
    for request in requests:
        ask = standing.asks[request]
        effort = standing.campaigns.get(ask.campaign)
        if effort and effort.paused and ask.approved and not ask.sent:
            step = f"hold/{request}/{effort.paused}/{ask.approved}"
            todos.append(Todo(step, Target("request", request), HOLD))
    return todos


enrolment: Policy[Standing] = Policy("enrolment", Standing, key, react)
