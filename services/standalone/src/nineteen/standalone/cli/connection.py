"""Reaching Nineteen: through the server that runs on the folder, else by opening it here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from nineteen.shared.runtime.installation_key import KeysMissing
from nineteen.shared.runtime.logs import set_up_logs
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import FolderInUse, running_server
from nineteen.standalone.cli.exits import BrokeOff, Interrupted, Refused

T = TypeVar("T")
PATIENCE = httpx.Timeout(30)
STARTING_S = 10
"""How long a server that is just starting is waited for."""
PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Connection:
    """A way to speak HTTP with Nineteen."""

    http: httpx.AsyncClient
    address: str | None
    """Of the running server; None when the data folder was opened here."""
    drain: Callable[[], Awaitable[None]]
    """Finish what follows from a change: a server does that by itself."""


def finished(work: Coroutine[Any, Any, T], interrupted: str) -> T:
    """Run to the end; raises Ended. `interrupted` is what Ctrl-C means now."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise Interrupted(interrupted) from None
    except httpx.TransportError as error:
        raise BrokeOff(
            f"Nineteen could not be reached to the end ({type(error).__name__}). What was done so "
            "far is kept. Look with `nineteen doctor`, then try again."
        ) from None


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Connection]:
    """Speak with whoever holds the folder, or hold it; raises Refused.

    In a cluster: with all services, opened here beside the processes that run.
    """
    if settings.is_clustered:
        async with beside(settings) as here:
            yield here
        return
    server = await server_of(settings)
    if server is None:
        async with opened(settings) as here:
            yield here
        return
    token = {"authorization": f"Bearer {server['token']}"}
    async with httpx.AsyncClient(
        base_url=server["address"], headers=token, timeout=PATIENCE, trust_env=False
    ) as http:
        yield Connection(http, server["address"], at_once)


async def server_of(settings: Settings) -> dict[str, str] | None:
    """The server that holds the folder, once it listens; None when nobody holds it."""
    for _ in range(int(STARTING_S / PAUSE_S)):
        server = running_server(settings.data)
        if server is None or "address" in server:
            return server
        await asyncio.sleep(PAUSE_S)
    raise Refused(
        f"Another command works on {settings.data}. Nothing was done. Wait for its end, then try "
        "again."
    )


@asynccontextmanager
async def opened(settings: Settings, *, demo: bool = False) -> AsyncIterator[Connection]:
    """Open the data folder in this process; `demo` loads the demo into it."""
    from nineteen.standalone.server import make_app  # noqa: PLC0415  only now it is needed

    quiet = "error" if settings.log_level == "error" else "warning"
    set_up_logs(settings.model_copy(update={"log_level": quiet}))
    app = make_app(settings, demo=demo)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    try:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(base_url="http://nineteen", transport=transport) as http,
        ):
            yield Connection(http, None, app.state.app.drain)
    except (FolderInUse, KeysMissing) as no:
        raise Refused(str(no)) from None


@asynccontextmanager
async def beside(settings: Settings) -> AsyncIterator[Connection]:
    """All services of a cluster in this process, which answers and does no work by itself."""
    from nineteen.shared.runtime.mongo.trouble import CannotStart  # noqa: PLC0415  slow to load
    from nineteen.standalone.cli.serve import must_be_clustered  # noqa: PLC0415
    from nineteen.standalone.cluster_server import make_service_app  # noqa: PLC0415  slow to load
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    must_be_clustered(settings)
    set_up_logs(settings.model_copy(update={"log_level": "warning"}))
    app = make_service_app(SERVICES, settings, "api")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    try:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(base_url="http://nineteen", transport=transport) as http,
        ):
            yield Connection(http, None, at_once)
    except (CannotStart, KeysMissing) as no:
        raise Refused(str(no)) from None


async def at_once() -> None:
    """Nothing to wait for."""


def answered(response: httpx.Response) -> Any:  # noqa: ANN401  any JSON
    """The answer; raises Refused with the problem's own sentence."""
    if response.is_success:
        return response.json()
    raise Refused(sentence_of(response))


def sentence_of(response: httpx.Response) -> str:
    """What a problem says, with the fields that it names."""
    try:
        problem = response.json()
        fields = [f"{each['pointer']}: {each['problem']}" for each in problem.get("errors", ())]
        return " ".join([str(problem["detail"]), *fields])
    except (ValueError, KeyError, TypeError):
        return (
            f"The server answered {response.status_code} and no reason. Nothing was done here. "
            "Look at its log."
        )
