"""Task: something for staff to do; one open task per kind and subject."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, assert_never

from pydantic import Field, StringConstraints

from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Missing, Rejected
from nineteen.shared.schema.followup import (
    TaskAssigned,
    TaskCompleted,
    TaskDropped,
    TaskKind,
    TaskOpened,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.words import Instant, Words

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""Why a task is there, such as no_time_found."""


def task_id(kind: TaskKind, about: Id) -> Id:
    """The id of the task of this kind about this subject; done, it may be opened again."""
    return natural_id("task", kind, about)


class OpenTask(Command):
    """Ask staff to do something; while the same is open already, nothing is added."""

    creates: ClassVar[bool] = True

    kind: TaskKind
    about: Id = Field(description="the jobseeker, request or other thing the task is about")
    due: Instant
    reason: Code
    jobseeker: Id | None = None
    campaign: Id | None = None

    def natural(self) -> tuple[str, ...]:
        """One task per kind and subject."""
        return ("task", self.kind, self.about)


class AssignTask(Command):
    """Give a task to a member of staff."""

    staff: Id


class CompleteTask(Command):
    """Record that a task was done, and what came of it."""

    outcome: Words | None = None


class DropTask(Command):
    """Drop a task that need not be done."""

    reason: Words | None = None


class SettleTask(Command):
    """Drop a task, if it is open, because what it was for is settled."""

    internal: ClassVar[bool] = True

    reason: Code


TaskCommand = OpenTask | AssignTask | CompleteTask | DropTask | SettleTask
TaskEvent = TaskOpened | TaskAssigned | TaskCompleted | TaskDropped


@dataclass(frozen=True, slots=True)
class NoTask:
    """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Staff should do it; perhaps somebody has it."""

    kind: TaskKind
    about: Id
    jobseeker: Id | None
    campaign: Id | None
    reason: str
    staff: Id | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """It was done or dropped; the same may come up again."""


Task = NoTask | Opened | Done


def decide(state: Task, command: TaskCommand, _facts: Facts) -> list[TaskEvent]:
    if not (command.actor.is_staff or command.actor.role == "policy"):
        raise Forbidden(
            "staff_only",
            "Tasks are the staff's own list. Nothing was changed; ask the counselor.",
        )
    match command:
        case OpenTask():
            return open_task(state, command)
        case SettleTask():
            return settle(state, command)
        case AssignTask():
            return assign(state, command)
        case CompleteTask():
            opened = open_one(state)
            return (
                [TaskCompleted(**ended(command, opened), outcome=command.outcome)] if opened else []
            )
        case DropTask():
            opened = open_one(state)
            return [TaskDropped(**ended(command, opened), reason=command.reason)] if opened else []
    assert_never(command)


def open_task(state: Task, command: OpenTask) -> list[TaskEvent]:
    if isinstance(state, Opened):
        return []
    return [TaskOpened(**echo(command, command), due=command.due, reason=command.reason)]


def settle(state: Task, command: SettleTask) -> list[TaskEvent]:
    match state:
        case Opened(reason=reason) if reason == command.reason:
            return [TaskDropped(**ended(command, state))]
        case _:
            return []


def assign(state: Task, command: AssignTask) -> list[TaskEvent]:
    opened = open_one(state)
    if opened is None:
        raise Rejected(
            "task_done",
            "This task is done or dropped. Nothing was changed; open it anew if it is needed.",
        )
    if opened.staff == command.staff:
        return []
    return [TaskAssigned(**echo(command, opened), staff=command.staff)]


def open_one(state: Task) -> Opened | None:
    """The open task, or None when it is done already."""
    if isinstance(state, NoTask):
        raise Missing(
            "not_yet",
            "There is no such task. Nothing was changed; look for it in the list of tasks.",
        )
    return state if isinstance(state, Opened) else None


def echo(command: TaskCommand, task: OpenTask | Opened) -> dict[str, Any]:
    """What each fact of a task repeats."""
    return {
        "task": command.target,
        "kind": task.kind,
        "about": task.about,
        "jobseeker": task.jobseeker,
        "campaign": task.campaign,
    }


def ended(command: TaskCommand, task: Opened) -> dict[str, Any]:
    """What the end of a task repeats, and whose data its words are."""
    return {**echo(command, task), "person": task.jobseeker or task.about}


def evolve(state: Task, event: TaskEvent) -> Task:
    match event:
        case TaskOpened():
            return Opened(event.kind, event.about, event.jobseeker, event.campaign, event.reason)
        case TaskAssigned():
            return replace(state, staff=event.staff) if isinstance(state, Opened) else state
        case TaskCompleted() | TaskDropped():
            return Done()
    assert_never(event)


tasks: Decider[Task, TaskCommand, TaskEvent] = Decider(
    kind="task",
    collection="tasks",
    initial=NoTask(),
    decide=decide,
    evolve=evolve,
    commands=(OpenTask, AssignTask, CompleteTask, DropTask, SettleTask),
    events=(TaskOpened, TaskAssigned, TaskCompleted, TaskDropped),
)
