"""All services of an installation in memory, which may crash and boot as often as one likes."""

import uuid
from collections.abc import Sequence
from random import Random

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.node import Surroundings, started
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.testing.faults import NO_FAULTS, Faults, Rates
from nineteen.shared.testing.memory.bus import ORDERLY, Disorder, MemoryBus
from nineteen.shared.testing.memory.documents import MemoryDocuments
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore


class Memory:
    """Stored data that outlives crashes, and the app that runs on it now."""

    app: App

    def __init__(
        self, services: Sequence[Service], clock: Clock, seed: int, rates: Rates, disorder: Disorder
    ) -> None:
        self.services = services
        self.clock = clock
        self.chance = Random(seed)
        self.faults = Faults(self.chance, rates)
        self.stores = {s.name: MemoryEventStore(self._ticks) for s in services if s.deciders}
        self.views = {s.name: MemoryViewStore() for s in services}
        self.keys = MemoryKeyStore()
        logs = {name: store.log for name, store in self.stores.items()}
        self.bus = MemoryBus(logs, self.chance, disorder)
        self._master = self.chance.randbytes(32)
        self._tick = self._asked = 0

    async def boot(self) -> App:
        """Drop everything hot and start again on what is stored."""
        self.faults.heal()
        around = self.faults.around
        codec = Codec(KeyRing(around(self.keys, "keys"), self._master, self.chance.randbytes))
        surroundings = Surroundings(
            around(self.bus, "bus"),
            codec,
            Reader(codec),
            self.clock,
            tuple(self.stores),
            self._fresh_id,
            seconds=self._seconds,
        )
        nodes = []
        for service in self.services:
            name = service.name
            views = around(self.views[name], f"{name}-views")
            store = around(self.stores[name], f"{name}-store") if name in self.stores else None
            documents = MemoryDocuments(self.views[name])
            nodes.append(await started(service, views, store, surroundings, documents))
        self.app = App(nodes, surroundings)
        return self.app

    def calm(self) -> None:
        """No more faults and no more disorder."""
        self.faults.calm()
        self.bus.disorder = ORDERLY

    def forget(self) -> None:
        """Lose everything but facts and keys: positions, heads, memories, to-dos and views."""
        self.views = {service.name: MemoryViewStore() for service in self.services}

    def _fresh_id(self) -> str:
        return str(uuid.UUID(bytes=self.chance.randbytes(16), version=4))

    def _seconds(self) -> float:
        """A tenth later each time: what is remembered for a while gets old, and always as soon."""
        self._asked += 1
        return self._asked / 10

    def _ticks(self) -> int:
        self._tick += 1
        return self._tick


async def open_memory(
    services: Sequence[Service],
    clock: Clock,
    seed: int = 19,
    rates: Rates = NO_FAULTS,
    disorder: Disorder = ORDERLY,
) -> Memory:
    """An installation in memory; the same seed and the same calls give the same run."""
    memory = Memory(services, clock, seed, NO_FAULTS, disorder)
    await memory.boot()
    memory.faults.rates = rates
    return memory
