"""The cluster: services on MongoDB and Kafka, each in as many processes as one likes."""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import Clock, SystemClock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.installation_key import installation_key_in
from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.partners import PartnerTopics
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.kafka.topics import SOURCES, fact_topics, verify
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.mongo import indexes
from nineteen.shared.runtime.mongo.driver import Client, Database, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.leases import MongoLeaseStore
from nineteen.shared.runtime.mongo.names import database_of, key_database
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.mongo.reporting import reconcile_views
from nineteen.shared.runtime.mongo.shared_clock import SharedClock
from nineteen.shared.runtime.mongo.trouble import CannotStart
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.runtime.node import Node, Surroundings, started, views_group
from nineteen.shared.runtime.outbox import MailFolder
from nineteen.shared.runtime.outside import outside_of
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.view_fold import generation_name

Role = Literal["api", "worker", "all"]
LOOK_S = 0.1
"""Nobody wakes a process for what another appended, save the change stream where there is one."""
POLL_MS, POLL_S = 100, 0.01
"""How long a poll waits for something to come, and how long nobody polls after it."""
MANUAL_POLL_MS = 25
"""Under a clock turned by hand to-dos should not wait for a poll that brings nothing."""
HINT_S = 0.25
AGAIN_S = 0.5
REPOINT_S = 60.0


@dataclass
class Cluster:
    """One process of a cluster: its app, and what must be closed."""

    app: App
    client: Client
    closing: list[Callable[[], Awaitable[object]]] = field(default_factory=list)

    watching: list[asyncio.Task[None]] = field(default_factory=list)

    def watch(self, store: MongoEventStore) -> None:
        """Have loops wake for what other processes append."""
        task = asyncio.create_task(store.watch(self.app.wake), name="watch")
        self.watching.append(task)

    async def close(self) -> None:
        """Finish the steps under way, hand the leases on, let the connections go."""
        await self.app.stop()
        while self.watching:  # PyMongo may take a cancellation for a lost connection, and go on
            for task in self.watching:
                task.cancel()
            done, left = await asyncio.wait(self.watching, timeout=AGAIN_S)
            await asyncio.gather(*done, return_exceptions=True)
            self.watching = list(left)
        for close in self.closing:
            await close()
        await disconnect(self.client)


def kafka_connection(settings: Settings) -> Connection:
    """How the settings reach Kafka; raises OSError for a password file that cannot be read."""
    file = settings.kafka_password_file
    return Connection(
        settings.kafka,
        settings.kafka_user,
        file.read_text().strip() if file else "",
        str(settings.kafka_ca) if settings.kafka_ca else None,
    )


async def open_cluster(
    services: Sequence[Service], settings: Settings, role: Role, *, whatever_topics: bool = False
) -> Cluster:
    """Connect, verify, put the services together. Raises CannotStart, KeysMissing, OSError.

    On `whatever_topics` only who is about to mend them may work.
    """
    master = installation_key_in(settings.keys_folder)
    name = "-".join(service.name for service in services)
    client = await opened(settings.mongo_address, settings.mongo_driver, f"nineteen-{name}")
    cluster = None
    try:
        prefix = settings.installation
        await indexes.verify(client, [service.name for service in services], prefix)
        if not whatever_topics:
            await refuse_unsound_topics(settings)
        cluster = await put_together(services, settings, client, master)
        await prepare(cluster, settings, role)
    except BaseException:
        await (cluster.close() if cluster else disconnect(client))
        raise
    return cluster


async def refuse_unsound_topics(settings: Settings) -> None:
    """Raises CannotStart for topics on which facts would get lost; OSError.

    Who cannot ask starts: commands are taken while Kafka is away.
    """
    wanted = fact_topics(1, settings.installation)
    try:
        troubles = await verify(kafka_connection(settings), wanted)
    except Unavailable:
        return
    if troubles:
        raise CannotStart(" ".join(troubles))


