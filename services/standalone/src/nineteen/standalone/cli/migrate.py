"""`nineteen migrate` and `nineteen topics`: what must be there before services start."""

import asyncio
from typing import Annotated, Literal

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import settings_with
from nineteen.standalone.cli.exits import ATTENTION, Refused
from nineteen.standalone.cli.screen import say, tell
from nineteen.standalone.cli.serve import must_be_clustered

What = Annotated[
    Literal["create", "verify"], typer.Argument(help="create makes what is missing, then verifies.")
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


def topics(what: What = "create") -> None:
    """Make the topics of the services, or say what is wrong with them.

    Exit code 1: something is wrong, and each line says what to do.
    """
    from nineteen.shared.runtime.ports import Unavailable  # noqa: PLC0415  slow to load

    settings = settings_with()
    must_be_clustered(settings)
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
