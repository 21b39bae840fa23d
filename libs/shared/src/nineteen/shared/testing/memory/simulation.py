"""Simulation: an installation in memory under seeded faults, and the invariants it must keep.

A `Script` says what people do; everything else (disorder, crashes, lost answers, jumps of the
clock) comes from the seed, so a seed reproduces a run.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from nineteen.shared.decider import AnyDecider, Command, Rejected
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Commit, Conflict, Unavailable
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.verify import folded
from nineteen.shared.runtime.view_fold import generation_name
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.memory.bus import Disorder
from nineteen.shared.testing.memory.faults import Crash, Rates
from nineteen.shared.testing.memory.installation import Memory, open_memory

START = datetime(2026, 1, 5, 16, tzinfo=UTC)
CLIENTS = 4


@dataclass(frozen=True)
class Wish:
    """What somebody wants now."""

    decider: AnyDecider
    command: Command
    tenant: str
    actor: Actor
    target: str | None = None


Script = Callable[[Random], Wish]
"""The next wish, by chance; a script that needs to know earlier answers keeps them itself."""


@dataclass
class Run:
    """One simulated run: what was acknowledged, and a trace of everything that happened."""

    memory: Memory
    clock: ManualClock
    chance: Random
    trace: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Add to the trace."""
        self.trace.append(what)

    @property
    def fingerprint(self) -> str:
        """Equal for equal runs."""
        return sha256("\n".join([*self.trace, *self.memory.faults.trace]).encode()).hexdigest()


async def simulated(
    services: Sequence[Service],
    script: Script,
    seed: int,
    steps: int = 40,
    rates: Rates | None = None,
) -> Run:
    """Let people, loops and faults loose for so many steps, then drain and check I1-I4."""
    clock = ManualClock(START)
    rates = rates or Rates()
    memory = await open_memory(services, clock, seed, rates, Disorder())
    run = Run(memory, clock, Random(seed))
    for _ in range(steps):
        await one_step(run, script)
    await settled(run)
    await check(run)
    return run


async def one_step(run: Run, script: Script) -> None:
    """Some clients and every loop at once; after a crash everything starts again."""
    wishes = [script(run.chance) for _ in range(run.chance.randrange(CLIENTS))]
    if run.chance.random() < 0.2:  # noqa: PLR2004  now and then the clock jumps
        jump = timedelta(minutes=run.chance.choice([1, 30, 240]))
        run.clock.set(run.clock.now() + jump)
        run.note(f"clock {run.clock.now().isoformat()}")
    work = [ask(run, wish) for wish in wishes]
    work += [one_round(run, node) for node in run.memory.app.nodes.values()]
    ends = await asyncio.gather(*work, return_exceptions=True)
    errors = [end for end in ends if isinstance(end, BaseException)]
    if any(isinstance(error, Crash) for error in errors):
        await booted(run)
    for error in errors:
        if not isinstance(error, Crash):
            raise error


async def booted(run: Run) -> None:
    """Start again, even if starting crashes as well."""
    while True:
        run.note("boot")
        try:
            await run.memory.boot()
        except (Crash, Unavailable):
            continue
        return


async def one_round(run: Run, node: Node) -> None:
    """One step of every loop of a service; a refusal ends the round, as a pause would."""
    loops = [node.policies, node.todos, node.projector]
    try:
        for loop in loops:
            taken = await loop.step() if loop else 0
            run.note(f"{node.service.name} took {taken}")
    except Unavailable:
        run.note(f"{node.service.name} pauses")


async def ask(run: Run, wish: Wish) -> None:
    """Issue a command as a patient client does: the same one again until there is an answer."""
    command_id = str(uuid.UUID(bytes=run.chance.randbytes(16), version=4))
    node = next(n for n in run.memory.app.nodes.values() if wish.decider in n.service.deciders)
    order = Order(
        wish.decider,
        wish.command,
        wish.tenant,
        wish.actor,
        run.clock.now(),
        command_id,
        wish.target,
        payload_hash=wish.command.model_dump_json(),
    )
    for _ in range(4):
        try:
            assert node.handler
            done = await node.handler.handle(order)
        except (Unavailable, Conflict) as trouble:
            run.note(f"{command_id} {type(trouble).__name__}")
            continue
        except Rejected as no:
            run.note(f"{command_id} {no.code}")
            return
        run.note(f"{command_id} {done.stream} {done.version} {done.repeated}")
        if done.events:
            run.acknowledged[command_id] = (str(done.stream), done.version)
        return


async def settled(run: Run) -> None:
    """No more faults: start again and let everything come to rest."""
    run.memory.calm()
    await run.memory.boot()
    await run.memory.app.drain()


async def check(run: Run) -> None:
    """The invariants of the failure matrix that hold for every run."""
    commits = {}
    ends: dict[str, int] = {}
    for store in run.memory.stores.values():
        for commit in store.log.commits:
            assert commit.id not in commits, "I4: one fact per command"
            assert commit.from_version == ends.get(commit.stream, 0) + 1, "I2: no holes"
            ends[commit.stream] = commit.to_version
            commits[commit.id] = (commit.stream, commit.to_version)
            run.note(f"{commit.id} {commit.stream} {commit.from_version} {len(commit.events)}")
    assert run.acknowledged.items() <= commits.items(), "I1: what was acknowledged is kept"
    for node in run.memory.app.nodes.values():
        await check_views(run, node)


async def check_views(run: Run, node: Node) -> None:
    """I2 and I3: nothing is parked, and every document is a fold of the event stores."""
    views = run.memory.views[node.service.name]
    assert await views.parked() == []
    documents, cells = await folded_stores(run, node)
    assert views.tables == documents, "I3: view = fold(store)"
    assert {cell: n for cell, n in views.totals.items() if n} == cells
    for (generation, doc), (_, body) in sorted(views.tables.items()):
        run.note(f"{generation} {doc} {sha256(body.encode()).hexdigest()}")


async def folded_stores(
    run: Run, node: Node
) -> tuple[dict[tuple[str, str], tuple[str, str]], dict[tuple[str, str, str], int]]:
    """What the views of a service must hold."""
    reader = Reader(run.memory.app.around.codec)
    documents: dict[tuple[str, str], tuple[str, str]] = {}
    cells: dict[tuple[str, str, str], int] = {}

    async def everything() -> AsyncIterator[Sequence[Commit]]:
        for store in run.memory.stores.values():
            yield store.log.commits

    for each in await folded(node.service.views, reader, everything()):
        generation = generation_name(each.view, 1)
        documents |= {(generation, doc): body for doc, body in each.documents().items()}
        cells |= {(generation, *cell): n for cell, n in each.cells().items()}
    return documents, cells
