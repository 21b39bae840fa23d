"""A jobseeker of the demo: enrolled, with a campaign, asking week by week until it is over."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nineteen.followup.domain.task import Opened, task_id
from nineteen.shared.schema.business_days import DAY
from nineteen.shared.schema.words import CloseReason, Segment
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.asking import Ask
from nineteen.standalone.demo.county import County, Named
from nineteen.standalone.demo.e1_people import Person
from nineteen.standalone.demo.office import Body, Office
from nineteen.standalone.demo.shapes import Mix, Odds
from nineteen.standalone.demo.world import World

GOAL = 24
WEEK = timedelta(weeks=1)
MOST_A_DAY = 3
FRIDAY = 4
GIVES_UP: Mix[CloseReason] = Mix(
    (("hired_elsewhere", 0.4), ("training", 0.2), ("stopped", 0.25), ("moved", 0.15)),
    tables.ASSUMED,
)
TASK_DONE = Odds(0.7, tables.ASSUMED)
"""In its first week."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a jobseeker is; each has a twin in the other arm, alike in all but name."""

    person: Person
    segment: Segment
    language: str
    soc: str
    begins: date


@dataclass(eq=False)
class Seeker:
    """One jobseeker, their campaign and their counselor."""

    world: World
    office: Office
    profile: Profile
    arm: tables.Arm
    county: County
    asks: int = 0
    talks: int = 0
    held: int = 0
    booked: list[datetime] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    """People named to this jobseeker, and not asked yet."""
    owed_referrals: int = 0
    researched: set[str] = field(default_factory=set)
    hired: bool = False
    closed: bool = False
    _days: "Counter[date]" = field(default_factory=Counter)

    @property
    def wants_more(self) -> bool:
        """Whether the talks held and booked fall short of the goal."""
        ahead = sum(start > self.world.now for start in self.booked)
        return not self.closed and self.held + ahead < GOAL

    def join(self) -> None:
        """Plan the campaign."""
        hours, begins = self.world.hours, self.world.hours.working_day(self.profile.begins)
        agenda = self.world.agenda
        agenda.at(hours.some_time(begins, self.world.chance), self.enrol)
        friday = begins + ((FRIDAY - begins.weekday()) % 7) * DAY
        agenda.at(hours.at(friday, 17), self.plan_week)
        agenda.at(hours.at(friday + 6 * DAY, 15), self.review)
        over = hours.working_day(begins + tables.GIVES_UP_AFTER_WEEKS * WEEK)
        agenda.at(hours.at(over, 16), self.give_up)

    async def enrol(self) -> None:
        """Take part, say which languages, open the campaign."""
        who = self.profile
        zone = self.world.hours.zone
        county = self.county.code
        await self.office.enrol(who.person, segment=who.segment, county=county, zone=zone)
        if who.language != "en":
            me = self.office.jobseeker.id
            spoken: Body = {"spoken": [who.language, "en"], "read": [who.language]}
            await self.office.staff(f"/contact/v1/jobseekers/{me}/set-languages", **spoken)
        await self.office.open_campaign(who.soc, goal=GOAL)

    async def plan_week(self) -> None:
        """On Friday evening: which asks go out next week, and when."""
        if self.closed:
            return
        today = self.world.today
        monday = today + (7 - today.weekday()) * DAY
        asks = round(tables.ASKS_A_WEEK.draw(self.world.chance)) if self.wants_more else 0
        for _ in range(asks):
            if day := self._day_in(monday):
                self._ask_on(day)
        self.world.agenda.at(self.world.hours.at(today + 7 * DAY, 17), self.plan_week)

    async def review(self) -> None:
        """Once a week the counselor looks after the coach task, if there is one."""
        task = task_id("coach", self.office.jobseeker.id)
        state, _ = await self.world.hands.state("tasks", task)
        if isinstance(state, Opened) and TASK_DONE.draw(self.world.chance):
            talked: Body = {"outcome": "We went through the last talks together."}
            await self.office.staff(f"/followup/v1/tasks/{task}/complete-task", **talked)
        next_week = self.world.hours.at(self.world.today + 7 * DAY, 15)
        self.world.agenda.at(next_week, self.review)

    async def give_up(self) -> None:
        """After four months without the goal the campaign ends."""
        if not self.closed and self.held < GOAL:
            await self.close(GIVES_UP.draw(self.world.chance))

    async def close(self, reason: CloseReason) -> None:
        """The campaign is over; open asks are withdrawn by Nineteen."""
        if not self.closed:
            self.closed = True
            await self.office.close_campaign(reason)

    def _day_in(self, monday: date) -> date | None:
        """A working day of the week with room for one more ask."""
        chance, hours = self.world.chance, self.world.hours
        first = 0 if tables.MONDAY_BURST.draw(chance) else chance.randrange(5)
        for number in range(first, 5):
            day = monday + number * DAY
            if hours.works(day) and self._has_room(day):
                return day
        return None

    def _has_room(self, day: date) -> bool:
        return self._days[day] < MOST_A_DAY and not self.world.is_full(day)

    def _ask_on(self, day: date) -> None:
        self._days[day] += 1
        self.world.asks_on[day] += 1
        self.asks += 1
        hours, chance = self.world.hours, self.world.chance
        ask = Ask(self, self.asks, hours.some_time(day, chance))
        before = hours.some_time(hours.day_before(day), chance, 12, 16)
        self.world.agenda.at(before, ask.prepare)
