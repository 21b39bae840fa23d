"""Strands: what each kind of stream tells, the same for every view; a document twines them."""

from collections.abc import Callable, Collection, Mapping

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands import (
    appointment,
    campaign,
    feed,
    followup,
    host,
    ledger,
    outcome,
    request,
    session,
    task,
    week,
)
from nineteen.dashboard.views.strands.telling import Telling, Told, of_ask
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import Ask
from nineteen.shared.view import Part

KINDS: Mapping[str, Telling] = {
    "campaign": campaign.TELLS,
    "request": request.TELLS,
    "appointment": appointment.TELLS,
    "session": session.TELLS,
    "plan": followup.PLAN,
    "thank_you": followup.THANK_YOU,
    "tie": followup.TIE,
    "lead": followup.LEAD,
    "outcome": outcome.TELLS,
    "week": week.TELLS,
    "feed": feed.FEED,
    "batch": feed.BATCH,
    "record": feed.RECORD,
    "task": task.TELLS,
    "ledger": ledger.TELLS,
    "employer": host.EMPLOYER,
    "contact": host.CONTACT,
}
TELLS = {kind: (name, tell) for name, telling in KINDS.items() for kind, tell in telling.items()}


def types(*kinds: str) -> frozenset[type[Event]]:
    """The events of these kinds of streams."""
    return frozenset(event for kind in kinds for event in KINDS[kind])


def ancestor(event: Event, name: str) -> str | None:
    """An id that an event carries: in its ask, or as a field of its own."""
    ask = asked(event)
    found = vars(event if ask is None else ask).get(name)
    return found if isinstance(found, str) else None


def asked(event: Event) -> Ask | None:
    """The ask of an event, if it has one; not by `getattr`, which is slow where there is none."""
    found = vars(event).get("ask")
    return found if isinstance(found, Ask) else None


def keyed(by: str, events: Collection[type[Event]]) -> Callable[[Recorded], tuple[str, ...]]:
    """The key of a view: these events concern the document of this ancestor, if they have it."""

    def key(recorded: Recorded) -> tuple[str, ...]:
        if type(recorded.event) not in events:
            return ()
        found = ancestor(recorded.event, by)
        return (found,) if found else ()

    return key


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    """Add what an event tells; dates and codes only, so a part is free of personal data."""
    if (known := TELLS.get(type(recorded.event))) is None:
        return part
    name, tell = known
    before = part or {"kind": name}
    at = text(recorded.occurred_at)
    told = tell(Told(recorded.event, before, at, recorded.actor.role))
    ask = asked(recorded.event)
    ids = of_ask(ask) if ask else {}
    return before | ids | told | {"last_at": max(before.get("last_at", at), at)}


def told_by(kind: str, parts: Mapping[str, Part]) -> list[Part]:
    """The parts of one kind of stream, in the order of the streams' names."""
    return [parts[name] for name in sorted(parts) if parts[name]["kind"] == kind]


def only(kind: str, parts: Mapping[str, Part]) -> Part:
    """The one part of this kind, or nothing yet."""
    return next(iter(told_by(kind, parts)), {})
