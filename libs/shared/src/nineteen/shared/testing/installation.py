"""Nineteen as processes on real servers, spoken to as if it were one; for tests."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import httpx

from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.http.operations import target_of
from nineteen.shared.runtime.installation_key import installation_key_in
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.topics import SOURCES
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.mongo.driver import Driver, PyMongoError, connect, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.names import database_of, key_database
from nineteen.shared.runtime.mongo.shared_clock import SharedClock
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.kafka import drop_topics
from nineteen.shared.testing.servers.processes import Program, free_ports

NAMES = ("contact", "scheduling", "followup", "dashboard")
START = "2026-01-05T08:00:00-08:00"
PATIENCE_S = 60.0
PAUSE_S = 0.01
CLI = str(Path(sys.executable).with_name("nineteen"))


@dataclass
class Installation:
    """Where the parts of an installation are, and how its processes are told."""

    mongo: str
    kafka: str
    folder: Path
    driver: Driver = "motor"
    name: str = field(default_factory=lambda: f"t{secrets.token_hex(6)}")
    more: Mapping[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        """What a process of it reads from its environment."""
        return {
            "NINETEEN_MONGO": self.mongo,
            "NINETEEN_KAFKA": self.kafka,
            "NINETEEN_INSTALLATION": self.name,
            "NINETEEN_MONGO_DRIVER": self.driver,
            "NINETEEN_DATA": str(self.folder / "data"),
            "NINETEEN_KEYS": str(self.folder / "keys"),
            "NINETEEN_CLOCK": "manual",
            "NINETEEN_CLOCK_AT": START,
            "NINETEEN_LOG": "json",
            **self.more,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of the CLI, to its end."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NINETEEN_")}
        return subprocess.run(  # noqa: S603  our own command
            [CLI, *arguments],
            env=kept | self.settings(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S * 5,
            check=False,
        )

    def prepare(self) -> None:
        """Make databases and topics, both at once."""
        with ThreadPoolExecutor() as both:
            made = both.map(lambda command: self.run(*command), (["migrate"], ["topics", "create"]))
            for done in made:
                assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def process(self, service: str, role: str = "all") -> Iterator["Process"]:
        """One process; it runs at the end of `with` no more."""
        with Process(self, service, role) as process:
            yield process

    @contextmanager
    def everything(self, role: str = "all") -> Iterator[dict[str, "Process"]]:
        """A process of each service, all answering."""
        with ExitStack() as stack:
            yield {name: stack.enter_context(self.process(name, role)) for name in NAMES}


class Process:
    """One service, by its role, in a process of its own."""

    def __init__(
        self,
        installation: Installation,
        service: str,
        role: str = "all",
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`more`: settings that this process alone has."""
        self.service = service
        self.role = role
        (port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{port}"
        told = {**installation.settings(), **more}
        settings = [f"{name}={value}" for name, value in told.items()]
        command = [CLI, "serve", service, "--role", role, "--port", str(port)]
        self.log = installation.folder / f"{service}-{role}-{port}.log"
        self.program = Program(["env", *settings, *command], self.log)

    def __enter__(self) -> Self:
        self.program.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until it takes work; raises AssertionError with its last words if it ended."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._answers(client):
                assert self.program.running, self.log.read_text()[-3000:]
                await asyncio.sleep(0.05)

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines of its log about one event, over all its lives."""
        lines = [each for each in self.log.read_text().splitlines() if each.startswith("{")]
        return [line for line in map(json.loads, lines) if line["event"] == event]

    async def until_said(self, event: str) -> None:
        """Wait until its log tells of an event."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.said(event):  # noqa: ASYNC110  a bounded look, now and then
                await asyncio.sleep(PAUSE_S)

    @property
    def took(self) -> set[str]:
        """The leases that it ever took."""
        return {line["lease"] for line in self.said("lease_taken")}

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.address}/health/ready")).is_success
        except httpx.TransportError:
            return False


