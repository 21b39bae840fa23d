"""What a round gives back when it stops: slots, days, and its place in a list."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from nineteen.contact.domain.pace import ReleasePace
from nineteen.contact.domain.request import Hold
from nineteen.contact.domain.slot_commands import LeaveQueue, ReleaseSlot
from nineteen.contact.policies.fatigue_gate.memory import Gate, Ledger, Pacing, Slot, Who
from nineteen.contact.policies.fatigue_gate.steps import (
    agency_target,
    hold,
    ledger_target,
    pace_target,
    request_target,
)
from nineteen.shared.policy import Todo
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import HoldReason, ReleaseReason

LONGEST_WAIT = timedelta(days=30)
STOPPED: dict[str, ReleaseReason] = {
    "refused": "refused_elsewhere",
    "held": "held_back",
    "withdrawn": "withdrawn_before_sending",
}
"""Why the slots of a stopped round are free again; none of these leaves a block."""


def undo(m: Gate, who: Who, at: datetime) -> tuple[Gate, list[Todo]]:
    """Give back what is held, the contact's slot first, and remember that it is given back."""
    return m.model_copy(
        update={"contact_slot": Slot(), "employer_slot": Slot(), "pacing": Pacing()}
    ), [*released_slots(m, who, at), *released_days(m, who)]


def released_slots(m: Gate, who: Who, at: datetime) -> Iterator[Todo]:
    slots: tuple[tuple[Ledger, Slot], ...] = (
        ("contact-ledger", m.contact_slot),
        ("employer-ledger", m.employer_slot),
    )
    for ledger, slot in slots:
        if slot.said != "nothing" and slot.round <= m.round:
            command = ReleaseSlot(
                reservation=who.request,
                round=slot.round,
                zone=who.zone,
                reason=STOPPED[m.phase],
                on=local_date(at, who.zone),
            )
            yield Todo(f"release/{ledger}/{slot.round}", ledger_target(who, ledger), command)


def released_days(m: Gate, who: Who) -> Iterator[Todo]:
    command = ReleasePace(reservation=who.request, round=m.round)
    if m.pacing.campaign_on:
        yield Todo(f"release/pace-ledger/{m.round}", pace_target(who), command)
    if m.pacing.agency_on:
        target = agency_target(who, m.pacing.agency_on)
        yield Todo(f"release/agency-ledger/{m.round}", target, command)


def refuse(m: Gate, who: Who) -> Iterator[Todo]:
    """A refusal holds the request, with the date that the ledger named."""
    if m.refusal:
        command = Hold(
            round=m.round,
            reason=m.refusal.reason,
            next_free_on=m.refusal.next_free_on,
            queued=m.refusal.queued,
        )
        yield Todo(f"hold/refused/{m.round}", request_target(who), command)


def reapprove(m: Gate, who: Who) -> Iterator[Todo]:
    """After a long wait the offered slot is kept for a new approval, not for ever."""
    if m.release_at is None:
        yield hold(m, who, "reapprove")
    else:
        command = Hold(round=m.round, reason="not_sent_in_time")
        yield Todo(f"unapproved/{m.round}", request_target(who), command, m.release_at)


def wait(m: Gate, who: Who) -> Iterator[Todo]:
    """A place in one list, for 30 days at most; who left it is told when asking makes sense.

    A request that was held while an offer came is told of that round: its next one is a later one.
    """
    if m.told.round < m.round and not m.queued:
        yield hold(m, who, m.told.reason)
    if m.waiting and not m.queued:
        yield leave(m, who, "cannot_go")
    elif m.waiting and m.held_at:
        yield leave(m, who, "too_long", m.held_at + LONGEST_WAIT)
    elif m.queued and m.left and m.refusal:
        command = Hold(
            round=m.round, reason=reason_after_leaving(m), next_free_on=m.refusal.next_free_on
        )
        yield Todo(f"hold/left/{m.round}", request_target(who), command)


def reason_after_leaving(m: Gate) -> HoldReason:
    if m.left == "too_long" or m.refusal is None:
        return "waited_too_long"
    if m.refusal.next_free_on is None:
        return "opted_out"
    return "employer_busy" if m.refusal.reason == "employer_busy" else "contact_blocked"


def end(m: Gate, who: Who) -> Iterator[Todo]:
    """Withdrawn before it was sent."""
    if m.waiting:
        yield leave(m, who, "cannot_go")


def leave(
    m: Gate, who: Who, reason: Literal["cannot_go", "too_long"], due: datetime | None = None
) -> Todo:
    """Leave the list in the round in which the request entered it."""
    ledger = m.waiting.ledger if m.waiting else "contact-ledger"
    entered = m.waiting.round if m.waiting else m.round
    command = LeaveQueue(reservation=who.request, round=entered, zone=who.zone, reason=reason)
    return Todo(f"leave/{reason}/{entered}", ledger_target(who, ledger), command, due)
