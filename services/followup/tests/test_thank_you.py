"""A written thank-you within a day of the talk."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from nineteen.followup.domain.plan import items_owed, plans
from nineteen.followup.domain.thank_you import (
    DraftThankYou,
    MarkLate,
    RecordHandwritten,
    ReportBounce,
    SendThankYou,
    ThankYou,
    thank_you_id,
    thank_yous,
)
from nineteen.shared.decider import Stamp
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    ItemWaived,
    PlanOpened,
    ThankYouBounced,
    ThankYouDrafted,
    ThankYouLate,
    ThankYouSent,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, POLICY, Given, given

ENDED = datetime(2026, 3, 18, 17, 18, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "00000000-0000-4000-8000-000000000001"
NOBODY = "00000000-0000-4000-8000-000000000002"
SESSION = "00000000-0000-4000-8000-000000000018"
THANKS = thank_you_id("agency", SESSION, HOST)
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person=HOST,
    route="warm",
)
OPENED = PlanOpened(ask=ASK, ended_at=ENDED, items=items_owed(ENDED, (HOST,)))
LATE = ThankYouLate(ask=ASK, thank_you=THANKS, host=HOST)
SEND = SendThankYou(session=SESSION, host=HOST, channel="email")
MARK_LATE = MarkLate(ask=ASK, host=HOST, due_at=ENDED + 24 * HOUR)


def after(hours: float, *events: Event) -> Given:
    told = given(thank_yous, *events).beside(plans, SESSION, OPENED)
    return told.by(JOBSEEKER).on(THANKS).at(ENDED + hours * HOUR)


def sent(
    hours: float, channel: Literal["email", "handwritten", "letter"] = "email"
) -> ThankYouSent:
    return ThankYouSent(
        ask=ASK,
        thank_you=THANKS,
        host=HOST,
        channel=channel,
        sent_at=ENDED + hours * HOUR,
        hours=hours,
        on_time=hours <= 24,
    )


def test_its_id_follows_from_agency_session_and_host() -> None:
    stamped = SEND.model_copy(update={"stamp": Stamp(ENDED, "agency", JOBSEEKER)})

    assert natural_id(*stamped.natural()) == THANKS


def test_s32_a_thank_you_three_hours_after_the_talk_is_on_time() -> None:
    after(3).when(SEND).then(sent(3))


@pytest.mark.parametrize(("hours", "on_time"), [(24, True), (24.01, False), (30, False)])
def test_s32_it_is_on_time_until_24_hours(hours: float, on_time: bool) -> None:  # noqa: FBT001
    (event,) = after(hours).when(SEND).then_types(ThankYouSent)

    assert isinstance(event, ThankYouSent)
    assert (event.hours, event.on_time) == (hours, on_time)


def test_e7_sent_at_60_hours_counts_late() -> None:
    after(60, LATE).when(SEND).then(sent(60))
    assert not sent(60).on_time


def test_s33_sent_at_all_is_told_apart_from_sent_in_time() -> None:
    late_but_sent = after(60, LATE).when(SEND).events

    assert after(60, LATE).state == ThankYou(ASK, HOST, late=True)
    assert after(60, LATE, *late_but_sent).state == ThankYou(
        ASK, HOST, sent_at=ENDED + 60 * HOUR, late=True
    )


@pytest.mark.parametrize("channel", ["email", "handwritten", "letter"])
def test_s32_a_thank_you_can_be_written_in_three_ways(
    channel: Literal["email", "handwritten", "letter"],
) -> None:
    after(3).when(SendThankYou(session=SESSION, host=HOST, channel=channel)).then(sent(3, channel))


@pytest.mark.parametrize("channel", ["phone", "in_person"])
def test_s32_a_spoken_thank_you_is_refused(channel: Literal["phone", "in_person"]) -> None:
    after(3).when(SendThankYou(session=SESSION, host=HOST, channel=channel)).then_rejected(
        "thank_you_must_be_written"
    )


def test_e7_a_phone_call_does_not_stop_the_clock() -> None:
    call = SendThankYou(session=SESSION, host=HOST, channel="phone")

    after(20).when(call).then_rejected("thank_you_must_be_written")
    after(24).by(POLICY).when(MARK_LATE).then(LATE)


def test_e7_a_handwritten_card_is_recorded_with_or_without_a_photo() -> None:
    plain = RecordHandwritten(session=SESSION, host=HOST)
    shown = RecordHandwritten(session=SESSION, host=HOST, photo=True)

    after(20).when(plain).then(sent(20, "handwritten"))
    after(20).when(shown).then(sent(20, "handwritten").model_copy(update={"photo": True}))


def test_a_thank_you_is_sent_once() -> None:
    after(4, sent(3)).when(SEND).then()
    after(4, sent(3)).when(RecordHandwritten(session=SESSION, host=HOST)).then()


def test_a_thank_you_cannot_precede_the_end_of_the_talk() -> None:
    after(-1).when(SEND).then_rejected("before_the_end")


def test_a_thank_you_waits_until_the_talk_is_recorded_as_held() -> None:
    given(thank_yous).on(THANKS).when(SEND).then_rejected("not_yet")


def test_a_thank_you_goes_to_a_host() -> None:
    after(3).when(SendThankYou(session=SESSION, host=NOBODY, channel="email")).then_rejected(
        "not_a_host"
    )


def test_a_thank_you_can_be_drafted_and_drafted_again() -> None:
    draft = DraftThankYou(session=SESSION, host=HOST, body="Thank you for the tip on welding.")
    drafted = ThankYouDrafted(ask=ASK, thank_you=THANKS, host=HOST, body=draft.body)

    after(1).when(draft).then(drafted).and_when(draft).then(drafted)


def test_what_was_sent_is_not_drafted_any_more() -> None:
    draft = DraftThankYou(session=SESSION, host=HOST, body="Thank you for the tip on welding.")

    after(4, sent(3)).when(draft).then_rejected("already_sent")


def test_e7_after_24_hours_in_silence_it_is_late() -> None:
    after(24).by(POLICY).when(MARK_LATE).then(LATE)


def test_a_late_thank_you_is_late_once() -> None:
    after(25, LATE).by(POLICY).when(MARK_LATE).then()


def test_what_was_sent_in_time_is_not_late() -> None:
    after(24, sent(23)).by(POLICY).when(MARK_LATE).then()


def test_nothing_is_late_before_its_time() -> None:
    after(23).by(POLICY).when(MARK_LATE).then()


def test_a_waived_thank_you_is_not_late() -> None:
    waived = ItemWaived(ask=ASK, item="thank_you", host=HOST, reason="The host passed away.")

    after(24).beside(plans, SESSION, OPENED, waived).by(POLICY).when(MARK_LATE).then()


def test_a_thank_you_can_be_late_before_its_plan_is_known() -> None:
    given(thank_yous).on(THANKS).at(ENDED + 24 * HOUR).when(MARK_LATE).then(LATE)


def test_a_thank_you_that_came_back_can_be_sent_again() -> None:
    bounced = ThankYouBounced(ask=ASK, thank_you=THANKS, host=HOST)

    after(5, sent(3)).when(ReportBounce()).then(bounced).and_when(ReportBounce()).then()
    after(6, sent(3), bounced).when(SEND).then(sent(6)).and_when(SEND).then()


def test_what_was_not_sent_cannot_come_back() -> None:
    after(3, LATE).when(ReportBounce()).then_rejected("not_sent")
    given(thank_yous).when(ReportBounce()).then_rejected("not_sent")
