"""All services of a process together: step, drain, turn the clock, or run live."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from nineteen.shared.runtime.clock import Clock, ManualClock, SwitchedClock
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.node import Node, Surroundings
from nineteen.shared.runtime.ports import Unavailable

LATE_A_SECOND = 50
"""After an outage so many overdue to-dos a second, oldest first (DESIGN 7)."""
log = structlog.get_logger()


class NotManual(Exception):
    """The clock of this process is not turned by hand."""


class App:
    """Nodes that share a clock, a bus and keys."""

    def __init__(self, nodes: Sequence[Node], around: Surroundings) -> None:
        self.nodes = {node.service.name: node for node in nodes}
        self.around = around
        self.changed = asyncio.Event()
        """Set, and replaced, whenever views took news."""
        self.broken: str | None = None
        """Why a loop ended for good; then the process is not live any more."""
        self._stopping = asyncio.Event()
        self._wake: list[asyncio.Event] = []
        self._loops: list[asyncio.Task[None]] = []
        self._turning = asyncio.Lock()

    @property
    def clock(self) -> Clock:
        """Business time."""
        return self.around.clock

    @property
    def stopping(self) -> bool:
        """Whether long work should come to an end."""
        return self._stopping.is_set()

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
            self._tell()
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
        policies = self.nodes[service].policies
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

        Under a manual clock one loop drains, so that it and `turn_to` take turns.
        """
        if self._manual():
            self._start("drain", self._drained)
            return
        for node in self.nodes.values():
            if node.policies and node.todos:
                self._start(f"{node.service.name}.work", partial(self._work, node))
            if node.projector:
                self._start(f"{node.service.name}.views", partial(self._views, node))
            if node.outbox:
                self._start(f"{node.service.name}.outbox", node.outbox.step)

    async def stop(self) -> None:
        """Let every loop finish its step."""
        self._stopping.set()
        self.wake()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._loops.clear()

    def wake(self) -> None:
        """There is news: loops need not wait."""
        for event in self._wake:
            event.set()

    def _manual(self) -> ManualClock | None:
        clock = self.clock.clock if isinstance(self.clock, SwitchedClock) else self.clock
        return clock if isinstance(clock, ManualClock) else None

    async def _drained(self) -> int:
        async with self._turning:
            await self.drain()
        return 0

    async def _behind(self, consumers: Sequence[Consumer]) -> bool:
        return any([await consumer.behind() for consumer in consumers])

    def _tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    async def _worked(self, node: Node) -> int:
        """One step of a service, however much is due."""
        taken = await node.policies.step() if node.policies else 0
        return taken + (await node.todos.step() if node.todos else 0)

    async def _work(self, node: Node) -> int:
        taken = await node.policies.step() if node.policies else 0
        if not node.todos:
            return taken
        taken += await node.todos.step(LATE_A_SECOND)
        if node.todos.late > LATE_A_SECOND:
            await self._rest(self._stopping, 1.0)
        return taken

    async def _views(self, node: Node) -> int:
        taken = await node.projector.step() if node.projector else 0
        if taken:
            self._tell()
        return taken

    def _start(self, name: str, step: Callable[[], Awaitable[int]]) -> None:
        wake = asyncio.Event()
        self._wake.append(wake)
        task = asyncio.create_task(self._loop(step, wake), name=name)
        task.add_done_callback(self._ended)
        self._loops.append(task)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error:
            self.broken = f"{task.get_name()}: {place_of(error)}"
            log.critical("loop_broken", loop=task.get_name(), at=place_of(error))

    async def _loop(self, step: Callable[[], Awaitable[int]], wake: asyncio.Event) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            wake.clear()
            try:
                if await step():
                    await asyncio.sleep(0)
                    continue
                pause = 0.1
            except Unavailable as trouble:
                log.warning("store_unavailable", full=trouble.full, next_try_s=pause)
                await self._rest(self._stopping, pause)
                pause = min(pause * 2, 5.0)
                continue
            await self._rest(wake, await self._nap())

    @staticmethod
    async def _rest(until: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(until.wait(), seconds)
        except TimeoutError:
            return

    async def _nap(self) -> float:
        due = await self.next_due()
        if due is None:
            return 1.0
        return min(1.0, max(0.0, (due - self.clock.now()).total_seconds()))
