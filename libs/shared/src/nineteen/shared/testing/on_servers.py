"""All services of an installation in this process, on a real Kafka and MongoDB, with faulty ports.

It may crash and boot as often as one likes: what is stored stays.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.kafka.topics import Topic
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.mongo.driver import Client, connect, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.names import database_of, key_database
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.runtime.node import Node, Surroundings, started
from nineteen.shared.runtime.ports import Changes, Position
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.service import Service
from nineteen.shared.testing.faults import Faults
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.mongo import forget, prepare

IDLE_MS = 25
WAIT_S = 10.0
Between = Callable[[Any], Any]
P = TypeVar("P")


@dataclass
class Moves:
    """Sees to it that the positions of groups never move back (I6)."""

    at: dict[tuple[str, str], Position] = field(default_factory=dict)

    def watching(self, views: MongoViewStore) -> "Watched":
        """The same view store, watched."""
        return Watched(views, self)

    def moved(self, group: str, changes: Changes) -> None:
        """A step was written."""
        for source, _, after in changes.moves:
            before = self.at.get((group, source), after)
            back = before.epoch == after.epoch and any(
                new < old for new, old in zip(after.next, before.next, strict=True)
            )
            assert not back, f"I6: {group} moved back in {source}"
            self.at[group, source] = after


class Watched:
    """A view store whose steps are watched."""

    def __init__(self, views: MongoViewStore, moves: Moves) -> None:
        self._views = views
        self._moves = moves

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._views, name)

    async def commit(self, group: str, changes: Changes) -> None:
        """Write a step."""
        await self._views.commit(group, changes)
        self._moves.moved(group, changes)


class OnServers:
    """Stored data on servers, and the app that runs on it now."""

    app: App
    client: Client

    def __init__(
        self, services: Sequence[Service], chance: Random, clock: ManualClock, prefix: str
    ) -> None:
        self.services = services
        self.clock = clock
        self.prefix = prefix
        self.sources = tuple(service.name for service in services if service.deciders)
        self.faults = Faults(chance)
        self.moves = Moves()
        self.between: dict[str, Between] = {}
        """What stands around a port: around `bus`, `publisher` or `keys`."""
        self.mongo = self.kafka = ""
        """Their addresses; a test may have it connect elsewhere at its next boot."""
        self.codec: Codec
        self._chance = chance
        self._master = chance.randbytes(32)
        self._closing: list[Any] = []

    async def boot(self) -> App:
        """Drop everything hot and start again on what is stored."""
        await self.close()
        self.faults.heal()
        self.client = connect(self.mongo)
        keys = MongoKeyStore(self.client[key_database(self.prefix)])
        around = self.faults.around
        guarded = around(self._dressed("keys", keys), "keys")
        self.codec = Codec(KeyRing(guarded, self._master, self._chance.randbytes))
        bus = KafkaBus(Connection(self.kafka), prefix=self.prefix, idle_ms=IDLE_MS)
        self._closing.append(bus)
        surroundings = Surroundings(
            around(self._dressed("bus", bus), "bus"),
            self.codec,
            Reader(self.codec),
            self.clock,
            self.sources,
            self._fresh_id,
            stalled_for=bus.stalled_for,
        )
        nodes = [await self._started(service, surroundings) for service in self.services]
        self.app = App(nodes, surroundings)
        return self.app

    async def put_between(self, name: str, around: Callable[[Any], P]) -> list[P]:
        """Boot with something around a port, until `calm`; what stood there in each life."""
        made: list[P] = []

        def one_more(port: object) -> P:
            made.append(around(port))
            return made[-1]

        self.between[name] = one_more
        await self.boot()
        return made

    def calm(self) -> None:
        """No more faults."""
        self.faults.calm()
        self.between.clear()

    async def close(self) -> None:
        """Let go of all connections, as the end of a process does."""
        closing, self._closing = self._closing, []
        for each in closing:
            await each.close()
        if closing:
            await disconnect(self.client)

    def store(self, service: str) -> MongoEventStore:
        """The event store of a service, without faults."""
        return MongoEventStore(self.client[database_of(service, self.prefix)])

    def views(self, service: str) -> MongoViewStore:
        """The view store of a service, without faults; it fences nobody while it only reads."""
        return MongoViewStore(self.client[database_of(service, self.prefix)])

    async def _started(self, service: Service, around: Surroundings) -> Node:
        name, faulty = service.name, self.faults.around
        store, views = self.store(name), self.views(name)
        watched: Any = self.moves.watching(views)
        node = await started(
            service,
            faulty(watched, f"{name}-views"),
            faulty(store, f"{name}-store") if service.deciders else None,
            around,
            views.reader,
        )
        if service.deciders:
            publisher = KafkaPublisher(
                name, Connection(self.kafka), prefix=self.prefix, wait_s=WAIT_S
            )
            self._closing.append(publisher)
            backlog = faulty(store, f"{name}-backlog")
            sending = faulty(self._dressed("publisher", publisher), f"{name}-publisher")
            node.relay = Relay(name, backlog, sending)
        return node

    def _dressed(self, name: str, port: P) -> P:
        between = self.between.get(name)
        dressed: P = between(port) if between else port
        return dressed

    def _fresh_id(self) -> str:
        return str(uuid.UUID(bytes=self._chance.randbytes(16), version=4))


@asynccontextmanager
async def on_servers(
    services: Sequence[Service], chance: Random, clock: ManualClock, mongo: str, kafka: str
) -> AsyncIterator[OnServers]:
    """An installation with databases and topics of its own; they go with it."""
    prefix, connection = fresh_prefix(), Connection(kafka)
    installed = OnServers(services, chance, clock, prefix)
    installed.mongo, installed.kafka = mongo, kafka
    topics = [topic_of(source, prefix) for source in installed.sources]
    await prepare(mongo, prefix, [service.name for service in services])
    await make_topics(connection, *map(Topic, topics))
    try:
        await installed.boot()
        yield installed
    finally:
        await installed.close()
        await drop_topics(connection, *topics)
        await forget(mongo, prefix)
