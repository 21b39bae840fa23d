"""Task: something for staff to do; one open task per kind and subject."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, assert_never

from pydantic import Field, StringConstraints

from nineteen.shared.decider import Command, Decider, Facts, Rejected
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
    """Note that what a task is for is settled: drop it, or never open it."""

    internal: ClassVar[bool] = True

    kind: TaskKind
    about: Id
    reason: Code
    jobseeker: Id | None = None
    campaign: Id | None = None


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


@dataclass(frozen=True, slots=True)
class Settled:
    """What it was for was settled before it had to be opened."""


Task = NoTask | Opened | Done | Settled


def decide(state: Task, command: TaskCommand, _facts: Facts) -> list[TaskEvent]:
    if not (command.actor.is_staff or command.actor.role == "policy"):
        raise Rejected(
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
                [TaskCompleted(**echo(command, opened), outcome=command.outcome)] if opened else []
            )
        case DropTask():
            opened = open_one(state)
            return [TaskDropped(**echo(command, opened), reason=command.reason)] if opened else []
    assert_never(command)


def open_task(state: Task, command: OpenTask) -> list[TaskEvent]:
    """What was settled before its time stays settled for the timer, not for a person."""
    overtaken = isinstance(state, Settled) and command.actor.role == "policy"
    if overtaken or isinstance(state, Opened):
        return []
    return [TaskOpened(**echo(command, command), due=command.due, reason=command.reason)]


def settle(state: Task, command: SettleTask) -> list[TaskEvent]:
    match state:
        case NoTask():
            return [TaskDropped(**echo(command, command))]
        case Opened(reason=reason) if reason == command.reason:
            return [TaskDropped(**echo(command, state))]
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
        raise Rejected(
            "not_yet",
            "There is no such task. Nothing was changed; look for it in the list of tasks.",
        )
    return state if isinstance(state, Opened) else None


def echo(command: TaskCommand, task: OpenTask | SettleTask | Opened) -> dict[str, Any]:
    """What each fact of a task repeats."""
    return {
        "task": command.target,
        "kind": task.kind,
        "about": task.about,
        "jobseeker": task.jobseeker,
        "campaign": task.campaign,
    }


def evolve(state: Task, event: TaskEvent) -> Task:
    match event:
        case TaskOpened():
            return Opened(event.kind, event.about, event.jobseeker, event.campaign, event.reason)
        case TaskAssigned():
            return replace(state, staff=event.staff) if isinstance(state, Opened) else state
        case TaskCompleted():
            return Done()
        case TaskDropped():
            return Settled() if isinstance(state, NoTask) else Done()
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
