"""The whole of Nineteen in this process, spoken to over HTTP, its clock turned by hand."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import structlog

from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.logs import only_allowed
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.business_days import at_local
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.testing.installation import (
    Gateway,
    Installation,
    dropped,
    facts_of,
    spoken_to,
)
from nineteen.shared.testing.mailbox import host_page
from nineteen.standalone.demo.e1_people import JOBSEEKER as TAMSIN
from nineteen.standalone.demo.e1_people import person
from nineteen.standalone.demo.office import Answer, Body, Office
from nineteen.standalone.server import make_app

AGENCY = "cascade"
ZONE = "America/Los_Angeles"
COUNTY = "53033"
E = TypeVar("E", bound=Event)
COUNSELOR = Actor("counselor", "00000000-0000-4000-8000-00000000c019")
JOBSEEKER = Actor("jobseeker", "00000000-0000-4000-8000-0000000000e1")


class Refused(Exception):
    """An answer that is no success; `code` is the problem's."""

    def __init__(self, response: httpx.Response) -> None:
        body = response.json()
        super().__init__(f"{response.status_code} {body}")
        self.status = response.status_code
        self.code: str = body["code"]


@dataclass
class Nineteen:
    """Hands that work over HTTP, and eyes: views, and the facts themselves."""

    client: httpx.AsyncClient
    app: Any
    folder: Path
    log: io.StringIO
    agency: str = AGENCY

    def headers(self, by: Actor) -> dict[str, str]:
        return {"x-nineteen-persona": f"{self.agency}/{by.role}/{by.id}"}

    async def post(
        self, path: str, body: Body, key: str, *, by: Actor, expected: int | None = None
    ) -> Answer:
        headers = self.headers(by) | {"idempotency-key": key}
        if expected is not None:
            headers["if-match"] = f'"{expected}"'
        return told(await self.client.post(path, json=dict(body), headers=headers))

    async def get(self, path: str, **query: str) -> Answer:
        return told(await self.client.get(path, params=query, headers=self.headers(COUNSELOR)))

    async def items(self, view: str, **query: str) -> list[dict[str, Any]]:
        """The documents of a view, up to the most that a page holds."""
        page = await self.get(f"/dashboard/v1/views/{view}", limit="200", **query)
        assert page["next"] is None
        return list(page["items"])

    async def upload(self, path: str, content: bytes, *, by: Actor) -> None:
        headers = self.headers(by) | {"content-type": "text/csv"}
        run = told(await self.client.post(path, content=content, headers=headers))
        while not run["finished"]:
            await asyncio.sleep(0)
            run = await self.get(f"/contact/v1/batches/{run['id']}/progress")
        assert run["failed"] is None
        await self.settle()

    async def turn_to(self, at: datetime) -> None:
        told(await self.client.post("/ops/clock", json={"set": at.isoformat()}))

    async def settle(self) -> None:
        """Let everything that is due now be done."""
        told(await self.client.post("/ops/clock", json={"advance": "PT0S"}))

    async def wait(self, span: timedelta) -> None:
        """Let time pass."""
        seconds = int(span.total_seconds())
        told(await self.client.post("/ops/clock", json={"advance": f"PT{seconds}S"}))

    def now(self) -> datetime:
        """Business time."""
        now: datetime = self.app.state.app.clock.now()
        return now

    async def facts(self) -> list[Recorded]:
        """Every event of every service, `commons` included, each stream in its order."""
        desk = self.app.state.desk
        found = []
        for store in self.app.state.embedded.stores.values():
            async for commits in store.read_all():
                for _, _, each in await desk.readable(commits):
                    assert not isinstance(each, Unknown)
                    found.append(each)
        return found

    async def refused(self, command: Awaitable[object]) -> str:
        """The code with which a command is refused."""
        try:
            await command
        except Refused as no:
            return no.code
        raise AssertionError("nothing was refused")

    async def metric(self, name: str) -> dict[str, Any]:
        """One figure of the whole agency."""
        found = await self.get("/dashboard/v1/metrics")
        return next(each for each in found["metrics"] if each["metric"] == name)


