"""Pace: how many first asks go out a day and a week, per campaign and per agency (PRODUCT 4.1).

A pace ledger never refuses: it gives the first free day, and the gate waits for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from nineteen.contact.domain.ask_dates import (
    MORNING,
    ask_dates,
    business_days_between,
    ready_day,
)
from nineteen.contact.domain.campaign import Campaign, Unopened, campaigns
from nineteen.contact.domain.gate_rounds import is_overtaken, request_behind
from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Missing, Ref
from nineteen.shared.schema.business_days import DAY, at_local, business_day_from
from nineteen.shared.schema.contact import PaceLifted, PaceReleased, PaceReserved, PaceSet
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.words import Words, Zone

USUAL = 8
"""First asks a week of a campaign that nobody slowed; the agency's policy may be stricter."""
KEPT = timedelta(days=92)
"""Older reservations than this, counted from the newest, hold no day any more."""


def pace_ledger_id(campaign: str) -> str:
    """The pace ledger of a campaign."""
    return natural_id("pace-ledger", campaign)


def agency_ledger_id(tenant: str, month: str) -> str:
    """The ledger of an agency's first asks in a month (YYYY-MM)."""
    return natural_id("agency-ledger", tenant, month)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


class ReservePace(Command):
    """Give an ask the first free day from `from_day` on, in the host's zone."""

    internal: ClassVar[bool] = True
    reservation: Id
    round: int
    from_day: date
    zone: Zone


class ReleasePace(Command):
    """Free the day of an ask that does not go."""

    internal: ClassVar[bool] = True
    reservation: Id
    round: int


class SetPace(Command):
    """Let a campaign ask at most this often a week; the agency's policy may be stricter."""

    internal: ClassVar[bool] = True
    a_week: Annotated[int, Field(ge=1, le=USUAL)]


class LiftPace(Command):
    """Let a campaign that was slowed after a no-show ask at its usual pace again (staff, P12)."""

    creates: ClassVar[bool] = True

    campaign: Id
    reason: Words

    def natural(self) -> tuple[str, ...]:
        """The pace ledger of the campaign."""
        return ("pace-ledger", self.campaign)


AgencyPaceCommand = ReservePace | ReleasePace
PaceCommand = AgencyPaceCommand | SetPace | LiftPace
AgencyPaceEvent = PaceReserved | PaceReleased
PaceEvent = AgencyPaceEvent | PaceSet | PaceLifted


@dataclass(frozen=True, slots=True)
class Day:
    """What one ask has here; `free` once it was given back."""

    round: int
    on: date
    free: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """The days taken, and the campaign's own pace if one was set."""

    days: Mapping[str, Day] = field(default_factory=dict)
    a_week: int | None = None

    def taken(self, reservation: str) -> list[date]:
        """The days of all other asks."""
        return [day.on for other, day in self.days.items() if other != reservation and not day.free]


def needs(_pace: Pace, command: PaceCommand) -> tuple[Ref, ...]:
    """A day is for a request that still goes; a pace is lifted for a jobseeker."""
    if isinstance(command, LiftPace):
        return (Ref(campaigns, command.campaign),)
    return request_behind(command.reservation) if isinstance(command, ReservePace) else ()


def evolve(pace: Pace, event: PaceEvent) -> Pace:
    match event:
        case PaceReserved():
            oldest = event.on - KEPT
            kept = {key: day for key, day in pace.days.items() if day.on > oldest}
            kept[event.reservation] = Day(event.round, event.on)
            return replace(pace, days=kept)
        case PaceReleased():
            freed = Day(event.round, event.on, free=True)
            return replace(pace, days={**pace.days, event.reservation: freed})
        case PaceSet():
            return replace(pace, a_week=event.a_week)
        case PaceLifted():
            return replace(pace, a_week=None)
    assert_never(event)


