"""Slots: who may ask a host or an employer, decided here and nowhere else (PRODUCT 4.1).

One decider for both ledgers; caps and blocks are its rules. Every command carries the round of
the gate that issued it; an older one, or one for another reservation's round, is overtaken.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import assert_never, get_args

from nineteen.contact.domain.gate_rounds import is_slot_overtaken, slot_needs
from nineteen.contact.domain.slot_commands import (
    Block,
    ConfirmSlot,
    LeaveQueue,
    LedgerCommand,
    MoveSlot,
    OfferNext,
    RecordOutsideAsk,
    ReleaseSlot,
    ReserveSlot,
    SetLedgerLimit,
    SlotCommand,
    UseSlot,
)
from nineteen.contact.domain.slot_rules import (
    CONTACT,
    EMPLOYER,
    Cause,
    Here,
    Obstacle,
    Rules,
    let_go,
    offer_time,
    offered,
)
from nineteen.contact.domain.slot_state import (
    Applicant,
    SlotEvent,
    Slots,
    evolve,
    smallest,
    without,
)
from nineteen.shared.decider import Decider, Facts
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import (
    Blocked,
    HostLimitSet,
    OutsideAskRecorded,
    QueueLeft,
    SlotConfirmed,
    SlotMoved,
    SlotRefused,
    SlotReleased,
    SlotReserved,
    SlotUsed,
)


def decide(rules: Rules, slots: Slots, command: SlotCommand) -> list[SlotEvent]:
    here = Here(rules, local_date(command.at, command.zone), command.zone)
    match command:
        case ReserveSlot():
            return reserve(here, slots, command)
        case ConfirmSlot() | MoveSlot():
            return meet(slots, command)
        case UseSlot():
            return use(here, slots, command)
        case ReleaseSlot():
            return release(here, slots, command)
        case Block():
            return block(here, slots, command)
        case OfferNext():
            return [*offers(here, slots)]
        case LeaveQueue():
            return leave(slots, command)
        case SetLedgerLimit():
            return limit(here, slots, command)
        case RecordOutsideAsk():
            return outside(slots, command)
    assert_never(command)


def after(slots: Slots, events: Iterable[SlotEvent]) -> Slots:
    return reduce(evolve, events, slots)


def reserve(here: Here, slots: Slots, command: ReserveSlot) -> list[SlotEvent]:
    """Yes, or a date; a slot that is held already is claimed by the round that uses it."""
    own = command.reservation
    ask = slots.asks.get(own)
    claims = ask is not None and ask.offered and ask.round == command.round
    if command.round <= slots.last_round(own) and not claims:
        return []
    slots = replace(
        slots,
        size=smallest(slots.size, command.size_class),
        waiting=without(slots.waiting, own),
    )
    if refusal := here.refusal(slots, applicant_of(command)):
        given_up = (
            [SlotReleased(reservation=own, round=ask.round, reason="held_back")] if ask else []
        )
        return [*given_up, denied(here, slots, command, refusal)]
    if ask or command.late_yes:
        return [granted(here, command)]
    return behind_those_who_wait(here, slots, command)


def behind_those_who_wait(here: Here, slots: Slots, command: ReserveSlot) -> list[SlotEvent]:
    """Whoever waits comes before a newcomer, however fast (E10)."""
    first = offers(here, slots)
    slots = after(slots, first)
    if refusal := here.refusal(slots, applicant_of(command)):
        return [*first, denied(here, slots, command, refusal)]
    return [*first, granted(here, command)]


def applicant_of(command: ReserveSlot) -> Applicant:
    return Applicant(
        command.reservation,
        command.round,
        command.asker,
        command.approved_at,
        command.until,
        command.invited,
        command.late_yes,
    )


def granted(here: Here, command: ReserveSlot) -> SlotReserved:
    return SlotReserved(
        reservation=command.reservation,
        round=command.round,
        until=command.until,
        asker=command.asker,
        approved_at=command.approved_at,
        late_yes=command.late_yes,
        on=here.today,
        size_class=command.size_class,
    )


def denied(here: Here, slots: Slots, command: ReserveSlot, refusal: Obstacle) -> SlotRefused:
    """No, with the first date the ledger could say yes on what it knows."""
    queued = here.may_wait(refusal) and not command.late_yes
    by_time = queued and refusal.until != here.busy_until(slots, command.reservation)
    return SlotRefused(
        reservation=command.reservation,
        round=command.round,
        reason=refusal.reason,
        next_free_on=refusal.until,
        queued=queued,
        approved_at=command.approved_at,
        late_yes=command.late_yes,
        asker=command.asker,
        until=command.until,
        invited=command.invited,
        offer_at=offer_time(command, refusal.until) if by_time else None,
        size_class=command.size_class,
    )


def offers(here: Here, slots: Slots) -> list[QueueLeft | SlotReserved]:
    """Offer what is free to those who wait; let go who would wait more than 30 days."""
    events: list[QueueLeft | SlotReserved] = []
    for waiting in slots.waiting:
        refusal = here.refusal(slots, waiting)
        if refusal and here.may_wait(refusal):
            continue
        event = let_go(waiting, refusal.until) if refusal else offered(here, waiting)
        events.append(event)
        slots = evolve(slots, event)
    return events


def meet(slots: Slots, command: ConfirmSlot | MoveSlot) -> list[SlotEvent]:
    """The slot counts at the meeting; the one reschedule offer after a no-show takes it back."""
    own = command.reservation
    ask = slots.asks.get(own)
    again = own in slots.blocks and own not in slots.held and command.starts_at > command.at
    waits = any(each.reservation == own for each in slots.waiting)
    returns = again and not slots.asks and not waits
    if command.round != slots.last_round(own) or not (ask or returns):
        return []
    if ask and ask.starts_at == command.starts_at:
        return []
    on = local_date(command.starts_at, command.zone)
    known = {"reservation": own, "round": command.round, "starts_at": command.starts_at, "on": on}
    if isinstance(command, MoveSlot):
        return [SlotMoved.model_validate(known)]
    return [SlotConfirmed.model_validate({**known, "group": command.group})]


def use(here: Here, slots: Slots, command: UseSlot) -> list[SlotEvent]:
    own = command.reservation
    known = own in slots.asks or own in slots.blocks
    if command.round != slots.last_round(own) or own in slots.held or not known:
        return []
    used = SlotUsed(reservation=own, round=command.round, held_on=command.held_on)
    cause = Cause(own, "held", command.held_on)
    return [used, *blocking(here, after(slots, [used]), command, cause)]


def release(here: Here, slots: Slots, command: ReleaseSlot) -> list[SlotEvent]:
    """Free the slot; then a block, or the next of the waiting list."""
    own, last = command.reservation, slots.last_round(command.reservation)
    cause = Cause(own, command.reason, command.on)
    if own not in slots.asks and command.round == last and cause.is_worse(slots, here.rules):
        return blocking(here, slots, command, cause)
    if own not in slots.asks or command.round != last:
        return []
    freed = SlotReleased(reservation=own, round=command.round, reason=command.reason)
    return [freed, *blocking(here, after(slots, [freed]), command, cause)]


def block(here: Here, slots: Slots, command: Block) -> list[SlotEvent]:
    cause, own = Cause(command.reservation, command.reason, command.on), command.reservation or ""
    until = cause.until(here.rules)
    if slots.closed or (until and (until <= here.today or slots.blocks.get(own) == until)):
        return []
    if command.round is not None and command.round < slots.last_round(own):
        return []
    return blocking(here, slots, command, cause)


def limit(here: Here, slots: Slots, command: SetLedgerLimit) -> list[SlotEvent]:
    """The host's own limit; who waits may be offered a slot under it."""
    said = HostLimitSet(interviews=command.interviews, days=command.days)
    changed = evolve(slots, said)
    if changed.limit == slots.limit:
        return []
    return [said, *offers(here, changed)]


