"""A host's own limit binds every agency, in place of the caps for everybody (P14, C3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.host_limit import SetHostLimit
from nineteen.contact.domain.slot_commands import (
    ConfirmSlot,
    ReserveSlot,
    SetLedgerLimit,
    UseSlot,
)
from nineteen.contact.domain.slots import contact_ledgers
from nineteen.contact.policies.host_limits import Nothing, host_limits
from nineteen.shared.policy import Target
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    Blocked,
    ContactAdded,
    HostLimitSet,
    HostLimitStated,
    Provenance,
    SlotConfirmed,
    SlotRefused,
    SlotReserved,
    SlotUsed,
)
from nineteen.shared.schema.ids import COMMONS, Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import NOON, POLICY, Given, given

ZONE = "America/Los_Angeles"
MONDAY = datetime(2026, 3, 2, 20, tzinfo=UTC)
HOST = Actor("host", an_id("request"))
TWO_A_WEEK = HostLimitSet(interviews=2, days=7)
ONE_A_YEAR = HostLimitSet(interviews=1, days=365)
ADDED = ContactAdded(
    contact=an_id("foreman"),
    person=an_id("frank"),
    ledger=an_id("ledger"),
    employer=an_id("mill"),
    channels=("email",),
    provenance=Provenance(source="staff"),
)
STATED = HostLimitStated(
    contact=an_id("foreman"),
    person=an_id("frank"),
    employer=an_id("mill"),
    ledger=an_id("ledger"),
    interviews=1,
    days=30,
)


def ledger(*events: Event, days: int = 0) -> Given:
    return given(contact_ledgers, *events).by(POLICY).at(MONDAY + timedelta(days=days))


def reserve(name: int, days: int = 0) -> ReserveSlot:
    now = MONDAY + timedelta(days=days)
    return ReserveSlot(
        reservation=an_id("ask", name),
        round=1,
        zone=ZONE,
        approved_at=now,
        until=now + timedelta(days=20),
        asker=an_id("asker", name),
    )


def held(name: int, days: int) -> list[Event]:
    """An ask that became a talk, so many days from the Monday."""
    now = MONDAY + timedelta(days=days)
    of: dict[str, Any] = {"reservation": an_id("ask", name), "round": 1}
    reserved = SlotReserved(
        **of,
        until=now + timedelta(days=20),
        asker=an_id("asker", name),
        approved_at=MONDAY,
        on=MONDAY.date(),
    )
    return [
        reserved,
        SlotConfirmed(**of, starts_at=now, on=now.date()),
        SlotUsed(**of, held_on=now.date()),
    ]


def test_p14_a_host_who_takes_two_a_week_may_be_asked_by_two_at_a_time() -> None:
    first = ledger(TWO_A_WEEK).when(reserve(1))

    first.then_types(SlotReserved)
    second = first.and_when(reserve(2))
    second.then_types(SlotReserved)
    second.and_when(reserve(3)).then_types(SlotRefused)
    ledger().when(reserve(1)).and_when(reserve(2)).then_types(SlotRefused)


def test_p14_under_a_limit_no_pause_follows_a_talk_until_the_limit_is_reached() -> None:
    use = UseSlot(reservation=an_id("ask", 1), round=1, zone=ZONE, held_on=date(2026, 3, 2))
    meeting = ConfirmSlot(reservation=an_id("ask", 1), round=1, zone=ZONE, starts_at=MONDAY)

    free = ledger(TWO_A_WEEK).when(reserve(1)).and_when(meeting).and_when(use)
    full = ledger(HostLimitSet(interviews=1, days=7)).when(reserve(1)).and_when(meeting)

    free.then_types(SlotUsed)
    _, blocked = full.and_when(use).then_types(SlotUsed, Blocked)
    assert isinstance(blocked, Blocked)
    assert (blocked.until, blocked.reason) == (date(2026, 3, 9), "held")


def test_p14_two_talks_in_a_week_are_the_most_that_two_a_week_allow() -> None:
    """The third waits until a week after the first of them."""
    history = (TWO_A_WEEK, *held(1, 1), *held(2, 3))

    (refused,) = ledger(*history, days=3).when(reserve(3, 3)).then_types(SlotRefused)

    assert isinstance(refused, SlotRefused)
    assert (refused.reason, refused.next_free_on) == ("contact_blocked", date(2026, 3, 10))
    ledger(*history, days=8).when(reserve(3, 8)).then_types(SlotReserved)


def test_p14_one_a_year_is_remembered_for_the_year() -> None:
    history = [*held(1, 0), ONE_A_YEAR]

    for days in (100, 200, 364):
        ledger(*history, days=days).when(reserve(2, days)).then_types(SlotRefused)
    ledger(*history, days=365).when(reserve(2, 365)).then_types(SlotReserved)


def test_p14_a_wider_limit_lets_those_go_who_wait() -> None:
    waiting = ledger().when(reserve(1)).and_when(reserve(2))
    waiting.then_types(SlotRefused)

    wider = waiting.and_when(SetLedgerLimit(interviews=2, days=7, zone=ZONE))

    wider.then_types(HostLimitSet, SlotReserved)
    wider.and_when(SetLedgerLimit(interviews=2, days=7, zone=ZONE)).then()


def test_p14_without_a_limit_of_their_own_the_caps_hold_again() -> None:
    lifted = HostLimitSet(interviews=None)

    ledger(TWO_A_WEEK, lifted).when(reserve(1)).and_when(reserve(2)).then_types(SlotRefused)


@pytest.mark.parametrize(
    ("interviews", "days", "fits"),
    [(2, 7, True), (3, 7, False), (8, 28, True), (9, 28, False), (2, 1, True), (3, 1, False)],
)
def test_p14_nobody_gives_more_than_two_a_week(interviews: int, days: int, *, fits: bool) -> None:
    limit = {"interviews": interviews, "days": days}
    if fits:
        assert SetHostLimit.model_validate(limit).interviews == interviews
    else:
        with pytest.raises(ValidationError):
            SetHostLimit.model_validate(limit)


def test_p14_staff_record_a_limit_with_the_hosts_own_word() -> None:
    known = given(contacts, ADDED)
    limit = SetHostLimit(interviews=1, days=30)

    known.when(limit).then_rejected("evidence_missing")
    known.by(HOST).when(limit).then(STATED).and_when(limit).then()
    told = limit.model_copy(update={"evidence": "On the phone, 2 March."})
    known.when(told).then(STATED.model_copy(update={"evidence": told.evidence}))


def test_p14_the_limit_reaches_the_ledger_that_every_agency_asks() -> None:
    recorded = Recorded(
        STATED, Stream("agency", "contact", STATED.contact), 7, "0.0", NOON, NOON, HOST
    )

    _, (todo,) = host_limits.react(Nothing(), recorded)

    assert host_limits.key(recorded) == STATED.contact
    assert todo.target == Target("contact-ledger", STATED.ledger, COMMONS)
    assert todo.command == SetLedgerLimit(interviews=1, days=30, zone="UTC")


def together(name: int, first: int, days: int) -> list[Event]:
    """The same, as one of a visit that several pay together."""
    reserved, confirmed, used = held(name, days)
    assert isinstance(confirmed, SlotConfirmed)
    return [reserved, confirmed.model_copy(update={"group": an_id("ask", first)}), used]


def test_p14_a_visit_of_two_jobseekers_counts_once() -> None:
    """PRODUCT 4.2: group visits are counted once in the ledger; on different days they are two."""
    visit = (TWO_A_WEEK, *held(1, 1), *together(2, 1, 1))
    apart = (TWO_A_WEEK, *held(1, 1), *together(2, 1, 2))

    ledger(*visit, days=3).when(reserve(3, 3)).then_types(SlotReserved)
    ledger(*apart, days=3).when(reserve(3, 3)).then_types(SlotRefused)


def test_p14_a_visit_to_come_takes_one_place() -> None:
    later = MONDAY + timedelta(days=2)
    orders = [
        ConfirmSlot(
            reservation=an_id("ask", name),
            round=1,
            zone=ZONE,
            starts_at=later,
            group=an_id("ask", 1) if name > 1 else None,
        )
        for name in (1, 2)
    ]

    both = ledger(TWO_A_WEEK).when(reserve(1)).and_when(reserve(2))
    both.and_when(reserve(3)).then_types(SlotRefused)
    visit = both.and_when(orders[0]).and_when(orders[1])

    visit.then_types(SlotConfirmed)
    visit.and_when(reserve(3)).then_types(SlotReserved)
