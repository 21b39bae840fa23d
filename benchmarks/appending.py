"""R1, R3: appending through the event-store port, each call with its own expected version."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.installation import AT, TENANT, loop, place
from benchmarks.invariants import check_log, check_rows
from benchmarks.raw import one_a_transaction, raw_log, row_of
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import VisitNoted, content, id_of
from nineteen.shared.runtime.ports import Commit, StoredEvent
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.schema.ids import Stream

CALLERS = (64, 256)


@dataclass
class Work:
    """Commits to append: new streams every time, one event a commit."""

    streams: "count[int]"
    ids: "count[int]"
    made: int = 0

    def stream(self, length: int, size: int = 1) -> list[Commit]:
        """The commits of a new stream."""
        number = next(self.streams)
        name = str(Stream(TENANT, "visit", id_of("visit", number)))
        data = {"visit": id_of("visit", number), **content(number)}
        events = (StoredEvent(VisitNoted.type_name, 1, data),) * size
        self.made += length
        return [
            Commit(
                id=f"{next(self.ids):032x}",
                stream=name,
                from_version=1 + step * size,
                events=events,
                occurred_at=AT,
                recorded_at=AT,
                actor="counselor:00000000-0000-4000-8000-00000000c019",
                payload_hash="",
            )
            for step in range(length)
        ]


def work() -> Work:
    """Nothing made yet."""
    return Work(count(), count())


async def append_in_turn(store: SqliteEventStore, commits: Sequence[Commit]) -> None:
    """One caller: the next commit when the last one is on disk."""
    for commit in commits:
        if await store.append(commit) is not None:
            raise AssertionError("a new commit cannot stand already")


async def append_rate(store: SqliteEventStore, callers: Sequence[Sequence[Commit]]) -> float:
    """Events a second of many callers at once."""
    began = time.perf_counter()
    await asyncio.gather(*(append_in_turn(store, commits) for commits in callers))
    return sum(map(len, callers)) / (time.perf_counter() - began)


@contextmanager
def cases(parent: Path, plan: Plan, many: int, few: int) -> Iterator[Mapping[str, Case]]:
    """The port with one, 64 and 256 callers, and the raw file; `many` events a round, or `few`."""
    ours, bare = work(), work()
    with place(parent) as folder, loop() as runner, raw_log(folder / "raw.db") as db:
        store = runner.run(opened(folder / "events.db"))

        def ported(callers: int, events: int) -> Case:
            length = max(1, plan.some(events) // callers)
            return lambda: runner.run(
                append_rate(store, [ours.stream(length) for _ in range(callers)])
            )

        def floor() -> float:
            return one_a_transaction(db, [row_of(c) for c in bare.stream(plan.some(few))])

        yield {
            "raw": floor,
            "one": ported(1, few),
            **{f"callers {n}": ported(n, many) for n in CALLERS},
        }
        runner.run(store.close())
        check_log(folder / "events.db", ours.made)
        check_rows(folder / "raw.db", bare.made)


async def opened(path: Path) -> SqliteEventStore:
    """A durable store; made inside the loop that it answers to."""
    return SqliteEventStore(path)


@contextmanager
def at_full_speed(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """On this disk as it is."""
    with cases(plan.folder, plan, many=12_800, few=2_000) as found:
        yield found


APPENDING = Bench(
    (
        *(Figure(f"R1/{n}", f"callers {n}", "raw", "events/s") for n in CALLERS),
        Figure("R3", "one", "raw", "events/s"),
    ),
    at_full_speed,
)
