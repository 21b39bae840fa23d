"""FollowUpPlan: what is owed after a held talk, to whom and by when (P5, S13, S29, S32)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Literal, assert_never

from pydantic import Field

from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Missing, Rejected
from nineteen.shared.schema.followup import (
    ItemDone,
    ItemName,
    ItemOverdue,
    ItemOverdueCleared,
    ItemWaived,
    PlanClosed,
    PlanItem,
    PlanOpened,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Ask, Instant, Words

HOUR = timedelta(hours=1)
TERMS: Mapping[ItemName, tuple[timedelta, timedelta]] = MappingProxyType(
    {
        "thank_you": (24 * HOUR, 48 * HOUR),
        "debrief": (24 * HOUR, 24 * HOUR),
        "connect": (72 * HOUR, 72 * HOUR),
        "referrals": (72 * HOUR, 72 * HOUR),
    }
)
"""When each promise is due and when it is overdue, after the end of the talk (P5)."""


def items_owed(ended_at: datetime, hosts: tuple[Id, ...]) -> tuple[PlanItem, ...]:
    """A thank-you to each host, and the debrief, the tie and the names once."""
    owed: list[tuple[ItemName, Id | None]] = [("thank_you", host) for host in hosts]
    owed += [("debrief", None), ("connect", None), ("referrals", None)]
    return tuple(
        PlanItem(
            item=item,
            host=host,
            due_at=ended_at + TERMS[item][0],
            overdue_at=ended_at + TERMS[item][1],
        )
        for item, host in owed
    )


class OpenPlan(Command):
    """Open the plan of a held talk: what is owed, to whom, by when."""

    internal: ClassVar[bool] = True

    ask: Ask
    ended_at: Instant
    hosts: tuple[Id, ...] = Field(min_length=1, max_length=20)


class CompleteItem(Command):
    """Note that a promise was kept."""

    internal: ClassVar[bool] = True

    item: ItemName
    host: Id | None = None
    done_at: Instant


class MarkOverdue(Command):
    """Note that a promise is overdue."""

    internal: ClassVar[bool] = True

    item: ItemName
    host: Id | None = None


class WaiveItem(Command):
    """Waive an item, with a reason; only staff may."""

    item: ItemName
    host: Id | None = Field(default=None, description="the host of a thank-you (subject id)")
    reason: Words


PlanCommand = OpenPlan | CompleteItem | MarkOverdue | WaiveItem
PlanEvent = PlanOpened | ItemDone | ItemOverdue | ItemOverdueCleared | ItemWaived | PlanClosed


@dataclass(frozen=True, slots=True)
class NoPlan:
    """No held talk yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """One promise and how far it is."""

    item: ItemName
    host: Id | None
    due_at: datetime
    overdue_at: datetime
    status: Literal["open", "overdue", "done", "waived"] = "open"

    @property
    def settled(self) -> bool:
        """Whether nothing is owed any more."""
        return self.status in ("done", "waived")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is owed after one talk."""

    ask: Ask
    ended_at: datetime
    items: tuple[Item, ...]
    closed: bool = False

    @property
    def hosts(self) -> tuple[Id, ...]:
        """Who is owed a thank-you, by subject id."""
        return tuple(each.host for each in self.items if each.host is not None)

    def find(self, item: ItemName, host: Id | None) -> Item | None:
        """The item of this name (and host), if it is owed."""
        wanted = (item, host)
        return next((each for each in self.items if (each.item, each.host) == wanted), None)


FollowUpPlan = NoPlan | Plan


def decide(state: FollowUpPlan, command: PlanCommand, _facts: Facts) -> list[PlanEvent]:
    if isinstance(state, NoPlan):
        return open_plan(command)
    match command:
        case OpenPlan():
            return []
        case CompleteItem():
            return complete(state, command)
        case MarkOverdue():
            return mark_overdue(state, command)
        case WaiveItem():
            return waive(state, command)
    assert_never(command)


def open_plan(command: PlanCommand) -> list[PlanEvent]:
    if not isinstance(command, OpenPlan):
        raise Missing(
            "not_yet",
            "This talk has no plan yet: it opens by itself once the talk is recorded as held. "
            "Nothing was changed; try again in a moment.",
        )
    items = items_owed(command.ended_at, command.hosts)
    return [PlanOpened(ask=command.ask, ended_at=command.ended_at, items=items)]


def complete(plan: Plan, command: CompleteItem) -> list[PlanEvent]:
    item = plan.find(command.item, command.host)
    if item is None or item.settled:
        return []
    done = ItemDone(ask=plan.ask, item=item.item, host=item.host, done_at=command.done_at)
    kept_in_time = item.status == "overdue" and command.done_at <= item.overdue_at
    cleared = ItemOverdueCleared(ask=plan.ask, item=item.item, host=item.host)
    return [*([cleared] if kept_in_time else []), done, *closing(plan, item)]


def mark_overdue(plan: Plan, command: MarkOverdue) -> list[PlanEvent]:
    item = plan.find(command.item, command.host)
    if item is None or item.status != "open" or command.at < item.overdue_at:
        return []
    return [ItemOverdue(ask=plan.ask, item=item.item, host=item.host)]


def waive(plan: Plan, command: WaiveItem) -> list[PlanEvent]:
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may waive an item of a plan. Nothing was changed; ask the counselor.",
        )
    item = plan.find(command.item, command.host)
    if item is None:
        raise Rejected(
            "not_owed",
            "The plan owes no such item (a thank-you is named together with its host). "
            "Nothing was changed; look at the plan and choose one of its items.",
        )
    if item.status == "done":
        raise Rejected(
            "already_done",
            "This item was done already and needs no waiver. Nothing was changed.",
        )
    if item.status == "waived":
        return []
    waived = ItemWaived(ask=plan.ask, item=item.item, host=item.host, reason=command.reason)
    return [waived, *closing(plan, item)]


def closing(plan: Plan, last: Item) -> list[PlanEvent]:
    """The plan closes with its last open item."""
    rest = (each for each in plan.items if each is not last)
    return [PlanClosed(ask=plan.ask)] if all(each.settled for each in rest) else []


def evolve(state: FollowUpPlan, event: PlanEvent) -> FollowUpPlan:
    if isinstance(event, PlanOpened):
        items = (Item(each.item, each.host, each.due_at, each.overdue_at) for each in event.items)
        return Plan(event.ask, event.ended_at, tuple(items))
    if isinstance(state, NoPlan):
        return state
    match event:
        case ItemDone():
            return marked(state, event, "done")
        case ItemOverdue():
            return marked(state, event, "overdue")
        case ItemOverdueCleared():
            return marked(state, event, "open")
        case ItemWaived():
            return marked(state, event, "waived")
        case PlanClosed():
            return replace(state, closed=True)
    assert_never(event)


def marked(
    plan: Plan,
    event: ItemDone | ItemOverdue | ItemOverdueCleared | ItemWaived,
    status: Literal["open", "overdue", "done", "waived"],
) -> Plan:
    named = plan.find(event.item, event.host)
    items = (replace(each, status=status) if each is named else each for each in plan.items)
    return replace(plan, items=tuple(items))


plans: Decider[FollowUpPlan, PlanCommand, PlanEvent] = Decider(
    kind="plan",
    collection="plans",
    initial=NoPlan(),
    decide=decide,
    evolve=evolve,
    commands=(OpenPlan, CompleteItem, MarkOverdue, WaiveItem),
    events=(PlanOpened, ItemDone, ItemOverdue, ItemOverdueCleared, ItemWaived, PlanClosed),
)