def outside(slots: Slots, command: RecordOutsideAsk) -> list[SlotEvent]:
    """Never refused, for it has happened; once."""
    if command.reservation in slots.asks or command.reservation in slots.rounds:
        return []
    of = {"reservation": command.reservation, "round": command.round}
    return [OutsideAskRecorded.model_validate(of | {"on": command.on, "until": command.until})]


def leave(slots: Slots, command: LeaveQueue) -> list[SlotEvent]:
    own, last = command.reservation, command.round
    if not any(each.reservation == own and each.round == last for each in slots.waiting):
        return []
    return [QueueLeft(reservation=own, round=last, reason=command.reason)]


def blocking(here: Here, slots: Slots, command: LedgerCommand, cause: Cause) -> list[SlotEvent]:
    """The block that follows, if any, then what that means for those who wait."""
    if cause.reason not in here.rules.block_days:
        return [*offers(here, slots)]
    until = here.blocked_until(slots, cause)
    if slots.limit and until and until <= here.today:
        return [*offers(here, slots)]
    blocked = Blocked(until=until, reason=cause.reason, reservation=cause.reservation)
    slots = evolve(slots, blocked)
    then = offers(here, slots)
    if after(slots, then).waiting:
        blocked = blocked.model_copy(update={"offer_at": offer_time(command, until)})
    return [blocked, *then]


def ledger(kind: str, rules: Rules) -> Decider[Slots, SlotCommand, SlotEvent]:
    """The one decider, held to the rules of this kind of ledger."""

    def decide_by_rules(slots: Slots, command: SlotCommand, facts: Facts) -> list[SlotEvent]:
        return [] if is_slot_overtaken(command, facts) else decide(rules, slots, command)

    return Decider(
        kind=kind,
        collection=f"{kind}s",
        shared=True,
        initial=Slots(),
        decide=decide_by_rules,
        evolve=evolve,
        commands=get_args(SlotCommand),
        events=get_args(SlotEvent),
        needs=slot_needs,
    )


contact_ledgers = ledger("contact-ledger", CONTACT)
employer_ledgers = ledger("employer-ledger", EMPLOYER)
