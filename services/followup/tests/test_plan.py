"""What is owed after a held talk, to whom and by when."""

from datetime import UTC, datetime, timedelta

from nineteen.followup.domain.plan import (
    CompleteItem,
    MarkOverdue,
    OpenPlan,
    WaiveItem,
    items_owed,
    plans,
)
from nineteen.shared.schema.followup import (
    ItemDone,
    ItemName,
    ItemOverdue,
    ItemOverdueCleared,
    ItemWaived,
    PlanClosed,
    PlanOpened,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, POLICY, given

ENDED = datetime(2026, 3, 18, 17, 18, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "00000000-0000-4000-8000-000000000001"
STAND_IN = "00000000-0000-4000-8000-000000000002"
ASK = Ask(
    request="00000000-0000-4000-8000-000000000018",
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person=HOST,
    route="warm",
)
OPENED = PlanOpened(ask=ASK, ended_at=ENDED, items=items_owed(ENDED, (HOST,)))


def done(item: ItemName, hours: float = 1, host: str | None = None) -> ItemDone:
    return ItemDone(ask=ASK, item=item, host=host, done_at=ENDED + hours * HOUR)


def complete(item: ItemName, hours: float = 1, host: str | None = None) -> CompleteItem:
    return CompleteItem(item=item, host=host, done_at=ENDED + hours * HOUR)


ALL_BUT_THANKS = (done("debrief"), done("connect"), done("referrals"))


def test_s13_s29_s32_a_held_talk_owes_thanks_debrief_tie_and_names() -> None:
    events = (
        given(plans)
        .by(POLICY)
        .when(OpenPlan(ask=ASK, ended_at=ENDED, hosts=(HOST,)))
        .then(OPENED)
        .events
    )

    (opened,) = events
    assert isinstance(opened, PlanOpened)
    hours = [
        (each.item, (each.due_at - ENDED) / HOUR, (each.overdue_at - ENDED) / HOUR)
        for each in opened.items
    ]
    assert hours == [
        ("thank_you", 24, 48),
        ("debrief", 24, 24),
        ("connect", 72, 72),
        ("referrals", 72, 72),
    ]


def test_each_host_is_owed_a_thank_you() -> None:
    items = items_owed(ENDED, (HOST, STAND_IN))

    assert [each.host for each in items if each.item == "thank_you"] == [HOST, STAND_IN]


def test_a_plan_that_is_open_does_not_open_again() -> None:
    given(plans, OPENED).when(OpenPlan(ask=ASK, ended_at=ENDED, hosts=(HOST,))).then()


def test_an_item_cannot_be_done_before_the_talk_was_held() -> None:
    given(plans).when(complete("debrief")).then_rejected("not_yet")


def test_a_kept_promise_is_done() -> None:
    given(plans, OPENED).when(complete("thank_you", 3, HOST)).then(done("thank_you", 3, HOST))


def test_a_kept_promise_is_done_once() -> None:
    given(plans, OPENED, done("debrief")).when(complete("debrief", 2)).then()


def test_thanks_to_somebody_else_keep_no_promise() -> None:
    given(plans, OPENED).when(complete("thank_you", 3, STAND_IN)).then()


def test_the_plan_closes_with_its_last_item() -> None:
    given(plans, OPENED, *ALL_BUT_THANKS).when(complete("thank_you", 3, HOST)).then(
        done("thank_you", 3, HOST), PlanClosed(ask=ASK)
    )


def test_e7_a_thank_you_is_overdue_after_48_hours() -> None:
    given(plans, OPENED).by(POLICY).at(ENDED + 48 * HOUR).when(
        MarkOverdue(item="thank_you", host=HOST)
    ).then(ItemOverdue(ask=ASK, item="thank_you", host=HOST))


def test_nothing_is_overdue_before_its_time() -> None:
    given(plans, OPENED).by(POLICY).at(ENDED + 47 * HOUR).when(
        MarkOverdue(item="thank_you", host=HOST)
    ).then()


def test_what_was_done_is_not_overdue() -> None:
    given(plans, OPENED, done("thank_you", 3, HOST)).by(POLICY).at(ENDED + 48 * HOUR).when(
        MarkOverdue(item="thank_you", host=HOST)
    ).then()


def test_e7_an_overdue_item_done_late_stays_overdue_and_is_done() -> None:
    overdue = ItemOverdue(ask=ASK, item="thank_you", host=HOST)

    given(plans, OPENED, overdue).when(complete("thank_you", 60, HOST)).then(
        done("thank_you", 60, HOST)
    )


def test_an_overdue_item_done_in_time_but_recorded_later_is_cleared() -> None:
    overdue = ItemOverdue(ask=ASK, item="thank_you", host=HOST)

    given(plans, OPENED, overdue).when(complete("thank_you", 20, HOST)).then(
        ItemOverdueCleared(ask=ASK, item="thank_you", host=HOST), done("thank_you", 20, HOST)
    )


def test_staff_can_waive_an_item() -> None:
    given(plans, OPENED).when(WaiveItem(item="connect", reason="The host retired.")).then(
        ItemWaived(ask=ASK, item="connect", reason="The host retired.")
    )


def test_a_jobseeker_cannot_waive_an_item() -> None:
    given(plans, OPENED).by(JOBSEEKER).when(
        WaiveItem(item="connect", reason="No wish to.")
    ).then_rejected("staff_only")


def test_a_waived_item_is_waived_once() -> None:
    waived = ItemWaived(ask=ASK, item="connect", reason="The host retired.")

    given(plans, OPENED, waived).when(WaiveItem(item="connect", reason="Again.")).then()


def test_a_waived_item_is_never_overdue() -> None:
    waived = ItemWaived(ask=ASK, item="connect", reason="The host retired.")

    given(plans, OPENED, waived).at(ENDED + 72 * HOUR).when(MarkOverdue(item="connect")).then()


def test_waiving_the_last_item_closes_the_plan() -> None:
    waiver = WaiveItem(item="thank_you", host=HOST, reason="The host passed away.")

    given(plans, OPENED, *ALL_BUT_THANKS).when(waiver).then_types(ItemWaived, PlanClosed)


def test_what_was_done_cannot_be_waived() -> None:
    given(plans, OPENED, done("debrief")).when(
        WaiveItem(item="debrief", reason="Too late.")
    ).then_rejected("already_done")


def test_what_is_not_owed_cannot_be_waived() -> None:
    given(plans, OPENED).when(
        WaiveItem(item="thank_you", host=STAND_IN, reason="Was not there.")
    ).then_rejected("not_owed")


def test_a_waiver_of_a_talk_that_was_not_held_is_refused() -> None:
    given(plans).when(WaiveItem(item="debrief", reason="No talk.")).then_rejected("not_yet")
