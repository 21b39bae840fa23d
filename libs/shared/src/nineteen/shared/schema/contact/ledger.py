"""Ledgers: the caps that protect hosts (tenant `commons`) and the pace of asking."""

from datetime import date
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Instant, SizeClass, Words

__all__ = [
    "Blocked",
    "HostLimitSet",
    "OutsideAskRecorded",
    "PaceLifted",
    "PaceReleased",
    "PaceReserved",
    "PaceSet",
    "Place",
    "QueueLeft",
    "RefusalReason",
    "ReleaseReason",
    "SlotConfirmed",
    "SlotMoved",
    "SlotRefused",
    "SlotReleased",
    "SlotReserved",
    "SlotUsed",
]
ReleaseReason = Literal[
    "held_back",
    "refused_elsewhere",
    "agreed",
    "declined",
    "expired",
    "lapsed",
    "cancelled_by_host",
    "host_no_show",
    "jobseeker_no_show",
    "attendance_unknown",
    "cancelled_by_jobseeker",
    "withdrawn_after_sending",
    "withdrawn_before_sending",
    "bounced",
    "opted_out",
]
RefusalReason = Literal[
    "contact_busy",
    "contact_blocked",
    "opted_out",
    "asked_within_12_months",
    "employer_busy",
]
Place = tuple[Instant, str]
"""A place in a waiting list: (approved_at, request id), ordered over all agencies."""


class OfReservation(Event, abstract=True):
    """A ledger's fact about one reservation (= request id) in one round of the gate."""

    reservation: Id
    round: int


class PaceReserved(OfReservation):
    """The first free day for this ask, by the campaign's or the agency's pace."""

    on: date
    until: Instant | None = None
    """When the ask would expire if it went out on that day."""
    go_at: Instant | None = None
    """When it may go on that day: in the morning, or at once within the agency's hours."""
    wait: int = 0
    """Business days between the first possible day and `on`."""


class PaceReleased(OfReservation):
    """The day is free again."""

    on: date


class PaceSet(Event):
    """A campaign asks at this pace from now on."""

    a_week: int


class PaceLifted(Event):
    """Staff let a slowed campaign ask at its usual pace again (P12)."""

    campaign: Id
    jobseeker: Id
    reason: Annotated[Words, PII("jobseeker", key="narrative")]


class SlotReserved(OfReservation):
    """The host (or employer) may be asked; `offered` when the waiting list's turn came."""

    until: Instant
    asker: str
    approved_at: Instant
    offered: bool = False
    late_yes: bool = False
    on: date | None = None
    """The day of the reservation, at the host's place."""
    size_class: SizeClass | None = None
    """As this agency knows it; an employer's smallest counts."""


class SlotRefused(OfReservation):
    """The host (or employer) may not be asked now."""

    reason: RefusalReason
    next_free_on: date | None
    queued: bool = False
    approved_at: Instant
    late_yes: bool = False
    asker: str = ""
    until: Instant | None = None
    """What a place in the waiting list keeps for its turn."""
    invited: bool = False
    offer_at: Instant | None = None
    """When the list is offered the slot, if a block and nothing else stands in the way."""
    size_class: SizeClass | None = None


class SlotConfirmed(OfReservation):
    """A meeting is confirmed for this time."""

    starts_at: Instant
    on: date | None = None
    """The day at the host's place."""
    group: Id | None = None
    """The first reservation of a visit that several pay together; it counts once a day."""


class SlotMoved(OfReservation):
    """The meeting moved to this time."""

    starts_at: Instant
    on: date | None = None
    """The day at the host's place."""


class SlotUsed(OfReservation):
    """The meeting was held."""

    held_on: date


class SlotReleased(OfReservation):
    """The slot is free again, though a block may follow."""

    reason: ReleaseReason


class Blocked(Event):
    """Nobody asks before `until` (None: never again)."""

    until: date | None
    reason: ReleaseReason | Literal["held"]
    reservation: Id | None = None
    offer_at: Instant | None = None
    """When those who wait are offered the slot; None when nobody waits."""


class OutsideAskRecorded(OfReservation):
    """The host was asked without the product's leave: it counts like any other ask."""

    on: date
    until: Instant


class HostLimitSet(Event):
    """What a host said of themselves replaces the caps that protect everybody (P14)."""

    interviews: int | None
    """As many at most in any `days`; None: the caps for everybody hold again."""
    days: int = 7


class QueueLeft(OfReservation):
    """A request no longer waits here."""

    reason: Literal["offered_elsewhere", "cannot_go", "too_long", "not_reapproved"]
    next_free_on: date | None = None
