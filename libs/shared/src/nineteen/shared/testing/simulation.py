"""People, loops and a seed: what happens in a simulated run, on whatever adapters it stands.

A `Script` says what people do; everything else (disorder, crashes, lost answers) comes from the
seed, so a seed reproduces a run in memory.
"""

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Generic, Protocol, TypeVar

from nineteen.shared.decider import AnyDecider, Command, Rejected
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Conflict, Unavailable
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.faults import Crash, Faults

START = datetime(2026, 1, 5, 16, tzinfo=UTC)
CLIENTS = 4
MOST_STEPS = 60
TRIES = 4
PATIENCE = 100
"""So often the clock waits for a store; then it goes on without."""
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


class Installed(Protocol):
    """All services on some adapters; what is stored outlives a boot."""

    app: App
    faults: Faults

    async def boot(self) -> App:
        """Drop everything hot and start again on what is stored."""

    def calm(self) -> None:
        """No more faults and no more disorder."""


Stored = TypeVar("Stored", bound=Installed)


class Script(Protocol[Stored]):
    """What people do, by the run's chance and by what its stores hold so far."""

    def opening(self, run: "Run[Stored]") -> Iterable[Wish]:
        """What is asked for one by one, before there is any trouble."""

    def wish(self, run: "Run[Stored]") -> Wish | None:
        """What somebody wants now."""

    def later(self, run: "Run[Stored]") -> datetime:
        """A moment to come to which the clock could be turned."""


@dataclass
class Run(Generic[Stored]):
    """One simulated run: what was acknowledged, and a trace of everything that happened."""

    installed: Stored
    clock: ManualClock
    chance: Random
    trace: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    unanswered: list[Order] = field(default_factory=list)
    """Whose clients will ask again."""

    def note(self, what: str) -> None:
        """Add to the trace."""
        self.trace.append(what)

    @property
    def fingerprint(self) -> str:
        """Equal for equal runs."""
        return sha256("\n".join([*self.trace, *self.installed.faults.trace]).encode()).hexdigest()


async def one_step(run: Run[Stored], script: Script[Stored]) -> None:
    """Some clients and every loop at once; after a crash everything starts again."""
    orders, run.unanswered = run.unanswered, []
    wishes = [script.wish(run) for _ in range(run.chance.randrange(CLIENTS))]
    orders = [*orders, *(order_of(run, wish) for wish in wishes if wish)]
    if run.chance.random() < TURNS:
        await turned(run, script.later(run))
    work = [answered(run, order) for order in orders]
    work += [one_round(run, node) for node in run.installed.app.nodes.values()]
    ends = await asyncio.gather(*work, return_exceptions=True)
    errors = [end for end in ends if isinstance(end, BaseException)]
    if any(isinstance(error, Crash) for error in errors):
        await booted(run)
    for error in errors:
        if not isinstance(error, Crash):
            raise error


async def turned(run: Run[Stored], target: datetime) -> None:
    """Turn the clock: as a driver does, or as it turns while nothing runs."""
    run.note(f"clock {target.isoformat()}")
    if run.chance.random() < OUTAGES:
        run.clock.set(target)
    pauses = 0
    while run.clock.now() < target:
        try:
            await run.installed.app.turn_to(target, views=False)
        except Crash:
            await booted(run)
        except Unavailable:
            pauses += 1
            run.note("the clock pauses")
            if pauses == PATIENCE:
                run.clock.set(target)


async def booted(run: Run[Stored]) -> None:
    """Start again, even if starting crashes as well."""
    while True:
        run.note("boot")
        try:
            await run.installed.boot()
        except (Crash, Unavailable):
            continue
        return


async def one_round(run: Run[Stored], node: Node) -> None:
    """One step of every loop of a service; a refusal ends the round, as a pause would."""
    loops = [node.relay, node.policies, node.todos, node.projector]
    try:
        for loop in loops:
            taken = await loop.step() if loop else 0
            run.note(f"{node.service.name} took {taken}")
    except Unavailable:
        run.note(f"{node.service.name} pauses")


def order_of(run: Run[Stored], wish: Wish) -> Order:
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


async def answered(run: Run[Stored], order: Order) -> None:
    """Issue a command as a patient client does: the same one again until there is an answer."""
    nodes = run.installed.app.nodes.values()
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


async def settled(run: Run[Stored]) -> None:
    """No more faults: start again and let everything come to rest."""
    run.installed.calm()
    await run.installed.boot()
    for order in run.unanswered:
        await answered(run, order)
    await run.installed.app.drain()


async def goes_on(
    run: Run[Stored], script: Script[Stored], *, until: str, steps: int = MOST_STEPS
) -> None:
    """Let people and loops do their work until an aim at this call was hit, and two steps more."""
    faults = run.installed.faults
    for _ in range(steps):
        if until in faults.struck:
            break
        await one_step(run, script)
    assert until in faults.struck, f"{until} was never called so often"
    for _ in range(2):
        await one_step(run, script)
