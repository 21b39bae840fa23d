"""Stores on a real MongoDB for tests, in databases that no other run of tests names."""

import asyncio
import gc
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cached_property

from nineteen.shared.runtime.mongo.driver import Client, Database, Driver, connect, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.indexes import migrate
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.leases import MongoLeaseStore
from nineteen.shared.runtime.mongo.names import database_of, key_database
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.testing.contracts.examples import SOURCE


@dataclass
class MongoStores:
    """The stores of one service, each made when it is first used."""

    client: Client
    prefix: str
    service: str = SOURCE

    @property
    def database(self) -> Database:
        """The service's database."""
        return self.client[database_of(self.service, self.prefix)]

    @cached_property
    def store(self) -> MongoEventStore:
        """Its event store."""
        return MongoEventStore(self.database)

    @cached_property
    def views(self) -> MongoViewStore:
        """Its view store."""
        return MongoViewStore(self.database)

    @cached_property
    def leases(self) -> MongoLeaseStore:
        """Its leases."""
        return MongoLeaseStore(self.database)

    @cached_property
    def keys(self) -> MongoKeyStore:
        """The installation's key store."""
        return MongoKeyStore(self.client[key_database(self.prefix)])


@contextmanager
def migrated(uri: str, services: Sequence[str] = (SOURCE,)) -> Iterator[str]:
    """A prefix of databases that nobody else uses, migrated; dropped at the end."""
    prefix = f"test{uuid.uuid4().hex[:12]}"
    try:
        asyncio.run(prepare(uri, prefix, services))
        yield prefix
    finally:
        asyncio.run(forget(uri, prefix))


@asynccontextmanager
async def stores_on(
    uri: str, prefix: str, driver: Driver = "motor", service: str = SOURCE
) -> AsyncIterator[MongoStores]:
    """The stores of one service as one process has them."""
    client = connect(uri, driver)
    try:
        yield MongoStores(client, prefix, service)
    finally:
        await disconnect(client)


async def prepare(uri: str, prefix: str, services: Sequence[str]) -> None:
    """Make collections and indexes."""
    client = connect(uri, "pymongo")
    try:
        await migrate(client, services, prefix)
    finally:
        await disconnect(client)


async def empty(stores: MongoStores) -> None:
    """Forget every row of a service and of the keys."""
    for name in (stores.database.name, key_database(stores.prefix)):
        database = stores.client[name]
        for collection in await database.list_collection_names(filter={"type": "collection"}):
            await database[collection].delete_many({})


async def collect_sockets() -> None:
    """Have the sockets gone that PyMongo forgot: of clients closed while they connected.

    Whoever calls this ignores the warning of an unclosed socket.
    """
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
    gc.collect()


async def forget(uri: str, prefix: str) -> None:
    """Drop all databases of a prefix."""
    client = connect(uri, "pymongo")
    try:
        for name in await client.list_database_names():
            if name.startswith(f"{prefix}_"):
                await client.drop_database(name)
    finally:
        await disconnect(client)
