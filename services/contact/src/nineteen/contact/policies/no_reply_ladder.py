"""NoReplyLadder (P2): two reminders, then silence; any answer stops it (E2).

The dates stand in `RequestSent`, fixed by the agency's business days. The request itself
decides whether a reminder still makes sense.
"""

from nineteen.contact.domain.request import Expire, Nudge
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import RequestSent
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: what was sent says when to remind and when to stop."""


def key(r: Recorded) -> str | None:
    return r.event.ask.request if isinstance(r.event, RequestSent) else None


def react(m: Nothing, r: Recorded) -> tuple[Nothing, list[Todo]]:
    if not isinstance(r.event, RequestSent):
        return m, []
    sent = r.event
    request = Target("request", sent.ask.request)
    nudges = [
        Todo(f"nudge/{number}", request, Nudge(number=number), due)
        for number, due in enumerate(sent.nudges_at, start=1)
    ]
    return m, [*nudges, Todo("expire", request, Expire(), sent.expires_at)]


no_reply_ladder: Policy[Nothing] = Policy("no-reply-ladder", Nothing, key, react)
