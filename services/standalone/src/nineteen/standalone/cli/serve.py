"""`nineteen serve`: one service of a cluster."""

from typing import Annotated, Literal

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import settings_with
from nineteen.standalone.cli.exits import Refused
from nineteen.standalone.cli.screen import tell

Name = Annotated[str, typer.Argument(help="contact, scheduling, followup or dashboard.")]
Role = Annotated[
    Literal["api", "worker", "all"],
    typer.Option(help="api answers; worker relays, folds and does to-dos; all does both."),
]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; else NINETEEN_PORT.")]


def serve(service: Name, role: Role = "all", port: Port = None) -> None:
    """Run one service on MongoDB and Kafka (NINETEEN_MONGO, NINETEEN_KAFKA) until told to stop."""
    from nineteen.standalone import cluster_server, server  # noqa: PLC0415  slow to load
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    settings = settings_with(port=port)
    must_be_clustered(settings)
    found = cluster_server.named(service)
    if found is None:
        known = ", ".join(each.name for each in SERVICES)
        raise Refused(f"There is no service {service}. There are: {known}.")
    try:
        cluster_server.serve_service(found, settings, role)
    except (server.NotOnLoopback, server.NotStarted, ValueError) as no:
        raise Refused(str(no)) from None
    except KeyboardInterrupt:
        pass
    tell("Stopped. Everything is kept.")


def must_be_clustered(settings: Settings) -> None:
    """Raises Refused unless the settings name MongoDB and Kafka."""
    if not (settings.mongo_address_known and settings.kafka):
        raise Refused(
            "A cluster needs NINETEEN_MONGO (or NINETEEN_MONGO_FILE) and NINETEEN_KAFKA. On one "
            "machine `nineteen up` runs everything without them."
        )
    if settings.clock == "manual" and settings.env == "production":
        raise Refused("A manual clock is for tests: it is refused in production.")
