"""What everybody in the demo shares: chance, the agenda, hands, hours, names."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from nineteen.standalone.demo.agenda import Act, Agenda
from nineteen.standalone.demo.hands import InProcess
from nineteen.standalone.demo.hours import Hours, on_the_grid
from nineteen.standalone.demo.names import NameBook

A_LITTLE = timedelta(minutes=5)
MOST_ASKS_A_DAY = 36
"""Of the whole agency: some room is left below its 40, for the story of E1."""


@dataclass
class World:
    """The surroundings of everybody who acts."""

    chance: Random
    agenda: Agenda
    hands: InProcess
    hours: Hours
    names: NameBook
    asks_on: "Counter[date]" = field(default_factory=Counter)
    done: "Counter[str]" = field(default_factory=Counter)
    """What came about: requests, agreed, held, hires."""

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.agenda.now

    @property
    def today(self) -> date:
        """The agency's local date."""
        return self.hours.day(self.now)

    def is_full(self, day: date) -> bool:
        """Whether the agency has enough asks for a day."""
        return self.asks_on[day] >= MOST_ASKS_A_DAY

    def soon(self, act: Act) -> None:
        """A little later: what policies do is done by then."""
        self.agenda.at(on_the_grid(self.now + A_LITTLE), act)

    def within(self, hours: float, act: Act) -> None:
        """In the office, some time within so many hours."""
        span = timedelta(hours=self.chance.uniform(0.25, hours))
        self.agenda.at(self.hours.in_office(self.now + span, self.chance), act)
