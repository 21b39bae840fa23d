"""One service with one view on real servers, put together as `serve` does it, not live."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.facts import Facts, sealed
from benchmarks.invariants import Broken
from benchmarks.sample import shows
from benchmarks.servers import forgotten
from nineteen.shared.runtime.cluster import Cluster, put_together
from nineteen.shared.runtime.commits import body_of
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.installation_key import installation_key
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.topics import fact_topics
from nineteen.shared.runtime.mongo.driver import Client, Database, Driver
from nineteen.shared.runtime.mongo.event_store import MongoEventStore, row_of
from nineteen.shared.runtime.mongo.names import COMMITS, database_of
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.mongo.verification import Verification
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.mongo import prepare

BRANCH = replace(shows, name="contact")
"""Under the name of a service whose topic every group reads."""
AT_ONCE = 1_000


@dataclass
class Branch:
    """The service; the benchmarks step its relay and its view themselves."""

    cluster: Cluster
    prefix: str

    @property
    def store(self) -> MongoEventStore:
        """Its events."""
        store = self.cluster.app.nodes[BRANCH.name].store
        assert isinstance(store, MongoEventStore)  # noqa: S101  it decides
        return store

    @property
    def relay(self) -> Relay:
        """What carries them to Kafka."""
        relay = self.cluster.app.nodes[BRANCH.name].relay
        assert relay  # noqa: S101  it decides
        return relay

    @property
    def projector(self) -> Consumer:
        """Its view's group."""
        projector = self.cluster.app.nodes[BRANCH.name].projector
        assert projector  # noqa: S101  it has a view
        return projector

    @property
    def database(self) -> Database:
        """Where its rows lie."""
        return self.cluster.client[database_of(BRANCH.name, self.prefix)]

    async def sealed(self, facts: Facts, streams: int, length: int = 1) -> list[Commit]:
        """New commits as commands would have left them."""
        return await sealed(self.cluster.app.around.codec, facts.of(streams, length))

    async def check(self, commits: int) -> None:
        """Every commit is kept, none waits for the relay, and the view is what they say."""
        kept = await self.database[COMMITS].count_documents({})
        waiting = await self.database[COMMITS].count_documents({"pending": True})
        if kept != commits or waiting:
            raise Broken(f"{kept} commits of {commits}, {waiting} of them waiting")
        around = self.cluster.app.around
        compared = Verification(self.cluster.client, self.prefix, [BRANCH], around.codec)
        for verdict in await compared.of(BRANCH):
            if not verdict.clean:
                raise Broken(f"{verdict.view}: {len(verdict.different)} documents differ")


@asynccontextmanager
async def branch(
    address: str, uri: str, folder: Path, driver: Driver = "motor"
) -> AsyncIterator[Branch]:
    """Databases and topics of its own; nothing of it is left on the servers."""
    prefix, connection = fresh_prefix(), Connection(address)
    made = fact_topics(1, prefix)
    await prepare(uri, prefix, [BRANCH.name])
    await make_topics(connection, *made)
    settings = Settings(
        mongo=uri, kafka=address, installation=prefix, mongo_driver=driver, data=folder / "data"
    )
    master = installation_key(settings.keys_folder)
    client: Client = await opened(uri, driver)
    cluster = await put_together([BRANCH], settings, client, master)
    try:
        yield Branch(cluster, prefix)
    finally:
        await cluster.close()
        await drop_topics(connection, *(topic.name for topic in made))
        await forgotten(uri, prefix)


async def waiting(database: Database, commits: Sequence[Commit]) -> None:
    """Put commits into an event store as it keeps them, many at once: no relay has them yet."""
    rows = [row_of(commit, commit.ts, body_of(commit)) for commit in commits]
    for start in range(0, len(rows), AT_ONCE):
        await database[COMMITS].insert_many(rows[start : start + AT_ONCE])
