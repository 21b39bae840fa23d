"""Loops: steps over and over until told to stop, some of them only while a lease is held."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.lease import Lease
from nineteen.shared.runtime.ports import Unavailable

Step = Callable[[], Awaitable[int]]
Regained = Callable[[], Awaitable[None]]
CONTEND_S = 1.0
log = structlog.get_logger()


@dataclass(frozen=True)
class Turn:
    """Work that one process at a time may do; `gained` drops what is old when it is ours again.

    Who could not do it for a whole lease hands it on, for another may reach what it cannot.
    """

    lease: Lease
    gained: Regained | None = None

    def of(self, step: Step) -> Step:
        """The step, done only while the lease is held."""
        again = 0.0
        failing: float | None = None

        async def leased() -> int:
            nonlocal again, failing
            had, now = self.lease.held, asyncio.get_running_loop().time()
            if not had and now < again:
                return 0
            again = now + CONTEND_S
            if not await self.lease.step():
                return 0
            if not had:
                await self._taken()
            try:
                found = await step()
            except Unavailable:
                failing = failing or now
                if now >= failing + self.lease.length:
                    again, failing = now + self.lease.length, None
                    log.warning("lease_handed_on", lease=self.lease.name)
                    await self.lease.release()
                raise
            failing = None
            return found

        return leased

    async def _taken(self) -> None:
        log.info("lease_taken", lease=self.lease.name)
        if self.gained:
            await self.gained()


class Loops:
    """The loops of a process."""

    def __init__(self, nap: Callable[[], Awaitable[float]]) -> None:
        self.broken: str | None = None
        """Why a loop ended for good; then the process is not live any more."""
        self._nap = nap
        self._stopping = asyncio.Event()
        self._wake: list[asyncio.Event] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._leases: list[Lease] = []

    @property
    def stopping(self) -> bool:
        """Whether long work should come to an end."""
        return self._stopping.is_set()

    def start(
        self, name: str, step: Step, turn: Turn | None = None, rest_s: float | None = None
    ) -> None:
        """Run a step from now on; under `turn` only while its lease is held.

        After a step that found nothing it rests for `rest_s`, if that is given.
        """
        wake = asyncio.Event()
        self._wake.append(wake)
        if turn:
            self._leases.append(turn.lease)
            step = turn.of(step)
        task = asyncio.create_task(self._loop(step, wake, rest_s), name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    async def stop(self) -> None:
        """Let every step finish, then hand the leases on."""
        self._stopping.set()
        self.wake()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        for lease in self._leases:
            try:
                await lease.release()
            except Unavailable:
                log.warning("lease_not_released", lease=lease.name)
        self._leases.clear()

    def lease_changes(self) -> dict[str, int]:
        """How often this process took each lease."""
        return {lease.name: lease.changes for lease in self._leases}

    def wake(self) -> None:
        """There is news: loops need not wait."""
        for event in self._wake:
            event.set()

    async def pause(self, seconds: float) -> None:
        """Rest, unless it is time to stop."""
        await rest(self._stopping, seconds)

    async def _loop(self, step: Step, wake: asyncio.Event, rest_s: float | None) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            wake.clear()
            try:
                if await step():
                    await asyncio.sleep(0)
                    continue
                pause = 0.1
                nap = await self._nap() if rest_s is None else rest_s
            except Unavailable as trouble:
                log.warning("store_unavailable", full=trouble.full, next_try_s=pause)
                await rest(self._stopping, pause)
                pause = min(pause * 2, 5.0)
                continue
            await rest(wake, nap)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error:
            self.broken = f"{task.get_name()}: {place_of(error)}"
            log.critical("loop_broken", loop=task.get_name(), at=place_of(error))


async def rest(until: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but not longer."""
    try:
        await asyncio.wait_for(until.wait(), seconds)
    except TimeoutError:
        return