def decide_campaign(pace: Pace, command: PaceCommand, facts: Facts) -> list[PaceEvent]:
    """3 first asks a day and 8 a week (Monday to Sunday), or the stricter numbers in force."""
    policy = command.settings.policy
    match command:
        case ReservePace() if is_overtaken(facts, command.reservation, command.round):
            return []
        case ReservePace():
            taken = pace.taken(command.reservation)
            a_week = min(policy.asks_a_week, pace.a_week or policy.asks_a_week)
            return reserve(
                pace,
                command,
                lambda day: taken.count(day) >= policy.asks_a_day or in_week(day, taken) >= a_week,
            )
        case ReleasePace():
            return release(pace, command)
        case SetPace():
            return [] if pace.a_week == command.a_week else [PaceSet(a_week=command.a_week)]
        case LiftPace():
            return lift(pace, command, facts.of(campaigns, command.campaign))
    assert_never(command)


def decide_agency(pace: Pace, command: AgencyPaceCommand, facts: Facts) -> list[PaceEvent]:
    """40 first asks a business day; a day outside the month says: ask that month's ledger."""
    match command:
        case ReservePace() if is_overtaken(facts, command.reservation, command.round):
            return []
        case ReservePace():
            taken = pace.taken(command.reservation)
            most = command.settings.policy.agency_asks_a_day
            month = month_of(command.from_day)
            return reserve(
                pace, command, lambda day: month_of(day) == month and taken.count(day) >= most
            )
        case ReleasePace():
            return release(pace, command)
    assert_never(command)


def in_week(day: date, taken: list[date]) -> int:
    """How many of the days lie in the week of `day`."""
    monday = day - day.weekday() * DAY
    return sum(monday <= each < monday + 7 * DAY for each in taken)


def reserve(pace: Pace, command: ReservePace, full: Callable[[date], bool]) -> list[PaceEvent]:
    """The first business day that is not full; an older round, or the same again, is not news."""
    known = pace.days.get(command.reservation)
    if known and known.round >= command.round:
        return []
    settings = command.settings
    ready = ready_day(command.at, command.zone, settings)
    day = business_day_from(max(command.from_day, ready), settings)
    while full(day):
        day = business_day_from(day + DAY, settings)
    return [
        PaceReserved(
            reservation=command.reservation,
            round=command.round,
            on=day,
            until=ask_dates(day, command.zone, settings).expires_at,
            go_at=max(command.at, at_local(day, max(MORNING, settings.opens), command.zone)),
            wait=business_days_between(ready, day, settings),
        )
    ]


def release(pace: Pace, command: ReleasePace) -> list[PaceEvent]:
    """Free the day, if it was reserved in this round."""
    known = pace.days.get(command.reservation)
    if known is None or known.free or known.round != command.round:
        return []
    return [PaceReleased(reservation=command.reservation, round=command.round, on=known.on)]


def lift(pace: Pace, command: LiftPace, campaign: Campaign) -> list[PaceEvent]:
    """A word of staff, with a reason; what nobody slowed needs no lifting."""
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may lift a slower pace. Nothing was changed; ask the counselor.",
        )
    if isinstance(campaign, Unopened):
        raise Missing(
            "no_campaign", "There is no such campaign. Nothing was changed; check the address."
        )
    if pace.a_week in (None, USUAL):
        return []
    jobseeker = campaign.opened.jobseeker
    return [PaceLifted(campaign=command.campaign, jobseeker=jobseeker, reason=command.reason)]


pace_ledgers: Decider[Pace, PaceCommand, PaceEvent] = Decider(
    kind="pace-ledger",
    collection="pace-ledgers",
    initial=Pace(),
    decide=decide_campaign,
    evolve=evolve,
    commands=(ReservePace, ReleasePace, SetPace, LiftPace),
    events=(PaceReserved, PaceReleased, PaceSet, PaceLifted),
    needs=needs,
)
agency_ledgers: Decider[Pace, AgencyPaceCommand, PaceEvent] = Decider(
    kind="agency-ledger",
    collection="agency-ledgers",
    initial=Pace(),
    decide=decide_agency,
    evolve=evolve,
    commands=(ReservePace, ReleasePace),
    events=(PaceReserved, PaceReleased),
    needs=needs,
)
