"""The host's answer: one, final, and fair when it comes late (E2, E3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.request import (
    Colleague,
    RecordBounce,
    RecordReply,
    SettleLateYes,
    Withdraw,
    requests,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    DraftApproved,
    LateReplyReceived,
    LateYesHeld,
    RequestAgreed,
    RequestAgreedLate,
    RequestBounced,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestHeld,
    RequestNudged,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.words import Ask, NamedPerson, OfferedTime
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import Given, given

ZONE = "America/Los_Angeles"
SENT_AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
EXPIRES_AT = datetime(2026, 3, 21, 0, tzinfo=UTC)
TUESDAY = OfferedTime(starts_at=datetime(2026, 3, 10, 17, tzinfo=UTC), zone=ZONE)
FRIDAY = OfferedTime(starts_at=datetime(2026, 3, 13, 17, tzinfo=UTC), zone=ZONE)
ASK = Ask(
    request=an_id("request"),
    campaign=an_id("campaign"),
    jobseeker=an_id("marta"),
    employer=an_id("mill"),
    contact=an_id("foreman"),
    person=an_id("frank"),
    route="list",
)
DRAFTED = RequestDrafted(
    ask=ASK,
    contact_ledger=an_id("ledger", "foreman"),
    employer_ledger=an_id("ledger", "mill"),
    asker=an_id("asker"),
    channel="email",
    minutes=19,
    subject="19 minutes?",
    body="Not about a job: could I have 19 minutes of your advice?",
    offered_times=(TUESDAY,),
    segment="dislocated",
    soc="51-4041",
    county="53061",
    size_class="1-9",
    ownership="private",
    zone=ZONE,
    employer_zone=ZONE,
)
APPROVED = DraftApproved(ask=ASK, round=1, approved_at=SENT_AT, ready_on=date(2026, 3, 2))
SENT = RequestSent(
    ask=ASK,
    round=1,
    sent_on=date(2026, 3, 2),
    channel="email",
    nudges_at=(SENT_AT + timedelta(days=3), SENT_AT + timedelta(days=9)),
    expires_at=EXPIRES_AT,
    minutes=19,
)
EXPIRED = RequestExpired(ask=ASK)
WAITS = RequestHeld(ask=ASK, round=1, reason="contact_busy", queued=True)
AGREED = RequestAgreed(ask=ASK, minutes=19, offered_times=(TUESDAY,))
YES = RecordReply(answer="agree")
NO = RecordReply(answer="decline")


def asked(*events: Event, after: timedelta = timedelta(days=2)) -> Given:
    return given(requests, DRAFTED, APPROVED, SENT, *events).at(SENT_AT + after)


def expired(*events: Event, days_late: int = 10) -> Given:
    late = EXPIRES_AT + timedelta(days=days_late)
    return given(requests, DRAFTED, APPROVED, SENT, EXPIRED, *events).at(late)


def test_a_host_agrees() -> None:
    asked().when(YES).then(AGREED).and_when(YES).then()


def test_a_host_picks_one_of_the_offered_times() -> None:
    asked().when(RecordReply(answer="agree", picked=TUESDAY)).then(
        AGREED.model_copy(update={"picked": TUESDAY})
    )
    asked().when(RecordReply(answer="agree", picked=FRIDAY)).then_rejected("time_not_offered")


def test_a_counter_proposal_is_a_yes_with_other_times() -> None:
    asked().when(RecordReply(answer="agree", proposed=(FRIDAY,))).then(
        AGREED.model_copy(update={"proposed": (FRIDAY,)})
    )


def test_e3_a_kind_no_names_a_colleague() -> None:
    no = RecordReply(
        answer="decline",
        colleague=Colleague(name="Carla Colleague", name_use="granted"),
        colleague_person=an_id("carla"),
    )
    carla = NamedPerson(person=an_id("carla"), name="Carla Colleague", name_use="granted")

    asked().when(no).then(RequestDeclined(ask=ASK, colleague=carla))


def test_a_no_can_be_for_ever() -> None:
    asked().when(RecordReply(answer="decline", opted_out=True)).then(
        RequestDeclined(ask=ASK, opted_out=True)
    )


@pytest.mark.parametrize(
    "mixed",
    [
        {"answer": "agree", "opted_out": True},
        {"answer": "agree", "colleague": {"name": "Carla"}},
        {"answer": "decline", "picked": TUESDAY.model_dump()},
        {"answer": "decline", "proposed": [TUESDAY.model_dump()]},
        {"answer": "maybe"},
    ],
)
def test_an_answer_says_one_thing(mixed: Any) -> None:
    with pytest.raises(ValidationError):
        RecordReply.model_validate(mixed)


def test_final_answers_are_final() -> None:
    asked(AGREED).when(NO).then_rejected("answer_is_final")
    asked(RequestDeclined(ask=ASK)).when(YES).then_rejected("answer_is_final")
    asked(RequestBounced(ask=ASK, channel="email")).when(YES).then_rejected("answer_is_final")


def test_nobody_answers_what_was_not_sent_or_was_taken_back() -> None:
    withdrawn = RequestWithdrawn(ask=ASK, sent=True, reason="by_hand")

    given(requests, DRAFTED, APPROVED).when(YES).then_rejected("not_sent")
    asked(withdrawn).when(YES).then_rejected("request_withdrawn")


def test_e2_a_reply_after_the_expiry_is_late() -> None:
    late = LateReplyReceived(ask=ASK, answer="agree", picked=TUESDAY)

    expired().when(RecordReply(answer="agree", picked=TUESDAY)).then(late).and_when(YES).then()
    expired().when(NO).then(LateReplyReceived(ask=ASK, answer="decline"))


def test_e2_a_reply_from_before_the_expiry_corrects_it() -> None:
    moment_before = expired().at(EXPIRES_AT - timedelta(milliseconds=1))

    moment_before.when(YES).then(
        RequestReplyCorrected(ask=ASK, answer="agree", was="expired", minutes=19)
    ).and_when(YES).then()
    expired().at(EXPIRES_AT).when(YES).then_types(LateReplyReceived)


def test_e2_a_late_yes_is_settled_by_the_hosts_ledger() -> None:
    late = LateReplyReceived(ask=ASK, answer="agree", picked=TUESDAY)
    free = SettleLateYes(agreed=True)
    taken = SettleLateYes(agreed=False, next_free_on=date(2026, 5, 1))

    expired(late).when(free).then(RequestAgreedLate(ask=ASK, picked=TUESDAY, minutes=19)).and_when(
        free
    ).then()
    expired(late).when(taken).then(LateYesHeld(ask=ASK, next_free_on=date(2026, 5, 1)))
    expired().when(free).then()


def test_a_late_yes_that_was_held_may_be_said_again() -> None:
    late = LateReplyReceived(ask=ASK, answer="agree")
    held = LateYesHeld(ask=ASK, next_free_on=date(2026, 5, 1))

    expired(late, held).when(YES).then(late)


def test_a_late_no_settles_a_late_yes_that_was_not_answered_yet() -> None:
    yes = LateReplyReceived(ask=ASK, answer="agree")
    no = LateReplyReceived(ask=ASK, answer="decline")

    expired(yes).when(NO).then(no).and_when(SettleLateYes(agreed=True)).then()


def test_a_bounce_closes_the_ask() -> None:
    bounced = RequestBounced(ask=ASK, channel="email")

    asked().when(RecordBounce()).then(bounced).and_when(RecordBounce()).then()
    asked(AGREED).when(RecordBounce()).then()
    given(requests, DRAFTED).when(RecordBounce()).then_rejected("not_sent")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((DRAFTED,), RequestWithdrawn(ask=ASK, sent=False, reason="by_hand")),
        ((DRAFTED, APPROVED), RequestWithdrawn(ask=ASK, sent=False, reason="by_hand")),
        ((DRAFTED, APPROVED, WAITS), RequestWithdrawn(ask=ASK, sent=False, reason="by_hand")),
        ((DRAFTED, APPROVED, SENT), RequestWithdrawn(ask=ASK, sent=True, reason="by_hand")),
        (
            (DRAFTED, APPROVED, SENT, RequestNudged(ask=ASK, number=1)),
            RequestWithdrawn(ask=ASK, sent=True, nudged=True, reason="by_hand"),
        ),
    ],
)
def test_an_ask_is_taken_back_before_there_is_an_answer(
    history: tuple[Event, ...], expected: RequestWithdrawn
) -> None:
    given(requests, *history).when(Withdraw()).then(expected).and_when(Withdraw()).then()


@pytest.mark.parametrize("final", [AGREED, RequestDeclined(ask=ASK), EXPIRED])
def test_what_is_answered_is_not_taken_back(final: Event) -> None:
    asked(final).when(Withdraw()).then_rejected("answer_is_final")
    asked(final).when(Withdraw(reason="campaign_closed")).then()
