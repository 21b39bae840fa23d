"""Commits, to-dos and an installation in pieces, for the contracts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.fold import Fold
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.ports import (
    Bus,
    Commit,
    EventStore,
    KeyStore,
    Polled,
    StoredEvent,
    TodoRow,
    ViewStore,
)
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.turnstile import PersonPassed, TurnstileOpened

AT = datetime(2026, 1, 5, 20, 0, 0, 123000, tzinfo=UTC)
MASTER = bytes(range(32))
SOURCE = "contact"
CANARY = "Canary Whistlebird"


def stream_of(name: str, tenant: str = "agency") -> str:
    """The stream of a turnstile."""
    return f"{tenant}/turnstile-{natural_id(name)}"


def commit(name: str, stream: str, from_version: int = 1, size: int = 1, **data: Any) -> Commit:
    """A commit of `size` events that no release knows."""
    events = tuple(StoredEvent("test.Happened", 1, {"n": n, **data}) for n in range(size))
    return Commit(
        natural_id("command", name), stream, from_version, events, AT, AT, "counselor:ann", "hash"
    )


def todo(name: str, due: datetime = AT, **changes: Any) -> TodoRow:
    """An open to-do."""
    row = TodoRow(
        natural_id(name),
        "lock-up",
        "agency/turnstile-1",
        "agency",
        "turnstile",
        "1",
        "Lock",
        {"round": 1},
        due,
        "correlation",
        "causation",
    )
    return replace(row, **changes)


@dataclass
class Pieces:
    """The ports of one service, and what the runtime builds on them; for tests of groups."""

    store: EventStore
    bus: Bus
    views: ViewStore
    keys: KeyStore
    codec: Codec = field(init=False)
    written: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codec = Codec(KeyRing(self.keys, MASTER, Random(19).randbytes))

    def group(self, *folds: Fold, name: str = "group", bus: Bus | None = None) -> Consumer:
        """A consumer group with these folds."""
        return Consumer(
            name,
            [SOURCE],
            bus=bus or self.bus,
            views=self.views,
            reader=Reader(self.codec),
            folds=folds,
            clock=Noon(),
            limit=24,
        )

    async def write(self, stream: str, *events: Event) -> Commit:
        """Append these events as one commit."""
        version = self.written.get(stream, 0)
        name = f"{stream} {version}"
        commit_id = natural_id("command", name)
        stored = await self.codec.store("agency", commit_id, events)
        written = replace(commit(name, stream, version + 1), events=stored)
        assert await self.store.append(written) is None
        self.written[stream] = version + len(events)
        return written

    async def people(self, *names: str, hall: str = "main", times: int = 3) -> None:
        """For each name a turnstile that this person passes so often, one after the other."""
        ids = {name: natural_id(name) for name in names}
        for name, id_ in ids.items():
            await self.write(stream_of(name), TurnstileOpened(turnstile=id_, hall=hall, place=name))
        for count in range(1, times + 1):
            for name, id_ in ids.items():
                passed = PersonPassed(turnstile=id_, hall=hall, person=id_, name=name, count=count)
                await self.write(stream_of(name), passed)


class Noon:
    """It is always noon."""

    def now(self) -> datetime:
        """Noon."""
        return AT


async def caught_up(consumer: Consumer) -> None:
    """Step until nothing is left."""
    while await consumer.step() or await consumer.behind():
        pass


def delivered(polled: Sequence[Polled]) -> list[Commit]:
    """All commits of a poll, in the order they were handed out."""
    return [c for each in polled for partition in each.partitions for c in partition]


HOUR = timedelta(hours=1)
