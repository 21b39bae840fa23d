"""Given these events, when this command, then those events: the form of every domain test."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from nineteen.shared.decider import AnyDecider, Command, Facts, Rejected, Stamp
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.settings import Settings

NOON = datetime(2026, 1, 5, 20, tzinfo=UTC)
"""Monday noon in Seattle."""
COUNSELOR = Actor("counselor", "00000000-0000-4000-8000-0000000000c0")
JOBSEEKER = Actor("jobseeker", "00000000-0000-4000-8000-0000000000a0")
POLICY = Actor("policy", "test")


@dataclass(frozen=True)
class Given:
    """A history, with the histories of the other streams that the decision looks at."""

    decider: AnyDecider
    events: tuple[Event, ...]
    others: dict[tuple[str, str], tuple[Any, int]] = field(default_factory=dict)
    stamp: Stamp = field(default_factory=lambda: Stamp(NOON, "agency", COUNSELOR))

    def by(self, actor: Actor) -> "Given":
        """Let somebody else act."""
        return replace(self, stamp=replace(self.stamp, actor=actor))

    def at(self, at: datetime) -> "Given":
        """Act at this moment."""
        return replace(self, stamp=replace(self.stamp, at=at))

    def on(self, target: str) -> "Given":
        """Decide on the stream with this id."""
        return replace(self, stamp=replace(self.stamp, target=target))

    def under(self, settings: Settings) -> "Given":
        """Act under these settings."""
        return replace(self, stamp=replace(self.stamp, settings=settings))

    def beside(self, decider: AnyDecider, id: str, *events: Event) -> "Given":  # noqa: A002
        """Let another stream have this history."""
        other = (decider.fold(events), len(events))
        return replace(self, others={**self.others, (decider.kind, id): other})

    @property
    def state(self) -> Any:  # noqa: ANN401
        """The state that the history folds to."""
        return self.decider.fold(self.events)

    def when(self, command: Command) -> "Outcome":
        """Decide."""
        stamped = command.model_copy(update={"stamp": self.stamp})
        state = self.state
        asked = {(ref.decider.kind, ref.id) for ref in self.decider.needs(state, stamped)}
        facts = Facts({key: other for key, other in self.others.items() if key in asked})
        try:
            events = self.decider.decide(state, stamped, facts)
        except Rejected as no:
            return Outcome(self, [], no)
        self.decider.fold(events, state)
        return Outcome(self, events, None)


@dataclass(frozen=True)
class Outcome:
    """What was decided: events, nothing, or a rejection."""

    given: Given
    events: list[Event]
    rejected: Rejected | None

    def then(self, *expected: Event) -> "Outcome":
        """Exactly these events; none means: not news."""
        assert self.rejected is None, f"rejected: {self.rejected}"
        assert self.events == list(expected)
        return self

    def then_types(self, *expected: type[Event]) -> list[Event]:
        """Events of exactly these types, handed back for a closer look."""
        assert self.rejected is None, f"rejected: {self.rejected}"
        assert [type(event) for event in self.events] == list(expected)
        return self.events

    def then_rejected(self, code: str) -> Rejected:
        """A refusal with this code and a sentence that says what to do."""
        if self.rejected is None:
            pytest.fail(f"not rejected but decided {self.events}")
        assert self.rejected.code == code
        assert self.rejected.sentence.endswith(".")
        return self.rejected

    def and_when(self, command: Command) -> "Outcome":
        """Go on from here."""
        assert self.rejected is None, f"rejected: {self.rejected}"
        return replace(self.given, events=(*self.given.events, *self.events)).when(command)


def given(decider: AnyDecider, *events: Event) -> Given:
    """Start with a history."""
    return Given(decider, events)
