"""Answers: what an answer to a request says about the person asked."""

from nineteen.contact.domain.contact import NoteBounce, RecordOptOut
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    LateReplyReceived,
    RequestBounced,
    RequestDeclined,
    RequestReplyCorrected,
)
from nineteen.shared.schema.recorded import Recorded

Refusal = RequestDeclined | LateReplyReceived | RequestReplyCorrected
"""The answers with which somebody can opt out, in time or not."""


class Nothing(Value):
    """No memory: an answer says it all."""


def key(e: Recorded) -> str | None:
    match e.event:
        case RequestBounced(ask=ask):
            return ask.contact
        case event if isinstance(event, Refusal) and event.opted_out:
            return event.ask.contact
        case _:
            return None


def react(nothing: Nothing, e: Recorded) -> tuple[Nothing, list[Todo]]:
    """A bounce closes the channel; who wants no more requests has opted out."""
    match e.event:
        case RequestBounced(ask=ask, channel=channel):
            bounce = NoteBounce(channel=channel, request=ask.request)
            return nothing, [Todo(f"bounce/{ask.request}", Target("contact", ask.contact), bounce)]
        case event if isinstance(event, Refusal) and event.opted_out:
            ask = event.ask
            opt_out = RecordOptOut(request=ask.request)
            target = Target("contact", ask.contact)
            return nothing, [Todo(f"opt-out/{ask.request}", target, opt_out)]
        case _:
            return nothing, []


answers: Policy[Nothing] = Policy("answers", Nothing, key, react)
