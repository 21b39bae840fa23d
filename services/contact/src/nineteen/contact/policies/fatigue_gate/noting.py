"""Noting: what each event says to the gate. Events of an older round change nothing."""

from datetime import timedelta
from functools import reduce
from typing import Any

from nineteen.contact.domain.pace import agency_ledger_id, month_of
from nineteen.contact.policies.fatigue_gate.facts import moves_of
from nineteen.contact.policies.fatigue_gate.memory import (
    Early,
    Gate,
    Ledger,
    Pacing,
    Refusal,
    Slot,
    Told,
    Waiting,
    Who,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    DraftApproved,
    LateReplyReceived,
    PaceReserved,
    QueueLeft,
    RequestAgreed,
    RequestDrafted,
    RequestHeld,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
    SlotRefused,
    SlotReserved,
)
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor, Recorded

STALE = timedelta(days=7)
"""Who waited longer is asked again whether the text still stands."""


def note(m: Gate, r: Recorded) -> Gate:
    """The memory after a fact, and after those that came before their round began."""
    if moves := moves_of(r):
        m = having(m, moves=(*m.moves, *moves))
    if is_early(m, r):
        return having(m, early=(*m.early, early(r)))
    before, m = m.round, told(m, r)
    if m.round == before:
        return m
    ripe = [each for each in m.early if each.round == m.round]
    m = having(m, early=tuple(each for each in m.early if each.round > m.round))
    return reduce(told, map(recorded, ripe), m)


def is_early(m: Gate, r: Recorded) -> bool:
    """Streams keep no order among each other: an offer begins a round, all else follows one."""
    match r.event:
        case SlotReserved(offered=True):
            return False
        case PaceReserved() | SlotReserved() | SlotRefused() | QueueLeft():
            return r.event.round > m.round
        case _:
            return False


def early(r: Recorded) -> Early:
    event: Any = r.event
    return Early(
        type=event.type_name,
        data=event.model_dump(mode="json"),
        stream=str(r.stream),
        version=r.version,
        id=r.id,
        at=r.occurred_at,
        round=event.round,
    )


def recorded(kept: Early) -> Recorded:
    event = Event.types[kept.type].model_validate(kept.data)
    stream, by = Stream.parse(kept.stream), Actor("policy", "fatigue-gate")
    return Recorded(event, stream, kept.version, kept.id, kept.at, kept.at, by)


def told(m: Gate, r: Recorded) -> Gate:
    match r.event:
        case PaceReserved() if r.event.round == m.round:
            return paced(m, r.event, r)
        case SlotReserved() | SlotRefused() | QueueLeft():
            return told_by_ledger(m, r)
        case _:
            return told_by_request(m, r)


def having(m: Gate, **changes: Any) -> Gate:
    return m.model_copy(update=changes)


def who(event: RequestDrafted, tenant: str) -> Who:
    return Who(
        tenant=tenant,
        request=event.ask.request,
        campaign=event.ask.campaign,
        contact_ledger=event.contact_ledger,
        employer_ledger=event.employer_ledger,
        asker=event.asker,
        invited=event.invited,
        size_class=event.size_class,
        zone=event.employer_zone,
    )


def new_round(m: Gate, number: int, **changes: Any) -> Gate:
    """Pace and refusal belong to a round; slots held from an earlier one are kept."""
    fresh = {
        "phase": "gate",
        "round": number,
        "pacing": Pacing(),
        "reserved_at": None,
        "refusal": None,
        "release_at": None,
        "left": "",
        "offered_at": None,
        "ready_on": None,
        "queued": False,
    }
    return having(m, **(fresh | changes))


def approved(m: Gate, event: DraftApproved) -> Gate:
    return new_round(
        m,
        event.round,
        approved_at=event.approved_at,
        ready_on=event.ready_on,
        waiting=None,
    )


def paced(m: Gate, event: PaceReserved, r: Recorded) -> Gate:
    """The later day counts; a day in another month says: ask that month's ledger."""
    if r.stream.kind == "pace-ledger":
        return having(m, pacing=having_pace(m.pacing, campaign_on=event.on))
    if r.stream.id != agency_ledger_id(r.tenant, month_of(event.on)):
        return having(m, pacing=having_pace(m.pacing, month_from=event.on))
    day = having_pace(
        m.pacing,
        agency_on=event.on,
        go_at=event.go_at,
        until=event.until,
        wait=event.wait,
    )
    return having(m, pacing=day)


