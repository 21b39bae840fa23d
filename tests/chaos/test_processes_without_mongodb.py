"""MongoDB is away under traffic: refused in time, nothing is parked, and all goes on by itself."""

import asyncio
import time
from pathlib import Path

import pytest

from nineteen.shared.testing.at_work import CAUGHT_UP_S, OUTAGE_S, AtWork, at_work
from nineteen.shared.testing.installation import Installation, Process
from nineteen.shared.testing.servers.ladder import MongoServer
from nineteen.shared.testing.servers.plugin import SharedKafka
from nineteen.shared.testing.traffic import AGENCY, COUNSELOR

pytestmark = pytest.mark.cluster
SYSTEM = {"NINETEEN_CLOCK": "system"}
HEADERS = {"x-nineteen-persona": f"{AGENCY}/{COUNSELOR}"}
LATE = {"name": "Works too late", "county": "53033", "size_class": "10-49"}


@pytest.mark.fault("F-24", checks="I1 I2 I3 I4 I7")
async def test_while_mongodb_is_away_commands_are_refused_for_now_and_groups_pause(
    own_mongo: MongoServer, kafka: SharedKafka, tmp_path: Path
) -> None:
    installation = Installation(own_mongo.uri, kafka.address, tmp_path, more=SYSTEM)
    await asyncio.to_thread(installation.prepare)
    contact, dashboard = (Process(installation, name) for name in ("contact", "dashboard"))
    async with at_work(installation, contact, dashboard) as work:
        async with work.traffic.flowing():
            await work.traffic.more(20)
            own_mongo.kill()
            await refused_for(OUTAGE_S, contact, work)
            await asyncio.to_thread(own_mongo.start)
            await work.traffic.more(20)
        await work.rests(within=CAUGHT_UP_S)

        assert all(process.said("store_unavailable") for process in work.processes)
        await work.lost_nothing()


async def refused_for(seconds: float, process: Process, work: AtWork) -> None:
    """For so long each command is refused, with a word on when to try again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        url = f"{process.address}/contact/v1/employers"
        answer = await work.client.post(url, json=LATE, headers=HEADERS)
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
        assert int(answer.headers["retry-after"]) > 0
