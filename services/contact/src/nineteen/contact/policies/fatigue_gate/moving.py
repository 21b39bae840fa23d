"""Telling the ledgers what became of an ask, in the order in which it happened."""

from collections.abc import Iterator

from nineteen.contact.domain.slot_commands import (
    Block,
    ConfirmSlot,
    MoveSlot,
    OfferNext,
    ReleaseSlot,
    SlotCommand,
    UseSlot,
)
from nineteen.contact.policies.fatigue_gate.memory import Gate, Move, Who
from nineteen.contact.policies.fatigue_gate.steps import ledger_target
from nineteen.shared.policy import Todo
from nineteen.shared.schema.business_days import local_date

WITH_THE_HOST = ("sent", "late")
"""Only then do later facts concern the ledgers; one that comes too early is kept until then."""


def is_ripe(m: Gate, move: Move) -> bool:
    """Whether all is known that came before this fact."""
    if move.what == "offer":
        return True
    if move.after_a_yes and (not m.agreed or (m.phase == "late" and not m.late)):
        return False
    return m.phase in WITH_THE_HOST


def moved(m: Gate, who: Who) -> tuple[Gate, list[Todo]]:
    """What the ledgers have not heard yet, and the memory without it."""
    ripe = tuple(move for move in m.moves if is_ripe(m, move))
    kept = tuple(move for move in m.moves if move not in ripe)
    return m.model_copy(update={"moves": kept}), list(todos(m, who, ripe))


def todos(m: Gate, who: Who, moves: tuple[Move, ...]) -> Iterator[Todo]:
    for move in moves:
        due = move.at if move.what == "offer" else None
        step = f"{move.what}/{move.ledger}/{move.tag}"
        yield Todo(step, ledger_target(who, move.ledger), command(m, who, move), due)


def command(m: Gate, who: Who, move: Move) -> SlotCommand:
    own, number, zone = who.request, m.round, who.zone
    on = local_date(move.at, zone)
    match move.what:
        case "confirm":
            return ConfirmSlot(
                reservation=own, round=number, zone=zone, starts_at=move.at, group=move.group
            )
        case "move":
            return MoveSlot(reservation=own, round=number, zone=zone, starts_at=move.at)
        case "use":
            return UseSlot(reservation=own, round=number, zone=zone, held_on=on)
        case "offer":
            return OfferNext(zone=zone)
        case "block":
            reason = move.reason or "declined"
            return Block(reservation=own, round=number, zone=zone, reason=reason, on=on)
        case "release":
            reason = move.reason or "held_back"
            return ReleaseSlot(reservation=own, round=number, zone=zone, reason=reason, on=on)