def having_pace(pacing: Pacing, **changes: Any) -> Pacing:
    return pacing.model_copy(update=changes)


def told_by_ledger(m: Gate, r: Recorded) -> Gate:
    match r.event:
        case SlotReserved(late_yes=True) as event if event.round == m.round:
            return having(m, late="granted")
        case SlotRefused(late_yes=True) as event if event.round == m.round:
            refusal = Refusal(reason=event.reason, next_free_on=event.next_free_on, queued=False)
            return having(m, late="refused", refusal=refusal)
        case SlotReserved(late_yes=False) as event:
            return reserved(m, event, r)
        case SlotRefused(late_yes=False) as event if event.round == m.round:
            return refused(m, event, r)
        case QueueLeft() as event if m.waiting and event.round == m.waiting.round:
            reason = "too_long" if event.reason == "too_long" else "cannot_go"
            return left(having(m, waiting=None, left=reason), event)
        case _:
            return m


def left(m: Gate, event: QueueLeft) -> Gate:
    """The ledger named another date when it let the request go."""
    if m.refusal is None or m.left == "too_long":
        return m
    later = m.refusal.model_copy(update={"next_free_on": event.next_free_on})
    return having(m, refusal=later)


def reserved(m: Gate, event: SlotReserved, r: Recorded) -> Gate:
    """A slot is held; an offer begins a new round of a request that waited."""
    slot = Slot(said="offered" if event.offered else "reserved", round=event.round)
    if event.offered and event.round > m.round:
        stale = r.occurred_at - event.approved_at > STALE
        entered = event.round - 1
        called_off = m.phase == "held" and not m.queued and m.told.round == entered
        over = called_off or m.phase in ("withdrawn", "sent", "late")
        m = new_round(
            m,
            event.round,
            phase=m.phase if over else "reapprove" if stale else "gate",
            approved_at=event.approved_at,
            offered_at=r.occurred_at,
            waiting=None,
        )
    if not event.offered and event.round == m.round and m.reserved_at is None:
        m = having(m, reserved_at=r.occurred_at)
    return having(m, **{slot_name(r): slot})


def refused(m: Gate, event: SlotRefused, r: Recorded) -> Gate:
    refusal = Refusal(reason=event.reason, next_free_on=event.next_free_on, queued=event.queued)
    waiting = Waiting(ledger=ledger_of(r), round=event.round) if event.queued else None
    phase = "refused" if m.phase == "gate" else m.phase
    return having(m, phase=phase, refusal=refusal, waiting=waiting, **{slot_name(r): Slot()})


def ledger_of(r: Recorded) -> Ledger:
    return "contact-ledger" if r.stream.kind == "contact-ledger" else "employer-ledger"


def slot_name(r: Recorded) -> str:
    return ledger_of(r).replace("-ledger", "_slot")


def told_by_request(m: Gate, r: Recorded) -> Gate:
    match r.event:
        case RequestDrafted() as event:
            m = having(m, who=who(event, r.tenant))
        case DraftApproved() as event if event.round > m.round:
            m = approved(m, event)
        case RequestHeld() as event if event.round >= m.round or crossed(m, event):
            m = held(m, event, r)
        case RequestSent() as event:
            m = sent(m, event)
        case RequestWithdrawn(sent=False):
            m = having(m, phase="withdrawn", held_at=r.occurred_at)
        case LateReplyReceived(answer="agree") | RequestReplyCorrected(answer="agree"):
            late = {"phase": "late", "round": m.round + 1, "late": "", "agreed": True}
            m = having(m, **late, approved_at=r.occurred_at)
        case RequestAgreed():
            m = having(m, agreed=True)
        case _:
            pass
    return m


def crossed(m: Gate, event: RequestHeld) -> bool:
    """Whether a request that waited was called off while an offer was on its way to it."""
    return not event.queued and m.offered_at is not None and event.round == m.round - 1


def held(m: Gate, event: RequestHeld, r: Recorded) -> Gate:
    return having(
        m,
        phase="reapprove" if event.reason == "reapprove" else "held",
        round=max(event.round, m.round),
        held_at=r.occurred_at,
        queued=event.queued,
        told=Told(round=event.round, reason=event.reason),
        release_at=event.release_at,
    )


def sent(m: Gate, event: RequestSent) -> Gate:
    """From here on the slots are what the facts of the ask make them."""
    return having(
        m,
        phase="sent",
        round=max(event.round, m.round),
        contact_slot=Slot(),
        employer_slot=Slot(),
        waiting=None,
    )
