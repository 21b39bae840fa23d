"""Processes at work, people who use them, and what must hold once everything came to rest."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.topics import SOURCES
from nineteen.shared.runtime.mongo.driver import connect, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.names import database_of
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.runtime.node import policies_group, views_group
from nineteen.shared.runtime.ports import Position
from nineteen.shared.testing.contracts.bus import reached
from nineteen.shared.testing.installation import NAMES, Installation, Process, facts_of
from nineteen.shared.testing.invariants import on_the_bus, relayed, unbroken
from nineteen.shared.testing.traffic import PAUSE_S, SETTLES_S, Traffic, taking_commands

OUTAGE_S = 16.0
"""Longer than three pauses of a loop that finds a server away."""
CAUGHT_UP_S = 30.0
"""So long after a fault ends everything may take to come to rest (F-13)."""
ONCE = frozenset(
    {
        "EmployerRegistered",
        "TaskOpened",
        "RequestDrafted",
        "AppointmentOpened",
        "AppointmentConfirmed",
        "IntervalReserved",
    }
)
"""Facts that a stream of this traffic holds once: what was done twice shows."""


@dataclass
class AtWork:
    """An installation under load."""

    installation: Installation
    processes: Sequence[Process]
    client: httpx.AsyncClient
    traffic: Traffic

    async def rests(self, of: Sequence[Process] | None = None, within: float = SETTLES_S) -> None:
        """Wait until nobody has anything left to do."""
        async with asyncio.timeout(within):
            before, found = None, await self._calm(of or self.processes)
            while not found or before != found:
                await asyncio.sleep(PAUSE_S)
                before, found = found, await self._calm(of or self.processes)

    async def lost_nothing(self, of: Sequence[Process] | None = None) -> None:
        """Each acknowledged command is one fact, in order, in every view (I1, I2, I3, I4)."""
        facts = {(str(f.stream), f.version): f for f in await facts_of(self.installation)}
        kinds = Counter((stream, type(f.event).__name__) for (stream, _), f in facts.items())
        assert not [kind for kind, count in kinds.items() if kind[1] in ONCE and count > 1]
        for answer in self.traffic.acknowledged:
            told = [(answer["stream"], version) for version in versions_of(answer)]
            names = [type(facts[each].event).__name__ for each in told]
            assert names == answer["events"]
        await in_order_on_the_bus(self.installation)
        for process in of or self.processes:
            answer = (await self.client.get(f"{process.address}/ops/parked")).json()
            assert answer == {"parked": []}
        done = await asyncio.to_thread(self.installation.run, "verify")
        assert done.returncode == 0, done.stdout + done.stderr

    async def _calm(self, processes: Sequence[Process]) -> list[dict[str, Any]] | None:
        """What all tell, if all are quiescent and have seen the same facts."""
        found = []
        for process in processes:
            try:
                response = await self.client.get(f"{process.address}/ops/quiescent")
            except httpx.TransportError:
                return None
            if not response.is_success:
                return None
            found.append(response.json() | {"now": ""})
        rest = all(each["quiescent"] and each["ends"] == found[0]["ends"] for each in found)
        return found if rest else None


@asynccontextmanager
async def at_work(installation: Installation, *processes: Process) -> AsyncIterator[AtWork]:
    """Processes that are ready, and an agency."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        for process in processes:
            stack.enter_context(process)
        for process in processes:
            await process.ready(client)
        traffic = Traffic(client, taking_commands(processes))
        await traffic.registers_agency()
        yield AtWork(installation, processes, client, traffic)


def versions_of(answer: dict[str, Any]) -> range:
    """The versions of the events that an answer tells of."""
    return range(answer["version"] - len(answer["events"]) + 1, answer["version"] + 1)


async def in_order_on_the_bus(installation: Installation) -> None:
    """The stores have no holes, and the topics hold what they hold, each stream in order (I2)."""
    client = connect(installation.mongo, installation.driver)
    bus = KafkaBus(Connection(installation.kafka), prefix=installation.name)
    try:
        for source in SOURCES:
            store = MongoEventStore(client[database_of(source, installation.name)])
            stored = [each async for commits in store.read_all() for each in commits]
            unbroken(stored)
            relayed(stored, await on_the_bus(bus, source))
    finally:
        await bus.close()
        await disconnect(client)


@asynccontextmanager
async def positions_only_rise(installation: Installation) -> AsyncIterator[None]:
    """Look at the positions of every group all the while: none may move back (I6)."""
    stop = asyncio.Event()
    looking = asyncio.create_task(look_for_falls(installation, stop))
    try:
        yield
    finally:
        stop.set()
        await looking


async def look_for_falls(installation: Installation, stop: asyncio.Event) -> None:
    """AssertionError when a position moved back."""
    client = connect(installation.mongo, installation.driver)
    stores = {name: MongoViewStore(client[database_of(name, installation.name)]) for name in NAMES}
    seen: dict[tuple[str, str], Position] = {}
    try:
        while not stop.is_set() or not seen:
            for name, store in stores.items():
                for group in (policies_group(name), views_group(name)):
                    for source, at in (await store.positions(group)).items():
                        before = seen.setdefault((group, source), at)
                        assert reached(at, before), f"{group} fell back on {source}"
                        seen[group, source] = at
            await asyncio.sleep(PAUSE_S)
    finally:
        await disconnect(client)


async def until_taken(leases: set[str], processes: Sequence[Process]) -> None:
    """Wait until these processes have taken the leases, as their logs say."""
    async with asyncio.timeout(SETTLES_S):
        while leases - set().union(*(each.took for each in processes)):  # noqa: ASYNC110
            await asyncio.sleep(PAUSE_S)


async def until_backlog(
    service: str, installation: Installation, fits: Callable[[float], bool]
) -> None:
    """Wait until the oldest commit that no relay has carried is so many seconds old; 0: none is."""
    client = connect(installation.mongo, installation.driver)
    store = MongoEventStore(client[database_of(service, installation.name)])
    try:
        async with asyncio.timeout(SETTLES_S):
            while not fits(age_of(await store.oldest_pending())):  # noqa: ASYNC110
                await asyncio.sleep(PAUSE_S)
    finally:
        await disconnect(client)


def age_of(since_ms: int | None) -> float:
    """Seconds since then."""
    return 0.0 if since_ms is None else time.time() - since_ms / 1000


def long_outage(age: float) -> bool:
    """Whether a commit has waited for as long as an outage shall last."""
    return age > OUTAGE_S


def no_more(age: float) -> bool:
    """Whether no commit waits."""
    return age == 0
