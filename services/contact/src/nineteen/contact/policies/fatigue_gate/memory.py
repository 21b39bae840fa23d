"""What the gate remembers of one request: ids, its round, which slots it holds."""

from datetime import UTC, date, datetime
from typing import Any, Literal

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import HoldReason, RefusalReason, ReleaseReason
from nineteen.shared.schema.words import SizeClass

Ledger = Literal["contact-ledger", "employer-ledger"]
Phase = Literal["draft", "gate", "refused", "reapprove", "held", "withdrawn", "sent", "late"]
What = Literal["release", "confirm", "move", "use", "block", "offer"]


class Slot(Value):
    """What a ledger said to this request last, and in which round."""

    said: Literal["nothing", "offered", "reserved"] = "nothing"
    round: int = 0


class Refusal(Value):
    """Why it cannot go now."""

    reason: RefusalReason
    next_free_on: date | None
    queued: bool


class Waiting(Value):
    """A place in a ledger's waiting list."""

    ledger: Ledger
    round: int


class Move(Value):
    """A fact that a ledger must hear of; `tag` makes its step unique."""

    what: What
    ledger: Ledger = "contact-ledger"
    tag: str
    at: datetime
    reason: ReleaseReason | None = None
    group: str | None = None
    """The visit that several pay together, by its first request."""
    after_a_yes: bool = False
    """It comes of a meeting, which there is only after the host agreed."""


class Who(Value):
    """What the ledgers must know of a request; their own events carry none of it."""

    tenant: str
    request: str
    campaign: str
    contact_ledger: str
    employer_ledger: str
    asker: str
    invited: bool
    size_class: SizeClass
    zone: str
    """The host's."""


class Pacing(Value):
    """The days that the pace ledgers gave in this round."""

    campaign_on: date | None = None
    month_from: date | None = None
    """The agency's month was full: ask the ledger of this day's month."""
    agency_on: date | None = None
    go_at: datetime | None = None
    until: datetime | None = None
    wait: int = 0


class Told(Value):
    """What the request said last when it was held: in which round, and why."""

    round: int = 0
    reason: HoldReason = "campaign_paused"


class Early(Value):
    """A ledger's fact of a round whose beginning has not been heard of yet."""

    type: str
    data: dict[str, Any]
    stream: str
    version: int
    id: str
    at: datetime
    round: int


class Gate(Value):
    """The memory of P1; no personal data."""

    who: Who | None = None
    phase: Phase = "draft"
    round: int = 0
    approved_at: datetime = datetime.min.replace(tzinfo=UTC)
    ready_on: date | None = None
    offered_at: datetime | None = None
    """When the waiting list's turn came, if this round began so."""
    pacing: Pacing = Pacing()
    contact_slot: Slot = Slot()
    employer_slot: Slot = Slot()
    reserved_at: datetime | None = None
    refusal: Refusal | None = None
    waiting: Waiting | None = None
    queued: bool = False
    """The request knows that it waits."""
    told: Told = Told()
    held_at: datetime | None = None
    release_at: datetime | None = None
    left: Literal["", "cannot_go", "too_long"] = ""
    """It waits no more, by the ledger's word."""
    late: Literal["", "granted", "refused"] = ""
    agreed: bool = False
    moves: tuple[Move, ...] = ()
    """Facts that no ledger has heard of yet."""
    early: tuple[Early, ...] = ()
