"""What is owed to a host at once: an answer, a supervisor's ear, an apology."""

from datetime import UTC, datetime, timedelta

import pytest

from nineteen.followup.domain.task import OpenTask, task_id, tasks
from nineteen.followup.policies.courtesy import Owed, courtesy
from nineteen.shared.policy import Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    ConcernRaised,
    ConcernSettled,
    QuestionAnswered,
    QuestionLeftOpen,
    RequestAgreed,
    RequestDeclined,
    RequestWithdrawn,
)
from nineteen.shared.schema.followup import TaskDropped, TaskOpened
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import JobseekerNoShowRecorded
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, given

ASK = Ask(
    request=an_id("request"),
    campaign=an_id("campaign"),
    jobseeker=JOBSEEKER.id,
    employer=an_id("mill"),
    contact=an_id("foreman"),
    person=an_id("frank"),
    route="list",
)
RESUMES_AT = datetime(2026, 3, 11, 0, tzinfo=UTC)
LEFT_OPEN = QuestionLeftOpen(ask=ASK, number=1, resumes_at=RESUMES_AT)
ANSWERED = QuestionAnswered(ask=ASK, number=1, answer="The one in Everett.")
ABSENT = JobseekerNoShowRecorded(ask=ASK, starts_at=NOON)
RAISED = ConcernRaised(
    contact=ASK.contact,
    person=ASK.person,
    employer=ASK.employer,
    concern=an_id("concern"),
    text="They called me at home.",
    settle_by=RESUMES_AT,
)
SETTLED = ConcernSettled(
    contact=ASK.contact,
    person=ASK.person,
    employer=ASK.employer,
    concern=an_id("concern"),
    conclusion="clarified",
)


def told(event: Event) -> Recorded:
    stream = Stream("agency", "request", ASK.request)
    return Recorded(event, stream, 1, "0.0", NOON, NOON, JOBSEEKER)


def after(*events: Event) -> list[Todo]:
    """What the last of these facts asks for."""
    owed = Owed()
    todos: list[Todo] = []
    for event in events:
        owed, todos = courtesy.react(owed, told(event))
    return todos


def test_p2_a_question_that_was_left_open_becomes_a_task() -> None:
    (todo,) = after(LEFT_OPEN)

    assert isinstance(todo.command, OpenTask)
    assert (todo.command.kind, todo.command.about) == ("question", ASK.request)
    assert todo.command.due == RESUMES_AT


@pytest.mark.parametrize(
    "over",
    [
        ANSWERED,
        RequestAgreed(ask=ASK, minutes=19),
        RequestDeclined(ask=ASK),
        RequestWithdrawn(ask=ASK, sent=True, reason="by_hand"),
    ],
)
def test_p2_the_task_ends_when_there_is_nothing_left_to_answer(over: Event) -> None:
    (opening,), (settling,) = after(LEFT_OPEN), after(LEFT_OPEN, over)
    todo = given(tasks).by(POLICY).on(task_id("question", ASK.request)).when(opening.command)

    todo.then_types(TaskOpened)
    todo.and_when(settling.command).then_types(TaskDropped)


def test_p2_a_second_question_has_a_step_of_its_own() -> None:
    second = LEFT_OPEN.model_copy(update={"number": 2})

    first_end, second_end = after(LEFT_OPEN, ANSWERED), after(LEFT_OPEN, ANSWERED, second, ANSWERED)

    assert first_end[0].step != second_end[0].step


def test_p2_an_answer_in_time_leaves_no_task() -> None:
    assert after(ANSWERED) == []


def test_a_concern_goes_to_a_supervisor_until_it_is_settled() -> None:
    (opening,), (settling,) = after(RAISED), after(RAISED, SETTLED)
    task = given(tasks).by(POLICY).on(task_id("concern", RAISED.concern)).when(opening.command)

    (opened,) = task.then_types(TaskOpened)
    assert isinstance(opened, TaskOpened)
    assert (opened.due, opened.jobseeker) == (RESUMES_AT, None)
    task.and_when(settling.command).then_types(TaskDropped)


def test_e4_a_jobseeker_who_was_absent_owes_an_apology_within_the_hour() -> None:
    """P4: and gets a coach, no punishment."""
    apology, coach = (each.command for each in after(ABSENT))

    assert isinstance(apology, OpenTask)
    assert isinstance(coach, OpenTask)
    assert (apology.kind, apology.due) == ("apology", NOON + timedelta(hours=1))
    assert (coach.kind, coach.about) == ("coach", JOBSEEKER.id)
