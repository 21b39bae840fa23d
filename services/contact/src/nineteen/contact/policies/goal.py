"""Goal (P3, S6): a held interview counts for its campaign."""

from nineteen.contact.domain.campaign import NoteHeld
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import SessionEnded


class Nothing(Value):
    """No memory: the campaign knows which interviews it has counted."""


def key(e: Recorded) -> str | None:
    match e.event:
        case SessionEnded(held=True, ask=ask):
            return ask.request
        case _:
            return None


def react(nothing: Nothing, e: Recorded) -> tuple[Nothing, list[Todo]]:
    match e.event:
        case SessionEnded(ask=ask):
            held = NoteHeld(session=ask.request, employer=ask.employer)
            return nothing, [Todo("held", Target("campaign", ask.campaign), held)]
        case _:
            return nothing, []


goal: Policy[Nothing] = Policy("goal", Nothing, key, react)
