"""The caps and blocks that protect hosts: installation policy, the same for every agency (4.1).

A host's own limit replaces the caps and the pause after a talk; the blocks after an answer stay.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from nineteen.contact.domain.ask_dates import MORNING
from nineteen.contact.domain.slot_commands import LedgerCommand
from nineteen.contact.domain.slot_state import QUARTER, YEAR, Applicant, Limit, Slots
from nineteen.shared.schema.business_days import DAY, at_local, business_day_from, local_date
from nineteen.shared.schema.contact import QueueLeft, RefusalReason, ReleaseReason, SlotReserved
from nineteen.shared.schema.words import SizeClass

BlockReason = ReleaseReason | Literal["held"]

BLOCK_DAYS: Mapping[BlockReason, int | None] = {
    "held": 14,
    "declined": 180,
    "expired": 90,
    "lapsed": 90,
    "cancelled_by_host": 90,
    "host_no_show": 90,
    "attendance_unknown": 14,
    "jobseeker_no_show": 30,
    "cancelled_by_jobseeker": 30,
    "withdrawn_after_sending": 14,
    "opted_out": None,
}
"""For how many days nobody asks a person after each end of an ask (None: for ever)."""
NO_SHOWS: frozenset[BlockReason] = frozenset({"host_no_show", "jobseeker_no_show"})
AROUND = timedelta(days=14)
"""No other interview so close to a confirmed one."""
EMPLOYER_CAPS: Mapping[SizeClass, int] = {"1-9": 1, "10-49": 2, "50-249": 4, "250+": 8}
WAIT = timedelta(days=30)
"""Who would wait longer does not wait: other contacts are offered instead."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not now, and from when on this would not stand in the way (None: never)."""

    reason: RefusalReason
    until: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind of ledger holds everybody to."""

    busy: Literal["contact_busy", "employer_busy"]
    cap: Callable[[Slots], int]
    block_days: Mapping[BlockReason, int | None]
    meetings: int | None
    """At most as many in any 90 days."""


def asks_at_a_time(slots: Slots) -> int:
    """One, or as many as the host takes in one go."""
    return slots.limit.interviews if slots.limit else 1


CONTACT = Rules("contact_busy", asks_at_a_time, BLOCK_DAYS, meetings=3)
EMPLOYER = Rules("employer_busy", lambda slots: EMPLOYER_CAPS[slots.size or "1-9"], {}, None)


class Cause(NamedTuple):
    """What happened to which request, on which day at the host's place."""

    reservation: str | None
    reason: BlockReason
    on: date

    def until(self, rules: Rules) -> date | None:
        """The first day on which somebody may ask again; None is never."""
        days = rules.block_days.get(self.reason, 0)
        return None if days is None else self.on + timedelta(days=days)

    def is_worse(self, slots: Slots, rules: Rules) -> bool:
        """Whether a meeting of which nobody knew turns out to be one that somebody missed."""
        standing, until = slots.blocks.get(self.reservation or ""), self.until(rules)
        return self.reason in NO_SHOWS and bool(standing and until and until > standing)


@dataclass(frozen=True, slots=True)
class Here:
    """The day and the place at which a ledger is asked, and by which rules it answers."""

    rules: Rules
    today: date
    zone: str

    def refusal(self, slots: Slots, applicant: Applicant) -> Obstacle | None:
        """Why the applicant may not ask now, with the first date the ledger could say yes."""
        found = list(self.obstacles(slots, applicant))
        if not found:
            return None
        dates = [each.until for each in found]
        never = None in dates
        return Obstacle(found[0].reason, None if never else max(filter(None, dates)))

    def obstacles(self, slots: Slots, applicant: Applicant) -> Iterator[Obstacle]:
        """Everything that stands in the way."""
        if slots.closed:
            yield Obstacle("opted_out", None)
        asked = slots.askers.get(applicant.asker)
        if asked and asked.reservation != applicant.reservation and not applicant.invited:
            again = asked.on + YEAR
            if self.today < again:
                yield Obstacle("asked_within_12_months", again)
        if busy_until := self.busy_until(slots, applicant.reservation):
            yield Obstacle(self.rules.busy, busy_until)
        own = applicant.reservation if applicant.late_yes else None
        blocks = (until for key, until in slots.blocks.items() if key != own)
        if (block := max(blocks, default=self.today)) > self.today:
            yield Obstacle("contact_blocked", block)
        if full_until := self.full_until(slots):
            yield Obstacle("contact_blocked", full_until)

    def full_until(self, slots: Slots) -> date | None:
        """Until when there are enough meetings, by the host's own limit or everybody's."""
        limit = slots.limit
        if limit is None and self.rules.meetings:
            limit = Limit(self.rules.meetings, QUARTER)
        if limit is None:
            return None
        meetings = slots.meetings(since=self.today - limit.window + DAY)
        if len(meetings) < limit.interviews:
            return None
        return meetings[-limit.interviews] + limit.window

    def blocked_until(self, slots: Slots, cause: Cause) -> date | None:
        """The block after an end; after a talk a host's own limit says how long it lasts."""
        if cause.reason == "held" and slots.limit:
            return self.full_until(slots) or self.today
        return cause.until(self.rules)

    def busy_until(self, slots: Slots, reservation: str) -> date | None:
        """When enough of the others could be done, if all slots are taken."""
        asks = {key: ask for key, ask in slots.asks.items() if key != reservation}
        others = [*{(slots.visit(key), ask.meeting): ask for key, ask in asks.items()}.values()]
        over = len(others) - self.rules.cap(slots)
        if over < 0:
            return None
        free = sorted(
            ask.meeting + (DAY if slots.limit else AROUND)
            if ask.meeting
            else local_date(ask.until, self.zone) + DAY
            for ask in others
        )
        return max(free[over], self.today + DAY)

    def may_wait(self, refusal: Obstacle) -> bool:
        """Whether the date is near enough to wait for."""
        return refusal.until is not None and refusal.until - self.today <= WAIT


def offer_time(command: LedgerCommand, until: date | None) -> datetime | None:
    """09:00 on the first business day at or after a block's end; None if it never ends."""
    if until is None:
        return None
    return at_local(business_day_from(until, command.settings), MORNING, command.zone)


def offered(here: Here, waiting: Applicant) -> SlotReserved:
    """A new round for who waited longest."""
    return SlotReserved(
        reservation=waiting.reservation,
        round=waiting.round + 1,
        until=waiting.until,
        asker=waiting.asker,
        approved_at=waiting.approved_at,
        offered=True,
        on=here.today,
    )


def let_go(waiting: Applicant, next_free_on: date | None) -> QueueLeft:
    return QueueLeft(
        reservation=waiting.reservation,
        round=waiting.round,
        reason="cannot_go",
        next_free_on=next_free_on,
    )
