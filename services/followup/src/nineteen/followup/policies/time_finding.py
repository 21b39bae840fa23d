"""A coach helps when an agreement finds no time within ten business days (P3)."""

from nineteen.followup.domain.task import OpenTask, SettleTask, task_id
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    NoTimeFound,
)
from nineteen.shared.schema.words import Ask

NO_TIME = "no_time_found"


class Search(Value):
    """Whether a coach was asked to help with the search."""

    coached: bool = False


def key(e: Recorded) -> str | None:
    match e.event:
        case NoTimeFound(ask=ask) | AppointmentConfirmed(ask=ask):
            return ask.request
        case AgreementLapsed(ask=ask) | AppointmentCancelled(ask=ask):
            return ask.request
        case _:
            return None


def react(m: Search, e: Recorded) -> tuple[Search, list[Todo]]:
    match e.event:
        case NoTimeFound():
            return Search(coached=True), [coach(e.event)]
        case AppointmentConfirmed(ask=ask) | AppointmentCancelled(ask=ask) if m.coached:
            return Search(), [settle(ask)]
        case AgreementLapsed(ask=ask) if m.coached:
            return Search(), [settle(ask)]
        case _:
            return m, []


def coach(searching: NoTimeFound) -> Todo:
    """The task is to be done before the agreement lapses."""
    ask = searching.ask
    command = OpenTask(
        kind="coach",
        about=ask.request,
        due=searching.lapse_at,
        reason=NO_TIME,
        jobseeker=ask.jobseeker,
        campaign=ask.campaign,
    )
    return Todo("no-time", Target("task", task_id("coach", ask.request)), command)


def settle(ask: Ask) -> Todo:
    return Todo(
        "settled", Target("task", task_id("coach", ask.request)), SettleTask(reason=NO_TIME)
    )


time_finding: Policy[Search] = Policy("coach-time-finding", Search, key, react)
