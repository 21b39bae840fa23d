"""`nineteen migrate` and `nineteen topics`: what must be there before services start."""

import asyncio
from typing import Annotated, Literal

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.connection import finished
from nineteen.standalone.cli.environment import settings_with
from nineteen.standalone.cli.exits import ATTENTION, Refused
from nineteen.standalone.cli.screen import say, tell
from nineteen.standalone.cli.serve import must_be_clustered

What = Annotated[
    Literal["create", "verify", "renew"],
    typer.Argument(
        help="create makes what is missing, then verifies; renew deletes a service's topic, makes "
        "it again and fills it from the event store."
    ),
]
Renewed = Annotated[
    str | None, typer.Option("--service", help="Whose topic to renew, such as contact.")
]


def migrate() -> None:
    """Make databases, collections, indexes and the installation's first key; safe to repeat."""
    from nineteen.shared.runtime.installation_key import KeysMissing  # noqa: PLC0415
    from nineteen.shared.runtime.migration import migrated  # noqa: PLC0415  slow to load
    from nineteen.shared.runtime.mongo.trouble import CannotStart  # noqa: PLC0415
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    settings = settings_with()
    must_be_clustered(settings)
    try:
        made = asyncio.run(migrated([service.name for service in SERVICES], settings))
    except (CannotStart, KeysMissing) as no:
        raise Refused(str(no)) from None
    except OSError as error:
        raise Refused(f"{error.filename} cannot be used ({error.strerror}).") from None
    if made:
        tell(f"The installation's key was made: keep a copy of {settings.keys_folder} apart.")
    tell("MongoDB is as it must be.")


def topics(what: What = "create", service: Renewed = None) -> None:
    """Make the topics of the services, or say what is wrong with them, or renew one that was cut.

    Exit code 1: something is wrong, and each line says what to do.
    """
    from nineteen.shared.runtime.ports import Unavailable  # noqa: PLC0415  slow to load

    settings = settings_with()
    must_be_clustered(settings)
    if (what == "renew") != (service is not None):
        raise Refused("Renew one topic at a time: `nineteen topics renew --service contact`.")
    if service is not None:
        tell(renew(settings, service))
        return
    try:
        troubles = asyncio.run(looked_over(settings, make=what == "create"))
    except Unavailable as trouble:
        raise Refused(str(trouble)) from None
    for each in troubles:
        say(each)
    if troubles:
        raise typer.Exit(ATTENTION)
    tell("The topics are as they must be.")


async def looked_over(settings: Settings, *, make: bool) -> list[str]:
    """What is wrong with the topics, once they are made if asked."""
    from nineteen.shared.runtime.cluster import kafka_connection  # noqa: PLC0415  slow to load
    from nineteen.shared.runtime.kafka.topics import (  # noqa: PLC0415
        create_or_verify,
        fact_topics,
        partner_topics,
        verify,
    )

    copies, prefix = settings.kafka_replicas, settings.installation
    partners = partner_topics(settings.partner_feeds, copies, prefix)
    wanted = [*fact_topics(copies, prefix), *partners]
    return await (create_or_verify if make else verify)(kafka_connection(settings), wanted)


def renew(settings: Settings, service: str) -> str:
    """Have a service's topic filled anew; what was done, in words. Raises Refused, Ended."""
    from nineteen.shared.runtime.cluster import kafka_connection, open_cluster  # noqa: PLC0415
    from nineteen.shared.runtime.installation_key import KeysMissing  # noqa: PLC0415  slow to load
    from nineteen.shared.runtime.kafka.topics import SOURCES, fact_topics  # noqa: PLC0415
    from nineteen.shared.runtime.mongo.trouble import CannotStart  # noqa: PLC0415
    from nineteen.shared.runtime.ports import Unavailable  # noqa: PLC0415
    from nineteen.shared.runtime.renewal import TopicNotMade, renewed  # noqa: PLC0415
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    if service not in SOURCES:
        raise Refused(f"{service} has no topic. These have: {', '.join(SOURCES)}.")
    wanted = fact_topics(settings.kafka_replicas, settings.installation)[SOURCES.index(service)]

    async def work() -> int:
        cluster = await open_cluster(SERVICES, settings, "api", whatever_topics=True)
        try:
            return await renewed(cluster.app, service, kafka_connection(settings), wanted)
        finally:
            await cluster.close()

    again = "The event store is whole; run the same command again."
    try:
        count = finished(work(), f"Stopped. {again}")
    except (CannotStart, KeysMissing) as no:
        raise Refused(str(no)) from None
    except (TopicNotMade, Unavailable) as trouble:
        raise Refused(f"{trouble} {again}") from None
    return (
        f"{wanted.name} was made anew, and {count} commits are on their way to it. Readers outside "
        "of Nineteen see every fact once more, under the id it had."
    )
