"""One ask: somebody is chosen, looked into, written to; and the host answers, or does not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from nineteen.contact.domain.request.state import (
    Answered,
    Approved,
    Expired,
    Held,
    Sent,
    Withdrawn,
)
from nineteen.contact.domain.slot_rules import BlockReason
from nineteen.shared.schema.business_days import DAY
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.words import Route
from nineteen.standalone.demo import names, tables
from nineteen.standalone.demo.county import Firm, Prospect
from nineteen.standalone.demo.hours import GRID, Hours
from nineteen.standalone.demo.meeting import Meeting
from nineteen.standalone.demo.office import Body

if TYPE_CHECKING:
    from nineteen.standalone.demo.office import Office
    from nineteen.standalone.demo.seeker import Seeker
    from nineteen.standalone.demo.world import World

MOST_LOOKS = 5
DRAFTED = 1
"""The version of a request that nobody revised."""


@dataclass(eq=False)
class Ask:
    """One request from choosing whom to ask to its final answer."""

    seeker: "Seeker"
    number: int
    goes_at: datetime
    request: str = ""
    route: Route = "list"
    prospect: Prospect = field(init=False)
    looks: int = 0
    late: bool = False
    """It expired in the book."""

    def __post_init__(self) -> None:
        self.world: World = self.seeker.world
        self.office: Office = self.seeker.office
        self.request = natural_id("demo request", self.office.name, str(self.number))

    async def prepare(self) -> None:
        """The working day before: choose, do the research, write."""
        if not self.seeker.wants_more:
            return
        chosen = self._choose()
        if chosen is None:
            return
        self.prospect, more = chosen
        self.prospect.take(self.office.jobseeker.id)
        firm = self.prospect.firm
        await self._research(firm)
        if self.route == "warm":
            relation = self.world.chance.choice(names.RELATIONS)
            person = self.world.names.person()
            more["introducer"] = await self.office.meet_acquaintance(firm.id, person.name, relation)
        whom = {"employer": firm.id, "contact": self.prospect.id}
        await self.office.draft(self.request, route=self.route, **whom, **more)
        self.world.done["requests"] += 1
        self.world.agenda.at(self.goes_at, self.approve)

    async def approve(self) -> None:
        """The jobseeker's yes to the text."""
        if self.seeker.closed:
            self._over(None)
            return
        await self.office.approve(self.request, DRAFTED)
        self.world.soon(self.look)

    async def look(self) -> None:
        """See whether it went out; who is told to wait asks somebody else instead."""
        state, _ = await self.world.hands.state("requests", self.request)
        self.looks += 1
        match state:
            case Sent():
                self._sent(state)
            case Approved() if self.looks < MOST_LOOKS:
                day = self.world.hours.working_day(self.world.today + DAY)
                self.world.agenda.at(self.world.hours.at(day, 9, 15), self.look)
            case Approved() | Held():
                self.world.done["held_back"] += 1
                await self.office.on_request(self.request, "withdraw")
                self._over(None)
            case _:
                self._over(None)

    async def bounce(self) -> None:
        """It came back."""
        self.prospect.gone = True
        await self.office.bounced(self.request)
        self._over(None)

    async def no(self, *, opts_out: bool = False) -> None:
        """The host would rather not."""
        if not await self._is_open():
            return
        await self.office.declined(self.request, opted_out=opts_out)
        if self.late:
            self.prospect.free("declined", self.world.today)
        else:
            self._over("opted_out" if opts_out else "declined")

    async def yes(self) -> None:
        """The host agrees, mostly with times that would suit."""
        if not await self._is_open():
            return
        meeting = Meeting(self)
        await self.office.agreed(self.request, *meeting.proposed(), zone=self.world.hours.zone)
        self.prospect.occupy()
        if not self.late:
            self.prospect.answered()
        self.world.soon(meeting.open)

    async def expire(self) -> None:
        """Nobody answered (Nineteen itself notes it)."""
        state, _ = await self.world.hands.state("requests", self.request)
        if isinstance(state, Expired | Withdrawn):
            self.late = True
            late = isinstance(state, Expired)
            self._over("expired" if late else "withdrawn_after_sending")

    async def _is_open(self) -> bool:
        """Whether an answer is still of use: the campaign may be over."""
        state, _ = await self.world.hands.state("requests", self.request)
        return isinstance(state, Sent | Expired)

    async def is_agreed(self) -> bool:
        """Whether the yes counts: a late one may not."""
        state, _ = await self.world.hands.state("requests", self.request)
        return isinstance(state, Answered) and state.answer == "agreed"

    def _choose(self) -> tuple[Prospect, dict[str, Any]] | None:
        """Somebody who may be asked, and by which route."""
        seeker, me = self.seeker, self.office.jobseeker.id
        drawn = tables.ROUTES.draw(self.world.chance)
        seeker.owed_referrals += drawn == "referral"
        if seeker.owed_referrals and drawn != "warm":
            for name in seeker.named:
                if name.prospect.may_be_asked(me, self.world.today):
                    seeker.named.remove(name)
                    seeker.owed_referrals -= 1
                    self.route = "referral"
                    return name.prospect, {"lead": name.lead}
        self.route = "warm" if drawn == "warm" else "list"
        found = seeker.county.pick(self.world.chance, me, self.world.today)
        return (found, {}) if found else None

    async def _research(self, firm: Firm) -> None:
        """The four facts (S17); or less, and a counselor who lets it pass."""
        if firm.id in self.seeker.researched:
            return
        self.seeker.researched.add(firm.id)
        chance = self.world.chance
        known: dict[str, Any] = {
            "campaign": self.office.campaign,
            "employer": firm.id,
            "what_they_do": f"{firm.name}: {firm.employees} people, seen on their own page.",
            "size_class": firm.size_class,
        }
        if self.seeker.arm.gate_overridden.draw(chance):
            dossier = (await self.office.ask("/contact/v1/dossiers", **known))["id"]
            why: Body = {"reason": "The jobseeker knows the trade well."}
            await self.office.staff(f"/contact/v1/dossiers/{dossier}/override-gate", **why)
            return
        known["mission_note"] = chance.choice(names.MISSIONS)
        known["why_them"] = chance.choice(names.REASONS)
        known["shared_interest"] = chance.choice(names.INTERESTS)
        dossier = (await self.office.ask("/contact/v1/dossiers", **known))["id"]
        await self.office.ask(f"/contact/v1/dossiers/{dossier}/complete-research")

    def _sent(self, sent: Sent) -> None:
        """The host has it, and will do what chance has them do."""
        agenda, chance = self.world.agenda, self.world.chance
        answer = self._drawn()
        if answer == "bounce":
            self.world.soon(self.bounce)
            return
        agenda.at(sent.expires_at + GRID, self.expire)
        at = replies_at(self.world.now, self.world.hours, chance)
        match answer:
            case "agree":
                agenda.at(at, self.yes)
            case "decline":
                agenda.at(at, self.no)
            case "opt_out":
                agenda.at(at, lambda: self.no(opts_out=True))
            case _:
                pass

    def _drawn(self) -> tables.Answer:
        chance = self.world.chance
        if tables.BOUNCES.draw(chance):
            return "bounce"
        if tables.OPTS_OUT.draw(chance):
            return "opt_out"
        others = 1 - tables.BOUNCES.share - tables.OPTS_OUT.share
        if chance.random() < self.seeker.arm.agreement[self.route] / others:
            return "agree"
        silence, no = tables.SILENCE_TO_NO
        return "silence" if chance.random() < silence / (silence + no) else "decline"

    def _over(self, why: BlockReason | None) -> None:
        """Nothing more comes of it."""
        self.prospect.answered()
        self.prospect.free(why, self.world.today)


def replies_at(sent_at: datetime, hours: Hours, chance: Random) -> datetime:
    """When a host who answers does so: in office hours, often after a nudge."""
    delay = timedelta(hours=tables.REPLY_HOURS.draw(chance))
    at = hours.in_office(sent_at + delay, chance)
    for count in (3, 7):
        nudge = hours.at(hours.after(hours.day(sent_at), count), 9)
        if at > nudge and tables.ANSWERS_A_NUDGE.draw(chance):
            return hours.in_office(nudge + timedelta(hours=chance.uniform(0.5, 7)), chance)
    return at
