"""E1, played once for all its tests, over HTTP and with the clock turned by hand."""

import fcntl
import pickle
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest_asyncio

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.recorded import Recorded
from nineteen.standalone.demo import e1_people
from nineteen.standalone.demo.e1 import ZONE, Story
from nineteen.standalone.demo.e1_player import E1, Moment
from nineteen.standalone.demo.office import Body

E = TypeVar("E", bound=Event)


@dataclass
class Told:
    """What is left when the story is over: facts, views as they were read, and the folder."""

    e1: E1
    facts: list[Recorded]
    evening: dict[str, Any]
    """The campaign's row on the board at the end of 03-12."""
    board: dict[str, Any]
    metrics: dict[str, Any]
    funnel: dict[str, Any]
    views: dict[str, list[dict[str, Any]]]
    histories: dict[int, list[dict[str, Any]]]
    parked: list[Any]
    log: str
    exposition: str
    folder: Path
    audit: list[dict[str, Any]]
    """The work-search log of one week: claimed, attested, amended and attested again."""

    def of(self, kind: type[E]) -> list[tuple[Recorded, E]]:
        """The facts of one type, in the order of their times."""
        found = [(r, r.event) for r in self.facts if isinstance(r.event, kind)]
        return sorted(found, key=lambda each: each[0].occurred_at)

    def when(self, kind: type[Event], number: int) -> list[datetime]:
        """When facts of this type happened to a request, on the agency's clocks."""
        mine = self.e1.request(number)
        return [
            self.local(r.occurred_at)
            for r, event in self.of(kind)
            if event.ask.request == mine  # type: ignore[attr-defined]
        ]

    def one(self, kind: type[E], number: int) -> E:
        """The one fact of this type about a request."""
        mine = self.e1.request(number)
        (found,) = (event for _, event in self.of(kind) if event.ask.request == mine)  # type: ignore[attr-defined]
        return found

    def number(self, request: str) -> int:
        """The number of a request in the table."""
        return next(n for n in range(1, 49) if self.e1.request(n) == request)

    @staticmethod
    def local(at: datetime) -> datetime:
        """What the agency's clocks show."""
        return at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)

    def on(self, day: date | str, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """A wall-clock time of 2026: `on("03-18", 10, 17)`."""
        day = self.e1.story.day(day) if isinstance(day, str) else day
        return datetime.combine(day, time(hour, minute, second))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def told(
    run: Any, adapters: str, office_of: Any, tmp_path_factory: Any, worker_id: str
) -> Told:
    """E1, played once: the first process plays, the others wait for what it saw."""
    base: Path = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / f"e1-{adapters}"
    folder.mkdir(exist_ok=True)
    kept = folder / "told.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            found = await played(run, office_of, folder)
            kept.write_bytes(pickle.dumps(found))
    found = pickle.loads(kept.read_bytes())  # noqa: S301  written by these tests just now
    return Told(e1=E1(Story(), office_of(None), "cascade"), **found)


async def played(run: Any, office_of: Any, folder: Path) -> dict[str, Any]:
    """Play the story, and keep what there is to see of it."""
    story = Story()
    async with run(folder) as nineteen:
        office = office_of(nineteen)
        days = [day.isoformat() for day in story.holidays]
        await office.register_agency("Cascade Works", ZONE, days)
        await office.hire_counselor(e1_people.COUNSELOR.name)
        e1 = E1(story, office, nineteen.agency)
        evenings = []

        async def look() -> None:
            evenings.extend(await nineteen.items("campaign-board"))

        at = e1.local(story.day("03-12"), 23)
        moments = [*e1.moments(), Moment(at, "the end of the day", look)]
        for moment in sorted(moments, key=lambda each: each.at):
            await nineteen.turn_to(moment.at)
            await moment.act()
        await nineteen.turn_to(e1.local(story.day("05-05"), 17))
        found = await seen(nineteen, e1)
        found["audit"] = await audited(nineteen, e1, e1.story.day("04-04"))
    return {"evening": evenings[0], "log": nineteen.log.getvalue(), "folder": folder, **found}


async def seen(nineteen: Any, e1: E1) -> dict[str, Any]:
    """Everything that is asked of a finished story, read over HTTP."""
    campaign = e1.office.campaign
    views = ("time-integrity", "thank-you-queue", "referral-tree", "outcome-trace", "calendar")
    exposition = await nineteen.client.get("/metrics")
    histories = {
        n: (await nineteen.get(f"/contact/v1/requests/{e1.request(n)}/history"))["events"]
        for n in (1, 37)
    }
    return {
        "facts": await nineteen.facts(),
        "board": (await nineteen.items("campaign-board"))[0],
        "metrics": await nineteen.get("/dashboard/v1/metrics", campaign=campaign),
        "funnel": await nineteen.get("/dashboard/v1/funnel"),
        "views": {view: await nineteen.items(view) for view in views},
        "histories": histories,
        "parked": (await nineteen.get("/ops/parked"))["parked"],
        "exposition": exposition.text,
    }


async def audited(nineteen: Any, e1: E1, ends_on: date) -> list[dict[str, Any]]:
    """The log as the state gets it: claimed, attested, being amended, and attested again."""
    office, found = e1.office, []
    claim: Body = {"jobseeker": office.jobseeker.id, "campaign": office.campaign, "state": "WA"}
    path = "/followup/v1/work-search-weeks"
    week = (await office.staff(path, **claim, ends_on=ends_on.isoformat()))["id"]
    amend: Body = {"why": "The talk of Friday was with a friend.", "drop": [e1.request(43)]}
    steps: list[tuple[str, Body]] = [("attest-week", {}), ("amend-week", amend)]
    for command, body in [("", {}), *steps, ("attest-week", {})]:
        if command:
            await office.ask(f"{path}/{week}/{command}", **body)
        await nineteen.settle()
        asked = {"jobseeker": office.jobseeker.id, "ends_on": ends_on.isoformat()}
        log = await nineteen.get("/dashboard/v1/work-search-log", **asked)
        figures = await nineteen.get("/dashboard/v1/metrics", campaign=office.campaign)
        (m15,) = [each for each in figures["metrics"] if each["metric"] == "M15"]
        found.append({"rows": log["rows"], "m15": (m15["numerator"], m15["denominator"])})
    return found
