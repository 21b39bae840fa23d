"""A coach helps when an agreement finds no time within ten business days."""

from datetime import UTC, datetime

import pytest

from nineteen.followup.domain.task import OpenTask, task_id, tasks
from nineteen.followup.policies.time_finding import Search, time_finding
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import TaskDropped, TaskOpened
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    NoTimeFound,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, given

STARTS_AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
LAPSE_AT = datetime(2026, 3, 9, 16, tzinfo=UTC)
ASK = Ask(
    request="00000000-0000-4000-8000-000000000019",
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person="00000000-0000-4000-8000-000000000001",
    route="list",
)
TASK = task_id("coach", ASK.request)
NO_TIME = NoTimeFound(ask=ASK, lapse_at=LAPSE_AT)
CONFIRMED = AppointmentConfirmed(
    ask=ASK,
    generation=1,
    starts_at=STARTS_AT,
    minutes=19,
    zone="America/Los_Angeles",
    employer_zone="America/Los_Angeles",
    mode="in_person",
    place="workplace",
)
CANCELLED = AppointmentCancelled(ask=ASK, by="host", confirmed=False)


def told(event: Event) -> Recorded:
    stream = Stream("agency", "appointment", ASK.request)
    return Recorded(event, stream, 1, "0.0", NOON, NOON, JOBSEEKER)


def after(*events: Event) -> list[Todo]:
    """What the last of these events asks for."""
    search = Search()
    todos: list[Todo] = []
    for event in events:
        assert time_finding.key(told(event)) == ASK.request
        search, todos = time_finding.react(search, told(event))
    return todos


def test_e1_request_19_gets_a_coach_task_due_before_it_lapses() -> None:
    (planned,) = after(NO_TIME)

    assert (planned.due, planned.target) == (None, Target("task", task_id("coach", ASK.request)))
    assert planned.command == OpenTask(
        kind="coach",
        about=ASK.request,
        due=LAPSE_AT,
        reason="no_time_found",
        jobseeker=JOBSEEKER.id,
        campaign=ASK.campaign,
    )


@pytest.mark.parametrize("over", [CONFIRMED, CANCELLED, AgreementLapsed(ask=ASK)])
def test_an_appointment_that_is_settled_first_needs_no_coach(over: Event) -> None:
    assert after(over) == []


@pytest.mark.parametrize("over", [CONFIRMED, CANCELLED, AgreementLapsed(ask=ASK)])
def test_a_coach_task_ends_with_the_search(over: Event) -> None:
    (opening,), (settling,) = after(NO_TIME), after(NO_TIME, over)

    assert settling.target == Target("task", TASK)
    outcome = given(tasks).by(POLICY).on(TASK).when(opening.command)
    outcome.then_types(TaskOpened)
    outcome.and_when(settling.command).then_types(TaskDropped)