def told(response: httpx.Response) -> dict[str, Any]:
    """The body of a success; raises Refused."""
    if response.is_error:
        raise Refused(response)
    body: dict[str, Any] = response.json()
    return body


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Nineteen]:
    """Nineteen on an empty data folder; the clock stands at 2026-01-05 08:00."""
    app = make_app(Settings(data=folder / "data", clock="manual"))
    log = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.add_log_level, only_allowed, as_json],
        logger_factory=structlog.PrintLoggerFactory(file=log),
    )
    transport = httpx.ASGITransport(app=app)
    client = httpx.AsyncClient(transport=transport, base_url="http://nineteen", timeout=60)
    try:
        async with app.router.lifespan_context(app), client:
            yield Nineteen(client, app, folder, log)
    finally:
        structlog.reset_defaults()


def as_json(_: object, __: str, line: Mapping[str, Any]) -> str:
    return json.dumps(line, default=str)


class Clustered(Nineteen):
    """The same as four processes on Kafka and MongoDB."""

    async def facts(self) -> list[Recorded]:
        """Every event of every service, read from the event stores."""
        return await facts_of(self.app.installation)

    def now(self) -> datetime:
        """Business time."""
        now: datetime = self.app.gateway.clock.now()
        return now


@dataclass(frozen=True)
class Processes:
    """What stands in the place of an application."""

    installation: Installation
    gateway: Gateway


@asynccontextmanager
async def clustered(folder: Path, mongo: str, kafka: str) -> AsyncIterator[Nineteen]:
    """Nineteen as four processes, with databases and topics of its own."""
    installation = Installation(mongo, kafka, folder)
    await asyncio.to_thread(installation.prepare)
    with installation.everything() as processes:
        async with (
            spoken_to(installation, processes) as gateway,
            httpx.AsyncClient(transport=gateway, base_url="http://nineteen", timeout=120) as client,
        ):
            there = Processes(installation, gateway)
            yield Clustered(client, there, folder, io.StringIO())
    await dropped(installation)


Run = Callable[[Path], AbstractAsyncContextManager[Nineteen]]
SCENARIOS = (
    *("test_e2_", "test_e3_", "test_e4_", "test_e5_", "test_e6_", "test_e7_", "test_e10_"),
    *("test_e13_", "test_the_asks", "test_the_talks", "test_the_result", "test_the_work_search"),
)
"""Played on both sets of adapters; other tests look into the embedded one."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each scenario in one process on SQLite, and in four on Kafka and MongoDB."""
    if "adapters" not in metafunc.fixturenames:
        return
    cluster = pytest.param("cluster", marks=[pytest.mark.cluster, pytest.mark.timeout(900)])
    both = metafunc.module.__name__.rpartition(".")[2].startswith(SCENARIOS)
    metafunc.parametrize("adapters", ["embedded", *([cluster] if both else [])], scope="session")


@pytest.fixture(scope="session")
def run(adapters: str, request: pytest.FixtureRequest) -> Run:
    """How to run Nineteen on a folder."""
    if adapters == "embedded":
        return running
    kafka = request.getfixturevalue("kafka").address
    mongo = request.getfixturevalue("mongo").uri
    return partial(clustered, mongo=mongo, kafka=kafka)


@pytest.fixture(scope="session")
def office_of() -> Callable[[Nineteen], Office]:
    """An office whose hands are this Nineteen."""
    return lambda nineteen: Office(nineteen, COUNSELOR, JOBSEEKER)


def at(day: str, hour: int, minute: int = 0) -> datetime:
    """A local time of 2026: `at("03-02", 9)`."""
    return at_local(date.fromisoformat(f"2026-{day}"), time(hour, minute), ZONE)


