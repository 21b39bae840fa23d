"""The doctor on a cluster: MongoDB, its indexes, the topics, the key, and what waits."""

import asyncio
import time
from collections.abc import Iterator

from nineteen.shared.runtime.cluster import kafka_connection
from nineteen.shared.runtime.installation_key import KeysMissing, installation_key_in
from nineteen.shared.runtime.kafka.topics import fact_topics, partner_topics, verify
from nineteen.shared.runtime.mongo import indexes
from nineteen.shared.runtime.mongo.driver import Client, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.names import database_of
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.mongo.trouble import CannotStart
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.findings import Finding, problem, warning
from nineteen.standalone.services import SERVICES

LATE_S = 30
"""A relay that lets a commit wait longer does not work (the alert of `relay_oldest_pending`)."""


def cluster(settings: Settings) -> Iterator[Finding]:
    """Everything that a process of a cluster needs before it starts."""
    yield from key(settings)
    yield from asyncio.run(servers(settings))


def key(settings: Settings) -> Iterator[Finding]:
    """The installation's key, which must lie there before anything starts."""
    try:
        installation_key_in(settings.keys_folder)
    except KeysMissing as no:
        yield problem("key", str(no), "")
    except OSError as error:
        yield problem("key", f"{error.filename} cannot be read ({error.strerror}).", "Mend that.")
    else:
        yield Finding("key", f"in {settings.keys_folder}")


async def servers(settings: Settings) -> list[Finding]:
    """MongoDB and Kafka, each by itself."""
    return [*await mongo(settings), *await kafka(settings)]


async def mongo(settings: Settings) -> list[Finding]:
    """Whether it answers, is a replica set, has its indexes, and how long commits wait."""
    try:
        client = await opened(settings.mongo_address, settings.mongo_driver, "nineteen-doctor")
    except CannotStart as no:
        return [problem("MongoDB", str(no), "")]
    except OSError as error:
        return [problem("MongoDB", f"{error.filename} cannot be read ({error.strerror}).", "")]
    try:
        await indexes.verify(client, [each.name for each in SERVICES], settings.installation)
        waits = await waiting(client, settings)
    except (CannotStart, Unavailable) as no:
        return [problem("MongoDB", str(no), "")]
    finally:
        await disconnect(client)
    return [Finding("MongoDB", "answers, and has its indexes"), *waits]


async def waiting(client: Client, settings: Settings) -> list[Finding]:
    """Commits that no relay has carried for too long."""
    found = []
    for service in SERVICES:
        if service.deciders:
            store = MongoEventStore(client[database_of(service.name, settings.installation)])
            oldest = await store.oldest_pending()
            age = 0 if oldest is None else time.time() - oldest / 1000
            if age > LATE_S:
                found.append(
                    warning(
                        f"relay of {service.name}",
                        f"A commit has waited for {age:,.0f} s to get on the bus; it is kept.",
                        "Is a worker of the service running, and does Kafka answer?",
                    )
                )
    return found


async def kafka(settings: Settings) -> list[Finding]:
    """Whether it answers, and whether the topics are as they must be."""
    try:
        copies, prefix = settings.kafka_replicas, settings.installation
        partners = partner_topics(settings.partner_feeds, copies, prefix)
        wanted = [*fact_topics(copies, prefix), *partners]
        troubles = await verify(kafka_connection(settings), wanted)
    except Unavailable as trouble:
        return [problem("Kafka", str(trouble), "")]
    except OSError as error:
        return [problem("Kafka", f"{error.filename} cannot be read ({error.strerror}).", "")]
    if not troubles:
        return [Finding("Kafka", "answers, and the topics are as they must be")]
    return [problem("Kafka", each, "") for each in troubles]
