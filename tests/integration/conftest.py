"""The whole of Nineteen on SQLite in this process, and an agency with one of everything."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog

from nineteen.shared.runtime.logs import as_json, only_allowed
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.schema.business_days import at_local
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo.e1_people import JOBSEEKER as TAMSIN
from nineteen.standalone.demo.e1_people import person
from nineteen.standalone.demo.office import Answer, Body, Office
from nineteen.standalone.server import make_app

ZONE = "America/Los_Angeles"
COUNTY = "53033"
COUNSELOR = Actor("counselor", "00000000-0000-4000-8000-00000000c019")
JOBSEEKER = Actor("jobseeker", "00000000-0000-4000-8000-0000000000e1")
HOST_WORDS = {"name": "Lee Okafor", "title": "Data lead", "name_use": "granted"}


@dataclass
class Nineteen:
    """A running Nineteen, spoken to over HTTP; it is the `Hands` of an office, too."""

    client: httpx.AsyncClient
    app: Any
    folder: Path
    agency: str = "cascade"
    log: io.StringIO = field(default_factory=io.StringIO)
    ids: dict[str, str] = field(default_factory=dict)
    """Kind -> the id of one that exists."""

    def persona(self, by: Actor = COUNSELOR, agency: str | None = None) -> dict[str, str]:
        return {"x-nineteen-persona": f"{agency or self.agency}/{by.role}/{by.id}"}

    async def post(
        self, path: str, body: Body, key: str, *, by: Actor, expected: int | None = None
    ) -> Answer:
        headers = self.persona(by) | {"idempotency-key": key}
        if expected is not None:
            headers["if-match"] = f'"{expected}"'
        return told(await self.client.post(path, json=dict(body), headers=headers))

    async def get(self, path: str) -> Answer:
        return told(await self.client.get(path, headers=self.persona()))

    async def upload(self, path: str, content: bytes, *, by: Actor) -> None:
        headers = self.persona(by) | {"content-type": "text/csv"}
        await self.imported(told(await self.client.post(path, content=content, headers=headers)))

    async def imported(self, run: Answer) -> Answer:
        """Wait for the end of a delivery, and for what follows from it."""
        while not (run["finished"] or run["failed"]):
            await asyncio.sleep(0)
            run = await self.get(f"/contact/v1/batches/{run['id']}/progress")
        await self.settle()
        return run

    async def turn_to(self, at: datetime) -> None:
        told(await self.client.post("/ops/clock", json={"set": at.isoformat()}))

    async def settle(self) -> None:
        """Let everything that is due now be done."""
        told(await self.client.post("/ops/clock", json={"advance": "PT0S"}))

    def written(self) -> dict[str, int]:
        """How many commits each event store holds, as the file itself says."""
        return {name: s.log.end() - 1 for name, s in self.app.state.embedded.stores.items()}

    def documents(self, agency: str) -> list[tuple[str, str, str]]:
        """(view, id, JSON) of every document of an agency."""
        query = "SELECT view, id, body FROM documents WHERE tenant = ? ORDER BY view, id"
        found = self.app.state.embedded.views["dashboard"].db.execute(query, (agency,))
        rows: list[tuple[str, str, str]] = found.fetchall()
        return rows

    async def events(self) -> list[tuple[Stream, str]]:
        """(stream, type) of every event, `commons` included."""
        return [
            (Stream.parse(commit.stream), event.type.rpartition(".")[2])
            for store in self.app.state.embedded.stores.values()
            async for commits in store.read_all()
            for commit in commits
            for event in commit.events
        ]


def told(response: httpx.Response) -> dict[str, Any]:
    """The body of a success."""
    assert not response.is_error, response.text
    body: dict[str, Any] = response.json()
    return body


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Nineteen]:
    """Nineteen on a data folder; the clock starts at 2026-01-05 08:00."""
    app = make_app(Settings(data=folder / "data", clock="manual"))
    log = io.StringIO()
    last: Any = structlog.processors.JSONRenderer(serializer=as_json)
    structlog.configure(
        processors=[structlog.processors.add_log_level, only_allowed, last],
        logger_factory=structlog.WriteLoggerFactory(file=log),
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://nineteen", timeout=60)
    try:
        async with app.router.lifespan_context(app), client:
            yield Nineteen(client, app, folder, log=log)
    finally:
        structlog.reset_defaults()


def at(day: str, hour: int, minute: int = 0) -> datetime:
    """A local time of 2026."""
    return at_local(date.fromisoformat(f"2026-{day}"), time(hour, minute), ZONE)


async def opens(nineteen: Nineteen) -> Office:
    """An agency with a counselor, a jobseeker and a campaign."""
    office = Office(nineteen, COUNSELOR, JOBSEEKER)
    await nineteen.turn_to(at("03-02", 8))
    await office.register_agency("Cascade Works", ZONE)
    await office.hire_counselor("Barnaby Thistlewaite")
    await office.enrol(TAMSIN, segment="dislocated", county=COUNTY, zone=ZONE)
    await office.open_campaign("51-4041")
    return office


async def asks(office: Office, number: int, request: str) -> None:
    """A researched employer, somebody there, and a text for them."""
    works: Body = {"name": f"Works {number}", "county": COUNTY, "size_class": "10-49"}
    employer = (await office.ask("/contact/v1/employers", **works))["id"]
    contact = await office.add_contact(employer, person(number))
    await office.research(employer, size="10-49", what="They make doors.")
    await office.draft(request, employer=employer, contact=contact)


async def a_talk(nineteen: Nineteen, office: Office, request: str) -> None:
    """From the yes to a text to the thank-you after the talk."""
    await office.approve(request)
    await nineteen.turn_to(at("03-02", 14))
    await office.agreed(request, at("03-05", 10), zone=ZONE)
    await nineteen.settle()
    await office.accept_time(request, at("03-05", 10))
    await nineteen.turn_to(at("03-05", 10))
    await office.on_session(request, "start-session")
    await office.on_session(request, "record-referral-ask", answer="names", names=[HOST_WORDS])
    await nineteen.turn_to(at("03-05", 10, 18))
    await office.on_session(request, "end-session")
    await nineteen.settle()
    await office.thank(request)
    await office.ask_to_connect(request)


async def one_of_everything(nineteen: Nineteen) -> None:
    """From the first ask to the job interview: afterwards every kind of stream exists."""
    office, request = await opens(nineteen), natural_id("integration", "ask")
    feed: Body = {"feed": "harborworks", "name": "Harbor Works"}
    await office.staff("/contact/v1/partner-feeds", **feed)
    await office.upload_list(b"Company Name,County FIPS,NAICS Code\nAcme,53033,541511\n")
    await asks(office, 1, request)
    await asks(office, 2, natural_id("integration", "draft"))
    await a_talk(nineteen, office, request)
    asked = await nineteen.get(f"/contact/v1/requests/{request}")
    employer = asked["state"]["written"]["drafted"]["ask"]["employer"]
    await office.report("report-job-interview", employer, invited_on="2026-03-05")
    due = at("03-09", 9).isoformat()
    task: Body = {"kind": "call", "about": request, "reason": "thank_you_late", "due": due}
    await office.staff("/followup/v1/tasks", **task)
    await nineteen.settle()
    nineteen.ids.update({s.kind: s.id for s, _ in await nineteen.events() if s.tenant != "commons"})
    nineteen.ids["request"] = request


@pytest.fixture(scope="session")
def run() -> Callable[[Path], AbstractAsyncContextManager[Nineteen]]:
    """How to run Nineteen on a folder."""
    return running


async def asks_once(nineteen: Nineteen) -> tuple[str, httpx.Response]:
    """An ask that goes out at nine; its id, and what the clock said when it was turned there."""
    office, request = await opens(nineteen), natural_id("integration", "ask")
    await asks(office, 1, request)
    await office.approve(request)
    nine = {"set": at("03-02", 9).isoformat()}
    return request, await nineteen.client.post("/ops/clock", json=nine)


@pytest.fixture(scope="session")
def asked() -> Callable[[Nineteen], Awaitable[tuple[str, httpx.Response]]]:
    """How to have one ask go out."""
    return asks_once


@pytest.fixture
async def nineteen(tmp_path: Path) -> AsyncIterator[Nineteen]:
    """An empty Nineteen of one's own."""
    async with running(tmp_path) as started:
        yield started


@asynccontextmanager
async def inhabited_one(folder: Path) -> AsyncIterator[Nineteen]:
    """An agency with one of everything, and a second agency that has nothing."""
    async with running(folder) as started:
        await one_of_everything(started)
        other = started.persona(agency="rainier")
        agency = {"name": "Rainier Works", "zone": ZONE}
        told(await started.client.post("/contact/v1/agencies", json=agency, headers=other))
        await started.settle()
        yield started


@pytest.fixture(scope="session")
def inhabited() -> Callable[[Path], AbstractAsyncContextManager[Nineteen]]:
    """How to run one that has something of everything."""
    return inhabited_one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nineteen]:
    """One that a module shares; bad input leaves no trace in it."""
    async with inhabited_one(tmp_path_factory.mktemp("world")) as started:
        yield started
