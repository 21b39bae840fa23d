"""A stage for policies: deciders and policies of a test played against each other, without a shell.

To-dos run in order of their due times as soon as the play's clock reaches them. Everything is in
memory and nothing is concurrent; disorder and crashes are the simulation's business.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from nineteen.shared.decider import AnyDecider, Command, Facts, Rejected, Stamp
from nineteen.shared.policy import Policy, Todo
from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.settings import DEFAULTS, Settings
from nineteen.shared.testing.chronicle import AGENCY
from nineteen.shared.testing.given import NOON

V = TypeVar("V", bound=Value)
Step = tuple[str, str, str]
"""Policy, key, step."""


@dataclass
class Row:
    """A to-do that waits, with the agency whose fact armed it."""

    todo: Todo
    tenant: str
    due: datetime


@dataclass
class Play:
    """Streams, memories and to-dos of one test; `now` moves forward only."""

    deciders: Iterable[AnyDecider]
    policies: Iterable[Policy[Any]]
    now: datetime = NOON
    settings: Settings = DEFAULTS
    facts: list[Recorded] = field(default_factory=list)
    refused: dict[Step, str] = field(default_factory=dict)
    """The codes of to-dos that were rejected."""

    def __post_init__(self) -> None:
        self.by_kind = {decider.kind: decider for decider in self.deciders}
        self.streams: defaultdict[Stream, list[Recorded]] = defaultdict(list)
        self.memories: dict[tuple[str, str], Value] = {}
        self.rows: dict[Step, Row] = {}
        self.done: set[Step] = set()

    def write(self, kind: str, id: str, *events: Event, tenant: str = AGENCY) -> None:  # noqa: A002
        """Facts that no decider of this play decides."""
        self._record(Stream(tenant, kind, id), events, Actor("policy", "play"))

    def do(self, kind: str, id: str, command: Command, **who: Any) -> list[Event]:  # noqa: A002
        """Decide a command now, let the policies see the facts, and run what is due."""
        events = self.decide(Stream(who.get("tenant", AGENCY), kind, id), command, who.get("by"))
        self.run()
        return events

    def decide(self, stream: Stream, command: Command, by: Actor | None = None) -> list[Event]:
        """Decide and record, without running to-dos."""
        actor = by or Actor("policy", "play")
        stamp = Stamp(self.now, stream.tenant, actor, None, self.settings, stream.id)
        seals = {name: natural_id("seal", *parts) for name, parts in command.sealed().items()}
        fresh = {name: natural_id("fresh", str(len(self.facts)), name) for name in command.filled}
        stamped = command.model_copy(update={**fresh, **seals, "stamp": stamp})
        decider = self.by_kind[stream.kind]
        state = self.state(stream)
        refs = decider.needs(state, stamped)
        states = {
            (ref.decider.kind, ref.id): (
                self.state(Stream(ref.tenant or stream.tenant, ref.decider.kind, ref.id)),
                0,
            )
            for ref in refs
        }
        events: list[Event] = decider.decide(state, stamped, Facts(states))
        self._record(stream, events, actor)
        return events

    def state(self, stream: Stream) -> Any:  # noqa: ANN401
        """The state of a stream."""
        return self.by_kind[stream.kind].fold(r.event for r in self.streams[stream])

    def advance(self, to: datetime) -> None:
        """Let time pass, running each to-do at its due time."""
        while (row := self._next(to)) is not None:
            self._run(*row)
        self.now = to

    def run(self) -> None:
        """Run what is due now."""
        self.advance(self.now)

    def of(self, kind: str, id: str, tenant: str = AGENCY) -> list[str]:  # noqa: A002
        """The names of the facts of one stream."""
        return [type(r.event).__name__ for r in self.streams[Stream(tenant, kind, id)]]

    def last(self, kind: str, id: str, tenant: str = AGENCY) -> Any:  # noqa: A002, ANN401
        """The newest fact of one stream."""
        return self.streams[Stream(tenant, kind, id)][-1].event

    def replay(self) -> "Play":
        """A play with the same facts and time whose policies have seen nothing yet."""
        again = Play(self.deciders, self.policies, self.now, self.settings)
        again.facts = list(self.facts)
        for fact in self.facts:
            again.streams[fact.stream].append(fact)
        return again

    def tell(self, fact: Recorded) -> None:
        """Let every policy see one fact."""
        for policy in self.policies:
            if (key := policy.key(fact)) is None:
                continue
            memory = self.memories.get((policy.name, key)) or policy.initial()
            memory, todos = policy.react(memory, fact)
            self.memories[policy.name, key] = stored(memory)
            for todo in todos:
                kept = replace(todo, command=stored(todo.command))
                row = Row(kept, fact.tenant, max(todo.due or self.now, self.now))
                self.rows.setdefault((policy.name, key, todo.step), row)

    def _record(self, stream: Stream, events: Iterable[Event], by: Actor) -> None:
        for event in events:
            known = self.streams[stream]
            name = f"{natural_id(str(stream), str(len(known)))}.0"
            fact = Recorded(event, stream, len(known) + 1, name, self.now, self.now, by)
            known.append(fact)
            self.facts.append(fact)
            self.tell(fact)

    def _next(self, to: datetime) -> tuple[Step, Row] | None:
        due = [(step, row) for step, row in self.rows.items() if row.due <= to]
        waiting = [each for each in due if each[0] not in self.done]
        return min(waiting, key=lambda each: each[1].due, default=None)

    def _run(self, step: Step, row: Row) -> None:
        self.done.add(step)
        self.now = max(self.now, row.due)
        target = row.todo.target
        tenant = target.tenant or row.tenant
        stream_id = target.id or natural_id(*(row.todo.command.natural() or ("",)))
        try:
            self.decide(Stream(tenant, target.kind, stream_id), row.todo.command, None)
        except Rejected as no:
            self.refused[step] = no.code


def stored(value: V) -> V:
    """The same value as a store gives it back."""
    return type(value).model_validate_json(value.model_dump_json())
