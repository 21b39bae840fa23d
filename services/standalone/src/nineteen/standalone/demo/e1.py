"""E1, the story of PRODUCT 6, as data: 48 asks, 24 talks, and a hire through a colleague.

Dates are those of 2026, in the agency's zone; `story(weeks)` moves all of them by whole weeks.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Literal

from nineteen.shared.schema.business_days import DAY, federal_holidays
from nineteen.shared.schema.settings import Settings
from nineteen.shared.schema.words import Route
from nineteen.standalone.demo.e1_people import Person, person

ZONE = "America/Los_Angeles"
COUNTY = "53033"
SOC = "51-4041"
GOAL = 24
PREFERRED = 37
EMPLOYERS = 60
NOT_ASKED = range(49, EMPLOYERS + 1)
"""Employers at which names were given that nobody asked."""

Came = Literal["agreed", "expired", "declined", "opted_out", "bounced"]
Then = Literal["held", "lapsed", "cancelled", ""]

TABLE = """
1 01-12 L A 01-14 01-21; 2 01-13 L X 01-16 01-23 02-03; 3 01-14 L A 01-16 01-23
4 01-15 L D 01-20; 5 01-20 L A 01-22 01-28; 6 01-21 L A 01-23 01-30
7 01-22 L X 01-27 02-02 02-11; 8 01-23 L X 01-28 02-03 02-12; 9 01-26 L A 01-28 02-03
10 01-27 L X 01-30 02-05 02-17; 11 01-28 L D 01-30; 12 01-29 R A 02-02 02-06
13 02-02 W A 02-04 02-10; 14 02-03 L B 02-03; 15 02-04 L A 02-06 02-12
16 02-05 R X 02-10 02-17 02-26; 17 02-09 L A 02-11 02-17; 18 02-10 L A 02-12 02-19
19 02-11 L A 02-13 lapsed; 20 02-12 L X 02-18 02-24 03-05; 21 02-17 R A 02-19 02-25
22 02-18 L X 02-23 02-27 03-10; 23 02-19 L A 02-23 02-27; 24 02-20 L D 02-24
25 02-23 L A 02-25 03-03; 26 02-24 R X 02-27 03-05 03-16; 27 02-25 R A 02-27 03-05
28 02-26 L O 02-27; 29 03-02 W A 03-04 03-10; 30 03-03 L A 03-05 03-11
31 03-04 L A 03-06 03-12; 32 03-05 L X 03-10 03-16 03-25; 33 03-09 R A 03-11 03-20
34 03-10 L A 03-12 cancelled; 35 03-11 L X 03-16 03-20 03-31; 36 03-12 W D 03-16
37 03-16 W A 03-16 03-18; 38 03-17 L A 03-19 03-25; 39 03-18 L X 03-23 03-27 04-07
40 03-19 L X 03-24 03-30 04-08; 41 03-23 L A 03-25 03-31; 42 03-24 R A 03-26 04-01
43 03-25 L A 03-27 04-03; 44 03-26 R D 03-30; 45 03-30 L X 04-02 04-08 04-17
46 03-31 L A 04-02 04-09; 47 04-01 L X 04-06 04-10 04-21; 48 04-02 L D 04-06
"""
"""Number, sent, route, result, then: answered and talk, or both nudges and the expiry."""
ROUTES: dict[str, Route] = {"L": "list", "W": "warm", "R": "referral"}
RESULTS: dict[str, Came] = {
    "A": "agreed",
    "X": "expired",
    "D": "declined",
    "O": "opted_out",
    "B": "bounced",
}
NAMED_IN = {12: 1, 16: 2, 21: 3, 26: 6, 27: 6, 33: 11, 42: 14, 44: 16}
"""Request -> the session in which its contact was named."""
NAMES = {1: 2, 2: 1, 3: 1, 4: 2, 6: 3, 8: 1, 9: 1, 11: 2, 12: 1, 14: 1, 16: 3, 18: 2, 19: 1}
NAMES |= {21: 2, 22: 1}
"""Session -> how many names were given in it; none in the others."""
LASTS = {4: 20 * 60 + 35, 9: 19 * 60 + 20, 14: 26 * 60 + 30, 18: 18 * 60 + 40}
"""Session -> seconds; the others end between 17:30 and 19:00."""
EXTENDED = 14
"""The session whose host adds ten minutes."""
THANKED_AFTER = {2: 30, 12: 60}
"""Session -> hours until the thank-you; 3 after the others."""
HANDWRITTEN = {5, 11, 17, 23}
RESUME: dict[int, "Resume"] = {3: "early", 20: "not_left"}
SHARES = (
    *(66, 64, 62, 61, 58, 57, 56, 55, 54, 53, 53, 52),
    *(52, 52, 52, 51, 51, 51, 51, 50, 50, 50, 49, 49),
)
"""The jobseeker's share of speaking in each session, percent."""
CANCELLED = {34: ("03-24", "03-23")}
"""Request -> the day confirmed for, and the day on which the host cancels."""