@dataclass
class Cascade:
    """A small agency on a given day: one jobseeker with a campaign, and people to ask."""

    nineteen: Nineteen
    office: Office
    zone: str = ZONE
    """The agency's; employers are where the clock of these tests is."""

    async def opens(self, day: str) -> None:
        """The agency, its counselor, a jobseeker, a campaign."""
        await self.nineteen.turn_to(at(day, 8))
        await self.office.register_agency("Cascade Works", self.zone)
        await self.office.hire_counselor("Barnaby Thistlewaite")
        await self.enrol(self.office)

    async def enrol(self, office: Office) -> None:
        await office.enrol(TAMSIN, segment="dislocated", county=COUNTY, zone=self.zone)
        await office.open_campaign("51-4041")

    def another(self, last: str) -> Office:
        """The same counselor with another jobseeker."""
        who = Actor("jobseeker", JOBSEEKER.id[:-1] + last)
        return Office(self.nineteen, COUNSELOR, who, name=f"office {last}")

    async def drafts(self, number: int, office: Office | None = None, **more: Any) -> str:
        """A researched employer, somebody there, and a text for them; the request's id."""
        office = office or self.office
        request = natural_id("e2e", office.name, str(number))
        works: Body = {"name": f"Works {number}", "county": COUNTY, "size_class": "10-49"}
        works = {**works, "zone": ZONE}
        employer = (await office.ask("/contact/v1/employers", **works))["id"]
        contact = await office.add_contact(employer, person(number))
        await office.research(employer, size="10-49", what="They make doors.")
        await office.draft(request, employer=employer, contact=contact, **more)
        return request

    async def sends(self, number: int, day: str, office: Office | None = None) -> str:
        """An ask that goes out at nine on a day."""
        office = office or self.office
        await self.nineteen.turn_to(at(day, 8, 30))
        request = await self.drafts(number, office)
        await office.approve(request)
        await self.nineteen.turn_to(at(day, 9))
        return request

    async def meets(self, number: int, asked: str, day: str) -> str:
        """An ask, a yes the same afternoon, and a time at ten on another day."""
        request = await self.sends(number, asked)
        await self.nineteen.turn_to(at(asked, 14))
        await self.office.agreed(request, at(day, 10), zone=ZONE)
        await self.nineteen.settle()
        await self.office.accept_time(request, at(day, 10))
        return request

    async def starts(self, number: int, asked: str, day: str) -> str:
        """A talk that has just begun."""
        request = await self.meets(number, asked, day)
        await self.nineteen.turn_to(at(day, 10))
        await self.office.on_session(request, "start-session")
        return request

    def moment(self, day: str, hour: int, minute: int = 0) -> datetime:
        """A local time of 2026: `moment("03-05", 10, 18)`."""
        return at(day, hour, minute)

    async def clock(self, day: str, hour: int, minute: int = 0) -> None:
        """It is so late now."""
        await self.nineteen.turn_to(at(day, hour, minute))

    async def ends(self, request: str, minutes: int, seconds: int = 0) -> None:
        """The talk is over, so long after the start of its hour."""
        start = self.nineteen.now().replace(minute=0, second=0)
        await self.nineteen.turn_to(start + timedelta(minutes=minutes, seconds=seconds))
        await self.office.on_session(request, "end-session")
        await self.nineteen.settle()

    async def moves(self, request: str, to: datetime, *, by: str) -> None:
        """One side moves the meeting."""
        path = f"/scheduling/v1/appointments/{request}"
        version = (await self.nineteen.get(path))["version"]
        change = {"by": by, "starts_at": to.isoformat()}
        await self.office.ask(f"{path}/reschedule", expected=version, **change)
        await self.nineteen.settle()

    async def asked_by_mail(self) -> tuple[str, str]:
        """An ask of Mon 03-02 that lies with its host, and the path of their page."""
        await self.opens("03-02")
        request = str(await self.sends(1, "03-02"))
        await self.nineteen.settle()
        return request, host_page(self.nineteen.folder, request)

    async def as_host(self, path: str, **fields: str) -> httpx.Response:
        """A form of the host's page, as a browser sends it."""
        answer = await self.nineteen.client.post(path, data=fields)
        await self.nineteen.settle()
        return answer

    async def every(self, kind: type[E]) -> list[E]:
        """Every fact of one type."""
        facts = await self.nineteen.facts()
        return [fact.event for fact in facts if isinstance(fact.event, kind)]

    async def of(self, kind: type[E], request: str) -> list[E]:
        """The facts of one type about a request (ledgers call it the reservation)."""
        return [event for _, event in await self.at(kind, request)]

    async def at(self, kind: type[E], request: str) -> list[tuple[datetime, E]]:
        """The same, with their times."""
        found = [
            (fact.occurred_at, fact.event)
            for fact in await self.nineteen.facts()
            if isinstance(fact.event, kind) and request in ids_of(fact.event)
        ]
        return sorted(found, key=lambda each: each[0])


def ids_of(event: Event) -> set[str]:
    """The request that an event is about, by whatever name."""
    ask = getattr(event, "ask", None)
    return {getattr(ask, "request", ""), getattr(event, "reservation", "")}


@pytest.fixture
async def cascade(run: Run, tmp_path: Path) -> AsyncIterator[Cascade]:
    """A small agency of one's own; `opens` sets it up on a day."""
    async with run(tmp_path) as nineteen:
        yield Cascade(nineteen, Office(nineteen, COUNSELOR, JOBSEEKER))
