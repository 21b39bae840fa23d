"""Hands inside the process: commands go over the desk, as those from the network do."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python

from nineteen.contact.api.list_columns import ListOptions
from nineteen.contact.api.list_import import Imports, open_list
from nineteen.shared.decider import AnyDecider, Command
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.desk import Desk, Letter, Persona
from nineteen.shared.runtime.http.commands import command_routes
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo.office import Answer, Body

CREATES = 4
"""Parts of a path that names no stream: service, version, collection, perhaps a command."""


@dataclass
class InProcess:
    """Posts and reads as one agency; `posted` counts the commands."""

    app: App
    desk: Desk
    tenant: str
    posted: int = 0
    _routes: dict[str, tuple[AnyDecider, type[Command]]] = field(default_factory=dict)
    _kinds: dict[str, AnyDecider] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.app.nodes.values():
            for route in command_routes(node.service):
                self._routes[route.path] = (route.decider, route.command)
            self._kinds |= {each.collection: each for each in node.service.deciders}

    async def post(
        self, path: str, body: Body, key: str, *, by: Actor, expected: int | None = None
    ) -> Answer:
        """Issue the command of a route; raises Rejected."""
        route, target = self._routed(path)
        self.posted += 1
        letter = Letter(*route, body, Persona(self.tenant, by), target, key, expected)
        done = await self.desk.submit(letter)
        stream = str(done.stream)
        return {"id": done.stream.id, "stream": stream, "version": done.version}

    async def get(self, path: str) -> Answer:
        """The state of a stream, as its route tells it."""
        collection, id_ = path.split("/")[3:5]
        state, version = await self.state(collection, id_)
        told: Answer = to_jsonable_python(state, fallback=str)
        return {"id": id_, "version": version, "state": told}

    async def state(self, collection: str, id_: str) -> tuple[Any, int]:
        """The state of a stream and its version."""
        decider = self._kinds[collection]
        handler = self.desk.node_of(decider.kind).handler
        assert handler  # noqa: S101  a node with deciders has one
        return await handler.state(decider, Stream(self.tenant, decider.kind, id_))

    async def upload(self, path: str, content: bytes, *, by: Actor) -> None:
        """Import an employer list, and wait until it is in."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "list.csv"
            file.write_bytes(content)
            imports = Imports(self.app, self.desk, Path(folder))
            feed = path.split("/")[-2]
            opened = open_list(file, ListOptions())
            run = await imports.start(Persona(self.tenant, by), feed, None, opened)
            while not (run.finished or run.failed):  # noqa: ASYNC110  it runs in this loop
                await asyncio.sleep(0)

    async def turn_to(self, at: datetime) -> None:
        """Let the clock come to a moment."""
        await self.app.turn_to(at, views=False)

    def _routed(self, path: str) -> tuple[tuple[AnyDecider, type[Command]], str | None]:
        parts = path.split("/")
        if path in self._routes:
            return self._routes[path], None
        target, parts[CREATES] = parts[CREATES], "{id}"
        return self._routes["/".join(parts)], target