async def put_together(
    services: Sequence[Service], settings: Settings, client: Client, master: bytes
) -> Cluster:
    """The stores of each service, and the app on top of them."""
    prefix, connection = settings.installation, kafka_connection(settings)
    idle_ms = POLL_MS if settings.clock == "system" else MANUAL_POLL_MS
    bus = KafkaBus(connection, prefix=prefix, idle_ms=idle_ms)
    codec = Codec(KeyRing(MongoKeyStore(client[key_database(prefix)]), master))
    outside = outside_of(settings)
    around = Surroundings(
        bus,
        codec,
        Reader(codec),
        clock_of(settings, client),
        SOURCES,
        outside=outside,
        post=outside.post or MailFolder(settings.data / "outbox"),
        process=f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}",
        look_s=LOOK_S,
        poll_s=POLL_S,
        stalled_for=bus.stalled_for,
    )
    cluster = Cluster(App([], around), client, [bus.close])
    for service in services:
        database = client[database_of(service.name, prefix)]
        views = MongoViewStore(database)
        store = MongoEventStore(database) if service.deciders else None
        node = await started(service, views, store, around, views.reader)
        node.watched, node.leases = MongoViewStore(database), MongoLeaseStore(database)
        node.after_swap = partial(point_names, node, database)
        if store:
            publisher = KafkaPublisher(service.name, connection, prefix=prefix)
            node.relay = Relay(service.name, store, publisher)
            store.listeners.append(cluster.app.wake)
            cluster.closing.append(publisher.close)
        cluster.app.nodes[service.name] = node
    return cluster


def clock_of(settings: Settings, client: Client) -> Clock:
    """The system's clock, or the one that the processes of a test share."""
    if settings.clock == "system":
        return SystemClock()
    database = client[database_of("test", settings.installation)]
    return SharedClock(database, datetime.fromisoformat(settings.clock_at))


async def prepare(cluster: Cluster, settings: Settings, role: Role) -> None:
    """Start what this process does by its role."""
    app, clock = cluster.app, cluster.app.clock
    if isinstance(clock, SharedClock):
        app.look_at_clock = partial(look_at_clock, app, clock)
        await look_at_clock(app, clock)
        app.loops.start("clock", app.look_at_clock, rest_s=LOOK_S)
    for node in app.nodes.values():
        if node.projector:
            app.loops.start(f"{node.service.name}.hints", Hints(app, node).step)
    if role != "api":
        app.go_live()
        for node in app.nodes.values():
            start_besides(cluster, node, settings)


async def look_at_clock(app: App, clock: SharedClock) -> int:
    """Hear whether the clock was turned, and then see what is due."""
    before = clock.now()
    await clock.refresh()
    if clock.now() != before:
        app.wake()
    return 0


def start_besides(cluster: Cluster, node: Node, settings: Settings) -> None:
    """What a worker does for a service besides the loops that every installation has."""
    name = node.service.name
    if isinstance(node.store, MongoEventStore):
        cluster.watch(node.store)
    if node.service.views:
        cluster.app.loops.start(f"{name}.names", partial(repoint, cluster.app, node))
    if not (settings.partner_feeds and node.service.taker):
        return
    taker = node.service.taker(cluster.app, Desk(cluster.app), settings.partner_feeds)
    partners = PartnerTopics(kafka_connection(settings), taker, prefix=settings.installation)
    turn = cluster.app.turn(node, "partners", partners.close)
    cluster.app.loops.start(f"{name}.partners", partners.step, turn, POLL_S)
    cluster.closing.append(partners.close)


class Hints:
    """Tells who waits for views that another process wrote them."""

    def __init__(self, app: App, node: Node) -> None:
        self._app = app
        self._node = node
        self._seen: object = None

    async def step(self) -> int:
        """Look at the group's positions, and tell when they moved."""
        await self._app.loops.pause(HINT_S)
        found = await self._node.watched.positions(views_group(self._node.service.name))
        if found != self._seen:
            self._seen = found
            self._app.tell()
        return 0


async def repoint(app: App, node: Node) -> int:
    """Have the plain names of views right, every minute."""
    if node.after_swap:
        await node.after_swap()
    await app.loops.pause(REPOINT_S)
    return 0


async def point_names(node: Node, database: Database) -> None:
    """Have the plain names of views show the generations that are read now."""
    shown = [view for view in node.service.views if not view.personal]
    active = await node.watched.active([view.name for view in shown])
    names = {view.name: generation_name(view, active.get(view.name, 1)) for view in shown}
    await reconcile_views(database, names)
