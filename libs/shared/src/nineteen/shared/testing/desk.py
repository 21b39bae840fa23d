"""Deciders and policies at work without a shell: for tests of what they do together.

Facts reach policies in a seeded order that keeps only each stream's own; to-dos run in any order
that keeps only each target's own. Nothing is stored, encrypted or retried.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nineteen.shared.decider import AnyDecider, Command, Facts, Rejected, Stamp
from nineteen.shared.policy import Policy, Todo
from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.testing.chronicle import AGENCY, Chronicle, an_id
from nineteen.shared.testing.given import COUNSELOR, NOON


@dataclass
class Desk:
    """One agency's work. `closed` holds the codes of to-dos that were refused."""

    deciders: Sequence[AnyDecider]
    policies: Sequence[Policy[Any]]
    seed: int = 0
    now: datetime = NOON
    book: Chronicle = field(default_factory=Chronicle)
    closed: list[str] = field(default_factory=list)
    todos: dict[str, tuple[Todo, str]] = field(default_factory=dict)
    memories: dict[tuple[str, str], Value] = field(default_factory=dict)
    _read: dict[str, int] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311  # a seed reproduces the disorder

    def do(self, command: Command, target: str | None = None, by: Actor = COUNSELOR) -> list[Event]:
        """Decide and write down; raises Rejected."""
        decider = next(each for each in self.deciders if type(command) in each.commands)
        stamped = self._stamped(command, target, by)
        id_ = stamped.stamp.target
        state = decider.fold(self.events(decider.kind, id_))
        others = {
            (ref.decider.kind, ref.id): (ref.decider.fold(self.events(ref.decider.kind, ref.id)), 0)
            for ref in decider.needs(state, stamped)
        }
        decided: list[Event] = decider.decide(state, stamped, Facts(others))
        self.book.write(decider.kind, id_, self.now, *decided, by=by)
        return decided

    def _stamped(self, command: Command, target: str | None, by: Actor) -> Command:
        fresh = {
            name: an_id("fresh", len(self.book.facts), name)
            for name in command.filled
            if not getattr(command, name)
        }
        stamp = Stamp(self.now, AGENCY, by)
        filled = command.model_copy(update=fresh | {"stamp": stamp})
        natural, secret = filled.natural(), filled.secret()
        if natural:
            target = target or natural_id(*natural)
        elif secret:
            target = target or natural_id("secret", AGENCY, *secret)
        stamp = Stamp(self.now, AGENCY, by, target=target or an_id("new", len(self.book.facts)))
        sealed = {name: natural_id("sealed", *parts) for name, parts in filled.sealed().items()}
        return filled.model_copy(update=sealed | {"stamp": stamp})

    def events(self, kind: str, id: str) -> list[Any]:  # noqa: A002
        """The events of one stream."""
        stream = Stream(AGENCY, kind, id)
        return [fact.event for fact in self.book.facts if fact.stream == stream]

    def all(self, *types: type[Event]) -> list[Any]:
        """The events of these types, in the order of their writing."""
        return [fact.event for fact in self.book.facts if isinstance(fact.event, types)]

    def settle(self) -> None:
        """Deliver every fact and run what is due, until nothing is left."""
        while (facts := self._deliverable()) or self._due():
            if facts and (not self._due() or self._chance.choice((True, False))):
                self._deliver(self._chance.choice(facts))
            else:
                self._run(self._chance.choice(self._due()))

    def wait(self, span: timedelta) -> None:
        """Let time pass, to-do by to-do."""
        until = self.now + span
        self.settle()
        while times := [t.due for t, _ in self._open() if t.due and t.due <= until]:
            self.now = max(self.now, min(times))
            self.settle()
        self.now = until

    def _deliverable(self) -> list[Recorded]:
        heads: dict[str, Recorded] = {}
        for fact in self.book.facts:
            name = str(fact.stream)
            if fact.version == self._read.get(name, 0) + 1:
                heads[name] = fact
        return list(heads.values())

    def _deliver(self, fact: Recorded) -> None:
        self._read[str(fact.stream)] = fact.version
        for policy in self.policies:
            self.tell(policy, fact)

    def tell(self, policy: Policy[Any], fact: Recorded) -> None:
        """Let one policy see one fact."""
        key = policy.key(fact)
        if key is None:
            return
        memory = self.memories.get((policy.name, key), policy.initial())
        self.memories[policy.name, key], todos = policy.react(memory, fact)
        for todo in todos:
            self.todos.setdefault(natural_id(policy.name, key, todo.step), (todo, policy.name))

    def _open(self) -> list[tuple[Todo, str]]:
        return [todo for id_, todo in self.todos.items() if id_ not in self._done]

    def _due(self) -> list[str]:
        """The first open to-do of each target that is due."""
        lanes: dict[object, str] = {}
        for id_, (todo, _) in self.todos.items():
            if id_ not in self._done and (todo.due is None or todo.due <= self.now):
                lanes.setdefault(todo.target if todo.target.id else id_, id_)
        return list(lanes.values())

    def _run(self, id_: str) -> None:
        self._done.add(id_)
        todo, policy = self.todos[id_]
        try:
            self.do(todo.command, todo.target.id, Actor("policy", policy))
        except Rejected as no:
            self.closed.append(no.code)
