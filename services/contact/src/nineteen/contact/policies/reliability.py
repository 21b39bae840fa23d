"""Reliability (P4, P12, E4): after a jobseeker's no-show a campaign asks once a week.

Three clean talks after it restore the usual pace, or a counselor lifts the slower one. A talk is
clean when it was held and its promise kept. Facts of different talks come in any order, so the
last clean talks are remembered with their times, and the plan follows from all that is known.
"""

from pydantic import Field

from nineteen.contact.domain.pace import USUAL, SetPace, pace_ledger_id
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import PaceLifted
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    JobseekerNoShowRecorded,
    OverranPromise,
    PromiseKept,
    SessionCorrected,
    SessionEnded,
)
from nineteen.shared.schema.words import Instant

SLOW = 1
"""Asks a week."""
CLEAN = 3
REMEMBERED = 2 * CLEAN
"""Talks; older ones restore nothing that newer ones do not."""

Verdict = PromiseKept | OverranPromise | SessionCorrected


class Talk(Value):
    """A held talk of the campaign."""

    started_at: Instant
    clean: bool = False


class Reliability(Value):
    """What one campaign's talks say of its jobseeker."""

    talks: dict[Id, Talk] = Field(default_factory=dict)
    missed: Id | None = None
    """The last appointment that the jobseeker missed, unless its pace was lifted."""
    missed_at: Instant | None = None


def key(e: Recorded) -> str | None:
    match e.event:
        case PaceLifted(campaign=campaign):
            return campaign
        case JobseekerNoShowRecorded(ask=ask) | SessionEnded(held=True, ask=ask):
            return ask.campaign
        case event if isinstance(event, Verdict):
            return event.ask.campaign
        case _:
            return None


def react(m: Reliability, e: Recorded) -> tuple[Reliability, list[Todo]]:
    m = note(m, e)
    return m, plan(m, key(e) or "")


def note(m: Reliability, e: Recorded) -> Reliability:
    match e.event:
        case JobseekerNoShowRecorded(ask=ask, starts_at=starts_at):
            if m.missed_at is not None and starts_at <= m.missed_at:
                return m
            return m.model_copy(update={"missed": ask.request, "missed_at": starts_at})
        case PaceLifted():
            return m.model_copy(update={"missed": None})
        case SessionEnded(ask=ask, started_at=started_at):
            return with_talk(m, ask.request, Talk(started_at=started_at))
        case event if isinstance(event, Verdict):
            return judged(m, event)
        case _:
            return m


def judged(m: Reliability, verdict: Verdict) -> Reliability:
    """The last verdict counts; one about a talk that was not held is none of ours."""
    session = verdict.ask.request
    if session not in m.talks:
        return m
    match verdict:
        case PromiseKept():
            clean = True
        case OverranPromise(within_tolerance=tolerated):
            clean = tolerated
        case SessionCorrected(verdict=said, within_tolerance=tolerated):
            clean = said == "kept" or tolerated
    return with_talk(m, session, m.talks[session].model_copy(update={"clean": clean}))


def with_talk(m: Reliability, session: Id, talk: Talk) -> Reliability:
    """One talk more; the newest are remembered."""
    talks = {**m.talks, session: talk}
    newest = sorted(talks, key=lambda each: (talks[each].started_at, each))[-REMEMBERED:]
    return m.model_copy(update={"talks": {each: talks[each] for each in newest}})


def plan(m: Reliability, campaign: Id) -> list[Todo]:
    """Slower from the last no-show on; at the usual pace again after three clean talks."""
    if m.missed is None or m.missed_at is None:
        return []
    since = [each for each in m.talks.values() if each.clean and each.started_at > m.missed_at]
    ledger = Target("pace-ledger", pace_ledger_id(campaign))
    if len(since) < CLEAN:
        return [Todo(f"slow/{m.missed}", ledger, SetPace(a_week=SLOW))]
    return [Todo(f"restore/{m.missed}", ledger, SetPace(a_week=USUAL))]


reliability: Policy[Reliability] = Policy("reliability", Reliability, key, react)
