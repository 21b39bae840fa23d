"""Databases for the tests of a run: migrated once, emptied after each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from nineteen.shared.testing.mongo import MongoStores, empty, migrated, stores_on
from nineteen.shared.testing.servers.plugin import SharedMongo


@pytest.fixture(scope="session")
def mongo_prefix(mongo: SharedMongo) -> Iterator[str]:
    """Of databases that are migrated."""
    with migrated(mongo.uri) as prefix:
        yield prefix


@pytest.fixture
async def mongo_stores(mongo: SharedMongo, mongo_prefix: str) -> AsyncIterator[MongoStores]:
    """Empty stores of one service, on Motor."""
    async with stores_on(mongo.uri, mongo_prefix) as stores:
        yield stores
        await empty(stores)
