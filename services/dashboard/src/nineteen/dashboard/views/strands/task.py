"""What a task's stream tells; done, it may be opened again."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told
from nineteen.shared.schema.followup.plan import (
    TaskAssigned,
    TaskCompleted,
    TaskDropped,
    TaskOpened,
)
from nineteen.shared.view import Part


def opened(it: Told[TaskOpened]) -> Part:
    return {
        "task": it.event.task,
        "task_kind": it.event.kind,
        "about": it.event.about,
        "jobseeker": it.event.jobseeker,
        "campaign": it.event.campaign,
        "reason": it.event.reason,
        "opened_at": it.at,
        "due_at": text(it.event.due),
        "state": "open",
        "staff": None,
        "done_at": None,
    }


def assigned(it: Told[TaskAssigned]) -> Part:
    return {"staff": it.event.staff}


def completed(it: Told[TaskCompleted]) -> Part:
    return {"state": "done", "done_at": it.at}


def dropped(it: Told[TaskDropped]) -> Part:
    return {"state": "dropped", "done_at": it.at}


TELLS: Telling = {
    TaskOpened: opened,
    TaskAssigned: assigned,
    TaskCompleted: completed,
    TaskDropped: dropped,
}
