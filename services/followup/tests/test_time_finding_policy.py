"""A coach helps when an agreement finds no time within ten business days."""

from datetime import UTC, datetime

import pytest

from nineteen.followup.domain.task import OpenTask, SettleTask, task_id, tasks
from nineteen.followup.policies.time_finding import Nothing, time_finding
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import TaskDropped, TaskOpened
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, given

COACH_AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
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
OPENED = AppointmentOpened(
    ask=ASK,
    minutes=19,
    zone="America/Los_Angeles",
    employer_zone="America/Los_Angeles",
    coach_at=COACH_AT,
    lapse_at=LAPSE_AT,
)
CONFIRMED = AppointmentConfirmed(
    ask=ASK,
    generation=1,
    starts_at=COACH_AT,
    minutes=19,
    zone="America/Los_Angeles",
    employer_zone="America/Los_Angeles",
    mode="in_person",
    place="workplace",
)
CANCELLED = AppointmentCancelled(ask=ASK, by="host", confirmed=False)


def todo(event: Event) -> Todo:
    stream = Stream("agency", "appointment", ASK.request)
    told = Recorded(event, stream, 1, "0.0", NOON, NOON, JOBSEEKER)
    assert time_finding.key(told) == ASK.request
    _, (planned,) = time_finding.react(Nothing(), told)
    return planned


def test_e1_request_19_gets_a_coach_task_on_03_02_due_before_it_lapses() -> None:
    planned = todo(OPENED)

    assert (planned.due, planned.target) == (COACH_AT, Target("task"))
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
    settled = todo(over)

    assert isinstance(settled.command, SettleTask)
    assert settled.target == Target("task", TASK)
    outcome = given(tasks).by(POLICY).on(TASK).when(settled.command)
    outcome.then_types(TaskDropped)
    outcome.and_when(todo(OPENED).command).then()


@pytest.mark.parametrize("over", [CONFIRMED, CANCELLED, AgreementLapsed(ask=ASK)])
def test_a_coach_task_ends_with_the_search(over: Event) -> None:
    outcome = given(tasks).by(POLICY).on(TASK).when(todo(OPENED).command)

    outcome.then_types(TaskOpened)
    outcome.and_when(todo(over).command).then_types(TaskDropped)
