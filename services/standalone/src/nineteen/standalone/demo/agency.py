"""The demo agency: offices, staff, the lists of two counties, and forty jobseekers in two arms."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from nineteen.shared.schema.business_days import DAY
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.county import County, Firm, Prospect, county
from nineteen.standalone.demo.office import Body, Office
from nineteen.standalone.demo.seeker import Profile, Seeker
from nineteen.standalone.demo.world import World

TENANT = "cascade"
NAME = "Cascade Works"
ZONE = "America/Los_Angeles"
COUNTIES = (("53053", "Puyallup Flats"), ("53061", "Lower Skagway"))
FIRST_COUNSELOR = "00000000-0000-4000-8000-00000000c019"
"""Who looks at the pages when nobody says who they are."""
AT_ONCE = 64
LAST_BEGINS = 0.88
"""The last campaign begins when so much of the time is over."""


class Member(NamedTuple):
    """One of the staff; `office` is the number of theirs."""

    name: str
    role: str
    office: int


STAFF = (
    Member("Barnaby Thistlewaite", "counselor", 0),
    Member("Ottoline Marchbanks", "counselor", 0),
    Member("Cornelius Pettigrove", "counselor", 1),
    Member("Seraphina Dunmore", "counselor", 1),
    Member("Lysander Okafor-Finch", "job_developer", 0),
    Member("Rosamund Achterberg", "supervisor", 0),
)


def staff_id(number: int) -> str:
    """The id of a member of staff; the first is the one whom the pages know."""
    return natural_id("demo staff", str(number)) if number else FIRST_COUNSELOR


def counselor(number: int) -> Actor:
    """A counselor as who acts."""
    return Actor("counselor", staff_id(number))


async def found_agency(world: World, holidays: tuple[date, ...]) -> list[str]:
    """Register the agency with its days off, its offices and its staff; the offices' ids."""
    desk = Office(world.hands, counselor(0), counselor(0), name="agency")
    agency = await desk.register_agency(NAME, ZONE, [each.isoformat() for each in holidays])
    path = f"/contact/v1/agencies/{agency}"
    address = "12 Harbor Street, Port Alder, WA 98000"
    await desk.staff(f"{path}/set-return-address", address=address)
    offices = [natural_id("office", TENANT, arm.office) for arm in tables.ARMS]
    for arm in tables.ARMS:
        await desk.staff(f"{path}/open-office", name=arm.office)
    for number, member in enumerate(STAFF):
        await desk.staff(
            "/contact/v1/staff",
            id=staff_id(number),
            name=member.name,
            email=f"{member.name}@cascade.example.org".lower().replace(" ", "."),
            roles=[member.role],
            office=offices[member.office],
        )
    return offices


async def list_county(world: World, code: str, city: str, employers: int) -> County:
    """Draw a county and register its employers and their people."""
    found = county(code, city, world.chance, world.names, employers)
    desk = Office(world.hands, counselor(4), counselor(4), name=f"county {code}")

    async def register(firm: Firm) -> None:
        path = "/contact/v1/employers"
        firm.id = str((await desk.staff(path, **firm.fields()))["id"])

    async def add(prospect: Prospect) -> None:
        path = "/contact/v1/contacts"
        body: Body = {"employer": prospect.firm.id, **prospect.person.fields()}
        prospect.id = str((await desk.staff(path, **body))["id"])

    for start in range(0, len(found.firms), AT_ONCE):
        await asyncio.gather(*map(register, found.firms[start : start + AT_ONCE]))
    for start in range(0, len(found.prospects), AT_ONCE):
        await asyncio.gather(*map(add, found.prospects[start : start + AT_ONCE]))
    return found


def join_all(world: World, counties: list[County], offices: list[str], pairs: int) -> None:
    """Twins for both arms: the same people and employers, another conduct."""
    for number, profile in enumerate(profiles(world, pairs)):
        for which, arm in enumerate(tables.ARMS):
            twin = replace(profile, person=world.names.person()) if which else profile
            name = f"seeker-{which}-{number}"
            me = Actor("jobseeker", natural_id("demo jobseeker", name))
            by = counselor(2 * which + number % 2)
            office = Office(world.hands, by, me, name=name, place=offices[which])
            seeker = Seeker(world, office, twin, arm, counties[number % len(counties)])
            seeker.join()


def profiles(world: World, count: int) -> Iterator[Profile]:
    """People in the very mix of segments, languages and occupations; they come week by week."""
    chance, first = world.chance, world.today
    segments, languages = tables.SEGMENTS.dealt(count), tables.LANGUAGES.dealt(count)
    occupations = tables.OCCUPATIONS.dealt(count)
    for kinds in (segments, languages, occupations):
        chance.shuffle(kinds)
    days = (world.hours.day(world.agenda.until) - first).days * LAST_BEGINS
    for number in range(count):
        begins = first + round(number * days / count) * DAY
        yield Profile(
            world.names.person(),
            segments[number],
            languages[number],
            occupations[number],
            begins,
        )
