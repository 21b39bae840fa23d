"""The slot table: who may ask a host or an employer, and what each end of an ask leaves behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nineteen.contact.domain.slot_commands import (
    Block,
    ConfirmSlot,
    LeaveQueue,
    MoveSlot,
    OfferNext,
    ReleaseSlot,
    ReserveSlot,
    UseSlot,
)
from nineteen.contact.domain.slots import contact_ledgers, employer_ledgers
from nineteen.shared.decider import AnyDecider
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
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import Given, given

ZONE = "America/Los_Angeles"
MONDAY = date(2026, 3, 2)
SENT = datetime(2026, 3, 2, 17, tzinfo=UTC)
"""Monday 09:00 in Seattle."""
UNTIL = datetime(2026, 3, 21, 0, tzinfo=UTC)
"""Friday 03-20, 17:00."""
MARTA, OMAR, LENA = an_id("marta"), an_id("omar"), an_id("lena")


def ask(who: str = MARTA, number: int = 1, **more: Any) -> ReserveSlot:
    return ReserveSlot(
        reservation=who,
        round=number,
        zone=ZONE,
        approved_at=more.pop("approved_at", SENT),
        until=more.pop("until", UNTIL),
        asker=more.pop("asker", an_id("asker", who)),
        **more,
    )


def reserved(who: str = MARTA, on: date = MONDAY, **more: Any) -> SlotReserved:
    return SlotReserved(
        reservation=who,
        round=more.pop("round", 1),
        until=UNTIL,
        asker=an_id("asker", who),
        approved_at=SENT,
        on=on,
        **more,
    )


def waits(who: str, approved_at: datetime = SENT) -> SlotRefused:
    return SlotRefused(
        reservation=who,
        round=1,
        reason="contact_busy",
        next_free_on=date(2026, 3, 21),
        queued=True,
        approved_at=approved_at,
        asker=an_id("asker", who),
        until=UNTIL,
    )


def release(reason: str, who: str = MARTA, on: date = MONDAY, number: int = 1) -> ReleaseSlot:
    return ReleaseSlot.model_validate(
        {"reservation": who, "round": number, "zone": ZONE, "reason": reason, "on": on}
    )


def on(day: date, *history: Event, ledger: AnyDecider = contact_ledgers) -> Given:
    """The ledger at noon of a day at the host's place."""
    noon = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    return given(ledger, *history).at(noon)


def refusal(outcome: Any) -> SlotRefused:
    (refused,) = outcome.then_types(SlotRefused)
    assert isinstance(refused, SlotRefused)
    return refused


def test_a_free_host_may_be_asked() -> None:
    on(MONDAY).when(ask()).then(reserved())


def test_e10_a_host_is_asked_once_at_a_time_and_the_other_learns_the_day_after_expiry() -> None:
    refused = refusal(on(MONDAY, reserved()).when(ask(OMAR)))

    assert refused.reason == "contact_busy"
    assert refused.next_free_on == date(2026, 3, 21)
    assert refused.queued


def test_time_never_frees_a_slot() -> None:
    refused = refusal(on(date(2026, 6, 1), reserved()).when(ask(OMAR)))

    assert refused.next_free_on == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        ("declined", 180),
        ("expired", 90),
        ("lapsed", 90),
        ("cancelled_by_host", 90),
        ("host_no_show", 90),
        ("jobseeker_no_show", 30),
        ("attendance_unknown", 14),
        ("cancelled_by_jobseeker", 30),
        ("withdrawn_after_sending", 14),
    ],
)
def test_each_end_of_an_ask_leaves_its_block(reason: str, days: int) -> None:
    until = MONDAY + timedelta(days=days)
    freed, blocked = on(MONDAY, reserved()).when(release(reason)).events
    closed = on(until - timedelta(days=1), reserved(), freed, blocked)
    free = on(until, reserved(), freed, blocked)

    assert isinstance(blocked, Blocked)
    assert blocked.until == until
    assert refusal(closed.when(ask(OMAR))).next_free_on == until
    free.when(ask(OMAR)).then(reserved(OMAR, until))


