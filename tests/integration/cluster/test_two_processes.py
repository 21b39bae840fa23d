"""Several processes of each service: one may die, freeze or be replaced, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nineteen.shared.testing.at_work import (
    CAUGHT_UP_S,
    AtWork,
    at_work,
    positions_only_rise,
    until_taken,
)
from nineteen.shared.testing.installation import NAMES, Installation, Process
from nineteen.shared.testing.servers.ladder import MongoServer
from nineteen.shared.testing.servers.plugin import SharedKafka
from nineteen.shared.testing.traffic import taking_commands

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(600)]
SYSTEM = {"NINETEEN_CLOCK": "system"}


@pytest.fixture
async def installation(own_mongo: MongoServer, kafka: SharedKafka, tmp_path: Path) -> Installation:
    """A database that others do not wait for, and topics of its own, on the system's clock."""
    installation = Installation(own_mongo.uri, kafka.address, tmp_path, more=SYSTEM)
    await asyncio.to_thread(installation.prepare)
    return installation


@dataclass
class Pairs:
    """Two processes of each service, at work."""

    first: list[Process]
    second: list[Process]
    work: AtWork

    @property
    def held(self) -> set[str]:
        """The leases that the first ones took."""
        return set().union(*(each.took for each in self.first))


@pytest.fixture
async def pairs(installation: Installation) -> AsyncIterator[Pairs]:
    """Each process holds the leases of its service, or stands by."""
    first, second = ([Process(installation, name) for name in NAMES] for _ in range(2))
    async with at_work(installation, *first, *second) as work:
        async with work.traffic.flowing():
            await work.traffic.more(20)
        await work.rests()
        yield Pairs(first, second, work)


async def test_when_one_of_two_processes_is_killed_the_other_goes_on(pairs: Pairs) -> None:
    work, leases = pairs.work, pairs.held
    for process in pairs.first:  # at rest: a database keeps what a killed one had locked
        process.program.kill()
    async with work.traffic.flowing():
        await work.traffic.more(20)
    await work.rests(pairs.second)
    await until_taken(leases, pairs.second)
    await work.lost_nothing(pairs.second)


@pytest.mark.fault("F-07", "F-11", checks="I1 I2 I3 I4 I6")
async def test_a_process_that_slept_through_its_lease_writes_nothing_when_it_wakes(
    pairs: Pairs, installation: Installation
) -> None:
    work, leases = pairs.work, pairs.held
    work.traffic.addresses = taking_commands(pairs.second)
    async with positions_only_rise(installation):
        for process in pairs.first:  # at rest: a database keeps what a frozen one had locked
            process.program.pause()
        async with work.traffic.flowing():
            await until_taken(leases, pairs.second)
            for process in pairs.first:
                process.program.resume()
            await work.traffic.more(20)
        await work.rests()
    await work.lost_nothing()


@pytest.mark.fault("F-13", checks="I1 I2 I3 I4 I7")
async def test_processes_are_replaced_one_by_one_under_load_and_nobody_notices(
    pairs: Pairs,
) -> None:
    work = pairs.work
    async with work.traffic.flowing():
        for process in work.processes:
            await work.traffic.more(5)
            await asyncio.to_thread(process.program.stop)
            process.program.start()
            await process.ready(work.client)
        await work.traffic.more(5)
    await work.rests(within=CAUGHT_UP_S)
    await work.lost_nothing()


async def test_a_view_is_rebuilt_and_swapped_under_traffic(installation: Installation) -> None:
    async with at_work(installation, *(Process(installation, name) for name in NAMES)) as work:
        async with work.traffic.flowing():
            await work.traffic.more(20)
            done = await asyncio.to_thread(installation.run, "rebuild", "employers")
            await work.traffic.more(20)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "generation 2 is live" in done.stdout + done.stderr
        await work.rests()
        await work.lost_nothing()
