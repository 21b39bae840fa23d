"""Facts written down as they happen, for tests of whatever reads facts: views and policies."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nineteen.shared.schema.base import ERASED, Event, Value
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor, Recorded

AGENCY = "agency"


def an_id(*parts: object) -> str:
    """A memorable thing's id: the same words, the same id."""
    return natural_id("story", *map(str, parts))


@dataclass
class Chronicle:
    """The facts of an agency in the order in which they were written; versions per stream."""

    tenant: str = AGENCY
    facts: list[Recorded] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)

    def copy(self) -> "Chronicle":
        """Another book with the same facts, to write on."""
        return Chronicle(self.tenant, [*self.facts], Counter(self.versions))

    def write(
        self,
        kind: str,
        id: str,  # noqa: A002
        at: datetime,
        *events: Event,
        by: Actor | None = None,
    ) -> None:
        """Add facts to one stream, all of the same moment."""
        for event in events:
            stream = Stream(self.tenant, kind, id)
            self.versions[str(stream)] += 1
            version = self.versions[str(stream)]
            actor = by or Actor("policy", "story")
            name = natural_id(str(stream), str(version))
            self.facts.append(Recorded(event, stream, version, f"{name}.0", at, at, actor))


def streams(facts: list[Recorded]) -> dict[Stream, list[Recorded]]:
    """The facts of each stream, in its order."""
    found: dict[Stream, list[Recorded]] = {}
    for fact in facts:
        found.setdefault(fact.stream, []).append(fact)
    return found


def interleaved(facts: list[Recorded], seed: int) -> Iterator[Recorded]:
    """The same facts in another order: each stream keeps its own, and nothing else is kept."""
    chance = random.Random(seed)  # noqa: S311  # a seed reproduces the disorder
    waiting = [iter(stream) for stream in streams(facts).values()]
    turns = [place for place, stream in enumerate(streams(facts).values()) for _ in stream]
    chance.shuffle(turns)
    for place in turns:
        yield next(waiting[place])


def erased(facts: list[Recorded]) -> list[Recorded]:
    """The same facts as a replay sees them after every person's key was destroyed."""
    return [_erase(fact) for fact in facts]


def _erase(fact: Recorded) -> Recorded:
    event = _without(fact.event)
    return Recorded(
        event,  # type: ignore[arg-type]
        fact.stream,
        fact.version,
        fact.id,
        fact.occurred_at,
        fact.recorded_at,
        fact.actor,
    )


def _without(value: Value) -> Value:
    blank: dict[str, Any] = {
        name: ERASED for name in value.personal if getattr(value, name) is not None
    }
    return value.model_copy(update=blank | dict(_nested(value)))


def _nested(value: Value) -> Iterator[tuple[str, object]]:
    people: Mapping[str, type[Value]] = value.people
    for name in people:
        inner = getattr(value, name)
        if isinstance(inner, tuple):
            yield name, tuple(_without(each) for each in inner)
        elif inner is not None:
            yield name, _without(inner)