@pytest.mark.parametrize("reason", ["held_back", "withdrawn_before_sending", "bounced", "agreed"])
def test_other_ends_leave_no_block(reason: str) -> None:
    released = SlotReleased.model_validate({"reservation": MARTA, "round": 1, "reason": reason})

    on(MONDAY, reserved()).when(release(reason)).then(released)


def test_an_employer_is_never_blocked_by_one_host_who_declined() -> None:
    on(MONDAY, reserved(), ledger=employer_ledgers).when(release("declined")).then(
        SlotReleased(reservation=MARTA, round=1, reason="declined")
    )


def test_a_held_interview_blocks_for_14_days() -> None:
    meeting = SlotConfirmed(
        reservation=MARTA,
        round=1,
        starts_at=datetime(2026, 3, 18, 17, tzinfo=UTC),
        on=date(2026, 3, 18),
    )
    use = UseSlot(reservation=MARTA, round=1, zone=ZONE, held_on=date(2026, 3, 18))
    on(date(2026, 3, 18), reserved(), meeting).when(use).then(
        SlotUsed(reservation=MARTA, round=1, held_on=date(2026, 3, 18)),
        Blocked(until=date(2026, 4, 1), reason="held", reservation=MARTA),
    ).and_when(use).then()


def test_a_confirmed_meeting_keeps_others_14_days_away() -> None:
    confirm = ConfirmSlot(
        reservation=MARTA, round=1, zone=ZONE, starts_at=datetime(2026, 3, 11, 0, tzinfo=UTC)
    )
    (confirmed,) = on(MONDAY, reserved()).when(confirm).then_types(SlotConfirmed)
    refused = refusal(on(MONDAY, reserved(), confirmed).when(ask(OMAR)))

    assert refused.next_free_on == date(2026, 3, 24)  # the meeting is on the 10th, 17:00


def test_confirming_the_same_time_is_not_news_and_moving_it_is() -> None:
    starts_at = datetime(2026, 3, 11, 17, tzinfo=UTC)
    confirm = ConfirmSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=starts_at)
    move = MoveSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=starts_at + timedelta(days=1))
    (confirmed,) = on(MONDAY, reserved()).when(confirm).then_types(SlotConfirmed)
    met = on(MONDAY, reserved(), confirmed)

    met.when(confirm).then()
    met.when(move).then_types(SlotMoved)


def test_three_interviews_fill_any_90_days() -> None:
    held = [
        SlotUsed(reservation=an_id(day), round=1, held_on=day)
        for day in (date(2026, 1, 5), date(2026, 1, 26), date(2026, 2, 13))
    ]
    refused = refusal(on(MONDAY, *held).when(ask()))

    assert refused.next_free_on == date(2026, 4, 5)
    assert not refused.queued  # more than 30 days off: three other contacts are offered
    on(date(2026, 4, 5), *held).when(ask()).then_types(SlotReserved)


def test_a_meeting_offered_again_after_a_host_no_show_takes_its_slot_back() -> None:
    gone = on(MONDAY, reserved()).when(release("host_no_show")).events
    again = ConfirmSlot(
        reservation=MARTA, round=1, zone=ZONE, starts_at=datetime(2026, 3, 11, 17, tzinfo=UTC)
    )
    (confirmed,) = on(MONDAY, reserved(), *gone).when(again).then_types(SlotConfirmed)
    back = on(MONDAY, reserved(), *gone, confirmed)

    assert refusal(back.when(ask(OMAR))).reason == "contact_busy"


def test_a_meeting_that_is_over_takes_no_slot_back() -> None:
    """Nobody spoke of it, and the ledger hears of its confirmation last."""
    tuesday = MONDAY + timedelta(days=1)
    unknown = on(tuesday, reserved()).when(release("attendance_unknown", on=tuesday)).events
    confirm = ConfirmSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=SENT)

    on(tuesday, reserved(), *unknown).when(confirm).then()


def test_a_meeting_takes_no_slot_back_for_a_reservation_that_waits_again() -> None:
    unknown = on(MONDAY, reserved()).when(release("attendance_unknown")).events
    waiting = on(MONDAY, reserved(), *unknown).when(ask(MARTA, 3))
    tomorrow = SENT + timedelta(days=2)
    confirm = ConfirmSlot(reservation=MARTA, round=3, zone=ZONE, starts_at=tomorrow)

    waiting.then_types(SlotRefused)
    waiting.and_when(confirm).then()


