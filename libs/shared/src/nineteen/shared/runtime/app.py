"""All services of a process together: step, drain, turn the clock, or run live."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from nineteen.shared.runtime.clock import Clock, ManualClock, SwitchedClock
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.lease import Lease
from nineteen.shared.runtime.loops import Loops, Regained, Turn
from nineteen.shared.runtime.node import Node, Surroundings

FAR, WAIT_S = 2_000, 0.1
"""Whoever sends much waits while the work of a cluster is so many records behind."""
STALLED_S = 60.0
LATE_A_SECOND = 50
"""After an outage so many overdue to-dos a second, oldest first (DESIGN 7)."""


class NotManual(Exception):
    """The clock of this process is not turned by hand."""


class App:
    """Nodes that share a clock, a bus and keys."""

    def __init__(self, nodes: Sequence[Node], around: Surroundings) -> None:
        self.nodes = {node.service.name: node for node in nodes}
        self.around = around
        self.changed = asyncio.Event()
        """Set, and replaced, whenever views took news."""
        self.loops = Loops(self._nap)
        self.look_at_clock: Callable[[], Awaitable[int]] | None = None
        """Hears what others made of a clock that several processes share."""
        self._turning = asyncio.Lock()

    @property
    def clock(self) -> Clock:
        """Business time."""
        return self.around.clock

    @property
    def stopping(self) -> bool:
        """Whether long work should come to an end."""
        return self.loops.stopping

    @property
    def broken(self) -> str | None:
        """Why this process is not live any more: a loop ended, or its bus fell silent for good."""
        if self.around.stalled_for() > STALLED_S:
            return "the bus has been silent for too long: a new process would hear it"
        return self.loops.broken

    async def step_work(self) -> int:
        """One step of every policy group and every to-do runner."""
        taken = 0
        for node in self.nodes.values():
            taken += await self._worked(node)
        return taken

    async def step_views(self) -> int:
        """One step of every view group."""
        taken = 0
        for node in self.nodes.values():
            if node.projector:
                taken += await node.projector.step()
        if taken:
            self.tell()
        return taken

    async def step_outbox(self) -> int:
        """One step of every outbox."""
        return sum([await node.outbox.step() for node in self.nodes.values() if node.outbox])

    async def drain(self, *, views: bool = True) -> None:
        """Step until nothing is left to do now: a step of nothing may be a bus that dawdles."""
        work = [node.policies for node in self.nodes.values() if node.policies]
        await self._work_off()
        while await self._behind(work):
            await self._work_off()
        groups = [node.projector for node in self.nodes.values() if node.projector and views]
        while groups and (await self.step_views() or await self._behind(groups)):
            pass
        while views and await self.step_outbox():
            pass

    async def keep_up(self, service: str) -> None:
        """Have a service's policies read what was decided: who sends much must not outrun them."""
        node = self.nodes[service]
        policies = node.policies
        if policies and node.leases:  # in a cluster the process that does the work is waited for
            while not self.stopping and await self._far_behind(node, policies.group):
                await self.loops.pause(WAIT_S)
            return
        while policies and await policies.behind() and not self.stopping:
            await policies.step()

    async def _work_off(self) -> None:
        """Each service until it has nothing: a chain of its own costs the others one step."""
        for node in self.nodes.values():
            while await self._worked(node):
                pass

    async def next_due(self) -> datetime | None:
        """When the next to-do of any service is due."""
        runners = [node.todos for node in self.nodes.values() if node.todos]
        dues = [await runner.next_due() for runner in runners]
        return min((due for due in dues if due), default=None)

    async def turn_to(self, target: datetime, *, views: bool = True) -> None:
        """Turn a manual clock to `target`, running every to-do at its own time on the way.

        Raises NotManual when the clock is the system's, ValueError when `target` lies behind.
        """
        clock = self._manual()
        if not clock:
            raise NotManual
        async with self._turning:
            if target < clock.now():
                raise ValueError("a clock never goes back")
            await self.drain(views=False)
            while (due := await self.next_due()) and due <= target:
                clock.set(max(due, clock.now()))
                await self.drain(views=False)
            clock.set(target)
            if views:
                await self.drain()

    def go_live(self) -> None:
        """Start the loops; each ends when `stop` is called.

        Under a manual clock of this process one loop drains, so that it and `turn_to` take turns.
        """
        if self._manual():
            self.loops.start("drain", self._drained)
            return
        for node in self.nodes.values():
            name, rest = node.service.name, self.around.poll_s
            if node.relay:
                turn = self.turn(node, "relay")
                self.loops.start(f"{name}.relay", node.relay.step, turn, self.around.look_s)
            if node.policies and node.todos:
                turn = self.turn(node, "work", node.regained_work)
                self.loops.start(f"{name}.work", partial(self._work, node), turn, rest)
            if node.projector:
                turn = self.turn(node, "views", node.regained_views)
                self.loops.start(f"{name}.views", partial(self._views, node), turn, rest)
            if node.outbox:
                turn = self.turn(node, "outbox")
                self.loops.start(f"{name}.outbox", node.outbox.step, turn, self.around.look_s)

    async def stop(self) -> None:
        """Let every loop finish its step."""
        await self.loops.stop()

    def wake(self) -> None:
        """There is news: loops need not wait."""
        self.loops.wake()

    def tell(self) -> None:
        """Views took news: whoever waits for that looks again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def turn(self, node: Node, what: str, gained: Regained | None = None) -> Turn | None:
        """The right to do something for a service, where several processes could."""
        if node.leases is None:
            return None
        lease = Lease(node.leases, f"{node.service.name}.{what}", self.around.process)
        return Turn(lease, gained)

    def _manual(self) -> ManualClock | None:
        clock = self.clock.clock if isinstance(self.clock, SwitchedClock) else self.clock
        return clock if isinstance(clock, ManualClock) else None

    async def _drained(self) -> int:
        async with self._turning:
            await self.drain()
        return 0

    async def _behind(self, consumers: Sequence[Consumer]) -> bool:
        return any([await consumer.behind() for consumer in consumers])

    async def _far_behind(self, node: Node, group: str) -> bool:
        bus = self.around.bus
        at = await node.positions_of(group, bus, [node.service.name])
        end = await bus.end_position(node.service.name)
        return sum(end.next) - sum(at[node.service.name].next) > FAR

    async def _worked(self, node: Node) -> int:
        """One step of a service, however much is due."""
        taken = await node.relay.step() if node.relay else 0
        taken += await node.policies.step() if node.policies else 0
        return taken + (await node.todos.step() if node.todos else 0)

    async def _work(self, node: Node) -> int:
        taken = await node.policies.step() if node.policies else 0
        if not node.todos:
            return taken
        taken += await node.todos.step(LATE_A_SECOND)
        if node.todos.late > LATE_A_SECOND:
            await self.loops.pause(1.0)
        return taken

    async def _views(self, node: Node) -> int:
        taken = await node.projector.step() if node.projector else 0
        if taken:
            self.tell()
        return taken

    async def _nap(self) -> float:
        due = await self.next_due()
        if due is None:
            return 1.0
        return min(1.0, max(0.0, (due - self.clock.now()).total_seconds()))
