"""R13, R17: a live view that follows the log, against bare loops that do the same."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.appending import Work, append_in_turn, work
from benchmarks.deciding import commands_a_second
from benchmarks.installation import TENANT, Site, place, site
from benchmarks.invariants import check_site
from benchmarks.raw import one_a_transaction, raw_log, row_of
from benchmarks.rebuilding import BareFold, bare_view
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import VisitNoted, shows
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.node import projector, view_folds
from nineteen.shared.runtime.ports import Commit

STREAMS, BATCH = 600, 100


def bare_live(log: Path, view: Path, after: int, batch: int) -> float:
    """Events a second: read, fold and commit `batch` at a time, to the end of the log."""
    query = "SELECT seq, body FROM commits WHERE seq > ? ORDER BY seq LIMIT ?"
    with closing(bare_view(view)) as target, closing(sqlite3.connect(log)) as db:
        fold, position, events = BareFold(target), after, 0
        began = time.perf_counter()
        while rows := db.execute(query, (position, batch)).fetchall():
            for _, body in rows:
                fold.take(body)
            position, events = rows[-1][0], events + len(rows)
            fold.write(position)
        return events / (time.perf_counter() - began)


async def live_rate(here: Site, batch: int, each: int) -> float:
    """Events a second of our view, which meets news it has not read yet."""
    before = here.acknowledged
    await commands_a_second(here, here.opened, each)
    here.embedded.app.around.reader.forget()
    consumer = await limited(here, batch)
    began = time.perf_counter()
    while await consumer.step():
        pass
    rate = (here.acknowledged - before) / (time.perf_counter() - began)
    assert here.node.projector  # noqa: S101  the service has a view
    here.node.projector.forget()
    return rate


async def limited(here: Site, batch: int) -> Consumer:
    """The view's own group, taking at most so many commits at once."""
    around, views = here.embedded.app.around, here.node.views
    consumer = projector("bench", await view_folds(here.service, views), views, around)
    consumer._limit = batch  # noqa: SLF001  the only way to ask for single commits
    await consumer.position()
    return consumer


@contextmanager
def following(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """Notes come to open visits in turn: the worst locality."""
    numbers = count()
    with place(plan.folder) as folder, site(plan.folder, shows) as here:
        visits = plan.some(STREAMS)
        here.runner.run(here.open_visits(visits))
        log = here.folders.of("bench") / "events.db"

        def bare(batch: int) -> Case:
            def case() -> float:
                after = max(0, here.acknowledged - plan.some(STREAMS * BATCH // 40))
                return bare_live(log, folder / f"bare-{next(numbers)}.db", after, batch)

            return case

        yield {
            "ours 100": lambda: here.runner.run(live_rate(here, BATCH, 10)),
            "ours 1": lambda: here.runner.run(live_rate(here, 1, 2)),
            "bare 100": bare(BATCH),
            "bare 1": bare(1),
        }
        check_site(here)


async def sealed(here: Site, commit: Commit) -> Commit:
    """The same commit as a command would have left it: its personal field encrypted."""
    told = VisitNoted.model_validate(commit.events[0].data)
    events = await here.embedded.app.around.codec.store(TENANT, commit.id, [told])
    return replace(commit, events=events)


async def chain_p50(here: Site, made: Work, events: int) -> float:
    """Median seconds from an event to the view that shows it, one at a time."""
    consumer = here.node.projector
    assert consumer  # noqa: S101  the service has a view
    taken = []
    for commit in [await sealed(here, each) for each in made.stream(events)]:
        began = time.perf_counter()
        await append_in_turn(here.store, [commit])
        while await consumer.step():
            pass
        taken.append(time.perf_counter() - began)
    here.acknowledged += events
    return median(taken)


def bare_chain_p50(db: sqlite3.Connection, view: Path, made: Work, events: int) -> float:
    """The same without a runtime: append FULL, fold, view and position FULL."""
    with closing(bare_view(view)) as target:
        fold, taken = BareFold(target), []
        for position, row in enumerate(map(row_of, made.stream(events)), start=1):
            began = time.perf_counter()
            one_a_transaction(db, [row])
            fold.take(row[-1])
            fold.write(position)
            taken.append(time.perf_counter() - began)
        return median(taken)


@contextmanager
def one_at_a_time(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """Both append the sample's own rows, without a command before them."""
    ours, bare, numbers, events = work(), work(), count(), plan.some(500)
    with ExitStack() as stack:
        folder = stack.enter_context(place(plan.folder))
        here = stack.enter_context(site(plan.folder, shows))
        db = stack.enter_context(raw_log(folder / "raw.db"))

        def chain() -> float:
            return bare_chain_p50(db, folder / f"bare-{next(numbers)}.db", bare, events)

        yield {"bare": chain, "ours": lambda: here.runner.run(chain_p50(here, ours, events))}
        check_site(here)


FOLLOWING = Bench(
    (
        Figure("R13/100", "ours 100", "bare 100", "events/s"),
        Figure("R13/1", "ours 1", "bare 1", "events/s"),
    ),
    following,
)
CHAIN = Bench((Figure("R17", "ours", "bare", "s"),), one_at_a_time)
