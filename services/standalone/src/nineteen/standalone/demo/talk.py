"""The talk: with the page and its cue beside it, or told afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from nineteen.shared.schema.ids import natural_id
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.aftermath import Aftermath
from nineteen.standalone.demo.county import Named, Prospect
from nineteen.standalone.demo.hours import on_the_grid
from nineteen.standalone.demo.shapes import Odds

if TYPE_CHECKING:
    from nineteen.standalone.demo.meeting import Meeting
    from nineteen.standalone.demo.office import Office
    from nineteen.standalone.demo.seeker import Seeker
    from nineteen.standalone.demo.world import World

PROMISED = timedelta(minutes=19)
CUE = timedelta(minutes=17)
ASKS_TO_STAY = timedelta(minutes=18)
WATCHED = Odds(0.7, tables.ASSUMED)
"""Who told of a talk afterwards knows its end to the second."""


@dataclass(eq=False)
class Talk:
    """One talk that both sides came to."""

    meeting: "Meeting"
    starts: datetime
    stand_in: bool

    def __post_init__(self) -> None:
        self.world: World = self.meeting.world
        self.office: Office = self.meeting.office
        self.seeker: Seeker = self.meeting.seeker
        self.request: str = self.meeting.request
        self.resume: tables.Resume = self.seeker.arm.resume.draw(self.world.chance)
        self.seeker.talks += 1
        self.number = self.seeker.talks
        self.stays = timedelta(0)
        self.given: list[Named] = []
        self.lasts = self._drawn()

    @property
    def ends(self) -> datetime:
        """To the second."""
        return self.starts + self.lasts

    @property
    def cued(self) -> bool:
        """Whether the page runs beside it."""
        return self.number >= self.seeker.arm.first_cued

    async def begin(self) -> None:
        """Start the page, or tell later how it was."""
        agenda = self.world.agenda
        if not self.cued:
            agenda.at(on_the_grid(self.ends), self.tell)
            return
        await self._on_session("start-session")
        if self.stays:
            agenda.at(self.starts + ASKS_TO_STAY, self.stay)
        agenda.at(self.ends, self.end)

    async def stay(self) -> None:
        """The host asks to stay (S26)."""
        await self._see_cue()
        minutes = int(self.stays.total_seconds()) // 60
        await self._on_session("grant-extension", minutes=minutes)

    async def end(self) -> None:
        """Resume and names in the last minute, then the end."""
        if self.lasts > CUE and not self.stays:
            await self._see_cue()
        await self._close()
        await self._on_session("end-session", host=self._host())
        self._held()

    async def tell(self) -> None:
        """How it was, from memory or from a watch."""
        precision = "second" if WATCHED.draw(self.world.chance) else "minute"
        times = {"started_at": self.starts.isoformat(), "ended_at": self.ends.isoformat()}
        host = self._host()
        await self._on_session("record-session", **times, precision=precision, host=host)
        await self._close()
        self._held()

    async def _see_cue(self) -> None:
        if self.seeker.arm.sees_cue.draw(self.world.chance):
            seen = self.starts + CUE + timedelta(seconds=4)
            await self._on_session("acknowledge-cue", occurred_at=seen.isoformat())

    def _host(self) -> str:
        return "stand_in" if self.stand_in else "attended"

    async def _on_session(self, command: str, **body: Any) -> None:
        await self.office.on_session(self.request, command, **body)

    async def _close(self) -> None:
        """What belongs to the end of a talk: the resume (S31), further names (S13)."""
        if self.resume != "not_left":
            early = timedelta(minutes=self.world.chance.uniform(1, 6))
            handed = self.starts + early if self.resume == "early" else self.ends
            at = handed if self.resume == "early" else handed - timedelta(seconds=30)
            await self._on_session("record-resume-left", how="handed", handed_at=at.isoformat())
        people = self._people()
        answer = "names" if people else "none"
        told = [self._told(each) for each in people]
        await self._on_session("record-referral-ask", answer=answer, names=told)
        leads = [natural_id("lead", self.request, str(index)) for index in range(len(people))]
        self.given = [Named(lead, each) for lead, each in zip(leads, people, strict=True)]

    def _people(self) -> list[Prospect]:
        """Whom the host names: people on the county's list, or new ones, elsewhere."""
        chance, county = self.world.chance, self.seeker.county
        here = self.meeting.ask.prospect.firm
        people: list[Prospect] = []
        for _ in range(tables.NAMES.draw(chance)):
            known = chance.choice(county.prospects)
            if known.firm is here or known in people:
                continue
            if not tables.KNOWN_ALREADY.draw(chance):
                title = chance.choice(known.firm.titles)
                known = Prospect(known.firm, self.world.names.person(title))
            people.append(known)
        return people

    def _told(self, named: Prospect) -> dict[str, str]:
        use = tables.NAME_USE.draw(self.world.chance)
        return {**named.person.fields(), "name_use": use, "employer": named.firm.id}

    def _held(self) -> None:
        self.seeker.held += 1
        self.world.done["held"] += 1
        self.meeting.ask.prospect.free("held", self.world.today)
        Aftermath(self).plan()

    def _drawn(self) -> timedelta:
        """How long it lasts, in whole seconds."""
        chance = self.world.chance
        if not self.cued:
            return timedelta(seconds=round(60 * tables.UNCUED_MINUTES.draw(chance)))
        if tables.HOST_EXTENDS.draw(chance):
            self.stays = timedelta(minutes=chance.choice((5, 10)))
            used = chance.uniform(0.3, 0.95) * self.stays.total_seconds()
            return PROMISED + timedelta(seconds=round(used))
        return timedelta(seconds=round(60 * tables.CUED_MINUTES.draw(chance)))
