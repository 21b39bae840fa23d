"""E1, its 48 asks: every date, every answer, and what the caps had to say (PRODUCT 6)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from nineteen.shared.schema.contact import (
    Blocked,
    CampaignOpened,
    ContactOptedOut,
    EmployerRegistered,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestExpired,
    RequestHeld,
    RequestNudged,
    RequestSent,
    RequestWithdrawn,
    SlotRefused,
)
from nineteen.shared.schema.followup import ReferralNamed, TaskOpened
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    InviteIssued,
    SessionStarted,
)
from nineteen.standalone.demo.e1 import EMPLOYERS, Story

if TYPE_CHECKING:
    from tests.e2e.e1.conftest import Told

pytestmark = pytest.mark.timeout(300)
STORY = Story()


def test_e1_begins_with_a_layoff_and_a_list_of_60_employers(told: "Told") -> None:
    ((opened, campaign),) = told.of(CampaignOpened)
    listed = told.of(EmployerRegistered)

    assert told.local(opened.occurred_at).date() == STORY.day("01-05")
    assert campaign.goal == 24
    assert len(listed) == EMPLOYERS
    assert {told.local(each.recorded_at).date() for each, _ in listed} == {STORY.day("01-06")}
    assert {event.provenance.source for _, event in listed} == {"feed"}


def test_e1_every_request_goes_out_at_nine_on_its_day(told: "Told") -> None:
    sent = {
        told.number(event.ask.request): told.local(r.occurred_at)
        for r, event in told.of(RequestSent)
    }

    assert sent == {ask.number: told.on(ask.sent_on, 9) for ask in STORY.asks}
    for number, ask in enumerate(STORY.asks, start=1):
        assert told.one(RequestSent, number).sent_on == ask.sent_on
        assert told.one(RequestSent, number).ask.route == ask.route


@pytest.mark.parametrize("ask", STORY.asks, ids=lambda ask: f"{ask.number}-{ask.came}")
def test_e1_every_request_comes_to_its_answer(told: "Told", ask: Any) -> None:
    n = ask.number
    nudged = [told.on(day, 9) for day in ask.nudged_on]
    agreed = [told.on(ask.answered_on, 14)] if ask.came == "agreed" else []
    declined = [told.on(ask.answered_on, 14)] if ask.came in ("declined", "opted_out") else []
    expired = [told.on(ask.expired_on, 17)] if ask.came == "expired" else []
    bounced = [told.on(ask.answered_on, 9, 5)] if ask.came == "bounced" else []
    confirmed = [told.on(ask.answered_on, 16)] if ask.meets_on else []

    assert told.when(RequestNudged, n) == nudged
    assert told.when(RequestAgreed, n) == agreed
    assert told.when(RequestDeclined, n) == declined
    assert told.when(RequestExpired, n) == expired
    assert told.when(RequestBounced, n) == bounced
    assert told.when(AppointmentConfirmed, n) == confirmed
    if ask.meets_on:
        assert told.local(told.one(AppointmentConfirmed, n).starts_at) == told.on(ask.meets_on, 10)
    starts = [told.on(ask.meets_on, 10)] if ask.then == "held" else []
    assert told.when(SessionStarted, n) == starts


def test_e1_the_counts(told: "Told") -> None:
    count = Counter(type(r.event).__name__ for r in told.facts)

    assert count["RequestAgreed"] == 26
    assert count["RequestExpired"] == 14
    assert count["RequestDeclined"] == 7
    assert count["RequestBounced"] == 1
    assert count["ContactOptedOut"] == 1
    assert count["RequestSent"] == 48
    assert count["RequestNudged"] == 28
    assert count["AppointmentConfirmed"] == 25
    assert count["HeldNoted"] == 24
    assert (count["WrapUpCued"], count["TimeUp"]) == (24, 2)
    assert (count["OverranPromise"], count["PromiseKept"]) == (2, 22)
    assert count["ReferralNamed"] == count["ReferralBecameContact"] == 24


def test_e1_agreed_by_route(told: "Told") -> None:
    asked = Counter(event.ask.route for _, event in told.of(RequestSent))
    agreed = Counter(event.ask.route for _, event in told.of(RequestAgreed))

    assert asked == {"list": 36, "warm": 4, "referral": 8}
    assert agreed == {"list": 18, "warm": 3, "referral": 5}


def open_asks(told: "Told") -> Iterator[tuple[datetime, int]]:
    """How many asks are open after each sending and each final answer."""
    moves = Counter(told.local(r.occurred_at) for r, _ in told.of(RequestSent))
    for kind in (RequestAgreed, RequestDeclined, RequestExpired, RequestBounced):
        moves.subtract(told.local(r.occurred_at) for r, _ in told.of(kind))
    still = 0
    for at in sorted(moves):
        still += moves[at]
        yield at, still


def test_e1_at_most_6_asks_are_open_at_a_days_end_and_7_within_a_day(told: "Told") -> None:
    asks = list(open_asks(told))
    evenings = {at.date(): still for at, still in asks}
    busiest = max(still for _, still in asks)

    assert max(evenings.values()) == 6
    assert busiest == 7
    days = {at.date() for at, still in asks if still == 7}
    assert days == {STORY.day("02-11"), STORY.day("03-25")}


def test_e1_no_cap_and_no_coach_for_conduct_fires(told: "Told") -> None:
    assert not told.of(SlotRefused)
    assert not told.of(RequestHeld)
    assert not told.of(RequestWithdrawn)
    assert [
        (told.number(task.about), task.kind, task.reason) for _, task in told.of(TaskOpened)
    ] == [(19, "coach", "no_time_found")]


def test_e1_an_agreement_without_a_time_gets_a_coach_and_lapses(told: "Told") -> None:
    ((task, _),) = told.of(TaskOpened)

    assert told.local(task.occurred_at) == told.on("03-02", 9)
    assert told.when(AgreementLapsed, 19) == [told.on("03-09", 9)]


def test_e1_a_host_cancels_and_the_invitation_is_called_back(told: "Told") -> None:
    invites = [e for _, e in told.of(InviteIssued) if e.ask.request == told.e1.request(34)]

    assert told.one(AppointmentCancelled, 34).by == "host"
    assert told.when(AppointmentCancelled, 34)[0].date() == STORY.day("03-23")
    assert [(each.method, each.sequence) for each in invites] == [("REQUEST", 0), ("CANCEL", 1)]
    assert invites[0].uid == invites[1].uid


def test_e1_who_opts_out_is_not_asked_again(told: "Told") -> None:
    ((opted_out, event),) = told.of(ContactOptedOut)
    never = [b for _, b in told.of(Blocked) if b.until is None]

    assert told.local(opted_out.occurred_at).date() == STORY.day("02-27")
    assert event.request == told.e1.request(28)
    assert [each.reservation for each in never] == [told.e1.request(28)]


def test_e1_names_become_contacts_at_their_employers(told: "Told") -> None:
    named = [e for _, e in told.of(ReferralNamed)]
    asked = {event.ask.lead for _, event in told.of(RequestSent)} - {None}
    number = {employer: n for n, employer in told.e1.employers.items()}
    not_asked = [number[e.employer or ""] for e in named if e.lead not in asked]

    assert len(asked) == 8
    assert len(not_asked) == 16
    assert set(not_asked) == set(range(49, 61))
    for talk in STORY.talks:
        for name in talk.names:
            if name.employer <= 48:
                ask = told.one(RequestSent, name.employer).ask
                assert (ask.route, ask.root_session is None) == ("referral", False)
