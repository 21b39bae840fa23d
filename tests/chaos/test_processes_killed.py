"""Kill -9 at any moment, of every role, while people work: nothing that was answered is lost."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.at_work import CAUGHT_UP_S, AtWork, at_work
from nineteen.shared.testing.installation import NAMES, Installation, Process, roll_back
from nineteen.shared.testing.servers.ladder import MongoServer
from nineteen.shared.testing.servers.plugin import SharedKafka
from nineteen.shared.testing.traffic import AGAIN, AGENCY, COUNSELOR, PAUSE_S, SETTLES_S, Traffic
from nineteen.standalone.demo.e1_people import Person
from nineteen.standalone.demo.office import Answer, Body, Office

pytestmark = pytest.mark.cluster
ROLES = [(service, role) for service in NAMES for role in ("api", "worker")]
NINE = "2026-01-05T09:00:00-08:00"
"""A Monday on which asks go out at once; business time stands still."""
MEETS = datetime.fromisoformat("2026-01-08T10:00:00-08:00")
ZONE, COUNTY = "America/Los_Angeles", "53033"
NOT_YET = AGAIN | {404}
"""What a policy has not done yet, it will have done when asked again."""
MOST = 30
"""So many commands at most are answered between two kills of a process."""


@dataclass
class Patient:
    """Hands that send each command until it is answered."""

    traffic: Traffic
    agency: str

    async def post(
        self, path: str, body: Body, key: str, *, by: Actor, expected: int | None = None
    ) -> Answer:
        headers = {"x-nineteen-persona": f"{self.agency}/{by.role}/{by.id}"}
        if expected is not None:
            headers["if-match"] = f'"{expected}"'
        return await self.traffic.answered(path, body, key, NOT_YET, **headers)

    async def get(self, path: str) -> Answer:
        raise NotImplementedError

    async def upload(self, path: str, content: bytes, *, by: Actor) -> None:
        raise NotImplementedError

    async def turn_to(self, at: datetime) -> None:
        raise NotImplementedError


@dataclass
class FromAskToMeeting:
    """A jobseeker who asks one host, agrees on a time, and has a task opened: three services."""

    traffic: Traffic

    async def __call__(self, number: int) -> None:
        if number % 2:  # most wait for nobody, so that there is traffic while others have to
            await self.traffic.registers_employer(number)
            return
        counselor = Actor("counselor", COUNSELOR.rpartition("/")[2])
        jobseeker = Actor("jobseeker", natural_id("chaos", "jobseeker", str(number)))
        hands = Patient(self.traffic, f"{AGENCY}-{number}")  # one agency may not ask so often
        office = Office(hands, counselor, jobseeker, name=f"office-{number}")
        await office.register_agency(f"Cascade {number}", ZONE)
        await office.hire_counselor("Barnaby Thistlewaite")
        who = Person(f"Seeker {number}", "", f"seeker.{number}@people.example.org", "+12065550190")
        await office.enrol(who, segment="dislocated", county=COUNTY, zone=ZONE)
        await office.open_campaign("51-4041")
        request = await self.asks(office, number)
        await office.agreed(request, MEETS, zone=ZONE)
        await office.accept_time(request, MEETS)
        due = (MEETS + timedelta(days=1)).isoformat()
        task: dict[str, Any] = {"about": jobseeker.id, "due": due, "reason": "no_time_found"}
        await office.staff("/followup/v1/tasks", kind="coach", **task)

    async def asks(self, office: Office, number: int) -> str:
        """An ask that is approved."""
        request = natural_id("chaos", "request", str(number))
        works: Body = {"name": f"Works {number}", "county": COUNTY, "size_class": "10-49"}
        employer = (await office.ask("/contact/v1/employers", **works))["id"]
        host = Person(
            f"Host {number}", "Foreman", f"host.{number}@people.example.org", "+12065550191"
        )
        contact = await office.add_contact(employer, host)
        await office.research(employer, size="10-49", what="They make doors.")
        await office.draft(request, employer=employer, contact=contact)
        await office.approve(request)
        return request


async def killed_again_and_again(
    process: Process, work: AtWork, times: int, chance: Random
) -> None:
    """Kill one process at moments of chance while it works, and start it again at once."""
    for life in range(1, times + 1):
        await at_its_post(process, life)
        await work.traffic.more(chance.randint(1, MOST))
        process.program.kill()
        process.program.start()
        await roll_back(work.installation)
        await process.ready(work.client)
        await roll_back(work.installation)  # what it had sent may have come later


async def at_its_post(process: Process, life: int) -> None:
    """Wait until a worker has a lease in this life: the one before left it locked for a while."""
    async with asyncio.timeout(SETTLES_S):
        while process.role == "worker" and not working(process, life):  # noqa: ASYNC110
            await asyncio.sleep(PAUSE_S)


def working(process: Process, life: int) -> bool:
    """Whether it took all its leases as often as it lived."""
    taken = Counter(line["lease"] for line in process.said("lease_taken"))
    return bool(taken) and min(taken.values()) >= life


@pytest.mark.fault("F-01", "F-04", "F-08", checks="I1 I2 I3 I4 I7")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.soak)])
async def test_every_role_may_be_killed_again_and_again_under_load(
    own_mongo: MongoServer, kafka: SharedKafka, tmp_path: Path, fault_seed: int, times: int
) -> None:
    more = {"NINETEEN_CLOCK_AT": NINE}
    installation = Installation(own_mongo.uri, kafka.address, tmp_path, more=more)
    await asyncio.to_thread(installation.prepare)
    processes = [Process(installation, *each) for each in ROLES]
    async with at_work(installation, *processes) as work:
        work.traffic.chore = FromAskToMeeting(work.traffic)
        async with work.traffic.flowing(), asyncio.TaskGroup() as kills:
            for number, process in enumerate(processes):
                chance = Random(f"{fault_seed} {number}")
                kills.create_task(killed_again_and_again(process, work, times, chance))
        await work.rests(within=CAUGHT_UP_S)
        await work.lost_nothing()
