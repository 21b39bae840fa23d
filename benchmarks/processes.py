"""R20 of each service, T6: processes of an installation at rest, and one with a backlog."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from statistics import median
from uuid import UUID

import httpx

from benchmarks.facts import COUNSELOR
from benchmarks.http import serving
from benchmarks.installation import AT, TENANT, place
from benchmarks.invariants import Broken
from benchmarks.machine import resident_mib
from benchmarks.relaying import published
from benchmarks.rounds import Bench, Case, Figure, Plan
from benchmarks.sample import id_of
from benchmarks.servers import AsyncCases, Together, kafka, mongo, on_a_loop
from nineteen.shared.runtime.codec import plain
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.mongo.driver import connect, disconnect
from nineteen.shared.runtime.mongo.names import DOCUMENTS, database_of
from nineteen.shared.runtime.ports import Commit, StoredEvent
from nineteen.shared.schema.contact import EmployerRegistered, Provenance
from nineteen.shared.schema.ids import Stream
from nineteen.shared.testing.installation import NAMES, Installation, Process, dropped
from nineteen.shared.testing.servers.ladder import given

PERSONA = {"x-nineteen-persona": f"{TENANT}/{COUNSELOR.replace(':', '/')}"}
IDLE_S = 10
BACKLOG = 20_000
LOOK_S = 0.2
PATIENCE_S = 900.0
SHOWN = "employers.v1.g1"


@contextmanager
def installed(plan: Plan) -> Iterator[Installation]:
    """An installation on the system's clock, its databases and topics made."""
    with ExitStack() as stack:
        address, uri = stack.enter_context(kafka(plan)), stack.enter_context(mongo(plan))
        folder = stack.enter_context(place(plan.folder))
        made = Installation(uri, address, folder, more={"NINETEEN_CLOCK": "system"})
        made.prepare()
        try:
            yield made
        finally:
            if given("mongo") or given("kafka"):
                asyncio.run(dropped(made))


async def ready(processes: Sequence[Process]) -> None:
    """Wait until all of them take work."""
    async with httpx.AsyncClient() as client:
        for process in processes:
            await process.ready(client)


def pid_of(process: Process) -> int:
    """Of a process that must be running."""
    if process.program.pid is None:
        raise Broken(f"{process.service} ended:\n{process.program.tail()}")
    return process.program.pid


@contextmanager
def each_at_rest(plan: Plan) -> Iterator[Mapping[str, Case]]:
    """A process of each service with nothing to do, beside a bare application."""
    with ExitStack() as stack:
        installation = stack.enter_context(installed(plan))
        running = stack.enter_context(installation.everything())
        bare = stack.enter_context(serving("bare", stack.enter_context(place(plan.folder))))
        asyncio.run(ready([*running.values()]))
        time.sleep(plan.some(IDLE_S, 0))
        yield {"bare": partial(resident_mib, bare.pid)} | {
            name: partial(resident_mib, pid_of(process)) for name, process in running.items()
        }


def registered(number: int) -> Commit:
    """An employer that somebody registered."""
    employer = id_of("employer", number)
    event = EmployerRegistered(
        employer=employer,
        ledger=id_of("ledger", number),
        name=f"Works {number}",
        county="53033",
        size_class="10-49",
        provenance=Provenance(source="staff"),
    )
    return Commit(
        id=str(UUID(int=number + 1)),
        stream=str(Stream(TENANT, "employer", employer)),
        from_version=1,
        events=(StoredEvent(event.type_name, event.schema_version, plain(event)),),
        occurred_at=AT,
        recorded_at=AT,
        actor=COUNSELOR,
        payload_hash="",
    )


async def waiting_on_topic(installation: Installation, events: int) -> None:
    """Put so many facts on contact's topic."""
    connection = Connection(installation.kafka)
    publisher = KafkaPublisher("contact", connection, prefix=installation.name)
    try:
        await published(publisher, [registered(number) for number in range(events)])
    finally:
        await publisher.close()


async def drained(installation: Installation, events: int) -> Mapping[str, float]:
    """Memory of the dashboard's worker from its first steps to its last."""
    with installation.process("dashboard", "worker") as worker:
        async with httpx.AsyncClient(headers=PERSONA, timeout=30) as client:
            await worker.ready(client)
            began, seen = time.perf_counter(), list[float]()
            async with asyncio.timeout(PATIENCE_S):
                while left := await behind(worker, client):
                    if left < events:
                        seen.append(resident_mib(pid_of(worker)))
                    await asyncio.sleep(LOOK_S)
        rate = events / (time.perf_counter() - began)
        seen.append(resident_mib(pid_of(worker)))
    warm = seen[len(seen) // 4 :]
    some = max(1, len(warm) // 4)
    first, last = median(warm[:some]), median(warm[-some:])
    return {"growth": last / first, "MiB first": first, "MiB last": last, "events/s": rate}


async def behind(worker: Process, client: httpx.AsyncClient) -> int:
    """How many records lie before the views of the dashboard."""
    answer = await client.get(f"{worker.address}/dashboard/v1/operations")
    return sum(group["lag"] for group in answer.raise_for_status().json()["groups"])


async def check_shown(installation: Installation, employers: int) -> None:
    """Every employer has a document."""
    client = connect(installation.mongo, "pymongo")
    try:
        documents = client[database_of("dashboard", installation.name)][DOCUMENTS]
        shown = await documents.count_documents({"generation": SHOWN})
    finally:
        await disconnect(client)
    if shown != employers:
        raise Broken(f"{shown} documents of {employers} employers")


@asynccontextmanager
async def with_a_backlog(plan: Plan) -> AsyncIterator[AsyncCases]:
    """Facts wait on the topic; then the worker starts."""
    events = plan.some(BACKLOG)
    with ExitStack() as stack:
        installation = await asyncio.to_thread(stack.enter_context, installed(plan))
        await waiting_on_topic(installation, events)
        values = Together(partial(drained, installation, events))
        yield {name: values.case(name) for name in ("growth", "MiB first", "MiB last", "events/s")}
        await check_shown(installation, events)
        await asyncio.to_thread(stack.close)


EACH_AT_REST = Bench(
    tuple(Figure(f"R20/{name}", name, "bare", "MiB") for name in NAMES), each_at_rest
)
BACKLOG_DRAINS = Bench(
    (Figure("T6", "growth", beside=("MiB first", "MiB last", "events/s")),),
    on_a_loop(with_a_backlog),
    once=True,
)
