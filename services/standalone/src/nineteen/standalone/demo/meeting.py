"""From a yes to a talk: times, a confirmed one, perhaps another one, or nobody there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from nineteen.followup.domain.task import task_id
from nineteen.scheduling.domain.meeting import Confirmed, Finding
from nineteen.shared.schema.business_days import DAY
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.hours import GRID
from nineteen.standalone.demo.office import Body
from nineteen.standalone.demo.shapes import Odds
from nineteen.standalone.demo.talk import Talk

if TYPE_CHECKING:
    from nineteen.standalone.demo.asking import Ask
    from nineteen.standalone.demo.office import Office
    from nineteen.standalone.demo.seeker import Seeker
    from nineteen.standalone.demo.world import World

APART = timedelta(minutes=90)
"""Between the starts of two talks, travel included."""
COACH_AFTER = 10
"""Working days: then a coach helps to find a time."""
MOVED_BY_HOST = Odds(0.6, tables.ASSUMED)


@dataclass(eq=False)
class Meeting:
    """One agreed talk."""

    ask: "Ask"
    starts: datetime | None = None
    times: tuple[datetime, ...] = ()
    again: bool = field(default=False)
    """The host missed the first time."""

    def __post_init__(self) -> None:
        self.world: World = self.ask.world
        self.office: Office = self.ask.office
        self.seeker: Seeker = self.ask.seeker
        self.request: str = self.ask.request

    def proposed(self) -> tuple[datetime, ...]:
        """What the host proposes with the yes; sometimes nothing, and nothing comes of it."""
        if not tables.FINDS_NO_TIME.draw(self.world.chance):
            self.times = self._times()
        return self.times

    async def open(self) -> None:
        """The agreement is there, so a time is picked; one that finds none may be helped."""
        if not await self.ask.is_agreed():
            self.ask.prospect.free(None, self.world.today)
            return
        self.world.done["agreed"] += 1
        if self.times:
            self.world.within(6, self.accept)
            return
        hours = self.world.hours
        day = hours.after(self.world.today, COACH_AFTER)
        act = self.helped if tables.FOUND_BY_COACH.draw(self.world.chance) else self.lapse
        days = 1 if act == self.helped else COACH_AFTER
        self.world.agenda.at(hours.at(hours.after(day, days), 10), act)

    async def helped(self) -> None:
        """A coach called, and the host named times."""
        await self._offer()

    async def lapse(self) -> None:
        """No time was found (Nineteen itself notes it)."""
        self.ask.prospect.free("lapsed", self.world.today)

    async def accept(self) -> None:
        """Pick the first time that is still free and to come."""
        now = self.world.now
        free = [each for each in self.times if each > now + GRID and self._is_free(each)]
        if not free:
            self.times = self._times()
            free = list(self.times[:1])
        await self.office.accept_time(self.request, free[0])
        self._book(free[0])
        self.world.soon(self.confirmed)

    async def confirmed(self) -> None:
        """The time stands; now and then it is moved once."""
        state, _ = await self.world.hands.state("appointments", self.request)
        if not isinstance(state, Confirmed) or self.starts is None:
            self._unbook()
            self.ask.prospect.free("lapsed", self.world.today)
            return
        self.world.agenda.at(self.starts, partial(self.begin, self.starts))
        days = (self.starts - self.world.now) / DAY
        if days > 2 and tables.MOVED.draw(self.world.chance):  # noqa: PLR2004  time enough
            moment = self.world.now + self.world.chance.uniform(0.2, 0.7) * days * DAY
            moment = self.world.hours.in_office(moment, self.world.chance)
            self.world.agenda.at(moment, self.move)

    async def move(self) -> None:
        """One side asks for another time."""
        state, version = await self.world.hands.state("appointments", self.request)
        if not isinstance(state, Confirmed) or (self.starts or self.world.now) <= self.world.now:
            return
        new = self._times()[0]  # the old time is still booked, so it is another one
        self._unbook()
        by = "host" if MOVED_BY_HOST.draw(self.world.chance) else "jobseeker"
        path = f"/scheduling/v1/appointments/{self.request}/reschedule"
        await self.office.ask(path, expected=version, by=by, starts_at=new.isoformat())
        self._book(new)
        self.world.agenda.at(new, partial(self.begin, new))

    async def begin(self, starts: datetime) -> None:
        """The hour has come, for those who came."""
        if starts != self.starts:
            return
        came = tables.CAME.draw(self.world.chance)
        if came in ("both", "stand_in"):
            await Talk(self, starts, stand_in=came == "stand_in").begin()
        else:
            self.world.agenda.at(starts + GRID, partial(self.missed, came))

    async def missed(self, came: tables.Came) -> None:
        """Ten minutes are over and somebody is not there."""
        side = "host" if came == "no_host" else "jobseeker"
        path = f"/scheduling/v1/appointments/{self.request}/mark-no-show"
        await self.office.ask(path, side=side)
        if side == "jobseeker":
            self.ask.prospect.free("jobseeker_no_show", self.world.today)
            self.world.within(2, self.apologize)
            return
        taken = not self.again and tables.TAKES_NEW_TIME.draw(self.world.chance)
        self.again = True
        if taken:
            self.world.within(30, self._offer)
        else:
            self.ask.prospect.free("host_no_show", self.world.today)

    async def apologize(self) -> None:
        """The counselor has written to the host."""
        task = task_id("apology", self.request)
        wrote: Body = {"outcome": "Wrote to the host and said how sorry we are."}
        await self.office.staff(f"/followup/v1/tasks/{task}/complete-task", **wrote)

    async def _offer(self) -> None:
        """The host names other times, and one is picked."""
        state, _ = await self.world.hands.state("appointments", self.request)
        if not isinstance(state, Finding):
            return
        self.times = self._times()
        zone = self.world.hours.zone
        times = [{"starts_at": each.isoformat(), "zone": zone} for each in self.times]
        path = f"/scheduling/v1/appointments/{self.request}/propose-times"
        await self.office.ask(path, by="host", times=times)
        self.world.within(6, self.accept)

    def _times(self) -> tuple[datetime, ...]:
        """Up to three starts that suit both, the soonest first."""
        count = self.world.chance.choice((1, 2, 2, 3))
        return tuple(sorted(set(islice(self._free_times(), count))))

    def _free_times(self) -> Iterator[datetime]:
        world = self.world
        while True:
            days = 1 + int(tables.MEETS_IN_DAYS.draw(world.chance))
            day = world.hours.working_day(world.today + days * DAY)
            hour = tables.MEETING_HOURS.draw(world.chance)
            start = world.hours.at(day, hour, world.chance.choice((0, 0, 30)))
            if self._is_free(start):
                yield start

    def _is_free(self, start: datetime) -> bool:
        return all(abs(start - other) >= APART for other in self.seeker.booked)

    def _book(self, start: datetime) -> None:
        self.starts = start
        self.seeker.booked.append(start)

    def _unbook(self) -> None:
        if self.starts in self.seeker.booked:
            self.seeker.booked.remove(self.starts)
