"""G1, G2, G4: what an append costs as the log grows, and a load as its stream does."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median

from benchmarks.appending import Work, append_in_turn, opened, work
from benchmarks.deciding import commands_a_second
from benchmarks.installation import Site, loop, place, site
from benchmarks.invariants import check_log, check_site
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import decides, visits
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.schema.ids import Stream

SIZES = (10_000, 100_000, 1_000_000)
LENGTHS = (10, 100, 1_000, 10_000, 100_000)
TOGETHER = 100
WINDOWS = 5


async def together(store: SqliteEventStore, made: Work, batches: int) -> float:
    """Seconds an event, a hundred appended at once; new, time-ordered streams of ten."""
    streams = [made.stream(10) for _ in range(batches * TOGETHER // 10)]
    waiting = [commit for turn in range(10) for commit in (s[turn] for s in streams)]
    began = time.perf_counter()
    for start in range(0, len(waiting), TOGETHER):
        await asyncio.gather(*map(store.append, waiting[start : start + TOGETHER]))
    return (time.perf_counter() - began) / len(waiting)


async def alone(store: SqliteEventStore, made: Work, events: int) -> float:
    """Seconds an event, one after the other."""
    commits = made.stream(events)
    began = time.perf_counter()
    await append_in_turn(store, commits)
    return (time.perf_counter() - began) / events


class Curve:
    """Costs at each size: the median of five windows; kept until the ratio is asked for."""

    def __init__(self) -> None:
        self.together: list[float] = []
        self.alone: list[float] = []

    async def grow(self, store: SqliteEventStore, made: Work, sizes: tuple[int, ...]) -> None:
        """Fill to each size and measure there."""
        for size in sizes:
            while made.made < size:
                await together(store, made, min(100, 1 + (size - made.made) // TOGETHER))
            windows = [await together(store, made, 10) for _ in range(WINDOWS)]
            self.together.append(median(windows))
            singles = [await alone(store, made, 100) for _ in range(WINDOWS)]
            self.alone.append(median(singles))


@contextmanager
def ever_larger(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """One file, from ten thousand events to a million."""
    sizes = tuple(plan.some(size) for size in SIZES)
    with place(plan.folder) as folder, loop() as runner:
        store = runner.run(opened(folder / "events.db"))
        curve, made = Curve(), work()

        def grown() -> float:
            runner.run(curve.grow(store, made, sizes))
            return curve.together[-1] / curve.together[0]

        yield {"together": grown, "alone": lambda: curve.alone[-1] / curve.alone[0]}
        runner.run(store.close())
        check_log(folder / "events.db", made.made)


async def load_each(here: Site, visit: str) -> float:
    """Seconds an event to read, decode, decrypt and fold a whole stream."""
    handler = here.node.handler
    assert handler  # noqa: S101  the service decides
    taken = []
    for _ in range(WINDOWS):
        handler.forget()
        began = time.perf_counter()
        _, version = await handler.state(visits, Stream("cascade", "visit", visit))
        taken.append((time.perf_counter() - began) / version)
    return median(taken)


@contextmanager
def ever_longer(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """Streams of ten events to a hundred thousand."""
    with site(plan.folder, decides) as here:
        made = here.runner.run(here.open_visits(len(LENGTHS)))
        for visit, length in zip(made, LENGTHS, strict=True):
            here.runner.run(commands_a_second(here, [visit], plan.some(length, 9)))
        yield {
            f"{length}": lambda visit=visit: here.runner.run(load_each(here, visit))  # type: ignore[misc]
            for visit, length in zip(made, LENGTHS, strict=True)
        }
        check_site(here)


GROWTH = Bench(
    (
        Figure("G1", "together", info="10^4 to 10^6 events"),
        Figure("G2", "alone", info="10^4 to 10^6 events"),
    ),
    ever_larger,
    once=True,
)
LOADING = Bench((Figure("G4", f"{LENGTHS[-1]}", f"{LENGTHS[0]}", "s an event"),), ever_longer)
