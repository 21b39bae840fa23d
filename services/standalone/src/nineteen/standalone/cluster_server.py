"""One process of a cluster: a service, by its role, on MongoDB and Kafka."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.cluster import Role, open_cluster
from nineteen.shared.runtime.http.create_app import create_app
from nineteen.shared.runtime.logs import set_up_logs
from nineteen.shared.runtime.mongo.trouble import CannotStart
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.standalone import server
from nineteen.standalone.server import announce, calm_collector, refuse_exposure, run
from nineteen.standalone.services import SERVICES


def named(name: str) -> Service | None:
    """The service of this name."""
    return next((each for each in SERVICES if each.name == name), None)


def serve_service(service: Service, settings: Settings, role: Role) -> None:
    """Run one service until told to stop. Raises NotOnLoopback, NotStarted."""
    refuse_exposure(settings)
    set_up_logs(settings)
    run(make_service_app([service], settings, role), settings)


def make_service_app(services: Sequence[Service], settings: Settings, role: Role) -> FastAPI:
    """The application of a process; it starts when MongoDB and topics are as they must be."""

    @asynccontextmanager
    async def started() -> AsyncIterator[App]:
        try:
            cluster = await open_cluster(services, settings, role)
        except Exception as error:
            app.state.refusal = refusal_of(error)
            raise
        app.state.cluster = cluster
        calm_collector()
        try:
            yield cluster.app
        finally:
            await cluster.close()

    app = create_app(services, started, settings)
    app.state.tell = announce
    return app


def refusal_of(error: Exception) -> str:
    """Why a process does not start, in a sentence."""
    match error:
        case CannotStart() | Unavailable():
            return str(error)
        case OSError(filename=name, strerror=why) if name:
            return f"{name} cannot be read ({why}); nothing was started."
        case _:
            return server.refusal_of(error)
