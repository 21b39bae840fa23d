"""A coach helps when an agreement finds no time within ten business days (P3)."""

from nineteen.followup.domain.task import OpenTask, SettleTask, task_id
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
)

NO_TIME = "no_time_found"


class Nothing(Value):
    """No memory: the task knows what is settled."""


def key(e: Recorded) -> str | None:
    match e.event:
        case AppointmentOpened(ask=ask) | AppointmentConfirmed(ask=ask):
            return ask.request
        case AgreementLapsed(ask=ask) | AppointmentCancelled(ask=ask):
            return ask.request
        case _:
            return None


def react(m: Nothing, e: Recorded) -> tuple[Nothing, list[Todo]]:
    match e.event:
        case AppointmentOpened():
            return m, [open_at_last(e.event)]
        case AppointmentConfirmed() | AgreementLapsed() | AppointmentCancelled():
            return m, [settle(e.event)]
        case _:
            return m, []


def open_at_last(opened: AppointmentOpened) -> Todo:
    """The task is to be done before the agreement lapses."""
    ask = opened.ask
    command = OpenTask(
        kind="coach",
        about=ask.request,
        due=opened.lapse_at,
        reason=NO_TIME,
        jobseeker=ask.jobseeker,
        campaign=ask.campaign,
    )
    return Todo("no-time", Target("task"), command, due=opened.coach_at)


def settle(over: AppointmentConfirmed | AgreementLapsed | AppointmentCancelled) -> Todo:
    """Sooner than the task's time this keeps it from being opened, later it drops it."""
    ask = over.ask
    command = SettleTask(
        kind="coach",
        about=ask.request,
        reason=NO_TIME,
        jobseeker=ask.jobseeker,
        campaign=ask.campaign,
    )
    return Todo("settled", Target("task", task_id("coach", ask.request)), command)


time_finding: Policy[Nothing] = Policy("coach-time-finding", Nothing, key, react)
