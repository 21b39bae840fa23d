"""Staying in touch: an interval that every real touch begins anew (S30, C12, C33)."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Literal, assert_never

from pydantic import Field

from nineteen.shared.decider import Command, Rejected
from nineteen.shared.schema.business_days import at_local, local_date
from nineteen.shared.schema.followup import (
    ActivityLogged,
    CadenceSet,
    TieEnded,
    TieLapsed,
    TouchDue,
    TouchKind,
    TouchRecorded,
)
from nineteen.shared.schema.words import Words

DAYS = 30
"""[assume] The interval until somebody says otherwise."""
LOST_AFTER = 3
"""[assume] As many intervals without a touch, and the tie is lost."""
MOST_UNANSWERED = 2
"""Two touches without a reply, then silence (C33)."""
MORNING = time(9)


class BeginCadence(Command):
    """Begin the interval when the host has said yes."""

    internal: ClassVar[bool] = True


class SetCadence(Command):
    """Say how often to be in touch."""

    days: int = Field(ge=7, le=365)


class RecordTouch(Command):
    """Record a real touch, of either side; the interval begins anew."""

    touch: TouchKind
    by: Literal["jobseeker", "contact"] = "jobseeker"


class LogActivity(Command):
    """Note something done where the two are connected, such as a post of one's own."""

    what: Words


class EndTie(Command):
    """Leave it at that."""

    by: Literal["jobseeker", "contact"] = "jobseeker"


class NoteTouchDue(Command):
    """Note that the interval is over."""

    internal: ClassVar[bool] = True
    generation: int


class LapseTie(Command):
    """Note that nothing was heard for long."""

    internal: ClassVar[bool] = True
    generation: int


CadenceCommand = (
    BeginCadence | SetCadence | RecordTouch | LogActivity | EndTie | NoteTouchDue | LapseTie
)
CadenceEvent = CadenceSet | TouchRecorded | ActivityLogged | TouchDue | TieLapsed | TieEnded


@dataclass(frozen=True, slots=True)
class Cadence:
    """The interval of one tie; `generation` 0: it has not begun."""

    days: int = DAYS
    generation: int = 0
    touched_at: datetime | None = None
    unanswered: int = 0
    due: bool = False
    lapsed: bool = False
    ended: bool = False

    def dates(self, since: datetime, zone: str, days: int) -> dict[str, Any]:
        """When the next touch is due, and when the tie counts as lost."""
        day = local_date(since, zone)
        return {
            "generation": self.generation + 1,
            "due_at": at_local(day + timedelta(days=days), MORNING, zone),
            "lost_at": at_local(day + LOST_AFTER * timedelta(days=days), MORNING, zone),
        }


def decide(cadence: Cadence, command: CadenceCommand, of: dict[str, Any]) -> list[CadenceEvent]:
    """`of` is what each fact of the tie repeats."""
    match command:
        case NoteTouchDue(generation=generation):
            stale = generation != cadence.generation or cadence.due or cadence.ended
            return [] if stale else [TouchDue(**of, generation=generation)]
        case LapseTie(generation=generation):
            stale = generation != cadence.generation or cadence.lapsed or cadence.ended
            return [] if stale else [TieLapsed(**of, generation=generation)]
        case EndTie(by=by):
            return [] if cadence.ended else [TieEnded(**of, by=by)]
        case LogActivity(what=what):
            return [ActivityLogged(**of, what=what)]
        case BeginCadence():
            begun = cadence.generation or cadence.ended
            return [] if begun else [interval(cadence, command, of, cadence.days)]
        case SetCadence(days=days):
            refuse_ended(cadence)
            same = cadence.generation and days == cadence.days
            return [] if same else [interval(cadence, command, of, days)]
        case RecordTouch():
            refuse_ended(cadence)
            return [touched(cadence, command, of)]
    assert_never(command)


def refuse_ended(cadence: Cadence) -> None:
    if cadence.ended:
        raise Rejected(
            "tie_ended",
            "This tie was ended. Nothing was recorded; leave the person in peace.",
        )


def interval(cadence: Cadence, command: Command, of: dict[str, Any], days: int) -> CadenceSet:
    """From the last touch on, or from now if there was none."""
    since = cadence.touched_at or command.at
    return CadenceSet(**of, days=days, **cadence.dates(since, command.settings.zone, days))


def touched(cadence: Cadence, command: RecordTouch, of: dict[str, Any]) -> TouchRecorded:
    """Two without a reply, then silence until the other one is heard of."""
    unanswered = 0 if command.by == "contact" else cadence.unanswered + 1
    if unanswered > MOST_UNANSWERED:
        raise Rejected(
            "two_touches_unanswered",
            "Two signs of life went without a reply. Nothing was recorded; "
            "wait until the other one is heard of.",
        )
    since = max(filter(None, (cadence.touched_at, command.at)))
    dates = cadence.dates(since, command.settings.zone, cadence.days)
    if unanswered == MOST_UNANSWERED:
        dates["due_at"] = None
    return TouchRecorded(
        **of,
        touch=command.touch,
        by=command.by,
        touched_at=command.at,
        unanswered=unanswered,
        **dates,
    )


def evolve(cadence: Cadence, event: CadenceEvent) -> Cadence:
    match event:
        case CadenceSet(days=days, generation=generation):
            return replace(cadence, days=days, generation=generation, due=False)
        case TouchRecorded():
            last = max(filter(None, (cadence.touched_at, event.touched_at)))
            return replace(
                cadence,
                generation=event.generation,
                touched_at=last,
                unanswered=event.unanswered,
                due=False,
                lapsed=False,
            )
        case TouchDue():
            return replace(cadence, due=True)
        case TieLapsed():
            return replace(cadence, lapsed=True)
        case TieEnded():
            return replace(cadence, ended=True)
        case ActivityLogged():
            return cadence
    assert_never(event)
