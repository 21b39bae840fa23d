"""What may come of a talk weeks later: a job interview, often through a colleague, and a hire."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from nineteen.shared.schema.business_days import DAY
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.county import Firm
from nineteen.standalone.demo.shapes import Mix

if TYPE_CHECKING:
    from nineteen.standalone.demo.office import Office
    from nineteen.standalone.demo.seeker import Seeker
    from nineteen.standalone.demo.talk import Talk
    from nineteen.standalone.demo.world import World

WITHIN_DAYS = 175
KNOWN_BY: Mix[str] = Mix(
    (("resume_passed_on", 0.5), ("told_by_host", 0.35), ("other", 0.15)), tables.ASSUMED
)
WAGES: Mix[str] = Mix(
    (("15_20", 0.2), ("20_25", 0.35), ("25_30", 0.3), ("30_40", 0.15)), tables.ASSUMED
)


@dataclass(eq=False)
class Job:
    """A job interview that goes back to one talk."""

    talk: "Talk"

    def __post_init__(self) -> None:
        self.world: World = self.talk.world
        self.office: Office = self.talk.office
        self.seeker: Seeker = self.talk.seeker
        self.firm, self.caller = self._who_calls()
        self.invited_on = date.min
        self.outcome = ""

    def plan(self) -> None:
        """The call comes weeks later."""
        chance, hours = self.world.chance, self.world.hours
        days = min(WITHIN_DAYS, max(1, round(tables.DAYS_TO_INTERVIEW.draw(chance))))
        self.invited_on = hours.working_day(hours.day(self.talk.starts) + days * DAY)
        self.world.agenda.at(hours.at(self.invited_on, 15), self.called)

    async def called(self) -> None:
        """Somebody invites; who has a job already says no."""
        if self.seeker.hired:
            return
        on = self.invited_on.isoformat()
        how = KNOWN_BY.draw(self.world.chance)
        body: dict[str, Any] = {"invited_on": on, "how_known": how, **self.caller}
        self.outcome = await self.office.report("report-job-interview", self.firm.id, **body)
        self.world.done["job_interviews"] += 1
        hours = self.world.hours
        self.world.agenda.at(hours.at(hours.after(self.invited_on, 1), 10), self.confirm)
        if tables.HIRED.draw(self.world.chance):
            days = max(2, round(tables.DAYS_TO_HIRE.draw(self.world.chance)))
            day = hours.working_day(self.invited_on + days * DAY)
            self.world.agenda.at(hours.at(day, 11), self.hired)

    async def confirm(self) -> None:
        """The jobseeker says that this talk led there."""
        await self.office.confirm_attribution(self.outcome)

    async def hired(self) -> None:
        """The job interview took place the day before, and now there is a job."""
        if self.seeker.hired:
            return
        self.seeker.hired = True
        today = self.world.today
        held = self.world.hours.day_before(today)
        dates = {"invited_on": self.invited_on.isoformat(), "held_on": held.isoformat()}
        if held >= self.invited_on:
            await self.office.report("report-job-interview", self.firm.id, **dates)
        wages = WAGES.draw(self.world.chance)
        dates = {"hired_on": today.isoformat(), "starts_on": (today + 14 * DAY).isoformat()}
        await self.office.report("report-hire", self.firm.id, **dates, wage_band=wages)
        self.world.done["hires"] += 1
        await self.seeker.close("hired_through_interview")

    def _who_calls(self) -> tuple[Firm, dict[str, str]]:
        """The host, a colleague, or an employer that a name led to (hop 0, 1, 2)."""
        prospect = self.talk.meeting.ask.prospect
        hop = tables.HOPS.draw(self.world.chance)
        if hop == 0:
            return prospect.firm, {"contact": prospect.id}
        caller = {"caller": self.world.names.person().name}
        if hop == 2 and self.talk.given:  # noqa: PLR2004
            return self.talk.given[0].prospect.firm, caller
        return prospect.firm, caller
