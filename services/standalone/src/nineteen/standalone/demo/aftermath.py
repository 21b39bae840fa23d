"""After the talk: debrief, thanks, a connection, names, and sometimes a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from nineteen.standalone.demo import names, tables
from nineteen.standalone.demo.hours import on_the_grid
from nineteen.standalone.demo.outcome import Job

if TYPE_CHECKING:
    from nineteen.standalone.demo.office import Office
    from nineteen.standalone.demo.seeker import Seeker
    from nineteen.standalone.demo.talk import Talk
    from nineteen.standalone.demo.world import World

EIGHTH = 8
"""By this talk speaking and listening have found their balance."""
HOURS_UNTIL: dict[tables.Thanks, tuple[float, float]] = {
    "on_time": (1, 23),
    "within_48_h": (25, 47),
    "later": (50, 110),
}


@dataclass(eq=False)
class Aftermath:
    """What one held talk leads to."""

    talk: "Talk"

    def __post_init__(self) -> None:
        self.world: World = self.talk.world
        self.office: Office = self.talk.office
        self.seeker: Seeker = self.talk.seeker
        self.request: str = self.talk.request

    def plan(self) -> None:
        """Everything that will be done, and when."""
        arm, chance, agenda = self.seeker.arm, self.world.chance, self.world.agenda
        self.world.soon(self.meet_named)
        if arm.debriefs.draw(chance):
            hours = timedelta(hours=chance.uniform(0.5, 5))
            agenda.at(on_the_grid(self.world.now + hours), self.debrief)
        thanks = arm.thanks.draw(chance)
        if thanks != "never":
            agenda.at(self._thanks_at(thanks), self.thank)
        if arm.asks_to_connect.draw(chance):
            hours = timedelta(hours=chance.uniform(1, 50))
            agenda.at(on_the_grid(self.world.now + hours), self.connect)
        if tables.JOB_INTERVIEW.draw(chance):
            Job(self.talk).plan()

    async def meet_named(self) -> None:
        """People named are contacts now, and may be asked by everybody."""
        known = set(map(id, self.seeker.county.prospects))
        for named in self.talk.given:
            lead, _ = await self.world.hands.state("referrals", named.lead)
            if getattr(lead, "contact", None) is None:
                continue
            named.prospect.id = lead.contact
            self.seeker.named.append(named)
            if id(named.prospect) not in known:
                self.seeker.county.prospects.append(named.prospect)

    async def debrief(self) -> None:
        """The balance, the resume if it stayed in the bag, and what was learnt (S27, S28)."""
        chance = self.world.chance
        on_session = partial(self.office.on_session, self.request)
        await on_session("record-talk-balance", share=self._share())
        if self.talk.resume == "not_left":
            await on_session("record-resume-left", how="not_left")
        await on_session(
            "debrief-session",
            learned=chance.choice(names.LEARNED),
            they_learned=chance.choice(names.THEY_LEARNED),
            next_step=chance.choice(names.NEXT_STEPS),
        )

    async def thank(self) -> None:
        """In writing (S32)."""
        channel = tables.THANKS_BY.draw(self.world.chance)
        if channel == "handwritten":
            await self.office.thank_by_hand(self.request)
        else:
            await self.office.thank(self.request, channel)

    async def connect(self) -> None:
        """On the channel of the host's choice; the answer comes some days later (S29)."""
        tie = await self.office.ask_to_connect(self.request)
        accepted = self.seeker.arm.connects.draw(self.world.chance)
        answer = self.office.connected if accepted else self.declined
        self.world.within(100, partial(answer, tie))

    async def declined(self, tie: str) -> None:
        """The host would rather not connect."""
        await self.office.ask(f"/followup/v1/ties/{tie}/record-answer", answer="declined")

    def _share(self) -> int:
        """One's own share of speaking, in percent; it drifts from talk to talk."""
        first, later = self.seeker.arm.talk_share
        drift = min(1.0, (self.talk.number - 1) / (EIGHTH - 1))
        share = first.draw(self.world.chance) * (1 - drift)
        share += later.draw(self.world.chance) * drift
        return min(100, max(0, round(share)))

    def _thanks_at(self, thanks: tables.Thanks) -> datetime:
        """While people are up, in the span that was drawn."""
        least, most = HOURS_UNTIL[thanks]
        at = self.talk.ends
        for _ in range(20):
            hours = timedelta(hours=self.world.chance.uniform(least, most))
            at = on_the_grid(self.talk.ends + hours)
            if self.world.hours.is_waking(at):
                break
        return max(at, on_the_grid(self.world.now))
