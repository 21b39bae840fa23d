"""Simulation: an installation in memory under seeded faults, and the invariants it must keep."""

from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from random import Random

from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import BROKEN, Commit
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.verify import Folded, folded
from nineteen.shared.runtime.view_fold import dumped, generation_name
from nineteen.shared.testing.faults import NO_FAULTS, Rates
from nineteen.shared.testing.memory.bus import Disorder
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.simulation import (
    START,
    Run,
    Script,
    answered,
    one_step,
    order_of,
    settled,
)

MemoryRun = Run[Memory]


async def simulated(
    services: Sequence[Service],
    script: Script[Memory],
    seed: int,
    steps: int = 40,
    rates: Rates | None = None,
) -> MemoryRun:
    """Let people, loops and faults loose for so many steps, then drain and check I1-I4."""
    clock = ManualClock(START)
    memory = await open_memory(services, clock, seed, NO_FAULTS, Disorder())
    run = Run(memory, clock, Random(seed))
    for wish in script.opening(run):
        await answered(run, order_of(run, wish))
    memory.faults.rates = rates or Rates()
    for _ in range(steps):
        await one_step(run, script)
    await settled(run)
    await check(run)
    return run


def commits_of(run: MemoryRun) -> list[Commit]:
    """All facts, those of each service in the order in which they were kept."""
    return [c for store in run.installed.stores.values() for c in store.log.commits]


async def replayed(run: MemoryRun) -> list[Commit]:
    """Forget all that was derived from facts and take every fact anew: the facts this adds."""
    before = {commit.id for commit in commits_of(run)}
    run.installed.forget()
    await run.installed.boot()
    await run.installed.app.drain()
    return [commit for commit in commits_of(run) if commit.id not in before]


async def check(run: MemoryRun) -> None:
    """The invariants of the failure matrix that hold for every run that came to rest."""
    commits = {}
    ends: dict[str, int] = {}
    for commit in commits_of(run):
        assert commit.id not in commits, "I4: one fact per command"
        assert commit.from_version == ends.get(commit.stream, 0) + 1, "I2: no holes"
        ends[commit.stream] = commit.to_version
        commits[commit.id] = (commit.stream, commit.to_version)
        run.note(f"{commit.id} {commit.stream} {commit.from_version} {len(commit.events)}")
    assert run.acknowledged.items() <= commits.items(), "I1: what was acknowledged is kept"
    for node in run.installed.app.nodes.values():
        check_todos(run, node)
        await check_views(run, node)


def check_todos(run: MemoryRun, node: Node) -> None:
    """Nothing broke, and what is not done is not due."""
    for todo in run.installed.views[node.service.name].todos.values():
        assert todo.code != BROKEN, f"{todo.row.policy} broke at {todo.row.command}"
        late = todo.code is None and todo.row.due_at <= run.clock.now()
        assert not late, f"{todo.row.policy} forgot {todo.row.command}"


async def check_views(run: MemoryRun, node: Node) -> None:
    """I2 and I3: nothing is parked, and every document is a fold of the event stores."""
    views = run.installed.views[node.service.name]
    assert await views.parked() == []
    folds = await folded_stores(run, node)
    documents = {(name, *doc): body for name, f in folds for doc, body in f.documents().items()}
    assert views.tables == documents, "I3: view = fold(store)"
    cells = {(name, *cell): n for name, f in folds for cell, n in f.cells().items()}
    assert {cell: n for cell, n in views.totals.items() if n} == cells, "I3: totals"
    parts = {
        (name, *doc): {stream: dumped(part) for stream, part in held.items()}
        for name, f in folds
        for doc, held in f.parts.items()
    }
    assert await views.parts(parts) == parts, "I3: parts"
    for key, body in sorted(views.tables.items()):
        run.note(f"{' '.join(key)} {sha256(body.encode()).hexdigest()}")


async def folded_stores(run: MemoryRun, node: Node) -> list[tuple[str, Folded]]:
    """What the views of a service must hold, by the names of their generations."""
    reader = Reader(run.installed.app.around.codec)

    async def everything() -> AsyncIterator[Sequence[Commit]]:
        yield commits_of(run)

    folds = await folded(node.service.views, reader, everything())
    return [(generation_name(each.view, 1), each) for each in folds]
