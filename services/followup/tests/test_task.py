"""Something for staff to do; one open task per kind and subject."""

from datetime import timedelta
from typing import Any

from nineteen.followup.domain.task import (
    AssignTask,
    CompleteTask,
    DropTask,
    OpenTask,
    SettleTask,
    task_id,
    tasks,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    TaskAssigned,
    TaskCompleted,
    TaskDropped,
    TaskOpened,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, NOON, POLICY, Given, given

REQUEST = "00000000-0000-4000-8000-000000000019"
TASK = task_id("coach", REQUEST)
DUE = NOON + timedelta(days=7)
ABOUT: dict[str, Any] = {"kind": "coach", "about": REQUEST, "jobseeker": JOBSEEKER.id}
KEYS: dict[str, Any] = {**ABOUT, "task": TASK}
OPEN = OpenTask(**ABOUT, due=DUE, reason="no_time_found")
SETTLE = SettleTask(reason="no_time_found")
OPENED = TaskOpened(**KEYS, due=DUE, reason="no_time_found")
ASSIGNED = TaskAssigned(**KEYS, staff=COUNSELOR.id)
COMPLETED = TaskCompleted(**KEYS, person=JOBSEEKER.id)
DROPPED = TaskDropped(**KEYS, person=JOBSEEKER.id)


def task(*events: Event) -> Given:
    return given(tasks, *events).on(TASK)


def test_its_id_follows_from_its_kind_and_subject() -> None:
    assert natural_id(*OPEN.natural()) == TASK


def test_a_policy_or_staff_can_open_a_task() -> None:
    task().by(POLICY).when(OPEN).then(OPENED)
    task().by(COUNSELOR).when(OPEN).then(OPENED)


def test_there_is_one_open_task_per_kind_and_subject() -> None:
    task(OPENED).when(OPEN).then()


def test_a_task_that_was_done_can_come_up_again() -> None:
    task(OPENED, COMPLETED).by(POLICY).when(OPEN).then(OPENED)


def test_tasks_are_the_staffs_own_list() -> None:
    task().by(JOBSEEKER).when(OPEN).then_rejected("staff_only")
    task(OPENED).by(JOBSEEKER).when(CompleteTask()).then_rejected("staff_only")


def test_a_task_is_given_to_somebody_once() -> None:
    give = AssignTask(staff=COUNSELOR.id)

    task(OPENED).when(give).then(ASSIGNED)
    task(OPENED, ASSIGNED).when(give).then()


def test_what_is_done_is_given_to_nobody() -> None:
    task(OPENED, COMPLETED).when(AssignTask(staff=COUNSELOR.id)).then_rejected("task_done")


def test_a_task_is_done_once() -> None:
    task(OPENED).when(CompleteTask(outcome="We practised the closing.")).then(
        COMPLETED.model_copy(update={"outcome": "We practised the closing."})
    )
    task(OPENED, COMPLETED).when(CompleteTask()).then()


def test_words_about_a_task_without_a_jobseeker_belong_to_what_it_is_about() -> None:
    alone = OPENED.model_copy(update={"jobseeker": None})

    task(alone).when(CompleteTask(outcome="Called them.")).then(
        TaskCompleted(**KEYS | {"jobseeker": None}, person=REQUEST, outcome="Called them.")
    )


def test_a_task_is_dropped_once() -> None:
    task(OPENED).when(DropTask()).then(DROPPED)
    task(OPENED, DROPPED).when(DropTask()).then()


def test_nothing_can_be_done_with_a_task_that_was_never_opened() -> None:
    task().when(AssignTask(staff=COUNSELOR.id)).then_rejected("not_yet")
    task().when(CompleteTask()).then_rejected("not_yet")
    task().when(DropTask()).then_rejected("not_yet")


def test_what_was_never_opened_need_not_be_settled() -> None:
    task().by(POLICY).when(SETTLE).then()


def test_what_is_settled_later_is_dropped_once() -> None:
    task(OPENED).by(POLICY).when(SETTLE).then(DROPPED)
    task(OPENED, DROPPED).by(POLICY).when(SETTLE).then()


def test_a_task_for_another_reason_stays_open() -> None:
    by_hand = OPENED.model_copy(update={"reason": "asked_for_help"})

    task(by_hand).by(POLICY).when(SETTLE).then()
