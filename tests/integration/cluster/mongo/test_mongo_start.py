"""What a service says when MongoDB is not as it needs it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from nineteen.shared.runtime.mongo import driver
from nineteen.shared.runtime.mongo.driver import Client, Driver, connect, disconnect
from nineteen.shared.runtime.mongo.indexes import migrate, verify
from nineteen.shared.runtime.mongo.names import COMMITS
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.mongo.trouble import CannotStart
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.testing.contracts.examples import SOURCE, commit, stream_of
from nineteen.shared.testing.mongo import MongoStores, collect_sockets, migrated, stores_on
from nineteen.shared.testing.mongo_server import STANDALONE, guarded, server
from nineteen.shared.testing.servers.plugin import SharedMongo

pytestmark = pytest.mark.cluster
BOTH = ["guarded_contact", "guarded_keys"]
DRIVERS: list[Driver] = ["motor", "pymongo"]


@pytest.fixture
def prefix(mongo: SharedMongo) -> Iterator[str]:
    """Of databases that this test may spoil."""
    with migrated(mongo.uri) as prefix:
        yield prefix


@pytest.fixture
async def client(mongo: SharedMongo) -> AsyncIterator[Client]:
    client = connect(mongo.uri)
    yield client
    await disconnect(client)


async def refused(uri: str, kind: Driver = "motor") -> str:
    """The sentence with which a service does not start."""
    with pytest.raises(CannotStart) as refusal:
        await opened(uri, kind)
    return str(refusal.value)


@pytest.mark.parametrize("kind", DRIVERS)
async def test_a_replica_set_is_taken(mongo: SharedMongo, kind: Driver) -> None:
    client = await opened(mongo.uri, kind)

    assert await client.list_database_names()
    await disconnect(client)


@pytest.mark.parametrize("kind", DRIVERS)
async def test_an_address_cannot_weaken_what_is_read_and_written(
    mongo: SharedMongo, kind: Driver
) -> None:
    weak = "readPreference=secondary&readConcernLevel=local&w=1&journal=false&retryWrites=false"
    client = connect(f"{mongo.uri}{'&' if '?' in mongo.uri else '/?'}{weak}", kind)

    assert client.read_preference.name == "Primary"
    assert client.read_concern.level == "majority"
    assert client.write_concern.document["w"] == "majority"
    assert client.write_concern.document["j"] is True
    assert client.options.retry_writes
    await disconnect(client)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("kind", DRIVERS)
async def test_an_address_where_nobody_answers_is_named_without_its_password(
    kind: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "SELECT_MS", 50)

    said = await refused("mongodb://someone:secret@127.0.0.1:9/?replicaSet=rs", kind)

    assert said.startswith("No MongoDB answers at 127.0.0.1:9.")
    assert "secret" not in said
    await collect_sockets()


async def test_a_replica_set_of_another_name_is_not_taken(
    mongo: SharedMongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "SELECT_MS", 500)
    parts = urlsplit(mongo.uri)
    elsewhere = urlunsplit(parts._replace(query="replicaSet=another"))

    assert "is the replica set of the address the one it has?" in await refused(elsewhere)


@pytest.mark.parametrize("uri", ["localhost:27017", "mongodb://", "mongodb://h:port", "http://h"])
async def test_what_is_no_address_is_said_to_be_none(uri: str) -> None:
    assert "cannot be read" in await refused(uri)


@pytest.mark.parametrize("kind", DRIVERS)
async def test_a_standalone_is_refused_with_the_way_out(tmp_path: Path, kind: Driver) -> None:
    with server(tmp_path, STANDALONE) as address:
        said = await refused(f"mongodb://{address}/?directConnection=true", kind)

    assert said.startswith(f"{address} is a standalone MongoDB")
    assert "--replSet" in said


async def test_what_was_migrated_is_verified_and_may_be_migrated_again(
    client: Client, prefix: str
) -> None:
    await verify(client, [SOURCE], prefix)

    await migrate(client, [SOURCE], prefix)

    await verify(client, [SOURCE], prefix)


async def test_a_service_that_was_never_migrated_does_not_start(
    client: Client, prefix: str
) -> None:
    with pytest.raises(CannotStart, match=r"u_stream_from .* is missing. Run `nineteen migrate`"):
        await verify(client, ["scheduling"], prefix)


async def test_a_missing_index_is_named_and_made_again(client: Client, prefix: str) -> None:
    database = client[f"{prefix}_{SOURCE}"]
    await database[COMMITS].drop_index("relay_pending")

    with pytest.raises(CannotStart, match=f"relay_pending of {prefix}_contact.commits is missing"):
        await verify(client, [SOURCE], prefix)

    await migrate(client, [SOURCE], prefix)
    await verify(client, [SOURCE], prefix)


@pytest.mark.parametrize(
    ("keys", "options"),
    [
        (["stream", "from_version"], {}),
        (["stream", "from_version", "to_version"], {"unique": True}),
        (
            ["stream", "from_version"],
            {"unique": True, "partialFilterExpression": {"pending": True}},
        ),
    ],
)
async def test_an_index_that_is_another_than_its_name_says_stops_the_start(
    client: Client, prefix: str, keys: list[str], options: dict[str, Any]
) -> None:
    commits = client[f"{prefix}_{SOURCE}"][COMMITS]
    await commits.drop_index("u_stream_from")
    await commits.create_index([(key, 1) for key in keys], name="u_stream_from", **options)

    with pytest.raises(CannotStart, match="has other keys or options than it needs"):
        await verify(client, [SOURCE], prefix)
    with pytest.raises(CannotStart, match="drop it by hand"):
        await migrate(client, [SOURCE], prefix)


async def test_users_and_their_rights_are_refused_in_words(tmp_path: Path) -> None:
    users = {"writer": ("readWrite", BOTH), "reader": ("read", BOTH)}
    async with guarded(tmp_path, "guarded", users) as address:
        said = await refused(f"mongodb://reader:wrong@{address}/?directConnection=true")
        assert said == f"MongoDB at {address} refuses the user name or the password."
        assert "wrong" not in said

        reading = f"mongodb://reader:right@{address}/?directConnection=true"
        client = await opened(reading)
        await verify(client, [SOURCE], "guarded")
        with pytest.raises(CannotStart, match="may not make collections and indexes in"):
            await migrate(client, ["scheduling"], "guarded")
        await disconnect(client)

        async with stores_on(reading, "guarded") as stores:
            await refused_writing(stores)
        async with stores_on(reading.replace("reader", "writer"), "guarded") as stores:
            assert await stores.store.append(commit("a", stream_of("gate"))) is None


async def refused_writing(stores: MongoStores) -> None:
    with pytest.raises(Unavailable, match="Give it the role readWrite"):
        await stores.store.append(commit("a", stream_of("gate")))
    assert list(await stores.store.read(stream_of("gate"))) == []
