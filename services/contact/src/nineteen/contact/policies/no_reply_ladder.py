"""NoReplyLadder (P2): two reminders, then silence; any answer stops it, a question halts it (E2).

The dates stand in `RequestSent`, fixed by the agency's business days, and anew in
`WaitingResumed`. The request itself decides whether a reminder still makes sense.
"""

from collections.abc import Iterable
from datetime import datetime

from nineteen.contact.domain.request import Expire, NoteQuestionLeftOpen, Nudge, ResumeWaiting
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import RequestQuestioned, RequestSent, WaitingResumed
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: what was sent says when to remind and when to stop."""


def key(r: Recorded) -> str | None:
    match r.event:
        case RequestSent(ask=ask) | RequestQuestioned(ask=ask) | WaitingResumed(ask=ask):
            return ask.request
        case _:
            return None


def react(m: Nothing, r: Recorded) -> tuple[Nothing, list[Todo]]:
    match r.event:
        case RequestSent(ask=ask, nudges_at=nudges_at, expires_at=expires_at):
            return m, ladder(ask.request, enumerate(nudges_at, start=1), expires_at)
        case WaitingResumed(ask=ask, number=wait, nudges=nudges, expires_at=expires_at):
            return m, ladder(ask.request, nudges, expires_at, wait)
        case RequestQuestioned(ask=ask, number=number, answer_by=answer_by, resumes_at=resumes_at):
            request = Target("request", ask.request)
            left_open, resume = NoteQuestionLeftOpen(number=number), ResumeWaiting(number=number)
            return m, [
                Todo(f"left-open/{number}", request, left_open, answer_by),
                Todo(f"resume/{number}", request, resume, resumes_at),
            ]
        case _:
            return m, []


def ladder(
    request: str, nudges: Iterable[tuple[int, datetime]], expires_at: datetime, wait: int = 0
) -> list[Todo]:
    """What is due; `wait` tells the dates after a question from those before it."""
    target, after = Target("request", request), f"/{wait}" if wait else ""
    return [
        *(
            Todo(f"nudge/{number}{after}", target, Nudge(number=number, wait=wait), due)
            for number, due in nudges
        ),
        Todo(f"expire{after}", target, Expire(), expires_at),
    ]


no_reply_ladder: Policy[Nothing] = Policy("no-reply-ladder", Nothing, key, react)
