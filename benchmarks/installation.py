"""What the benchmarks run on: an event loop as the server has it, and an embedded installation."""

import asyncio
import gc
import itertools
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import uvloop

from benchmarks.sample import NoteVisit, OpenVisit, content, id_of, visits
from nineteen.shared.runtime.clock import SystemClock
from nineteen.shared.runtime.handle import Done, Handler, Order
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.sqlite.embedded import Embedded, Folders, open_embedded
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.schema.recorded import Actor

T = TypeVar("T")
TENANT = "cascade"
COUNSELOR = Actor("counselor", "00000000-0000-4000-8000-00000000c019")
AT = datetime(2026, 1, 7, 17, 30, tzinfo=UTC)
Run = Callable[[Awaitable[T]], T]


@contextmanager
def place(parent: Path) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def loop() -> Iterator[asyncio.Runner]:
    """An event loop, with the collector tuned as the server tunes it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner
    gc.set_threshold(700, 10, 10)
    gc.unfreeze()


@dataclass
class Site:
    """One service on SQLite, not live: the benchmarks step it themselves."""

    embedded: Embedded
    runner: asyncio.Runner
    folders: Folders
    service: Service
    opened: list[str] = field(default_factory=list)
    acknowledged: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def node(self) -> Node:
        """The service."""
        return self.embedded.app.nodes[self.service.name]

    @property
    def store(self) -> SqliteEventStore:
        """Its events."""
        return self.embedded.stores[self.service.name]

    async def open_visits(self, count: int) -> list[str]:
        """New streams that notes can go to."""
        made = [id_of("visit", len(self.opened) + number) for number in range(count)]
        await asyncio.gather(*(self.handle(OpenVisit(), visit) for visit in made))
        self.opened += made
        return made

    async def note(self, visit: str) -> Done:
        """One command: validated, decided, encrypted, appended durably."""
        return await self.handle(NoteVisit.model_validate(content(next(self._numbers))), visit)

    async def handle(self, command: OpenVisit | NoteVisit, visit: str) -> Done:
        """Have a command decided."""
        handler: Handler | None = self.node.handler
        assert handler  # noqa: S101  the service decides
        number = self.acknowledged
        order = Order(visits, command, TENANT, COUNSELOR, AT, f"{number:032x}", visit)
        self.acknowledged += 1
        return await handler.handle(order)


@contextmanager
def site(parent: Path, service: Service) -> Iterator[Site]:
    """An embedded installation of one service."""
    with place(parent) as folder, loop() as runner:
        folders = Folders(folder / "data", folder / "keys")
        embedded = runner.run(open_embedded([service], folders, SystemClock()))
        try:
            yield Site(embedded, runner, folders, service)
        finally:
            runner.run(embedded.close())
