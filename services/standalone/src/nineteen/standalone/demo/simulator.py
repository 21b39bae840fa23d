"""Loads the demo: half a year of an agency's work, by the real commands, on a virtual clock."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import ManualClock, SwitchedClock
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.http.gate import Loading
from nineteen.shared.schema.business_days import at_local, local_date
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo import agency
from nineteen.standalone.demo.agenda import Agenda
from nineteen.standalone.demo.e1 import Story
from nineteen.standalone.demo.e1_player import E1
from nineteen.standalone.demo.hands import InProcess
from nineteen.standalone.demo.hours import Hours
from nineteen.standalone.demo.names import NameBook
from nineteen.standalone.demo.office import Office
from nineteen.standalone.demo.world import World

STORYTELLER = Actor("jobseeker", "00000000-0000-4000-8000-0000000000e1")
LAST_OF_E1 = date(2026, 5, 6)
"""The day after the story's last."""
WEEK = timedelta(weeks=1)
DAWN = datetime.min.time().replace(hour=6)
MOST_REFUSED = 0.02
"""More refusals among the commands than that, and the demo is not what it should be."""


class DemoFailed(Exception):
    """People of the demo were refused more often than people would be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the demo is; `pairs` of twins make so many jobseekers in each arm."""

    weeks: int = 26
    pairs: int = 20
    employers: int = 400
    """In each of two counties."""
    story: bool = True
    """E1 in a third county."""


FULL = Plan()


@dataclass(frozen=True, slots=True)
class Report:
    """What was loaded; `rejected` counts what people tried and could not do, by code."""

    jobseekers: int
    requests: int
    agreed: int
    held: int
    hires: int
    events: int
    seconds: float
    commands: int
    rejected: "Counter[str]"


async def load(  # noqa: PLR0913  what to load into, and what
    app: App, desk: Desk, loading: Loading, *, now: datetime, seed: int = 19, plan: Plan = FULL
) -> Report:
    """Play everything that happened up to `now`; the same seed plays the same.

    Raises DemoFailed when too much was refused.
    """
    began = time.monotonic()
    begins = at_local(local_date(now, agency.ZONE) - plan.weeks * WEEK, DAWN, agency.ZONE)
    loading.done = 0.0
    with turned_by_hand(app, begins):
        world = a_world(app, desk, now, seed)
        await settle(world, plan)
        await world.agenda.show()
        await world.agenda.play(lambda done: told(loading, done))
        report = await reported(world, plan, time.monotonic() - began)
    refuse_too_many(report)
    return report


@contextmanager
def turned_by_hand(app: App, begins: datetime) -> Iterator[None]:
    """A clock of the demo's own until it is over."""
    clock = app.clock
    assert isinstance(clock, SwitchedClock)  # noqa: S101  the server's clock is one
    real, clock.clock = clock.clock, ManualClock(begins)
    try:
        yield
    finally:
        clock.clock = real


def told(loading: Loading, done: float) -> None:
    """Never quite done: what follows the play takes a moment."""
    loading.done = min(done, 0.999)


def a_world(app: App, desk: Desk, until: datetime, seed: int) -> World:
    """Everything that follows from the seed."""
    chance = Random(seed)  # noqa: S311  a demo, not a secret
    return World(
        chance,
        Agenda(app, until),
        InProcess(app, desk, agency.TENANT),
        Hours(story_before(until).settings),
        NameBook(chance),
    )


def story_before(now: datetime) -> Story:
    """E1, moved by whole weeks so that it has just ended."""
    return Story((local_date(now, agency.ZONE) - LAST_OF_E1) // WEEK)


async def settle(world: World, plan: Plan) -> None:
    """The agency, its lists, its people; from here on the agenda has everything."""
    story = story_before(world.agenda.until)
    offices = await agency.found_agency(world, story.holidays)
    await world.hands.turn_to(world.now)
    counties = [
        await agency.list_county(world, code, city, plan.employers)
        for code, city in agency.COUNTIES
    ]
    agency.join_all(world, counties, offices, plan.pairs)
    if plan.story:
        office = Office(world.hands, agency.counselor(0), STORYTELLER, name="e1", place=offices[0])
        for moment in E1(story, office, agency.TENANT).moments():
            world.agenda.at(moment.at, moment.act)


async def reported(world: World, plan: Plan, seconds: float) -> Report:
    """What came about."""
    done = world.done
    return Report(
        jobseekers=2 * plan.pairs + plan.story,
        requests=done["requests"],
        agreed=done["agreed"],
        held=done["held"],
        hires=done["hires"],
        events=await events_in(world.agenda.app),
        seconds=round(seconds, 1),
        commands=world.hands.posted,
        rejected=world.agenda.refused,
    )


async def events_in(app: App) -> int:
    """How many facts all services hold."""
    count = 0
    for node in app.nodes.values():
        if node.store:
            async for commits in node.store.read_all():
                count += sum(len(commit.events) for commit in commits)
    return count


def refuse_too_many(report: Report) -> None:
    """A person does not try what cannot be, again and again; raises DemoFailed."""
    refused = report.rejected.total()
    if refused > MOST_REFUSED * report.commands:
        raise DemoFailed(f"{refused} of {report.commands} commands were refused: {report.rejected}")
