"""Simulation: an installation in memory under seeded faults, and the invariants it must keep.

A `Script` says what people do; everything else (disorder, crashes, lost answers) comes from the
seed, so a seed reproduces a run.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Protocol

from nineteen.shared.decider import AnyDecider, Command, Rejected
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import BROKEN, Commit, Conflict, Unavailable
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.verify import Folded, folded
from nineteen.shared.runtime.view_fold import dumped, generation_name
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.memory.bus import Disorder
from nineteen.shared.testing.memory.faults import NO_FAULTS, Crash, Rates
from nineteen.shared.testing.memory.installation import Memory, open_memory

START = datetime(2026, 1, 5, 16, tzinfo=UTC)
CLIENTS = 4
TRIES = 4
TURNS = 0.4
"""How often (0..1) a step begins with another time, and how often that is one of an outage."""
OUTAGES = 0.3


@dataclass(frozen=True)
class Wish:
    """What somebody wants now."""

    decider: AnyDecider
    command: Command
    tenant: str
    actor: Actor
    target: str | None = None
    occurred_at: datetime | None = None
    """None: at the moment."""


class Script(Protocol):
    """What people do, by the run's chance and by what its stores hold so far."""

    def opening(self, run: "Run") -> Iterable[Wish]:
        """What is asked for one by one, before there is any trouble."""

    def wish(self, run: "Run") -> Wish | None:
        """What somebody wants now."""

    def later(self, run: "Run") -> datetime:
        """A moment to come to which the clock could be turned."""


@dataclass
class Run:
    """One simulated run: what was acknowledged, and a trace of everything that happened."""

    memory: Memory
    clock: ManualClock
    chance: Random
    trace: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    unanswered: list[Order] = field(default_factory=list)
    """Whose clients will ask again."""

    def note(self, what: str) -> None:
        """Add to the trace."""
        self.trace.append(what)

    def commits(self) -> list[Commit]:
        """All facts, those of each service in the order in which they were kept."""
        return [c for store in self.memory.stores.values() for c in store.log.commits]

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


async def one_step(run: Run, script: Script) -> None:
    """Some clients and every loop at once; after a crash everything starts again."""
    orders, run.unanswered = run.unanswered, []
    wishes = [script.wish(run) for _ in range(run.chance.randrange(CLIENTS))]
    orders = [*orders, *(order_of(run, wish) for wish in wishes if wish)]
    if run.chance.random() < TURNS:
        await turned(run, script.later(run))
    work = [answered(run, order) for order in orders]
    work += [one_round(run, node) for node in run.memory.app.nodes.values()]
    ends = await asyncio.gather(*work, return_exceptions=True)
    errors = [end for end in ends if isinstance(end, BaseException)]
    if any(isinstance(error, Crash) for error in errors):
        await booted(run)
    for error in errors:
        if not isinstance(error, Crash):
            raise error


async def turned(run: Run, target: datetime) -> None:
    """Turn the clock: as a driver does, or as it turns while nothing runs."""
    run.note(f"clock {target.isoformat()}")
    if run.chance.random() < OUTAGES:
        run.clock.set(target)
    while run.clock.now() < target:
        try:
            await run.memory.app.turn_to(target, views=False)
        except Crash:
            await booted(run)
        except Unavailable:
            run.note("the clock pauses")


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


def order_of(run: Run, wish: Wish) -> Order:
    """The wish as a client sends it, again and again under the same id."""
    return Order(
        wish.decider,
        wish.command,
        wish.tenant,
        wish.actor,
        wish.occurred_at or run.clock.now(),
        str(uuid.UUID(bytes=run.chance.randbytes(16), version=4)),
        wish.target,
        payload_hash=wish.command.model_dump_json(),
    )


async def answered(run: Run, order: Order) -> None:
    """Issue a command as a patient client does: the same one again until there is an answer."""
    nodes = run.memory.app.nodes.values()
    handler = next(n.handler for n in nodes if order.decider in n.service.deciders)
    assert handler
    for _ in range(TRIES):
        try:
            done = await handler.handle(order)
        except (Unavailable, Conflict) as trouble:
            run.note(f"{order.command_id} {type(trouble).__name__}")
        except Rejected as no:
            run.note(f"{order.command_id} {no.code}")
            return
        except Crash:
            run.unanswered.append(order)
            raise
        else:
            run.note(f"{order.command_id} {done.stream} {done.version} {done.repeated}")
            if done.events:
                run.acknowledged[order.command_id] = (str(done.stream), done.version)
            return
    run.unanswered.append(order)


async def settled(run: Run) -> None:
    """No more faults: start again and let everything come to rest."""
    run.memory.calm()
    await run.memory.boot()
    for order in run.unanswered:
        await answered(run, order)
    await run.memory.app.drain()


async def replayed(run: Run) -> list[Commit]:
    """Forget all that was derived from facts and take every fact anew: the facts this adds."""
    before = {commit.id for commit in run.commits()}
    run.memory.forget()
    await run.memory.boot()
    await run.memory.app.drain()
    return [commit for commit in run.commits() if commit.id not in before]


async def check(run: Run) -> None:
    """The invariants of the failure matrix that hold for every run that came to rest."""
    commits = {}
    ends: dict[str, int] = {}
    for commit in run.commits():
        assert commit.id not in commits, "I4: one fact per command"
        assert commit.from_version == ends.get(commit.stream, 0) + 1, "I2: no holes"
        ends[commit.stream] = commit.to_version
        commits[commit.id] = (commit.stream, commit.to_version)
        run.note(f"{commit.id} {commit.stream} {commit.from_version} {len(commit.events)}")
    assert run.acknowledged.items() <= commits.items(), "I1: what was acknowledged is kept"
    for node in run.memory.app.nodes.values():
        check_todos(run, node)
        await check_views(run, node)


def check_todos(run: Run, node: Node) -> None:
    """Nothing broke, and what is not done is not due."""
    for todo in run.memory.views[node.service.name].todos.values():
        assert todo.code != BROKEN, f"{todo.row.policy} broke at {todo.row.command}"
        late = todo.code is None and todo.row.due_at <= run.clock.now()
        assert not late, f"{todo.row.policy} forgot {todo.row.command}"


async def check_views(run: Run, node: Node) -> None:
    """I2 and I3: nothing is parked, and every document is a fold of the event stores."""
    views = run.memory.views[node.service.name]
    assert await views.parked() == []
    folds = await folded_stores(run, node)
    documents = {(name, doc): body for name, f in folds for doc, body in f.documents().items()}
    assert views.tables == documents, "I3: view = fold(store)"
    cells = {(name, *cell): n for name, f in folds for cell, n in f.cells().items()}
    assert {cell: n for cell, n in views.totals.items() if n} == cells, "I3: totals"
    parts = {
        (name, doc): {stream: dumped(part) for stream, part in held.items()}
        for name, f in folds
        for doc, held in f.parts.items()
    }
    assert await views.parts(parts) == parts, "I3: parts"
    for (generation, doc), (_, body) in sorted(views.tables.items()):
        run.note(f"{generation} {doc} {sha256(body.encode()).hexdigest()}")


async def folded_stores(run: Run, node: Node) -> list[tuple[str, Folded]]:
    """What the views of a service must hold, by the names of their generations."""
    reader = Reader(run.memory.app.around.codec)

    async def everything() -> AsyncIterator[Sequence[Commit]]:
        yield run.commits()

    folds = await folded(node.service.views, reader, everything())
    return [(generation_name(each.view, 1), each) for each in folds]
