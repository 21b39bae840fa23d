"""Plays E1: every moment at which somebody acts, in order, and what they do then."""

from collections.abc import Awaitable, Callable, Iterator
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal

from nineteen.contact.domain.employer import employer_id
from nineteen.shared.schema.business_days import at_local, business_day_from
from nineteen.shared.schema.ids import natural_id
from nineteen.standalone.demo import e1_people
from nineteen.standalone.demo.e1 import (
    COUNTY,
    GOAL,
    PREFERRED,
    SOC,
    ZONE,
    Ask,
    Story,
    Talk,
    business_day_before,
    employer_list,
)
from nineteen.standalone.demo.office import Office

FIRST_ASKS = {1: "01-07", 2: "01-07", 3: "01-08", 4: "01-08", 5: "01-09", 6: "01-09"}
"""Research of the first week; for later asks it is done on the business day before."""
WORK = "Machine parts, furniture or food: they make or move what the county needs."
LEARNED = "How the work is handed over between shifts."


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that people do at one time."""

    at: datetime
    what: str
    act: Callable[[], Awaitable[object]]


@dataclass
class E1:
    """The story, acted by one office. Ids follow from `office.name`, so two can be told apart."""

    story: Story
    office: Office
    tenant: str
    employers: dict[int, str] = field(default_factory=dict)
    """Number on the list -> employer."""
    ties: dict[int, str] = field(default_factory=dict)
    outcome: str = ""

    def __post_init__(self) -> None:
        self.employers = dict(self._listed())

    def request(self, number: int) -> str:
        """The id of a request, and so of its appointment, session and plan."""
        return natural_id("e1", self.office.name, "request", str(number))

    def local(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A wall-clock time of the agency."""
        return at_local(day, time(hour, minute), ZONE)

    def moments(self) -> list[Moment]:
        """The whole story in order, from the layoff to the first working day in sight."""
        found = [*self._beginning(), *self._end()]
        for ask in self.story.asks:
            found += self._asking(ask)
        for talk in self.story.talks:
            found += self._talking(talk)
            found += self._following_up(talk)
        return sorted(found, key=lambda moment: moment.at)

    async def play(self, until: datetime | None = None) -> None:
        """Turn the clock from moment to moment, and act."""
        for moment in self.moments():
            if until and moment.at > until:
                return
            await self.office.hands.turn_to(moment.at)
            await moment.act()

    def _listed(self) -> Iterator[tuple[int, str]]:
        rows = DictReader(employer_list().decode().splitlines())
        for number, row in enumerate(rows, start=1):
            address = (row["Street"], row["City"], row["ZIP"])
            yield number, employer_id(self.tenant, row["Company Name"], COUNTY, address)

    def _beginning(self) -> Iterator[Moment]:
        office = self.office
        laid_off = self.local(self.story.day("01-05"), 9)
        enrol = partial(
            office.enrol, e1_people.JOBSEEKER, segment="dislocated", county=COUNTY, zone=ZONE
        )
        yield Moment(laid_off, "enrolled", enrol)
        yield Moment(laid_off, "campaign opened", partial(office.open_campaign, SOC, goal=GOAL))
        listed = self.local(self.story.day("01-06"), 9)
        yield Moment(listed, "list imported", partial(office.upload_list, employer_list()))
        chosen = partial(
            office.on_campaign, "choose-preferred-target", employer=self.employers[PREFERRED]
        )
        yield Moment(self.local(self.story.day("03-12"), 11, 30), "preferred target", chosen)

    def _asking(self, ask: Ask) -> Iterator[Moment]:
        request, on = self.request(ask.number), ask.answered_on
        first = FIRST_ASKS.get(ask.number)
        before = business_day_before(ask.sent_on, self.story.settings)
        prepared = self.story.day(first) if first else before
        yield Moment(self.local(prepared, 15), "researched", partial(self._prepare, ask))
        approve = partial(self.office.approve, request)
        yield Moment(self.local(ask.sent_on, 8, 30), "approved", approve)
        match ask.came, on:
            case "bounced", date():
                yield Moment(self.local(on, 9, 5), "bounced", partial(self.office.bounced, request))
            case ("declined" | "opted_out") as came, date():
                no = partial(self.office.declined, request, opted_out=came == "opted_out")
                yield Moment(self.local(on, 14), came, no)
            case "agreed", date():
                yield from self._meeting(ask, on)
            case _:
                pass  # nobody answered

    def _meeting(self, ask: Ask, on: date) -> Iterator[Moment]:
        """From the yes to a confirmed time, if one is found."""
        request = self.request(ask.number)
        starts = () if ask.meets_on is None else (self.local(ask.meets_on, 10),)
        yes = partial(self.office.agreed, request, *starts, zone=ZONE)
        yield Moment(self.local(on, 14), "agreed", yes)
        for start in starts:
            pick = partial(self.office.accept_time, request, start)
            yield Moment(self.local(on, 16), "time accepted", pick)
        if ask.cancelled_on:
            off = partial(self.office.host_cancels, request)
            yield Moment(self.local(ask.cancelled_on, 9, 30), "cancelled by host", off)

    async def _prepare(self, ask: Ask) -> None:
        """Research, a contact, somebody to introduce, and a first text."""
        employer, request = self.employers[ask.number], self.request(ask.number)
        await self.office.research(employer, size="10-49", what=WORK)
        more = {}
        if ask.route == "warm":
            name, relation = e1_people.ACQUAINTANCES[ask.number]
            more["introducer"] = await self.office.meet_acquaintance(employer, name, relation)
        if ask.named_in:
            contact, more["lead"] = await self._named(ask)
        else:
            contact = await self.office.add_contact(employer, e1_people.person(ask.number))
        await self.office.draft(
            request, employer=employer, contact=contact, route=ask.route, **more
        )

    async def _named(self, ask: Ask) -> tuple[str, str]:
        """The contact and the lead of somebody who was named in a talk."""
        talk = self.story.talk(ask.named_in or 0)
        index = [name.employer for name in talk.names].index(ask.number)
        lead = natural_id("lead", self.request(talk.ask.number), str(index))
        known = await self.office.hands.get(f"/followup/v1/referrals/{lead}")
        return str(known["state"]["contact"]), lead

    def _talking(self, talk: Talk) -> Iterator[Moment]:
        """Start, resume, names, end: the nineteen minutes and their last two."""
        start = self.local(talk.on, 10)
        end = start + talk.lasts
        on_session = partial(self.office.on_session, self.request(talk.ask.number))
        yield Moment(start, "started", partial(on_session, "start-session"))
        if talk.extended:
            stay = partial(on_session, "grant-extension", minutes=talk.extended)
            yield Moment(start + timedelta(minutes=18), "host extends", stay)
        if talk.resume != "not_left":
            early = talk.resume == "early"
            handed = start + timedelta(minutes=2) if early else end - timedelta(seconds=30)
            resume = partial(on_session, "record-resume-left", how="handed")
            yield Moment(handed, "resume handed over", resume)
        names = partial(on_session, "record-referral-ask", **self._names(talk))
        yield Moment(end - timedelta(seconds=20), "names asked for", names)
        yield Moment(end, "ended", partial(on_session, "end-session"))

    def _names(self, talk: Talk) -> dict[str, object]:
        answer: Literal["names", "none"] = "names" if talk.names else "none"
        named = [
            {
                **name.person.fields(),
                "name_use": "granted",
                "employer": self.employers[name.employer],
            }
            for name in talk.names
        ]
        return {"answer": answer, "names": named}

    def _following_up(self, talk: Talk) -> Iterator[Moment]:
        """Debrief, thank-you, connection."""
        end = self.local(talk.on, 10) + talk.lasts
        yield Moment(self.local(talk.on, 11), "debriefed", partial(self._debrief, talk))
        thank = self.office.thank_by_hand if talk.handwritten else self.office.thank
        thanks = partial(thank, self.request(talk.ask.number))
        yield Moment(end + talk.thanked_after, "thanked", thanks)
        yield Moment(end + timedelta(hours=3), "connect asked", partial(self._connect, talk))
        later = business_day_from(talk.on + timedelta(days=2), self.story.settings)
        yield Moment(self.local(later, 12), "connected", partial(self._connected, talk))

    async def _debrief(self, talk: Talk) -> None:
        request = self.request(talk.ask.number)
        await self.office.on_session(request, "record-talk-balance", share=talk.share)
        if talk.resume == "not_left":
            await self.office.on_session(request, "record-resume-left", how="not_left")
        told = {"learned": LEARNED, "they_learned": "That I train others.", "next_step": "Write."}
        await self.office.on_session(request, "debrief-session", **told)

    async def _connect(self, talk: Talk) -> None:
        tie = await self.office.ask_to_connect(self.request(talk.ask.number))
        self.ties[talk.session] = tie

    async def _connected(self, talk: Talk) -> None:
        await self.office.connected(self.ties[talk.session])

    def _end(self) -> Iterator[Moment]:
        called, hired = self.story.day("04-29"), self.story.day("05-05")
        yield Moment(self.local(called, 15), "job interview", partial(self._called, called))
        yield Moment(self.local(called, 16), "attribution confirmed", self._confirm)
        held = self.story.day("05-04")
        tell = partial(self._held, called, held)
        yield Moment(self.local(held, 15), "job interview held", tell)
        yield Moment(self.local(hired, 12), "hired", partial(self._hired, hired))
        close = partial(self.office.close_campaign, "hired_through_interview")
        yield Moment(self.local(hired, 13), "campaign closed", close)

    async def _called(self, on: date) -> None:
        """Somebody whom nobody on the list knew (S15)."""
        self.outcome = await self.office.report(
            "report-job-interview",
            self.employers[PREFERRED],
            invited_on=on.isoformat(),
            caller=e1_people.CALLER,
            how_known="resume_passed_on",
        )

    async def _confirm(self) -> None:
        await self.office.confirm_attribution(self.outcome)

    async def _held(self, called: date, on: date) -> None:
        dates = {"invited_on": called.isoformat(), "held_on": on.isoformat()}
        await self.office.report("report-job-interview", self.employers[PREFERRED], **dates)

    async def _hired(self, on: date) -> None:
        starts = self.story.day("05-18").isoformat()
        dates = {"hired_on": on.isoformat(), "starts_on": starts, "wage_band": "25_30"}
        await self.office.report("report-hire", self.employers[PREFERRED], **dates)