class Gateway(httpx.AsyncBaseTransport):
    """Sends each path to the service it begins with, all others to the dashboard; the clock here.

    `POST /ops/clock` runs the loop of the manual clock over all processes (DESIGN 7).
    """

    def __init__(self, processes: Mapping[str, Process], clock: SharedClock) -> None:
        self._addresses = {name: each.address for name, each in processes.items()}
        self.clock = clock
        self._http = httpx.AsyncHTTPTransport(retries=1)
        self.client = httpx.AsyncClient(transport=self._http, timeout=PATIENCE_S)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        if request.url.path == "/ops/clock" and request.method == "POST":
            body = httpx.Response(200, content=await request.aread()).json()
            now = await self.turn_to(target_of(body, self.clock.now()))
            return httpx.Response(200, json={"now": now.isoformat()})
        first = request.url.path.split("/")[1]
        address = httpx.URL(self._addresses.get(first, self._addresses["dashboard"]))
        request.url = request.url.copy_with(host=address.host, port=address.port)
        return await self._http.handle_async_request(request)

    async def aclose(self) -> None:
        """Let the connections go."""
        await self.client.aclose()

    async def turn_to(self, target: datetime) -> datetime:
        """Turn the clock of all processes, letting every to-do run at its own time."""
        due = await self.at_rest(views=False)
        while due is not None and due <= target:
            await self.clock.set(max(due, self.clock.now()))
            due = await self.at_rest(views=False)
        await self.clock.set(target)
        await self.at_rest()
        return target

    async def at_rest(self, *, views: bool = True) -> datetime | None:
        """Wait until nobody has anything left to do now; when the next to-do is due."""
        async with asyncio.timeout(PATIENCE_S * 5):
            asked = [partial(self._rest, name, views=views) for name in self._addresses]
            before: list[dict[str, Any]] = []
            found = await asyncio.gather(*(ask() for ask in asked))
            while before != found or not self._calm(found):
                await asyncio.sleep(PAUSE_S)
                before, found = found, await asyncio.gather(*(ask() for ask in asked))
        dues = [each["next_due_at"] for each in found if each["next_due_at"]]
        return min(map(datetime.fromisoformat, dues), default=None)

    def _calm(self, found: Sequence[dict[str, Any]]) -> bool:
        """Whether all are quiescent, have heard the clock, and have seen the same facts."""
        return all(
            each["quiescent"]
            and each["ends"] == found[0]["ends"]
            and datetime.fromisoformat(each["now"]) == self.clock.now()
            for each in found
        )

    async def _rest(self, name: str, *, views: bool) -> dict[str, Any]:
        asked = f"{self._addresses[name]}/ops/quiescent?views={str(views).lower()}"
        response = await self.client.get(asked)
        body: dict[str, Any] = response.raise_for_status().json()
        return body


@asynccontextmanager
async def spoken_to(
    installation: Installation, processes: Mapping[str, Process]
) -> AsyncIterator[Gateway]:
    """A gateway over processes that are ready, with the clock in its hands."""
    client = connect(installation.mongo, installation.driver)
    database = client[database_of("test", installation.name)]
    gateway = Gateway(processes, SharedClock(database, datetime.fromisoformat(START)))
    try:
        for process in processes.values():
            await process.ready(gateway.client)
        yield gateway
    finally:
        await gateway.aclose()
        await disconnect(client)


async def facts_of(installation: Installation) -> list[Recorded]:
    """Every event of every service, read from the event stores."""
    client = connect(installation.mongo, installation.driver)
    keys = MongoKeyStore(client[key_database(installation.name)])
    codec = Codec(KeyRing(keys, installation_key_in(installation.folder / "keys")))
    found: list[Recorded] = []
    try:
        for source in SOURCES:
            store = MongoEventStore(client[database_of(source, installation.name)])
            async for commits in store.read_all():
                for event in await Reader(codec).read(commits):
                    assert isinstance(event.found, Recorded)
                    found.append(event.found)
    finally:
        await disconnect(client)
    return found


async def dropped(installation: Installation) -> None:
    """Leave nothing of it on shared servers; one that is slow to drop keeps it, to its own end."""
    client = connect(installation.mongo, installation.driver)
    names = [database_of(service, installation.name) for service in (*NAMES, "test")]
    try:
        with suppress(PyMongoError):
            for name in (*names, key_database(installation.name)):
                await client.drop_database(name)
    finally:
        await disconnect(client)
    topics = [topic_of(source, installation.name) for source in SOURCES]
    await drop_topics(Connection(installation.kafka), *topics)


async def roll_back(installation: Installation) -> None:
    """End every transaction that is open now, as a mongod does after a minute for a dead client's.

    Those of the living end too: they are tried again.
    """
    client = connect(installation.mongo, installation.driver)
    try:
        await client.admin.command("killAllSessions", [])
    finally:
        await disconnect(client)
