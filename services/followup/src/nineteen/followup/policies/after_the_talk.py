"""After a held talk: the plan opens, promises are ticked off or run out of time (P5)."""

from nineteen.followup.domain.plan import CompleteItem, MarkOverdue, OpenPlan
from nineteen.followup.domain.thank_you import MarkLate, thank_you_id
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.followup import (
    ConnectAsked,
    ItemName,
    PlanItem,
    PlanOpened,
    ThankYouSent,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import ReferralsAsked, SessionDebriefed, SessionEnded
from nineteen.shared.schema.words import Ask, Instant


class Kept(Value):
    """A promise kept, perhaps before the plan that asks for it was open."""

    item: ItemName
    host: Id | None = None
    done_at: Instant


class Aftermath(Value):
    """What is known of one talk: that it was held, what its plan asks for, what was done."""

    tenant: str = ""
    ask: Ask | None = None
    ended_at: Instant | None = None
    host: Id | None = None
    """Who spoke with the jobseeker, by subject id: the person asked, or who stood in."""
    owed: tuple[PlanItem, ...] = ()
    kept: tuple[Kept, ...] = ()


def key(e: Recorded) -> str | None:
    match e.event:
        case SessionEnded(held=True, ask=ask):
            return ask.request
        case SessionDebriefed(ask=ask) | ThankYouSent(ask=ask) | PlanOpened(ask=ask):
            return ask.request
        case ReferralsAsked(answer="names" | "none", ask=ask):
            return ask.request
        case ConnectAsked(session=session):
            return session
        case _:
            return None


def react(m: Aftermath, e: Recorded) -> tuple[Aftermath, list[Todo]]:
    m = note(m, e)
    return m, plan(m)


def note(m: Aftermath, e: Recorded) -> Aftermath:
    match e.event:
        case SessionEnded(ask=ask, ended_at=ended_at, delegate=delegate, stand_in=other):
            host = other.person if other else delegate or ask.person
            return m.model_copy(update={"ask": ask, "ended_at": ended_at, "host": host})
        case PlanOpened(items=items):
            return m.model_copy(update={"tenant": e.tenant, "owed": items})
        case _:
            return keep(m, kept_by(e))


def keep(m: Aftermath, kept: Kept | None) -> Aftermath:
    """A promise is kept once: the first time counts."""
    if kept is None or any((each.item, each.host) == (kept.item, kept.host) for each in m.kept):
        return m
    return m.model_copy(update={"kept": (*m.kept, kept)})


def kept_by(e: Recorded) -> Kept | None:
    """The promise that an event keeps."""
    match e.event:
        case ThankYouSent(host=host, sent_at=sent_at):
            return Kept(item="thank_you", host=host, done_at=sent_at)
        case SessionDebriefed():
            return Kept(item="debrief", done_at=e.occurred_at)
        case ConnectAsked():
            return Kept(item="connect", done_at=e.occurred_at)
        case ReferralsAsked():
            return Kept(item="referrals", done_at=e.occurred_at)
        case _:
            return None


def plan(m: Aftermath) -> list[Todo]:
    """Ticks and timers wait for the open plan: before that there is nothing to tick."""
    if m.ask is None or m.ended_at is None:
        return []
    target = Target("plan", m.ask.request)
    command = OpenPlan(ask=m.ask, ended_at=m.ended_at, hosts=(m.host or m.ask.person,))
    todos = [Todo("open", target, command)]
    if m.owed:
        todos += [tick(each, target) for each in m.kept]
        todos += [overdue(each, target) for each in m.owed]
        todos += [late(each, m.ask, m.tenant) for each in m.owed if each.item == "thank_you"]
    return todos


def tick(kept: Kept, target: Target) -> Todo:
    command = CompleteItem(item=kept.item, host=kept.host, done_at=kept.done_at)
    return Todo(f"complete/{kept.item}/{kept.host or ''}", target, command)


def overdue(owed: PlanItem, target: Target) -> Todo:
    command = MarkOverdue(item=owed.item, host=owed.host)
    return Todo(f"overdue/{owed.item}/{owed.host or ''}", target, command, due=owed.overdue_at)


def late(owed: PlanItem, ask: Ask, tenant: str) -> Todo:
    host = owed.host or ask.person
    target = Target("thank-you", thank_you_id(tenant, ask.request, host))
    command = MarkLate(ask=ask, host=host, due_at=owed.due_at)
    return Todo(f"late/{host}", target, command, due=owed.due_at)


after_the_talk: Policy[Aftermath] = Policy("after-the-talk", Aftermath, key, react)
