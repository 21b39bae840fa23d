"""The host asks back: the waiting stands still until somebody answers (P2, C27)."""

from datetime import date, datetime

from nineteen.contact.domain.ask_dates import EVENING, MORNING, business_days_between
from nineteen.contact.domain.request.commands import (
    AnswerQuestion,
    NoteQuestionLeftOpen,
    RecordReply,
    ResumeWaiting,
)
from nineteen.contact.domain.request.state import Begun, Expired, Sent
from nineteen.shared.decider import Command, Rejected
from nineteen.shared.schema.business_days import after, at_local, day_of_fact, local_date
from nineteen.shared.schema.contact import (
    QuestionAnswered,
    QuestionLeftOpen,
    RequestQuestioned,
    WaitingResumed,
)

ANSWER_WITHIN = 2
"""Business days until somebody should see to a question."""
RESUME_WITHIN = 5
"""Business days until the waiting goes on without an answer."""


def question(request: Sent | Expired, command: RecordReply) -> RequestQuestioned:
    """A question, or one more: the waiting stands still since the first one left unanswered."""
    drafted = request.written.drafted
    day = day_of_fact(command.at, drafted.employer_zone, command.settings)

    def evening(count: int) -> datetime:
        due = after(day, count, command.settings)
        return at_local(due, EVENING, drafted.employer_zone)

    return RequestQuestioned(
        ask=drafted.ask,
        number=request.last_question + 1,
        question=command.question or "",
        asked_at=request.asked.since if request.asked else command.at,
        answer_by=evening(ANSWER_WITHIN),
        resumes_at=evening(RESUME_WITHIN),
    )


def answer(request: Begun, command: AnswerQuestion) -> list[QuestionAnswered | WaitingResumed]:
    """The answer goes to the host; what remained of the waiting is counted on from today."""
    if not isinstance(request, Sent | Expired) or not request.asked:
        raise Rejected(
            "no_open_question",
            "The host has no open question about this request. Nothing was sent; "
            "write to the host yourself if there is something to say.",
        )
    answered = QuestionAnswered(
        ask=request.written.drafted.ask, number=request.asked.number, answer=command.answer
    )
    if isinstance(request, Expired):
        return [answered]
    return [answered, resumed(request, command)]


def leave_open(request: Begun, command: NoteQuestionLeftOpen) -> list[QuestionLeftOpen]:
    if not isinstance(request, Sent | Expired) or not request.asked:
        return []
    if request.asked.number != command.number or request.asked.left_open:
        return []
    drafted, settings = request.written.drafted, command.settings
    rest = RESUME_WITHIN - ANSWER_WITHIN
    day = after(local_date(command.at, drafted.employer_zone), rest, settings)
    resumes_at = at_local(day, EVENING, drafted.employer_zone)
    return [QuestionLeftOpen(ask=drafted.ask, number=command.number, resumes_at=resumes_at)]


def resume(request: Begun, command: ResumeWaiting) -> list[WaitingResumed]:
    """Once for the last question; one that was answered meanwhile has resumed the waiting."""
    if not isinstance(request, Sent) or not request.asked:
        return []
    return [resumed(request, command)] if request.asked.number == command.number else []


def resumed(request: Sent, command: Command) -> WaitingResumed:
    """As many business days as were left when the host asked, but one at least."""
    drafted, settings = request.written.drafted, command.settings
    zone = drafted.employer_zone
    asked = request.asked
    stopped = day_of_fact(asked.since if asked else command.at, zone, settings)
    today = day_of_fact(command.at, zone, settings)

    def shifted(due: datetime) -> date:
        left = business_days_between(stopped, local_date(due, zone), settings)
        return after(today, max(left, 1), settings)

    return WaitingResumed(
        ask=drafted.ask,
        number=asked.number if asked else request.last_question,
        nudges=tuple(
            (number, at_local(shifted(due), MORNING, zone))
            for number, due in request.nudges
            if number > request.nudged
        ),
        expires_at=at_local(shifted(request.expires_at), EVENING, zone),
    )
