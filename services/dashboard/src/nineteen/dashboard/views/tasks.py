"""Tasks of staff: what is to be done, by when, for whom (V13)."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View

SAME = ("about", "jobseeker", "campaign", "reason", "opened_at", "due_at", "state", "staff")


class StaffTask(Columns):
    """One thing for staff to do."""

    kind: str = Field(description="coach, call, ride, question, steward, concern or apology")
    about: str = Field(description="id of what it is about")
    jobseeker: str | None
    campaign: str | None
    reason: str = Field(description="a stable code, such as no_time_found")
    opened_at: str
    due_at: str
    state: str = Field(description="open, done or dropped")
    staff: str | None = Field(description="who has it")
    done_at: str | None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    task = only("task", parts)
    if "opened_at" not in task:
        return None
    return {
        "id": doc_id,
        "kind": task["task_kind"],
        **{name: task[name] for name in SAME},
        "done_at": task["done_at"],
    }


def present(document: Document, as_of: datetime) -> Document:
    """Add whether it is overdue."""
    waits = document["state"] == "open"
    return document | {"overdue": waits and document["due_at"] < text(as_of)}


tasks = View(
    name="tasks",
    version=1,
    document=StaffTask,
    key=strands.keyed("task", strands.types("task")),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("kind", "state", "staff", "jobseeker", "campaign"),
    sort=("due_at", "opened_at", "id"),
)