Resume = Literal["end", "early", "not_left"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request and what came of it; `nudged` and `expired_on` only where nobody answered."""

    number: int
    sent_on: date
    route: Route
    came: Came
    named_in: int | None = None
    """The session in which the contact was named (route referral)."""
    answered_on: date | None = None
    nudged_on: tuple[date, ...] = ()
    expired_on: date | None = None
    then: Then = ""
    meets_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody named in a talk, who works at the employer of this number."""

    employer: int
    person: Person


@dataclass(frozen=True, slots=True)
class Talk:
    """One session; `extended` are the minutes that the host adds at 18:00."""

    session: int
    ask: Ask
    on: date
    lasts: timedelta
    extended: int
    resume: Resume
    names: tuple[Name, ...]
    thanked_after: timedelta
    handwritten: bool
    share: int


@dataclass(frozen=True)
class Story:
    """E1, moved by whole weeks."""

    weeks: int = 0

    def day(self, text: str) -> date:
        """A day of 2026 (`03-18`), moved."""
        return date.fromisoformat(f"2026-{text}") + timedelta(weeks=self.weeks)

    @cached_property
    def holidays(self) -> tuple[date, ...]:
        """The agency's days off: the federal ones around the story, moved alike."""
        days = sorted(day for year in (2025, 2026) for day in federal_holidays(year))
        return tuple(day + timedelta(weeks=self.weeks) for day in days)

    @cached_property
    def settings(self) -> Settings:
        """The agency's settings, for business days."""
        return Settings(known=True, zone=ZONE, holidays=self.holidays)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """The 48 requests, in the order of their numbers."""
        lines = (line.split() for line in TABLE.replace("\n", ";").split(";") if line.strip())
        return tuple(self._ask(int(number), *line) for number, *line in lines)

    @cached_property
    def talks(self) -> tuple[Talk, ...]:
        """The 24 talks, in the order of their sessions."""
        held = sorted((ask for ask in self.asks if ask.then == "held"), key=met_on)
        return tuple(talk(session, ask) for session, ask in enumerate(held, start=1))

    def ask(self, number: int) -> Ask:
        """The request of this number."""
        return self.asks[number - 1]

    def talk(self, session: int) -> Talk:
        """The session of this number."""
        return self.talks[session - 1]

    def _ask(self, number: int, sent: str, route: str, result: str, *rest: str) -> Ask:
        days = tuple(self.day(text) for text in rest if text[0].isdigit())
        ask = Ask(number, self.day(sent), ROUTES[route], RESULTS[result], NAMED_IN.get(number))
        match result, rest:
            case "X", _:
                return replace(ask, nudged_on=days[:2], expired_on=days[2])
            case "A", (_, "lapsed"):
                return replace(ask, answered_on=days[0], then="lapsed")
            case "A", (_, "cancelled"):
                meets, off = (self.day(text) for text in CANCELLED[number])
                ask = replace(ask, answered_on=days[0], then="cancelled")
                return replace(ask, meets_on=meets, cancelled_on=off)
            case "A", _:
                return replace(ask, answered_on=days[0], then="held", meets_on=days[1])
            case _:
                return replace(ask, answered_on=days[0])


def met_on(ask: Ask) -> date:
    return ask.meets_on or date.max


def talk(session: int, ask: Ask) -> Talk:
    return Talk(
        session=session,
        ask=ask,
        on=met_on(ask),
        lasts=timedelta(seconds=LASTS.get(session, 1056 + session * 37 % 80)),
        extended=10 if session == EXTENDED else 0,
        resume=RESUME.get(session, "end"),
        names=names_given(session),
        thanked_after=timedelta(hours=THANKED_AFTER.get(session, 3)),
        handwritten=session in HANDWRITTEN,
        share=SHARES[session - 1],
    )


def names_given(session: int) -> tuple[Name, ...]:
    """First the names that are asked later, then those that stay leads."""
    asked = [number for number, giver in NAMED_IN.items() if giver == session]
    before = sum(NAMES.get(each, 0) for each in range(1, session))
    before -= sum(giver < session for giver in NAMED_IN.values())
    others = range(before, before + NAMES.get(session, 0) - len(asked))
    return (
        *(Name(number, person(number)) for number in asked),
        *(Name(NOT_ASKED[n % len(NOT_ASKED)], person(EMPLOYERS + n)) for n in others),
    )


def business_day_before(day: date, settings: Settings) -> date:
    """The last day on which people worked before `day`."""
    off = settings.holidays or ()
    day -= DAY
    while day.weekday() >= 5 or day in off:  # noqa: PLR2004
        day -= DAY
    return day


def employer_list() -> bytes:
    """The county's list of 60 employers, as CSV."""
    return files("nineteen.standalone.demo").joinpath("employers-60.csv").read_bytes()
