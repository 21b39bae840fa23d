"""What the shared ledgers of hosts tell: asks, meetings, blocks, who waits; never who asked."""

from typing import Any

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told
from nineteen.shared.schema.contact.ledger import (
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
from nineteen.shared.view import Part

Gone = SlotReleased | QueueLeft


def parts_of(it: Told[Any], *names: str) -> list[dict[str, Any]]:
    return [dict(it.before.get(name, {})) for name in names]


def reserved(it: Told[SlotReserved]) -> Part:
    asks, waiting, blocks = parts_of(it, "asks", "waiting", "blocks")
    own = it.event.reservation
    waiting.pop(own, None)
    blocks.pop(own, None)
    asks[own] = {"until": text(it.event.until), "meeting": None}
    return {"asks": asks, "waiting": waiting, "blocks": blocks}


def from_outside(it: Told[OutsideAskRecorded]) -> Part:
    asks, waiting = parts_of(it, "asks", "waiting")
    waiting.pop(it.event.reservation, None)
    asks[it.event.reservation] = {"until": text(it.event.until), "meeting": None}
    return {"asks": asks, "waiting": waiting, "outside": it.before.get("outside", 0) + 1}


def refused(it: Told[SlotRefused]) -> Part:
    (waiting,) = parts_of(it, "waiting")
    if it.event.queued:
        waiting[it.event.reservation] = text(it.event.approved_at)
    return {"waiting": waiting, "refusals": it.before.get("refusals", 0) + 1}


def met(it: Told[SlotConfirmed | SlotMoved]) -> Part:
    asks, blocks = parts_of(it, "asks", "blocks")
    own, on = it.event.reservation, it.event.on or it.event.starts_at.date()
    blocks.pop(own, None)
    asks[own] = {"until": text(it.event.starts_at), "meeting": on.isoformat()}
    return {"asks": asks, "blocks": blocks}


def used(it: Told[SlotUsed]) -> Part:
    asks, held = parts_of(it, "asks", "held")
    asks.pop(it.event.reservation, None)
    held[it.event.reservation] = it.event.held_on.isoformat()
    return {"asks": asks, "held": held}


def gone(it: Told[Gone]) -> Part:
    asks, waiting = parts_of(it, "asks", "waiting")
    asks.pop(it.event.reservation, None)
    waiting.pop(it.event.reservation, None)
    return {"asks": asks, "waiting": waiting}


def blocked(it: Told[Blocked]) -> Part:
    if it.event.until is None:
        return {"closed": True}
    (blocks,) = parts_of(it, "blocks")
    blocks[it.event.reservation or ""] = it.event.until.isoformat()
    return {"blocks": blocks}


def limited(it: Told[HostLimitSet]) -> Part:
    most = it.event.interviews
    return {"limit": {"interviews": most, "days": it.event.days} if most else None}


TELLS: Telling = {
    SlotReserved: reserved,
    OutsideAskRecorded: from_outside,
    SlotRefused: refused,
    SlotConfirmed: met,
    SlotMoved: met,
    SlotUsed: used,
    SlotReleased: gone,
    QueueLeft: gone,
    Blocked: blocked,
    HostLimitSet: limited,
}
