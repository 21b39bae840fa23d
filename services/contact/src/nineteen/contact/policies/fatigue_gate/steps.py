"""The way of an ask through the gate: a table of steps."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from nineteen.contact.domain.pace import (
    ReservePace,
    agency_ledger_id,
    month_of,
    pace_ledger_id,
)
from nineteen.contact.domain.request import Hold, SendRequest, SettleLateYes
from nineteen.contact.domain.slot_commands import ReserveSlot
from nineteen.contact.policies.fatigue_gate.memory import Gate, Ledger, Slot, Who
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import HoldReason
from nineteen.shared.schema.ids import COMMONS

UNSENT = timedelta(minutes=15)
"""A reserved slot whose ask has not gone out by then is given back."""
MOST_DAYS_OFF = 3
"""An offered slot is kept while its pace day is at most as many business days off."""
LATE_YES = timedelta(days=21)
"""By then a late yes has a meeting or has lapsed."""


class Step(NamedTuple):
    """One step of a round: whether it is done, and the to-do that does it."""

    done: Callable[[Gate], bool]
    todo: Callable[[Gate, Who], Todo]


def first_day(m: Gate, who: Who) -> date:
    """The day from which this round may go: the approval's, or the day of the offer."""
    begun = local_date(m.offered_at, who.zone) if m.offered_at else None
    return m.ready_on or begun or date.min


def reserve_pace(m: Gate, who: Who, target: Target, day: date) -> Todo:
    return Todo(
        f"{target.kind}/{m.round}/{day:%Y-%m}",
        target,
        ReservePace(reservation=who.request, round=m.round, from_day=day, zone=who.zone),
    )


def campaign_pace(m: Gate, who: Who) -> Todo:
    return reserve_pace(m, who, pace_target(who), first_day(m, who))


def agency_pace(m: Gate, who: Who) -> Todo:
    day = m.pacing.month_from or m.pacing.campaign_on or date.min
    return reserve_pace(m, who, agency_target(who, day), day)


def pace_target(who: Who) -> Target:
    return Target("pace-ledger", pace_ledger_id(who.campaign), who.tenant)


def agency_target(who: Who, day: date) -> Target:
    return Target("agency-ledger", agency_ledger_id(who.tenant, month_of(day)), who.tenant)


def ledger_target(who: Who, ledger: Ledger) -> Target:
    contact = ledger == "contact-ledger"
    return Target(ledger, who.contact_ledger if contact else who.employer_ledger, COMMONS)


def request_target(who: Who) -> Target:
    return Target("request", who.request, who.tenant)


def reserve_contact(m: Gate, who: Who) -> Todo:
    return reserve_slot(m, who, "contact-ledger", m.pacing.go_at)


def reserve_employer(m: Gate, who: Who) -> Todo:
    return reserve_slot(m, who, "employer-ledger", None)


def reserve_slot(m: Gate, who: Who, ledger: Ledger, due: datetime | None) -> Todo:
    """The employer's ledger knows no persons: it gets the size and no asker."""
    contact = ledger == "contact-ledger"
    until = m.approved_at + LATE_YES if m.phase == "late" else m.pacing.until or m.approved_at
    command = ReserveSlot(
        reservation=who.request,
        round=m.round,
        zone=who.zone,
        approved_at=m.approved_at,
        until=until,
        agency=who.tenant,
        asker=who.asker if contact else "",
        invited=who.invited,
        late_yes=m.phase == "late",
        size_class=None if contact else who.size_class,
    )
    return Todo(f"reserve/{ledger}/{m.round}", ledger_target(who, ledger), command, due)


def send(m: Gate, who: Who) -> Todo:
    return Todo(f"send/{m.round}", request_target(who), SendRequest(round=m.round))


def reserved(m: Gate, slot: Slot) -> bool:
    return slot == Slot(said="reserved", round=m.round)


STEPS = (
    Step(lambda m: m.pacing.campaign_on is not None, campaign_pace),
    Step(lambda m: m.pacing.agency_on is not None, agency_pace),
    Step(lambda m: reserved(m, m.contact_slot), reserve_contact),
    Step(lambda m: reserved(m, m.employer_slot), reserve_employer),
    Step(lambda _: False, send),
)


def forward(m: Gate, who: Who) -> Iterator[Todo]:
    """The next step of this round, and the alarm once a slot is held."""
    if m.offered_at and m.pacing.wait > MOST_DAYS_OFF:
        yield hold(m, who, "pace_full", m.pacing.agency_on)
        return
    yield next(step for step in STEPS if not step.done(m)).todo(m, who)
    if m.reserved_at:
        command = Hold(round=m.round, reason="not_sent_in_time")
        due = m.reserved_at + UNSENT
        yield Todo(f"unsent/{m.round}", request_target(who), command, due)


def hold(m: Gate, who: Who, reason: HoldReason, next_free_on: date | None = None) -> Todo:
    command = Hold(round=m.round, reason=reason, next_free_on=next_free_on)
    return Todo(f"hold/{reason}/{m.round}", request_target(who), command)


def settle(m: Gate, who: Who) -> Iterator[Todo]:
    """A late yes: ask the contact's ledger alone, then tell the request."""
    if not m.late:
        yield reserve_slot(m, who, "contact-ledger", None)
        return
    date_named = m.refusal.next_free_on if m.refusal and m.late == "refused" else None
    command = SettleLateYes(agreed=m.late == "granted", next_free_on=date_named)
    yield Todo(f"settle/{m.round}", request_target(who), command)
