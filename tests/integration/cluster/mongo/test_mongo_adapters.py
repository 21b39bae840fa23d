"""The MongoDB adapters keep every contract, on either driver."""

from collections.abc import AsyncIterator
from random import Random

import pytest

from nineteen.shared.runtime.mongo.documents import MongoDocuments
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.leases import MongoLeaseStore
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.runtime.ports import ViewStore
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.testing.contracts.event_store import EventStoreContract
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces
from nineteen.shared.testing.contracts.flow import FlowContract
from nineteen.shared.testing.contracts.keys import KeyStoreContract
from nineteen.shared.testing.contracts.leases import LeaseContract
from nineteen.shared.testing.contracts.parking import ParkingContract
from nineteen.shared.testing.contracts.todos import TodoContract
from nineteen.shared.testing.contracts.view_store import ViewStoreContract
from nineteen.shared.testing.memory.backlog import MemoryPublisher, RelayedBus
from nineteen.shared.testing.memory.bus import MemoryBus
from nineteen.shared.testing.memory.event_store import MemoryLog
from nineteen.shared.testing.mongo import MongoStores, empty, stores_on
from nineteen.shared.testing.servers.plugin import SharedMongo

pytestmark = pytest.mark.cluster


@pytest.fixture(params=["motor", "pymongo"])
async def stores(
    mongo: SharedMongo, mongo_prefix: str, request: pytest.FixtureRequest
) -> AsyncIterator[MongoStores]:
    async with stores_on(mongo.uri, mongo_prefix, request.param) as stores:
        yield stores
        await empty(stores)


@pytest.fixture
def store(stores: MongoStores) -> MongoEventStore:
    return stores.store


@pytest.fixture
def bus(store: MongoEventStore) -> RelayedBus:
    log = MemoryLog()
    relay = Relay(SOURCE, store, MemoryPublisher(log))
    return RelayedBus(MemoryBus({SOURCE: log}, Random(19)), relay)


@pytest.fixture
def views(stores: MongoStores) -> MongoViewStore:
    return stores.views


@pytest.fixture
def keys(stores: MongoStores) -> MongoKeyStore:
    return stores.keys


@pytest.fixture
def leases(stores: MongoStores) -> MongoLeaseStore:
    return stores.leases


@pytest.fixture
def pieces(
    store: MongoEventStore, bus: RelayedBus, views: MongoViewStore, keys: MongoKeyStore
) -> Pieces:
    return Pieces(store, bus, views, keys)


class TestMongoEventStore(EventStoreContract):
    pass


class TestMongoViewStore(ViewStoreContract):
    async def total(self, views: ViewStore) -> int:
        assert isinstance(views, MongoViewStore)
        assert isinstance(views.reader, MongoDocuments)
        return sum(n for _, _, n in await views.reader.cells("board.v1.g1", ""))


class TestMongoTodos(TodoContract):
    pass


class TestMongoKeyStore(KeyStoreContract):
    pass


class TestMongoLeases(LeaseContract):
    pass


class TestMongoFlow(FlowContract):
    pass


class TestMongoParking(ParkingContract):
    pass
