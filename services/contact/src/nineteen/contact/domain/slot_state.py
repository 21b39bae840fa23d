"""What a ledger knows of one host or employer: open asks, meetings, blocks, and who waits.

Time never frees a slot: only an event of its request or appointment does. What cannot matter
any more is dropped at the next reservation, so a ledger stays small however often it is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from nineteen.shared.schema.contact import (
    Blocked,
    HostLimitSet,
    OutsideAskRecorded,
    QueueLeft,
    ReleaseReason,
    SlotConfirmed,
    SlotMoved,
    SlotRefused,
    SlotReleased,
    SlotReserved,
    SlotUsed,
)
from nineteen.shared.schema.words import SizeClass

SlotEvent = (
    SlotReserved
    | SlotRefused
    | SlotConfirmed
    | SlotMoved
    | SlotUsed
    | SlotReleased
    | Blocked
    | QueueLeft
    | HostLimitSet
    | OutsideAskRecorded
)
SIZES: tuple[SizeClass, ...] = ("1-9", "10-49", "50-249", "250+")
YEAR = timedelta(days=365)
QUARTER = timedelta(days=90)
FINISHED = 64
"""As many finished reservations are remembered, to recognize their late commands."""
UNSENT: frozenset[ReleaseReason] = frozenset(
    {"held_back", "refused_elsewhere", "withdrawn_before_sending"}
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants a slot, as a waiting list keeps it."""

    reservation: str
    round: int
    asker: str
    approved_at: datetime
    until: datetime
    invited: bool = False
    late_yes: bool = False

    @property
    def place(self) -> tuple[datetime, str]:
        """The order of a waiting list, over all agencies."""
        return self.approved_at, self.reservation


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """An occupied slot; `starts_at` and `meeting` once a meeting is confirmed."""

    round: int
    until: datetime
    offered: bool = False
    starts_at: datetime | None = None
    meeting: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """When a jobseeker last asked here, and by which request."""

    on: date
    reservation: str
    before: "Asked | None" = None
    """The ask before, which counts again if this one does not go out."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A host's own: at most so many interviews in any `window`."""

    interviews: int
    window: timedelta


@dataclass(frozen=True)
class Slots:
    """One host's or employer's ledger."""

    asks: Mapping[str, OpenAsk] = field(default_factory=dict)
    waiting: tuple[Applicant, ...] = ()
    blocks: Mapping[str, date] = field(default_factory=dict)
    """Until when nobody asks, by the reservation that caused it."""
    closed: bool = False
    """Opted out: for ever."""
    held: Mapping[str, date] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    """Reservations of a visit paid together with others, by the first of them."""
    askers: Mapping[str, Asked] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    """The last round of finished reservations, the newest at the end."""
    size: SizeClass | None = None
    limit: Limit | None = None

    def last_round(self, reservation: str) -> int:
        """The last round this ledger saw of a reservation, 0 if none."""
        if ask := self.asks.get(reservation):
            return ask.round
        waits = (each.round for each in self.waiting if each.reservation == reservation)
        return next(waits, self.rounds.get(reservation, 0))

    def meetings(self, since: date) -> list[date]:
        """The days of meetings held or confirmed, from `since` on."""
        asks = {key: ask.meeting for key, ask in self.asks.items() if ask.meeting}
        visits = {(self.visit(key), day) for key, day in {**asks, **self.held}.items()}
        return sorted(day for _, day in visits if day >= since)

    def visit(self, reservation: str) -> str:
        """Who comes together on one day counts once."""
        return self.groups.get(reservation, reservation)


def smallest(one: SizeClass | None, other: SizeClass | None) -> SizeClass | None:
    """Agencies disagree on an employer's size: the smallest counts."""
    known = [size for size in (one, other) if size]
    return min(known, key=SIZES.index) if known else None


def evolve(slots: Slots, event: SlotEvent) -> Slots:
    match event:
        case SlotReserved():
            return reserved(slots, event)
        case SlotRefused():
            return refused(slots, event)
        case SlotConfirmed() | SlotMoved():
            return met(slots, event)
        case SlotUsed():
            held = {**slots.held, event.reservation: event.held_on}
            return replace(finished(slots, event.reservation, event.round), held=held)
        case SlotReleased():
            return released(slots, event)
        case Blocked():
            return blocked(slots, event)
        case QueueLeft():
            return finished(slots, event.reservation, event.round)
        case OutsideAskRecorded(reservation=own, round=last, until=until):
            asks = {**slots.asks, own: OpenAsk(last, until)}
            return replace(slots, asks=asks, waiting=without(slots.waiting, own))
        case HostLimitSet(interviews=most, days=days):
            return replace(slots, limit=Limit(most, timedelta(days=days)) if most else None)
    assert_never(event)


