"""The host asks back: the waiting stands still, and goes on with the days that were left (P2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.ask_dates import dates_when_sent
from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.request import (
    AnswerQuestion,
    Expire,
    NoteQuestionLeftOpen,
    Nudge,
    RecordReply,
    ResumeWaiting,
    requests,
)
from nineteen.contact.policies.no_reply_ladder import Nothing, no_reply_ladder
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    ConcernRaised,
    ContactAdded,
    DraftApproved,
    Provenance,
    QuestionAnswered,
    QuestionLeftOpen,
    RequestAgreed,
    RequestDrafted,
    RequestExpired,
    RequestNudged,
    RequestQuestioned,
    RequestSent,
    WaitingResumed,
)
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.settings import DEFAULTS
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, POLICY, Given, given

ZONE = "America/Los_Angeles"
SENT_AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
DATES = dates_when_sent(SENT_AT, ZONE, DEFAULTS)
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
    segment="dislocated",
    soc="51-4041",
    county="53061",
    size_class="1-9",
    ownership="private",
    zone=ZONE,
    employer_zone=ZONE,
)
SENT = RequestSent(
    ask=ASK,
    round=1,
    sent_on=date(2026, 3, 2),
    channel="email",
    nudges_at=DATES.nudges_at,
    expires_at=DATES.expires_at,
    minutes=19,
)
APPROVED = DraftApproved(ask=ASK, round=1, approved_at=SENT_AT, ready_on=date(2026, 3, 2))
TUESDAY = datetime(2026, 3, 3, 18, tzinfo=UTC)
"""10:00, one business day after the ask."""
QUESTION = RequestQuestioned(
    ask=ASK,
    number=1,
    question="Which of our plants do you mean?",
    asked_at=TUESDAY,
    answer_by=datetime(2026, 3, 6, 1, tzinfo=UTC),
    resumes_at=datetime(2026, 3, 11, 0, tzinfo=UTC),
)
ANSWER = QuestionAnswered(ask=ASK, number=1, answer="The one in Everett.")
ASKING = RecordReply(answer="question", question=QUESTION.question)
LATER = AnswerQuestion(answer=ANSWER.answer)


def local(month: int, day: int, hour: int) -> datetime:
    """Noon in this test is Pacific; daylight saving starts on 2026-03-08."""
    offset = 8 if (month, day) < (3, 8) else 7
    return datetime(2026, month, day, hour, tzinfo=UTC) + timedelta(hours=offset)


RESUMED = WaitingResumed(
    ask=ASK,
    number=1,
    nudges=((1, local(3, 6, 9)), (2, local(3, 12, 9))),
    expires_at=local(3, 23, 17),
)


def asked(*events: Event, at: datetime = TUESDAY) -> Given:
    return given(requests, DRAFTED, APPROVED, SENT, *events).at(at)


def test_p2_a_question_is_neither_a_yes_nor_a_no() -> None:
    asked().when(ASKING).then(QUESTION).and_when(RecordReply(answer="agree")).then_types(
        RequestAgreed
    )


def test_p2_while_a_question_is_open_nobody_is_reminded_and_nothing_expires() -> None:
    asked(QUESTION, at=DATES.nudges_at[0]).by(POLICY).when(Nudge(number=1)).then()
    asked(QUESTION, at=DATES.expires_at).by(POLICY).when(Expire()).then()
    asked(at=DATES.nudges_at[0]).by(POLICY).when(Nudge(number=1)).then_types(RequestNudged)


def test_p2_the_answer_counts_on_with_the_days_that_were_left() -> None:
    """Asked on day 1 and answered on day 2: everything comes one business day later."""
    asked(QUESTION, at=TUESDAY + timedelta(days=1)).when(LATER).then(ANSWER, RESUMED)


def test_p2_an_old_reminder_says_nothing_after_the_answer() -> None:
    resumed = asked(QUESTION, ANSWER, RESUMED, at=local(3, 6, 9)).by(POLICY)

    resumed.when(Nudge(number=1)).then()
    resumed.when(Nudge(number=1, wait=1)).then_types(RequestNudged)
    resumed.at(DATES.expires_at).when(Expire()).then()
    resumed.at(RESUMED.expires_at).when(Expire()).then_types(RequestExpired)


def test_p2_a_reminder_that_went_out_before_is_not_repeated() -> None:
    nudged = RequestNudged(ask=ASK, number=1)
    when = local(3, 6, 10)
    question = QUESTION.model_copy(update={"asked_at": when})

    _, resumed = (
        asked(nudged, question, at=when).when(LATER).then_types(QuestionAnswered, WaitingResumed)
    )

    assert isinstance(resumed, WaitingResumed)
    assert [number for number, _ in resumed.nudges] == [2]


def test_p2_after_five_business_days_the_waiting_goes_on_unanswered() -> None:
    stuck = asked(QUESTION, at=QUESTION.resumes_at).by(POLICY)

    stuck.when(ResumeWaiting(number=1)).then_types(WaitingResumed)
    stuck.when(ResumeWaiting(number=2)).then()
    asked(QUESTION, ANSWER, RESUMED).by(POLICY).when(ResumeWaiting(number=1)).then()


def test_p2_after_two_business_days_it_is_noted_that_nobody_answered() -> None:
    late = asked(QUESTION, at=QUESTION.answer_by).by(POLICY)
    left_open = QuestionLeftOpen(ask=ASK, number=1, resumes_at=QUESTION.resumes_at)

    late.when(NoteQuestionLeftOpen(number=1)).then(left_open).and_when(
        NoteQuestionLeftOpen(number=1)
    ).then()
    asked(QUESTION, ANSWER, RESUMED).by(POLICY).when(NoteQuestionLeftOpen(number=1)).then()


def test_p2_a_second_question_keeps_the_day_on_which_the_waiting_stopped() -> None:
    second = asked(QUESTION, at=TUESDAY + timedelta(days=2)).when(ASKING)

    (event,) = second.then_types(RequestQuestioned)

    assert isinstance(event, RequestQuestioned)
    assert (event.number, event.asked_at) == (2, TUESDAY)
    second.and_when(ResumeWaiting(number=1)).then()


def test_p2_a_question_after_the_expiry_is_answered_and_starts_nothing_anew() -> None:
    expired = asked(RequestExpired(ask=ASK), at=DATES.expires_at + timedelta(days=1))

    expired.when(ASKING).and_when(LATER).then(ANSWER)


def test_nothing_is_answered_that_was_not_asked() -> None:
    asked().when(LATER).then_rejected("no_open_question")
    asked(QUESTION, ANSWER, RESUMED).when(LATER).then_rejected("no_open_question")
    given(requests, DRAFTED).when(LATER).then_rejected("no_open_question")


def test_a_final_answer_leaves_no_room_for_a_question() -> None:
    agreed = RequestAgreed(ask=ASK, minutes=19)

    asked(agreed).when(ASKING).then_rejected("answer_is_final")
    given(requests, DRAFTED).when(ASKING).then_rejected("not_sent")


@pytest.mark.parametrize(
    "mixed",
    [
        {"answer": "question"},
        {"answer": "agree", "question": "Who are you?"},
        {"answer": "question", "question": " "},
        {"answer": "question", "question": "Who?", "opted_out": True},
    ],
)
def test_a_question_comes_alone_and_says_something(mixed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RecordReply.model_validate(mixed)


def test_a_concern_stops_the_reminders() -> None:
    known = ContactAdded(
        contact=ASK.contact,
        person=ASK.person,
        ledger="l",
        employer=ASK.employer,
        channels=("email",),
        provenance=Provenance(source="staff"),
    )
    raised = ConcernRaised(
        contact=ASK.contact,
        person=ASK.person,
        employer=ASK.employer,
        concern=an_id("concern"),
        text="They called me at home.",
        settle_by=SENT_AT,
    )
    due = asked(at=DATES.nudges_at[0]).by(POLICY).beside(campaigns, ASK.campaign)

    due.beside(contacts, ASK.contact, known).when(Nudge(number=1)).then_types(RequestNudged)
    due.beside(contacts, ASK.contact, known, raised).when(Nudge(number=1)).then()


def told(event: Event) -> Recorded:
    return Recorded(
        event, Stream("agency", "request", ASK.request), 1, "0.0", TUESDAY, TUESDAY, JOBSEEKER
    )


def test_p2_the_ladder_is_set_up_again_with_the_new_dates() -> None:
    def armed(event: Event) -> list[tuple[str, object, datetime | None]]:
        assert no_reply_ladder.key(told(event)) == ASK.request
        _, todos = no_reply_ladder.react(Nothing(), told(event))
        return [(each.step, each.command, each.due) for each in todos]

    assert armed(SENT) == [
        ("nudge/1", Nudge(number=1), DATES.nudges_at[0]),
        ("nudge/2", Nudge(number=2), DATES.nudges_at[1]),
        ("expire", Expire(), DATES.expires_at),
    ]
    assert armed(QUESTION) == [
        ("left-open/1", NoteQuestionLeftOpen(number=1), QUESTION.answer_by),
        ("resume/1", ResumeWaiting(number=1), QUESTION.resumes_at),
    ]
    assert armed(RESUMED) == [
        ("nudge/1/1", Nudge(number=1, wait=1), local(3, 6, 9)),
        ("nudge/2/1", Nudge(number=2, wait=1), local(3, 12, 9)),
        ("expire/1", Expire(), RESUMED.expires_at),
    ]
    assert no_reply_ladder.key(told(ANSWER)) is None
