"""Coaching, not punishment: a task at two slips in the last five talks (P12, S25)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from pydantic import Field

from nineteen.followup.domain.task import OpenTask
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.followup import ThankYouLate, ThankYouSent
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    OverranPromise,
    SessionCorrected,
    SessionEnded,
)
from nineteen.shared.schema.words import Instant

LAST = 5
TWICE = 2
COACH_WITHIN = timedelta(days=3)
Slip = Literal["overran_twice", "thank_you_late_twice"]


class Conduct(Value):
    """How one talk went; without an end it is not known as held yet."""

    ended_at: Instant | None = None
    campaign: Id | None = None
    overran: bool = False
    unthanked: tuple[Id, ...] = ()
    """Hosts (subject ids) who got their thank-you late or not yet."""


class Record(Value):
    """One jobseeker's talks, by session."""

    talks: dict[Id, Conduct] = Field(default_factory=dict)


def key(e: Recorded) -> str | None:
    match e.event:
        case SessionEnded(held=True, ask=ask):
            return ask.jobseeker
        case OverranPromise(within_tolerance=False, ask=ask) | SessionCorrected(ask=ask):
            return ask.jobseeker
        case ThankYouLate(ask=ask) | ThankYouSent(ask=ask):
            return ask.jobseeker
        case _:
            return None


def react(m: Record, e: Recorded) -> tuple[Record, list[Todo]]:
    m = note(m, e)
    return m, plan(m, key(e) or "")


def note(m: Record, e: Recorded) -> Record:
    match e.event:
        case SessionEnded(ask=ask, ended_at=ended_at):
            return changed(m, ask.request, {"ended_at": ended_at, "campaign": ask.campaign})
        case OverranPromise(ask=ask):
            return changed(m, ask.request, {"overran": True})
        case SessionCorrected(ask=ask, verdict=verdict, within_tolerance=tolerated):
            return changed(m, ask.request, {"overran": verdict == "overran" and not tolerated})
        case ThankYouLate(ask=ask, host=host):
            return thanked(m, ask.request, host, on_time=False)
        case ThankYouSent(ask=ask, host=host, on_time=on_time):
            return thanked(m, ask.request, host, on_time=on_time)
        case _:
            return m


def changed(m: Record, session: Id, change: dict[str, object]) -> Record:
    conduct = m.talks.get(session, Conduct()).model_copy(update=change)
    return Record(talks={**m.talks, session: conduct})


def thanked(m: Record, session: Id, host: Id, *, on_time: bool) -> Record:
    others = set(m.talks.get(session, Conduct()).unthanked) - {host}
    return changed(
        m, session, {"unthanked": tuple(sorted(others | (set() if on_time else {host})))}
    )


def plan(m: Record, jobseeker: Id) -> list[Todo]:
    """A task at each slip that is the second (or more) of the five talks up to it."""
    held = sorted((c.ended_at, session) for session, c in m.talks.items() if c.ended_at)
    todos = []
    for index, (ended_at, session) in enumerate(held):
        five = [m.talks[each] for _, each in held[max(0, index + 1 - LAST) : index + 1]]
        for slip in slips(five):
            command = OpenTask(
                kind="coach",
                about=jobseeker,
                due=ended_at + COACH_WITHIN,
                reason=slip,
                jobseeker=jobseeker,
                campaign=five[-1].campaign,
            )
            todos.append(Todo(f"{slip}/{session}", Target("task"), command))
    return todos


def slips(talks: list[Conduct]) -> Iterator[Slip]:
    """What went wrong in the last of these talks, and in another of them."""
    if talks[-1].overran and sum(each.overran for each in talks) >= TWICE:
        yield "overran_twice"
    if talks[-1].unthanked and sum(bool(each.unthanked) for each in talks) >= TWICE:
        yield "thank_you_late_twice"


coaching: Policy[Record] = Policy("coach-conduct", Record, key, react)
