"""Several processes of each service: one may die, freeze or be replaced, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from nineteen.shared.testing.installation import NAMES, Installation, Process
from nineteen.shared.testing.servers.ladder import MongoServer
from nineteen.shared.testing.servers.plugin import SharedKafka
from nineteen.shared.testing.traffic import Traffic, at_rest, nothing_is_lost

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(600)]
SYSTEM = {"NINETEEN_CLOCK": "system"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as client:
        yield client


@pytest.fixture
async def installation(own_mongo: MongoServer, kafka: SharedKafka, tmp_path: Path) -> Installation:
    """A database that others do not wait for, and topics of its own, on the system's clock."""
    installation = Installation(own_mongo.uri, kafka.address, tmp_path, more=SYSTEM)
    await asyncio.to_thread(installation.prepare)
    return installation


async def ready(processes: Sequence[Process], client: httpx.AsyncClient) -> None:
    for process in processes:
        await process.ready(client)


def pairs(installation: Installation, stack: ExitStack) -> tuple[list[Process], list[Process]]:
    """Two processes of each service."""
    first, second = (
        [stack.enter_context(installation.process(name)) for name in NAMES] for _ in range(2)
    )
    return first, second


async def test_when_one_of_two_processes_is_killed_the_other_goes_on(
    installation: Installation, client: httpx.AsyncClient
) -> None:
    with ExitStack() as stack:
        first, second = pairs(installation, stack)
        await ready([*first, *second], client)
        traffic = Traffic([first[0].address, second[0].address], client)
        await traffic.registers_agency()
        async with traffic.flowing():
            await traffic.more(20)
        await at_rest([*first, *second], client)  # the stand-in keeps what a killed one had locked
        for process in first:
            process.program.kill()
        async with traffic.flowing():
            await traffic.more(20)
        await at_rest(second, client)
        await nothing_is_lost(installation, traffic)


async def test_a_process_that_slept_through_its_lease_writes_nothing_when_it_wakes(
    installation: Installation, client: httpx.AsyncClient
) -> None:
    with ExitStack() as stack:
        first, second = pairs(installation, stack)
        await ready([*first, *second], client)
        traffic = Traffic([second[0].address], client)
        await traffic.registers_agency()
        async with traffic.flowing():
            await traffic.more(20)
        await at_rest([*first, *second], client)
        for process in first:
            process.program.pause()
        async with traffic.flowing():
            await traffic.more(20)
            await asyncio.sleep(20)  # longer than a lease: this is what the test is about
            for process in first:
                process.program.resume()
            await traffic.more(20)
        await at_rest([*first, *second], client)
        await nothing_is_lost(installation, traffic)


async def test_processes_are_replaced_one_by_one_under_load_and_nobody_notices(
    installation: Installation, client: httpx.AsyncClient
) -> None:
    with ExitStack() as stack:
        first, second = pairs(installation, stack)
        await ready([*first, *second], client)
        traffic = Traffic([first[0].address, second[0].address], client)
        await traffic.registers_agency()
        async with traffic.flowing():
            for process in [*first, *second]:
                await traffic.more(5)
                await asyncio.to_thread(process.program.stop)
                process.program.start()
                await process.ready(client)
            await traffic.more(5)
        await at_rest([*first, *second], client)
        await nothing_is_lost(installation, traffic)


async def test_a_view_is_rebuilt_and_swapped_under_traffic(
    installation: Installation, client: httpx.AsyncClient
) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(installation.process(name)) for name in NAMES]
        await ready(processes, client)
        traffic = Traffic([processes[0].address], client)
        await traffic.registers_agency()
        async with traffic.flowing():
            await traffic.more(20)
            done = await asyncio.to_thread(installation.run, "rebuild", "employers")
            await traffic.more(20)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "generation 2 is live" in done.stdout + done.stderr
        await at_rest(processes, client)
        await nothing_is_lost(installation, traffic)
