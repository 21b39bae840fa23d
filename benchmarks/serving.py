"""The servers that take the load, each a process of its own: `python -m benchmarks.serving`."""

import argparse
import gc
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from starlette.types import ASGIApp

from benchmarks.bare_serving import serve
from benchmarks.sample import decides, shows
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import SystemClock
from nineteen.shared.runtime.http import commands
from nineteen.shared.runtime.http.create_app import create_app
from nineteen.shared.runtime.logs import set_up_logs
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded


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
    "commands": lambda folder: served(folder, [decides]),
    "unseen": unseen,
    "one view": lambda folder: served(folder, [shows], views=True),
    "everything": everything,
}


def main() -> None:
    """Serve one variant until stopped."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving")
    parser.add_argument("variant", choices=VARIANTS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    app = VARIANTS[options.variant](options.folder)
    serve(app)


if __name__ == "__main__":
    main()
