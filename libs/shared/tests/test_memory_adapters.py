"""The memory adapters keep every contract, with all their disorder."""

from random import Random

import pytest

from nineteen.shared.runtime.ports import ViewStore
from nineteen.shared.testing.contracts.bus import BusContract
from nineteen.shared.testing.contracts.event_store import EventStoreContract
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces
from nineteen.shared.testing.contracts.flow import FlowContract
from nineteen.shared.testing.contracts.keys import KeyStoreContract
from nineteen.shared.testing.contracts.parking import ParkingContract
from nineteen.shared.testing.contracts.todos import TodoContract
from nineteen.shared.testing.contracts.view_store import ViewStoreContract
from nineteen.shared.testing.memory.bus import Disorder, MemoryBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore


@pytest.fixture
def store() -> MemoryEventStore:
    return MemoryEventStore()


@pytest.fixture(params=[1, 2, 3])
def bus(store: MemoryEventStore, request: pytest.FixtureRequest) -> MemoryBus:
    return MemoryBus({SOURCE: store.log}, Random(request.param), Disorder())


@pytest.fixture
def views() -> MemoryViewStore:
    return MemoryViewStore()


@pytest.fixture
def keys() -> MemoryKeyStore:
    return MemoryKeyStore()


class TestMemoryEventStore(EventStoreContract):
    pass


class TestMemoryBus(BusContract):
    pass


class TestMemoryViewStore(ViewStoreContract):
    async def total(self, views: ViewStore) -> int:
        assert isinstance(views, MemoryViewStore)
        return views.totals.total()


class TestMemoryTodos(TodoContract):
    pass


class TestMemoryKeyStore(KeyStoreContract):
    pass


@pytest.fixture
def pieces(
    store: MemoryEventStore, bus: MemoryBus, views: MemoryViewStore, keys: MemoryKeyStore
) -> Pieces:
    return Pieces(store, bus, views, keys)


class TestMemoryFlow(FlowContract):
    pass


class TestMemoryParking(ParkingContract):
    pass
