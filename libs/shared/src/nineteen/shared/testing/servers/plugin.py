"""Fixtures: `kafka` and `mongo` are shared by a test run; `own_kafka`, `own_mongo` may be killed.

Where no server can be had a test skips and says why; `NINETEEN_REQUIRE_CLUSTER=1` makes that a
failure. On a shared server a test names topics and databases that no other test names.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from nineteen.shared.testing.servers.cache import NoServer
from nineteen.shared.testing.servers.desk import PLACE, Desk, asked
from nineteen.shared.testing.servers.ladder import (
    KafkaServer,
    Kind,
    MongoServer,
    given,
    kafka_of_ones_own,
    mongo_of_ones_own,
)
from nineteen.shared.testing.servers.mongo_wire import is_mongod

TEST_S = 300
"""A test that starts servers may wait longer than others: the first start fetches them."""
DESK = pytest.StashKey[Desk]()
T = TypeVar("T")


@dataclass(frozen=True)
class SharedKafka:
    """The run's Kafka; nobody stops it."""

    address: str
    """Bootstrap servers."""


@dataclass(frozen=True)
class SharedMongo:
    """The run's database; nobody stops it."""

    uri: str
    real: bool
    """Whether it is a mongod, and not a stand-in."""


class Servers:
    """Starts servers of one's own, for fixtures with another scope or more nodes."""

    def __init__(self, folders: Callable[[str], Path]) -> None:
        self._folders = folders

    @contextmanager
    def kafka(self, nodes: int = 1) -> Iterator[KafkaServer]:
        """A Kafka; its data goes with it."""
        server = had(lambda: kafka_of_ones_own(self._folders("kafka"), nodes))
        try:
            yield server
        finally:
            server.stop(grace=0)

    @contextmanager
    def mongo(self) -> Iterator[MongoServer]:
        """A database; its data goes with it."""
        server = had(lambda: mongo_of_ones_own(self._folders("mongo")))
        try:
            yield server
        finally:
            server.stop(grace=0)


def had(get: Callable[[], T]) -> T:
    """What `get` gets; without it the test is skipped, or fails where servers are required."""
    try:
        return get()
    except NoServer as reason:
        missing(str(reason))


def missing(reason: str) -> NoReturn:
    """Skip, or fail where `NINETEEN_REQUIRE_CLUSTER` is set."""
    if os.environ.get("NINETEEN_REQUIRE_CLUSTER", "0") not in {"", "0"}:
        pytest.fail(f"{reason} (NINETEEN_REQUIRE_CLUSTER is set)", pytrace=False)
    pytest.skip(reason)


def shared(kind: Kind) -> str:
    """The address of a server that the run shares."""
    return had(lambda: given(kind) or asked(kind))


@pytest.fixture(scope="session")
def kafka() -> SharedKafka:
    """The run's Kafka."""
    return SharedKafka(shared("kafka"))


@pytest.fixture(scope="session")
def mongo() -> SharedMongo:
    """The run's database."""
    uri = shared("mongo")
    return SharedMongo(uri, is_mongod(uri))


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Servers:
    """How to start servers of one's own."""
    return Servers(tmp_path_factory.mktemp)


@pytest.fixture
def own_kafka(servers: Servers) -> Iterator[KafkaServer]:
    """A Kafka of one node that only this test uses."""
    with servers.kafka() as server:
        yield server


@pytest.fixture
def own_kafkas(servers: Servers) -> Iterator[KafkaServer]:
    """A Kafka of three nodes that only this test uses."""
    with servers.kafka(nodes=3) as server:
        yield server


@pytest.fixture
def own_mongo(servers: Servers) -> Iterator[MongoServer]:
    """A database that only this test uses."""
    with servers.mongo() as server:
        yield server


@pytest.fixture
def a_mongod(mongo: SharedMongo, request: pytest.FixtureRequest) -> None:
    """Skips a test that names a gap of the stand-in, unless a real mongod answers."""
    mark = request.node.get_closest_marker("needs_mongod")
    if mark is not None and not mongo.real:
        gap, instead = mark.args
        pytest.skip(f"needs a real mongod for {gap}: {instead}")


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run opens the desk, unless a run around it has one."""
    config.addinivalue_line("markers", "needs_mongod(gap, instead): skips on a stand-in")
    if PLACE not in os.environ:
        config.stash[DESK] = Desk()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing that was started outlives the run."""
    if DESK in config.stash:
        config.stash[DESK].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first start of a server may have to fetch it."""
    for item in items:
        if item.get_closest_marker("cluster") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TEST_S))