def test_a_held_interview_that_was_known_before_its_confirmation_stays_used() -> None:
    use = UseSlot(reservation=MARTA, round=1, zone=ZONE, held_on=MONDAY)
    used = on(MONDAY, reserved()).when(use).events
    late = ConfirmSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=SENT)

    on(MONDAY, reserved(), *used).when(late).then()


def test_who_opted_out_is_never_asked_again() -> None:
    opted_out = on(MONDAY, reserved()).when(release("opted_out"))
    opted_out.then(
        SlotReleased(reservation=MARTA, round=1, reason="opted_out"),
        Blocked(until=None, reason="opted_out", reservation=MARTA),
    )
    refused = refusal(on(date(2036, 1, 1), reserved(), *opted_out.events).when(ask(OMAR)))

    assert (refused.reason, refused.next_free_on, refused.queued) == ("opted_out", None, False)
    opted_out.and_when(Block(reason="opted_out", on=MONDAY, zone=ZONE)).then()


def test_a_late_no_replaces_the_block_of_the_expiry() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    no = Block(reservation=MARTA, reason="declined", on=date(2026, 3, 30), zone=ZONE)
    until = date(2026, 3, 30) + timedelta(days=180)

    on(date(2026, 3, 30), reserved(), *expired).when(no).then(
        Blocked(until=until, reason="declined", reservation=MARTA)
    ).and_when(no).then()


def test_e2_a_late_yes_ignores_only_the_block_of_its_own_request() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    after = on(date(2026, 3, 30), reserved(), *expired)

    assert refusal(after.when(ask(OMAR))).reason == "contact_blocked"
    after.when(ask(MARTA, 2, late_yes=True)).then_types(SlotReserved)
    assert refusal(after.when(ask(OMAR, late_yes=True))).reason == "contact_blocked"


def test_e2_a_late_yes_to_a_taken_slot_is_refused_and_does_not_wait() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    later = date(2026, 6, 1)
    taken = on(later, reserved(), *expired, reserved(OMAR, later))
    refused = refusal(taken.when(ask(MARTA, 2, late_yes=True)))

    assert (refused.reason, refused.queued) == ("contact_busy", False)


def test_the_same_jobseeker_asks_the_same_person_once_in_12_months() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    again = ask(an_id("marta's second"), asker=an_id("asker", MARTA))
    refused = refusal(on(date(2026, 9, 1), reserved(), *expired).when(again))

    assert refused.reason == "asked_within_12_months"
    assert refused.next_free_on == MONDAY + timedelta(days=365)
    on(date(2027, 3, 2), reserved(), *expired).when(again).then_types(SlotReserved)


def test_who_was_invited_may_ask_again() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    again = ask(an_id("marta's second"), asker=an_id("asker", MARTA), invited=True)

    on(date(2026, 9, 1), reserved(), *expired).when(again).then_types(SlotReserved)


def test_an_ask_that_never_went_out_does_not_count_as_one() -> None:
    unsent = on(MONDAY, reserved()).when(release("held_back")).events
    again = ask(an_id("marta's second"), asker=an_id("asker", MARTA))

    on(MONDAY, reserved(), *unsent).when(again).then_types(SlotReserved)


def test_an_ask_that_never_went_out_does_not_hide_the_one_before() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    asker, later = an_id("asker", MARTA), date(2026, 9, 1)
    invited = ask(an_id("marta's second"), asker=asker, invited=True)
    unsent = release("held_back", an_id("marta's second"))
    third = ask(an_id("marta's third"), asker=asker)
    at_host = on(later, reserved(), *expired)

    refused = refusal(at_host.when(invited).and_when(unsent).and_when(third))
    assert refused.reason == "asked_within_12_months"


def test_a_talk_of_which_nobody_knew_turns_out_to_be_one_that_the_host_missed() -> None:
    unknown = on(MONDAY, reserved()).when(release("attendance_unknown")).events
    missed = on(MONDAY, reserved(), *unknown).when(release("host_no_show"))

    missed.then(
        Blocked(until=MONDAY + timedelta(days=90), reason="host_no_show", reservation=MARTA)
    )
    missed.and_when(release("host_no_show")).then()


