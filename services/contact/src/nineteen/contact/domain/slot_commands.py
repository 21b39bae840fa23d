"""What policies ask of the ledgers of hosts and employers (PRODUCT 4.1, slots)."""

from datetime import date
from typing import ClassVar, Literal

from nineteen.shared.decider import Command
from nineteen.shared.schema.contact import ReleaseReason
from nineteen.shared.schema.ids import Id, Tenant
from nineteen.shared.schema.words import Instant, SizeClass, Zone


class LedgerCommand(Command):
    """What every command of a ledger carries: the host's zone, in which its days are counted."""

    internal: ClassVar[bool] = True
    zone: Zone


class OfReservation(LedgerCommand):
    """A command about one reservation (= request id) in one round of the gate."""

    reservation: Id
    round: int


class ReserveSlot(OfReservation):
    """Ask for a slot; refused with a date, and maybe a place in the waiting list."""

    approved_at: Instant
    until: Instant
    agency: Tenant | None = None
    """Whose request it is."""
    asker: str = ""
    invited: bool = False
    late_yes: bool = False
    size_class: SizeClass | None = None


class ConfirmSlot(OfReservation):
    """A meeting stands."""

    starts_at: Instant
    group: Id | None = None
    """The first reservation of a visit that several jobseekers pay together."""


class MoveSlot(OfReservation):
    """The meeting is at another time."""

    starts_at: Instant


class UseSlot(OfReservation):
    """The meeting was held."""

    held_on: date


class ReleaseSlot(OfReservation):
    """The ask or the meeting ended on this day; a block may follow, else the next is offered."""

    reason: ReleaseReason
    on: date


class Block(LedgerCommand):
    """Nobody asks for a while, or ever again."""

    reservation: Id | None = None
    round: int | None = None
    reason: ReleaseReason
    on: date


class OfferNext(LedgerCommand):
    """A block ended: offer the slot to who waits longest."""


class LeaveQueue(OfReservation):
    """A request does not wait any more."""

    reason: Literal["offered_elsewhere", "cannot_go", "too_long", "not_reapproved"]


class RecordOutsideAsk(OfReservation):
    """Somebody asked without the product's leave; it counts all the same."""

    on: date
    until: Instant


class SetLedgerLimit(LedgerCommand):
    """A host's own limit, in place of the caps (None: the caps again)."""

    interviews: int | None
    days: int


SlotCommand = (
    ReserveSlot
    | ConfirmSlot
    | MoveSlot
    | UseSlot
    | ReleaseSlot
    | Block
    | OfferNext
    | LeaveQueue
    | SetLedgerLimit
    | RecordOutsideAsk
)
