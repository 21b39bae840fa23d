"""One process of a cluster inside a test's own, on databases and topics that nobody else names."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from nineteen.shared.runtime.cluster import Cluster, Role, kafka_connection, open_cluster
from nineteen.shared.runtime.kafka.topics import Topic, fact_topics
from nineteen.shared.runtime.migration import migrated
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.mongo import forget
from nineteen.shared.testing.turnstile import turnstile_service


def settings_on(mongo: str, kafka: str, folder: Path, **more: str) -> Settings:
    """How a process of a fresh installation runs; nothing of it is there yet."""
    return Settings(
        mongo=mongo,
        kafka=kafka,
        installation=fresh_prefix(),
        data=folder / "data",
        keys=folder / "keys",
        **more,  # type: ignore[arg-type]  # pydantic reads them
    )


@asynccontextmanager
async def installed(
    settings: Settings, topics: Sequence[Topic] | None = None
) -> AsyncIterator[None]:
    """Databases, a key and topics (all that there must be, or these); dropped at the end."""
    connection = kafka_connection(settings)
    wanted = fact_topics(1, settings.installation) if topics is None else topics
    await migrated([turnstile_service.name], settings)
    await make_topics(connection, *wanted)
    try:
        yield
    finally:
        await forget(settings.mongo, settings.installation)
        await drop_topics(connection, *(topic.name for topic in wanted))


@asynccontextmanager
async def running(
    settings: Settings, role: Role = "all", services: Sequence[Service] = (turnstile_service,)
) -> AsyncIterator[Cluster]:
    """The process, until the end of `with`."""
    cluster = await open_cluster(services, settings, role)
    try:
        yield cluster
    finally:
        await cluster.close()