def test_a_block_of_an_older_round_or_of_the_past_is_overtaken() -> None:
    block = {"reservation": MARTA, "zone": ZONE, "reason": "declined"}
    late = on(MONDAY, reserved().model_copy(update={"round": 2}))

    late.when(Block.model_validate(block | {"round": 1, "on": MONDAY})).then()
    late.when(Block.model_validate(block | {"on": date(2025, 1, 1)})).then()


@pytest.mark.parametrize(("size", "cap"), [("1-9", 1), ("10-49", 2), ("50-249", 4), ("250+", 8)])
def test_an_employers_open_asks_follow_its_size(size: Any, cap: int) -> None:
    history: list[Event] = []
    for name in range(cap):
        command = ask(an_id(name), size_class=size, asker="")
        history += on(MONDAY, *history, ledger=employer_ledgers).when(command).events
    full = on(MONDAY, *history, ledger=employer_ledgers)

    assert [type(event) for event in history] == [SlotReserved] * cap
    refused = refusal(full.when(ask(an_id("more"), size_class=size, asker="")))
    assert (refused.reason, refused.next_free_on) == ("employer_busy", date(2026, 3, 21))


def test_agencies_disagree_on_size_and_the_smallest_counts() -> None:
    first = ask(size_class="1-9", asker="")
    history = on(MONDAY, ledger=employer_ledgers).when(first).events
    second = ask(OMAR, size_class="250+", asker="")

    assert refusal(on(MONDAY, *history, ledger=employer_ledgers).when(second)).queued


def test_e10_a_release_offers_the_slot_to_the_longest_waiting() -> None:
    early, late = waits(LENA, SENT - timedelta(hours=1)), waits(OMAR)
    on(MONDAY, reserved(), late, early).when(release("held_back")).then(
        SlotReleased(reservation=MARTA, round=1, reason="held_back"),
        reserved(LENA, round=2, offered=True).model_copy(
            update={"approved_at": SENT - timedelta(hours=1)}
        ),
    )


def test_e10_of_equal_approvals_the_smaller_id_comes_first() -> None:
    first, second = sorted((OMAR, LENA))
    outcome = on(MONDAY, reserved(), waits(second), waits(first)).when(release("held_back"))
    _, offered = outcome.then_types(SlotReleased, SlotReserved)

    assert isinstance(offered, SlotReserved)
    assert offered.reservation == first


def test_e10_after_a_withdrawal_those_who_wait_are_offered_the_slot_on_day_14() -> None:
    history = [reserved(), waits(OMAR), waits(LENA, SENT + timedelta(seconds=5))]
    freed, blocked = on(MONDAY, *history).when(release("withdrawn_after_sending")).events
    assert isinstance(blocked, Blocked)
    day_14 = on(date(2026, 3, 16), *history, freed, blocked)
    day_13 = on(date(2026, 3, 15), *history, freed, blocked)

    assert blocked.offer_at == datetime(2026, 3, 16, 16, tzinfo=UTC)  # Monday 09:00
    day_13.when(OfferNext(zone=ZONE)).then()
    day_14.when(OfferNext(zone=ZONE)).then(reserved(OMAR, date(2026, 3, 16), round=2, offered=True))


def test_an_offer_waits_for_the_first_business_day() -> None:
    friday = date(2026, 2, 27)
    history = [reserved(on=friday), waits(OMAR)]
    command = release("withdrawn_after_sending", on=date(2026, 2, 28))
    _, blocked = on(friday, *history).when(command).events

    assert isinstance(blocked, Blocked)
    assert blocked.until == date(2026, 3, 14)  # a Saturday
    assert blocked.offer_at == datetime(2026, 3, 16, 16, tzinfo=UTC)


def test_a_block_without_anybody_waiting_needs_no_offer() -> None:
    _, blocked = on(MONDAY, reserved()).when(release("declined")).events

    assert isinstance(blocked, Blocked)
    assert blocked.offer_at is None


def test_e10_after_a_decline_nobody_waits() -> None:
    _, blocked, left = on(MONDAY, reserved(), waits(OMAR)).when(release("declined")).events

    assert isinstance(blocked, Blocked)
    assert left == QueueLeft(
        reservation=OMAR, round=1, reason="cannot_go", next_free_on=blocked.until
    )