def reserved(slots: Slots, event: SlotReserved) -> Slots:
    """Occupy a slot, and drop what is past."""
    today = event.on or event.approved_at.date()
    own = event.reservation
    ask = OpenAsk(event.round, event.until, event.offered)
    askers = {key: last for key, last in slots.askers.items() if last.on > today - YEAR}
    if event.asker:
        askers[event.asker] = asked(askers.get(event.asker), today, own)
    blocks = {key: until for key, until in slots.blocks.items() if until > today and key != own}
    window = max(QUARTER, slots.limit.window) if slots.limit else QUARTER
    return replace(
        slots,
        asks={**slots.asks, own: ask},
        waiting=without(slots.waiting, own),
        blocks=blocks,
        held={key: day for key, day in slots.held.items() if day > today - window},
        groups={key: first for key, first in slots.groups.items() if key in known(slots)},
        askers=askers,
        rounds={key: last for key, last in slots.rounds.items() if key != own},
        size=smallest(slots.size, event.size_class),
    )


def known(slots: Slots) -> set[str]:
    """The reservations whose meetings still matter."""
    return {*slots.asks, *slots.held}


def asked(last: Asked | None, on: date, reservation: str) -> Asked:
    if last is None:
        return Asked(on, reservation)
    if last.reservation == reservation:
        return replace(last, on=on)
    return Asked(on, reservation, before=replace(last, before=None))


def refused(slots: Slots, event: SlotRefused) -> Slots:
    """Remember who waits, or only that this round was answered."""
    slots = replace(slots, size=smallest(slots.size, event.size_class))
    if not event.queued or event.until is None:
        return finished(slots, event.reservation, event.round)
    applicant = Applicant(
        event.reservation,
        event.round,
        event.asker,
        event.approved_at,
        event.until,
        event.invited,
    )
    waiting = (*without(slots.waiting, event.reservation), applicant)
    return replace(slots, waiting=tuple(sorted(waiting, key=lambda each: each.place)))


def met(slots: Slots, event: SlotConfirmed | SlotMoved) -> Slots:
    """Note the meeting; one that was offered again after a no-show takes its slot back."""
    own = event.reservation
    ask = slots.asks.get(own) or OpenAsk(event.round, event.starts_at)
    on = event.on or event.starts_at.date()
    groups = {key: first for key, first in slots.groups.items() if key != own}
    if isinstance(event, SlotConfirmed) and event.group not in (None, own):
        groups[own] = event.group
    return replace(
        slots,
        groups=groups,
        asks={**slots.asks, own: replace(ask, starts_at=event.starts_at, meeting=on)},
        blocks={key: until for key, until in slots.blocks.items() if key != own},
    )


def released(slots: Slots, event: SlotReleased) -> Slots:
    """Free the slot; an ask that never went out does not count as one."""
    after = finished(slots, event.reservation, event.round)
    if event.reason not in UNSENT:
        return after
    still = {
        key: last.before if last.reservation == event.reservation else last
        for key, last in slots.askers.items()
    }
    return replace(after, askers={key: last for key, last in still.items() if last})


def blocked(slots: Slots, event: Blocked) -> Slots:
    """A later block of the same request replaces the earlier one."""
    if event.until is None:
        return replace(slots, closed=True)
    return replace(slots, blocks={**slots.blocks, event.reservation or "": event.until})


def finished(slots: Slots, reservation: str, last: int) -> Slots:
    """A reservation neither asks nor waits any more; keep its round for a while."""
    rounds = {key: seen for key, seen in slots.rounds.items() if key != reservation}
    rounds[reservation] = last
    return replace(
        slots,
        asks={key: ask for key, ask in slots.asks.items() if key != reservation},
        waiting=without(slots.waiting, reservation),
        rounds=dict(list(rounds.items())[-FINISHED:]),
    )


def without(waiting: tuple[Applicant, ...], reservation: str) -> tuple[Applicant, ...]:
    return tuple(each for each in waiting if each.reservation != reservation)
