"""What is owed to a host at once: an answer, a supervisor's ear, an apology (P2, P4)."""

from datetime import timedelta

from nineteen.followup.domain.task import OpenTask, SettleTask, task_id
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    ConcernRaised,
    ConcernSettled,
    QuestionAnswered,
    QuestionLeftOpen,
    RequestAgreed,
    RequestDeclined,
    RequestNudged,
    RequestWithdrawn,
)
from nineteen.shared.schema.followup import TaskKind
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import JobseekerNoShowRecorded

CALL_WITHIN = timedelta(days=1)
REMIND = "remind_by_hand"
APOLOGY_WITHIN = timedelta(hours=1)
COACH_WITHIN = timedelta(days=3)
UNANSWERED = "question_unanswered"
CONCERN = "concern_raised"
NO_SHOW = "jobseeker_no_show"


class Owed(Value):
    """The number of the host's question that nobody answered in time; 0: none waits."""

    question: int = 0


def key(e: Recorded) -> str | None:
    match e.event:
        case QuestionLeftOpen(ask=ask) | QuestionAnswered(ask=ask):
            return ask.request
        case RequestNudged(channel=channel, ask=ask) if channel != "email":
            return ask.request
        case RequestAgreed(ask=ask) | RequestDeclined(ask=ask) | RequestWithdrawn(ask=ask):
            return ask.request
        case JobseekerNoShowRecorded(ask=ask):
            return ask.request
        case ConcernRaised(concern=concern) | ConcernSettled(concern=concern):
            return concern
        case _:
            return None


def react(m: Owed, e: Recorded) -> tuple[Owed, list[Todo]]:
    match e.event:
        case QuestionLeftOpen(ask=ask, number=number, resumes_at=due):
            command = OpenTask(
                kind="question",
                about=ask.request,
                due=due,
                reason=UNANSWERED,
                jobseeker=ask.jobseeker,
                campaign=ask.campaign,
            )
            return Owed(question=number), [opened(command, f"question/{number}")]
        case RequestNudged(ask=ask, number=number):
            call = OpenTask(
                kind="call",
                about=ask.request,
                due=e.occurred_at + CALL_WITHIN,
                reason=REMIND,
                jobseeker=ask.jobseeker,
                campaign=ask.campaign,
            )
            return m, [opened(call, f"call/{number}")]
        case ConcernRaised(concern=concern, settle_by=due):
            command = OpenTask(kind="concern", about=concern, due=due, reason=CONCERN)
            return m, [opened(command, "concern")]
        case ConcernSettled(concern=concern):
            return m, [settled("concern", concern, CONCERN, "settled")]
        case JobseekerNoShowRecorded():
            return m, after_a_no_show(e, e.event)
        case _ if m.question:
            return Owed(), [settled("question", key(e) or "", UNANSWERED, f"answered/{m.question}")]
        case _:
            return m, []


def after_a_no_show(e: Recorded, absent: JobseekerNoShowRecorded) -> list[Todo]:
    """The host gets an apology within the hour, the jobseeker a coach and no punishment."""
    ask = absent.ask
    apology = OpenTask(
        kind="apology",
        about=ask.request,
        due=e.occurred_at + APOLOGY_WITHIN,
        reason=NO_SHOW,
        jobseeker=ask.jobseeker,
        campaign=ask.campaign,
    )
    coach = apology.model_copy(
        update={
            "kind": "coach",
            "about": ask.jobseeker,
            "due": e.occurred_at + COACH_WITHIN,
        }
    )
    return [opened(apology, "apology"), opened(coach, "coach")]


def opened(command: OpenTask, step: str) -> Todo:
    return Todo(step, Target("task", task_id(command.kind, command.about)), command)


def settled(kind: TaskKind, about: str, reason: str, step: str) -> Todo:
    return Todo(step, Target("task", task_id(kind, about)), SettleTask(reason=reason))


courtesy: Policy[Owed] = Policy("courtesy", Owed, key, react)
