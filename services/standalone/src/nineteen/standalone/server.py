"""The embedded server: all services in one process, on SQLite, at one address."""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog
import uvicorn
from fastapi import FastAPI

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import Clock, ManualClock, SwitchedClock, SystemClock
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.http.create_app import create_app
from nineteen.shared.runtime.installation_key import KeysMissing
from nineteen.shared.runtime.logs import set_up_logs
from nineteen.shared.runtime.outside import outside_of
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import (
    Embedded,
    FolderInUse,
    Folders,
)
from nineteen.standalone.demo.folder import fill, open_for_demo
from nineteen.standalone.demo.simulator import FULL, Plan
from nineteen.standalone.services import SERVICES

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
log = structlog.get_logger()


class NotOnLoopback(Exception):
    """Personas without sign-in are for this machine only."""


class NotStarted(Exception):
    """Something kept the server from starting; its log says what."""


class Server(uvicorn.Server):
    """Tells open streams to end before it waits for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then write down where."""
        await super().startup(sockets)
        if self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._app.state.tell(f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the rest."""
        self._app.state.stopping.set()
        await super().shutdown(sockets)


def clock_for(settings: Settings) -> Clock:
    """The clock that the settings ask for; raises ValueError in production for a manual one."""
    if settings.clock == "system":
        return SystemClock()
    if settings.env == "production":
        raise ValueError("A manual clock is for tests: it is refused in production.")
    return ManualClock(datetime.fromisoformat(settings.clock_at))


def make_app(settings: Settings, *, demo: bool = False, plan: Plan = FULL) -> FastAPI:
    """The application; `demo` loads the demo agency when the data folder is empty."""
    clock = SwitchedClock(clock_for(settings))

    @asynccontextmanager
    async def started() -> AsyncIterator[App]:
        embedded, to_load = await opened(app, clock, demo=demo)
        filling = None
        if to_load:
            app.state.demo.done = 0.0
            filling = asyncio.create_task(fill(embedded, app.state.demo, plan), name="demo")
        else:
            embedded.app.go_live()
        calm_collector()
        try:
            yield embedded.app
        finally:
            if filling:
                filling.cancel()
                await asyncio.gather(filling, return_exceptions=True)
            await embedded.close()

    app = create_app(SERVICES, started, settings)
    return app


async def opened(app: FastAPI, clock: SwitchedClock, *, demo: bool) -> tuple[Embedded, bool]:
    """The open data folder, and whether the demo is to be loaded; notes why, if it cannot."""
    settings: Settings = app.state.settings
    folders = Folders(settings.data, settings.keys_folder)
    try:
        embedded, to_load = await open_for_demo(
            SERVICES, folders, clock, demo=demo, outside=outside_of(settings)
        )
    except Exception as error:
        app.state.refusal = refusal_of(error)
        raise
    app.state.embedded = embedded
    app.state.tell = lambda address: tell(embedded, address)
    return embedded, to_load


def calm_collector() -> None:
    """Leave what start-up made out of the collector: its rounds are the slowest answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def refusal_of(error: Exception) -> str:
    """Why the server does not start, in a sentence."""
    if isinstance(error, FolderInUse | KeysMissing):
        return str(error)
    return (
        f"Nineteen could not start ({place_of(error)}). Nothing was changed. "
        "`nineteen doctor` looks everything over."
    )


def tell(embedded: Embedded, address: str) -> None:
    """Write the address into the lock file, and say it to whoever started the server."""
    embedded.lock.tell(address)
    announce(address)


def announce(address: str) -> None:
    """Say where this process listens."""
    log.info("listening", address=address)
    print(f"Nineteen is at {address}", flush=True)  # noqa: T201  the one line people wait for


def serve(settings: Settings, *, demo: bool) -> None:
    """Run everything until told to stop. Raises NotOnLoopback, NotStarted."""
    refuse_exposure(settings)
    set_up_logs(settings)
    run(make_app(settings, demo=demo), settings)


def refuse_exposure(settings: Settings) -> None:
    """Raises NotOnLoopback where personas without sign-in could be reached from outside."""
    if settings.host in LOOPBACK:
        return
    if settings.network == "private" and settings.env != "production":
        return
    raise NotOnLoopback(
        "Without sign-in Nineteen listens on this machine only. Leave NINETEEN_HOST at 127.0.0.1; "
        "behind a gateway of yours, and never in production, set NINETEEN_NETWORK=private."
    )


def run(app: FastAPI, settings: Settings) -> None:
    """Listen until told to stop. Raises NotStarted."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is done
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="critical",  # its tracebacks may hold personal data; problems are logged by us
        timeout_graceful_shutdown=settings.grace,
    )
    server = Server(config, app)
    with suppress(SystemExit):  # uvicorn's own end of a start that failed: it says no reason
        server.run()
    if not server.started:
        trouble = "Nineteen could not start. `nineteen doctor` looks everything over."
        raise NotStarted(getattr(app.state, "refusal", trouble))
