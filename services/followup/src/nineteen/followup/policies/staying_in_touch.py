"""Staying in touch (S30): when the next sign of life is due, and when a tie counts as lost."""

from datetime import datetime

from nineteen.followup.domain.cadence import BeginCadence, LapseTie, NoteTouchDue
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.followup import CadenceSet, ConnectAccepted, TouchRecorded
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: each date stands in a fact, and the tie knows which is the last."""


def key(e: Recorded) -> str | None:
    match e.event:
        case ConnectAccepted(tie=tie) | CadenceSet(tie=tie) | TouchRecorded(tie=tie):
            return tie
        case _:
            return None


def react(m: Nothing, e: Recorded) -> tuple[Nothing, list[Todo]]:
    match e.event:
        case ConnectAccepted(tie=tie):
            return m, [Todo("begin", Target("tie", tie), BeginCadence())]
        case CadenceSet(tie=tie) | TouchRecorded(tie=tie) as said:
            return m, dates(tie, said.generation, said.due_at, said.lost_at)
        case _:
            return m, []


def dates(
    tie: str, generation: int, due_at: datetime | None, lost_at: datetime | None
) -> list[Todo]:
    target, found = Target("tie", tie), []
    if due_at:
        due = NoteTouchDue(generation=generation)
        found.append(Todo(f"due/{generation}", target, due, due_at))
    if lost_at:
        lost = LapseTie(generation=generation)
        found.append(Todo(f"lost/{generation}", target, lost, lost_at))
    return found


staying_in_touch: Policy[Nothing] = Policy("staying-in-touch", Nothing, key, react)
