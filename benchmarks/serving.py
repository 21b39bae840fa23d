"""The servers that take the load, each a process of its own: `python -m benchmarks.serving`."""

import argparse
import gc
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import ASGIApp

from benchmarks.sample import decides, shows
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import SystemClock
from nineteen.shared.runtime.http import commands
from nineteen.shared.runtime.http.create_app import create_app
from nineteen.shared.runtime.logs import set_up_logs
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded


class Note(BaseModel):
    """The body that goes in and out of the bare application."""

    campaign: str
    employer: str
    contact: str
    name: str
    status: str
    region: str
    route: str
    channel: str
    office: str
    segment: str
    naics: str
    size_class: str
    happened_at: datetime
    due_on: date
    number: int
    text: str
    labels: tuple[str, ...]


def bare(_: Path) -> ASGIApp:
    """The denominator: FastAPI with pydantic in and out, and nothing behind it."""
    app = FastAPI()

    @app.post("/notes")
    async def note(said: Note) -> Note:
        return said

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    return app


def served(folder: Path, services: Sequence[Service], *, views: bool = False) -> ASGIApp:
    """Nineteen over these services: commands only, or with all its loops."""
    settings = Settings(data=folder / "data", log="json")
    set_up_logs(settings)

    @asynccontextmanager
    async def started() -> AsyncIterator[App]:
        folders = Folders(settings.data, settings.keys_folder)
        embedded = await open_embedded(list(services), folders, SystemClock())
        if views:
            embedded.app.go_live()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        try:
            yield embedded.app
        finally:
            await embedded.close()

    return create_app(services, started, settings)


def unseen(folder: Path) -> ASGIApp:
    """Commands without their log line and their metrics."""
    for metric in ("COMMANDS", "COMMAND_SECONDS"):
        setattr(commands, metric, Quiet())
    app = served(folder, [decides])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return app


class Quiet:
    """A metric that counts nothing."""

    def labels(self, *_: str) -> "Quiet":
        """Itself."""
        return self

    def inc(self) -> None:
        """Nothing."""

    def observe(self, _: float) -> None:
        """Nothing."""


def everything(folder: Path) -> ASGIApp:
    """One view, and all four services of the product with all their groups beside it."""
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415  slow to load

    return served(folder, [shows, *SERVICES], views=True)


VARIANTS: Mapping[str, Callable[[Path], ASGIApp]] = {
    "bare": bare,
    "commands": lambda folder: served(folder, [decides]),
    "unseen": unseen,
    "one view": lambda folder: served(folder, [shows], views=True),
    "everything": everything,
}


class Told(uvicorn.Server):
    """Says on standard output where it listens."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Start, then say it."""
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


def main() -> None:
    """Serve one variant until stopped."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving")
    parser.add_argument("variant", choices=VARIANTS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    app = VARIANTS[options.variant](options.folder)
    config = uvicorn.Config(app, port=0, access_log=False, log_level="warning")
    Told(config).run()


if __name__ == "__main__":
    main()
