"""Whatever is asked of a ledger in whatever order, no cap and no block is ever broken (C5, E10)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from nineteen.contact.domain.slot_commands import (
    Block,
    ConfirmSlot,
    LeaveQueue,
    MoveSlot,
    OfferNext,
    ReleaseSlot,
    ReserveSlot,
    SlotCommand,
    UseSlot,
)
from nineteen.contact.domain.slot_rules import BLOCK_DAYS, EMPLOYER_CAPS
from nineteen.contact.domain.slot_state import SIZES
from nineteen.contact.domain.slots import contact_ledgers, employer_ledgers
from nineteen.shared.decider import NO_FACTS, AnyDecider, Stamp
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    Blocked,
    QueueLeft,
    SlotConfirmed,
    SlotMoved,
    SlotRefused,
    SlotReleased,
    SlotReserved,
    SlotUsed,
)
from nineteen.shared.schema.ids import COMMONS
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import POLICY

ZONE = "America/Los_Angeles"
START = datetime(2026, 3, 2, 20, tzinfo=UTC)
ASKS = 6
SEALS = 4
"""Fewer jobseekers than asks: some ask twice."""

hours = st.integers(0, 24 * 20)
names = st.integers(0, ASKS - 1)
rounds = st.integers(1, 4)
reasons = st.sampled_from([*(reason for reason in BLOCK_DAYS if reason != "held"), "held_back"])
Spec = tuple[str, int, int, int, Any]
Order = Callable[[], SlotCommand]
moves = st.one_of(
    st.tuples(st.just("reserve"), hours, names, rounds, st.sampled_from(SIZES)),
    st.tuples(st.just("reserve"), hours, names, rounds, st.sampled_from(SIZES)),
    st.tuples(st.just("late"), hours, names, rounds, st.none()),
    st.tuples(st.just("release"), hours, names, rounds, reasons),
    st.tuples(st.just("meet"), hours, names, rounds, st.integers(1, 40)),
    st.tuples(st.just("move"), hours, names, rounds, st.integers(1, 40)),
    st.tuples(st.just("use"), hours, names, rounds, st.none()),
    st.tuples(st.just("block"), hours, names, rounds, reasons),
    st.tuples(st.just("offer"), hours, names, rounds, st.none()),
    st.tuples(st.just("leave"), hours, names, rounds, st.none()),
)


def command(spec: Spec, now: datetime) -> SlotCommand:
    what, _, name, number, more = spec
    on, own = now.date(), an_id("ask", name)
    of: dict[str, Any] = {"reservation": own, "round": number, "zone": ZONE}
    later = now + timedelta(days=more if isinstance(more, int) else 20)
    reserve: dict[str, Any] = {
        **of,
        "approved_at": START + timedelta(minutes=name % 3),
        "until": later,
        "asker": an_id("asker", name % SEALS),
    }
    orders: dict[str, Order] = {
        "reserve": lambda: ReserveSlot(**reserve, size_class=more),
        "late": lambda: ReserveSlot(**reserve, late_yes=True),
        "release": lambda: ReleaseSlot(**of, reason=more, on=on),
        "meet": lambda: ConfirmSlot(**of, starts_at=later),
        "move": lambda: MoveSlot(**of, starts_at=later),
        "use": lambda: UseSlot(**of, held_on=on),
        "block": lambda: Block(reservation=own, reason=more, on=on, zone=ZONE),
        "leave": lambda: LeaveQueue(**of, reason="cannot_go"),
        "offer": lambda: OfferNext(zone=ZONE),
    }
    return orders[what]()


@dataclass(frozen=True)
class Watch:
    """A second, naive account of a ledger, from its events alone."""

    open: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    blocks: tuple[tuple[str | None, date | None], ...] = ()
    asked: tuple[tuple[str, str, date], ...] = ()
    held: tuple[date, ...] = ()
    size: Any = None

    def see(self, event: Event) -> "Watch":
        seen = self
        match event:
            case SlotReserved(reservation=own):
                asked = (*self.asked, (event.asker, own, event.on or date.min))
                seen = replace(
                    self,
                    open=self.open | {own},
                    waiting=self.waiting - {own},
                    blocks=tuple(each for each in self.blocks if each[0] != own or not each[1]),
                    asked=asked,
                    size=self.smallest(event.size_class),
                )
            case SlotRefused(reservation=own, queued=queued):
                waiting = self.waiting - {own} | ({own} if queued else set())
                seen = replace(self, waiting=waiting, size=self.smallest(event.size_class))
            case SlotConfirmed(reservation=own) | SlotMoved(reservation=own):
                others = tuple(each for each in self.blocks if each[0] != own)
                seen = replace(self, open=self.open | {own}, blocks=others)
            case Blocked(reservation=own, until=until):
                others = tuple(each for each in self.blocks if each[0] != own or not each[1])
                seen = replace(self, blocks=(*others, (own, until)))
            case SlotUsed() | SlotReleased() | QueueLeft():
                seen = self.done(event)
            case _:
                pytest.fail(f"what is {event}?")
        return seen

    def done(self, event: SlotUsed | SlotReleased | QueueLeft) -> "Watch":
        own = event.reservation
        after = replace(self, open=self.open - {own}, waiting=self.waiting - {own})
        match event:
            case SlotUsed(held_on=held_on):
                return replace(after, held=(*self.held, held_on))
            case SlotReleased(reason="held_back"):
                asked = tuple(each for each in self.asked if each[1] != own)
                return replace(after, asked=asked)
            case _:
                return after

    def smallest(self, size: Any) -> Any:
        known = [each for each in (self.size, size) if each]
        return min(known, key=SIZES.index, default=None)

    def accepts(self, event: SlotReserved, cap: int, *, is_contact: bool) -> None:
        """Raise unless the ledger might say yes."""
        today = event.on or date.min
        own = event.reservation
        assert len(self.open - {own}) < cap
        if not is_contact:
            return
        for cause, until in self.blocks:
            mine = event.late_yes and cause == own
            assert mine or (until is not None and until <= today)
        for asker, reservation, day in self.asked:
            if asker == event.asker and reservation != own:
                assert today >= day + timedelta(days=365)
        assert sum(day > today - timedelta(days=90) for day in self.held) < 3


def play(ledger: AnyDecider, specs: list[Spec]) -> None:
    state, watch, now = ledger.initial, Watch(), START
    is_contact = ledger is contact_ledgers
    for spec in specs:
        now += timedelta(hours=spec[1])
        stamp = Stamp(now, COMMONS, POLICY)
        order = command(spec, now).model_copy(update={"stamp": stamp})
        size = getattr(order, "size_class", None)
        for event in ledger.decide(state, order, NO_FACTS):
            if isinstance(event, SlotReserved):
                cap = EMPLOYER_CAPS[watch.smallest(size) or "1-9"]
                watch.accepts(event, 1 if is_contact else cap, is_contact=is_contact)
            state, watch = ledger.evolve(state, event), watch.see(event)
        assert set(state.asks) == watch.open
        assert {each.reservation for each in state.waiting} == watch.waiting
        assert not watch.open & watch.waiting
        assert [each.place for each in state.waiting] == sorted(e.place for e in state.waiting)


@settings(max_examples=400, deadline=None)
@drawn(st.lists(moves, max_size=40))
def test_a_host_is_never_asked_past_the_caps(specs: list[Spec]) -> None:
    play(contact_ledgers, specs)


@settings(max_examples=200, deadline=None)
@drawn(st.lists(moves, max_size=40))
def test_an_employer_is_never_asked_past_its_size(specs: list[Spec]) -> None:
    play(employer_ledgers, specs)
