"""What a jobseeker did reaches the benefit week in which it counts (V10, E15).

The state follows from the county of the campaign; what is told before the campaign waits.
"""

from datetime import date
from typing import Literal

from nineteen.followup.domain.work_search_commands import QualifyActivity, week_id
from nineteen.followup.domain.work_search_rules import RULES, state_of
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import CampaignOpened
from nineteen.shared.schema.followup import BenefitState, ThankYouSent
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import SessionEnded, SessionPrepared
from nineteen.shared.schema.words import Ask, Instant


class Done(Value):
    """Something that may count, until it is known in which state."""

    kind: Literal["informational_interview", "follow_up"]
    activity: Id
    at: Instant
    ask: Ask
    method: str
    evidence: str


class Log(Value):
    """One campaign: where it is, how its meetings take place, and what waits for the place."""

    state: BenefitState | None = None
    elsewhere: bool = False
    """In a state whose rules are not known: nothing counts."""
    zone: str = "UTC"
    modes: tuple[tuple[Id, str], ...] = ()
    waiting: tuple[Done, ...] = ()


def key(e: Recorded) -> str | None:
    match e.event:
        case CampaignOpened(campaign=campaign):
            return campaign
        case SessionPrepared(ask=ask) | SessionEnded(held=True, ask=ask) | ThankYouSent(ask=ask):
            return ask.campaign
        case _:
            return None


def react(m: Log, e: Recorded) -> tuple[Log, list[Todo]]:
    match e.event:
        case CampaignOpened(county=county, zone=zone):
            state = state_of(county)
            placed = m.model_copy(update={"state": state, "elsewhere": not state, "zone": zone})
            return settle(placed)
        case SessionPrepared(ask=ask, mode=mode):
            others = tuple(each for each in m.modes if each[0] != ask.request)
            return m.model_copy(update={"modes": (*others, (ask.request, mode))}), []
        case SessionEnded(ask=ask) as ended:
            return settle(waits(m, interview(m, e, ended, ask)))
        case ThankYouSent(ask=ask) as sent:
            thanks = Done(
                kind="follow_up",
                activity=sent.thank_you,
                at=sent.sent_at,
                ask=ask,
                method=sent.channel,
                evidence=e.id,
            )
            return settle(waits(m, thanks))
        case _:
            return m, []


def interview(m: Log, e: Recorded, ended: SessionEnded, ask: Ask) -> Done:
    mode = dict(m.modes).get(ask.request, "in_person")
    return Done(
        kind="informational_interview",
        activity=ask.request,
        at=ended.ended_at,
        ask=ask,
        method=mode,
        evidence=e.id,
    )


def waits(m: Log, done: Done) -> Log:
    modes = tuple(each for each in m.modes if each[0] != done.ask.request)
    return m.model_copy(update={"waiting": (*m.waiting, done), "modes": modes})


def settle(m: Log) -> tuple[Log, list[Todo]]:
    """As soon as the place is known nothing waits any more."""
    if m.elsewhere:
        return m.model_copy(update={"waiting": (), "modes": ()}), []
    if m.state is None:
        return m, []
    todos = [qualified(m.state, local_date(each.at, m.zone), each) for each in m.waiting]
    return m.model_copy(update={"waiting": ()}), todos


def qualified(state: BenefitState, on: date, done: Done) -> Todo:
    ask = done.ask
    week = week_id(ask.jobseeker, state, RULES[state].end_of_week(on))
    command = QualifyActivity(
        jobseeker=ask.jobseeker,
        campaign=ask.campaign,
        state=state,
        kind=done.kind,
        activity=done.activity,
        on=on,
        employer=ask.employer,
        contact=ask.contact,
        person=ask.person,
        method=done.method,
        evidence=(done.evidence,),
    )
    return Todo(f"{done.kind}/{done.activity}", Target("work-search-week", week), command)


work_search: Policy[Log] = Policy("work-search", Log, key, react)