def test_e10_the_fastest_client_does_not_pass_those_who_wait() -> None:
    history = [reserved(), waits(OMAR)]
    freed, blocked = on(MONDAY, *history).when(release("withdrawn_after_sending")).events
    assert isinstance(blocked, Blocked)
    fast = on(date(2026, 3, 16), *history, freed, blocked).when(ask(LENA))
    offered, refused = fast.then_types(SlotReserved, SlotRefused)

    assert isinstance(offered, SlotReserved)
    assert isinstance(refused, SlotRefused)
    assert (offered.reservation, refused.reservation) == (OMAR, LENA)


def test_an_offered_slot_is_claimed_by_the_round_that_uses_it() -> None:
    offered = reserved(OMAR, round=2, offered=True)
    fresh = UNTIL + timedelta(days=7)
    claimed = on(MONDAY, waits(OMAR), offered).when(ask(OMAR, 2, until=fresh))

    claimed.then(reserved(OMAR, round=2).model_copy(update={"until": fresh}))
    claimed.and_when(ask(OMAR, 2, until=fresh)).then()


def test_an_offered_slot_is_lost_when_the_host_opted_out_meanwhile() -> None:
    offered = reserved(OMAR, round=2, offered=True)
    closed = Blocked(until=None, reason="opted_out")
    on(MONDAY, offered, closed).when(ask(OMAR, 2)).then_types(SlotReleased, SlotRefused)


def test_a_new_approval_takes_over_the_slot_that_is_kept_for_it() -> None:
    offered = reserved(OMAR, round=2, offered=True)

    on(MONDAY, offered).when(ask(OMAR, 3)).then(reserved(OMAR, round=3))


@pytest.mark.parametrize(
    "command",
    [
        ask(number=1),
        release("expired", number=1),
        ConfirmSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=SENT),
        UseSlot(reservation=MARTA, round=1, zone=ZONE, held_on=MONDAY),
        release("expired", OMAR),
        LeaveQueue(reservation=MARTA, round=2, zone=ZONE, reason="cannot_go"),
    ],
)
def test_what_an_older_round_or_a_stranger_asks_is_overtaken(command: Any) -> None:
    on(MONDAY, reserved(round=2)).when(command).then()


def test_a_refused_round_is_not_asked_twice() -> None:
    on(MONDAY, reserved(), waits(OMAR)).when(ask(OMAR)).then()


def test_who_leaves_the_list_is_not_offered_anything() -> None:
    leave = LeaveQueue(reservation=OMAR, round=1, zone=ZONE, reason="cannot_go")
    left = on(MONDAY, reserved(), waits(OMAR)).when(leave)

    left.then(QueueLeft(reservation=OMAR, round=1, reason="cannot_go"))
    left.and_when(release("held_back")).then_types(SlotReleased)


def test_a_ledger_forgets_what_cannot_matter_any_more() -> None:
    history: list[Event] = []
    for name in range(200):
        day = MONDAY + timedelta(days=100 * name)
        history.append(reserved(an_id(name), day))
        history += on(day, *history).when(release("expired", an_id(name), day)).events
    state = on(MONDAY, *history).state

    assert len(state.rounds) == 64
    assert len(state.blocks) == 1
    assert len(state.askers) == 4


def test_the_12_months_end_on_the_day() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    again = ask(an_id("marta's second"), asker=an_id("asker", MARTA))

    refusal(on(date(2027, 3, 1), reserved(), *expired).when(again))
    on(date(2027, 3, 2), reserved(), *expired).when(again).then_types(SlotReserved)


def test_a_meeting_comes_too_late_when_somebody_else_holds_the_slot() -> None:
    gone = on(MONDAY, reserved()).when(release("host_no_show")).events
    later = date(2026, 6, 15)
    again = ConfirmSlot(reservation=MARTA, round=1, zone=ZONE, starts_at=SENT)

    on(later, reserved(), *gone, reserved(OMAR, later)).when(again).then()


def test_a_late_yes_lifts_its_own_block() -> None:
    expired = on(MONDAY, reserved()).when(release("expired")).events
    later = on(date(2026, 3, 30), reserved(), *expired).when(ask(MARTA, 2, late_yes=True))

    assert on(MONDAY, reserved(), *expired, *later.events).state.blocks == {}
