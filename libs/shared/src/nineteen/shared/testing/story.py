"""E1, the story of PRODUCT 6, as facts: 48 asks, 24 talks, and a hire through a colleague."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count

from nineteen.shared.schema.business_days import at_local
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    CampaignClosed,
    CampaignGoalReached,
    CampaignOpened,
    ContactAdded,
    EmployerRegistered,
    HeldNoted,
    JobseekerEnrolled,
    OfficeOpened,
    PreferredTargetChosen,
    Provenance,
    StaffAdded,
)
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionProposed,
    HireReported,
    JobInterviewReported,
)
from nineteen.shared.schema.words import Ask, Ownership
from nineteen.shared.testing.asks import Answer, Asked, ask_for
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.talks import Talk, talk_held

ZONE = "America/Los_Angeles"
COUNTY = "53033"
COUNSELOR, OFFICE = an_id("counselor"), an_id("office")
JOBSEEKER, CAMPAIGN, OUTCOME = an_id("jobseeker"), an_id("campaign"), an_id("outcome")
EMPLOYERS = 60
GOAL = 24
LISTED = Provenance(source="feed", feed="upload")

ASKS = """
1 01-12 L A 01-14 01-21; 2 01-13 L X 02-03; 3 01-14 L A 01-16 01-23; 4 01-15 L D 01-20
5 01-20 L A 01-22 01-28; 6 01-21 L A 01-23 01-30; 7 01-22 L X 02-11; 8 01-23 L X 02-12
9 01-26 L A 01-28 02-03; 10 01-27 L X 02-17; 11 01-28 L D 01-30; 12 01-29 R A 02-02 02-06
13 02-02 W A 02-04 02-10; 14 02-03 L B 02-03; 15 02-04 L A 02-06 02-12; 16 02-05 R X 02-26
17 02-09 L A 02-11 02-17; 18 02-10 L A 02-12 02-19; 19 02-11 L A 02-13 lapsed
20 02-12 L X 03-05; 21 02-17 R A 02-19 02-25; 22 02-18 L X 03-10; 23 02-19 L A 02-23 02-27
24 02-20 L D 02-24; 25 02-23 L A 02-25 03-03; 26 02-24 R X 03-16; 27 02-25 R A 02-27 03-05
28 02-26 L D 02-27; 29 03-02 W A 03-04 03-10; 30 03-03 L A 03-05 03-11
31 03-04 L A 03-06 03-12; 32 03-05 L X 03-25; 33 03-09 R A 03-11 03-20
34 03-10 L A 03-12 cancelled; 35 03-11 L X 03-31; 36 03-12 W D 03-16; 37 03-16 W A 03-16 03-18
38 03-17 L A 03-19 03-25; 39 03-18 L X 04-07; 40 03-19 L X 04-08; 41 03-23 L A 03-25 03-31
42 03-24 R A 03-26 04-01; 43 03-25 L A 03-27 04-03; 44 03-26 R D 03-30; 45 03-30 L X 04-17
46 03-31 L A 04-02 04-09; 47 04-01 L X 04-21; 48 04-02 L D 04-06
"""
ANSWERS: dict[str, Answer] = {"A": "agreed", "X": "expired", "D": "declined", "B": "bounced"}
REFERRED_BY = {12: 1, 16: 2, 21: 3, 26: 6, 27: 6, 33: 11, 42: 14, 44: 16}
"""Request -> the session in which its name was given."""
NAMES = {1: 2, 2: 1, 3: 1, 4: 2, 6: 3, 8: 1, 9: 1, 11: 2, 12: 1, 14: 1, 16: 3, 18: 2, 19: 1}
NAMES |= {21: 2, 22: 1}
SECONDS = {4: 1235, 9: 1160, 14: 1590, 18: 1120}
EXTENDED = {14: 10}
"""Session -> minutes that the host added."""
THANKED_AFTER = {2: 30, 12: 60}
RESUME = {3: "early", 20: "not_left"}
SHARES = [66, 64, 62, 61, 58, 57, 56, 55, 54, 53, 53, 52, 52, 52, 52, 51, 51, 51, 51, 50, 50, 50]
SHARES += [49, 49]


def moment(day: str, hour: int, minute: int = 0) -> datetime:
    """A local time of 2026, as the fixture writes its dates."""
    return at_local(date.fromisoformat(f"2026-{day}"), time(hour, minute), ZONE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the fixture's table."""

    number: int
    sent: str
    route: str
    answer: Answer
    answered: str
    then: str = ""

    @property
    def held(self) -> bool:
        return "-" in self.then


def rows() -> list[Row]:
    """The 48 asks."""
    found = (line.split() for line in ASKS.replace("\n", ";").split(";") if line.strip())
    return [Row(int(n), sent, route, ANSWERS[how], *rest) for n, sent, route, how, *rest in found]


def sessions() -> dict[int, int]:
    """Request -> the number of its session, in the order of the talks."""
    held = sorted((row.then, row.number) for row in rows() if row.held)
    return {number: session for session, (_, number) in enumerate(held, start=1)}


def request_of(session: int) -> int:
    return next(number for number, each in sessions().items() if each == session)


def ask_of(row: Row) -> Ask:
    """The ids of one ask; the chain of names leads back to the first talk of it."""
    giver = REFERRED_BY.get(row.number)
    return Ask(
        request=an_id("request", row.number),
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER,
        employer=an_id("employer", row.number),
        contact=an_id("contact", row.number),
        person=an_id("person", row.number),
        route={"L": "list", "W": "warm", "R": "referral"}[row.route],  # type: ignore[arg-type]
        lead=an_id("lead", giver, row.number) if giver else None,
        root_session=root_of(row.number),
    )


def root_of(request: int) -> str | None:
    """The request whose talk began the chain that led to this one."""
    giver = REFERRED_BY.get(request)
    if giver is None:
        return None
    parent = request_of(giver)
    return root_of(parent) or an_id("request", parent)


def leads_of(session: int) -> list[str]:
    """The names given in a talk: first those that were asked later, then others."""
    asked = [an_id("lead", session, n) for n, giver in REFERRED_BY.items() if giver == session]
    others = [an_id("lead", session, "other", n) for n in range(NAMES.get(session, 0))]
    return [*asked, *others][: NAMES.get(session, 0)]


def ownership(employer: int) -> Ownership:
    """Every fifth employer of the list is a public one."""
    return "private" if employer % 5 else "public"


def e1() -> Chronicle:
    """The whole story, 2026-01-05 to 2026-05-05."""
    return written().copy()


@cache
def written() -> Chronicle:
    book = Chronicle()
    settle_in(book)
    held = count(1)
    for row in rows():
        ask = ask_of(row)
        asked = Asked(
            ask, row.answer, moment(row.sent, 9), moment(row.answered, 14), ownership(row.number)
        )
        ask_for(book, asked, OFFICE)
        if row.answer == "agreed":
            talk_held(book, ask, meeting(row))
        if row.held:
            note_held(book, row, next(held))
    close(book)
    return book


def meeting(row: Row) -> Talk:
    """What came of an agreement: a talk, a meeting called off, or none."""
    agreed = moment(row.answered, 16)
    if not row.held:
        start = moment("03-24", 10) if row.then == "cancelled" else None
        return Talk(row.then, agreed, start, ended=moment("03-23", 10))
    session, start = sessions()[row.number], moment(row.then, 10)
    seconds = SECONDS.get(session, 1080)
    return Talk(
        "held",
        agreed,
        start,
        ended=start + timedelta(seconds=seconds),
        extension=EXTENDED.get(session, 0),
        share=SHARES[session - 1],
        resume=RESUME.get(session, "end"),
        thanked_after=timedelta(hours=THANKED_AFTER.get(session, 3)),
        names=tuple(leads_of(session)),
    )


def settle_in(book: Chronicle) -> None:
    """An office, a counselor, a jobseeker with a campaign, a list of 60 employers."""
    day_one = moment("01-05", 9)
    founded = AgencyRegistered(name="WorkSource Example", zone=ZONE)
    office = OfficeOpened(office=OFFICE, name="Main Street")
    book.write("agency", an_id("agency"), day_one, founded, office)
    hired = StaffAdded(staff=COUNSELOR, name="Cora Canary", roles=("counselor",), office=OFFICE)
    book.write("staff", COUNSELOR, day_one, hired)
    who = {"segment": "dislocated", "county": COUNTY, "zone": ZONE}
    mine = {"jobseeker": JOBSEEKER, "counselor": COUNSELOR, "office": OFFICE}
    enrolled = JobseekerEnrolled.model_validate(who | mine | {"name": "Jo Canary"})
    book.write("jobseeker", JOBSEEKER, day_one, enrolled)
    opened = {"campaign": CAMPAIGN, "soc": "51-4041", "goal": GOAL}
    book.write("campaign", CAMPAIGN, day_one, CampaignOpened.model_validate(who | mine | opened))
    for number in range(1, EMPLOYERS + 1):
        list_employer(book, number)
    best = PreferredTargetChosen(
        campaign=CAMPAIGN, jobseeker=JOBSEEKER, employer=an_id("employer", 37)
    )
    book.write("campaign", CAMPAIGN, moment("03-12", 11), best)


def list_employer(book: Chronicle, number: int) -> None:
    employer = an_id("employer", number)
    listed = EmployerRegistered(
        employer=employer,
        ledger=an_id("ledger", employer),
        name=f"Works {number}",
        county=COUNTY,
        naics="332710",
        size_class="10-49",
        ownership=ownership(number),
        provenance=LISTED,
    )
    book.write("employer", employer, moment("01-06", 9), listed)
    contact = an_id("contact", number)
    added = ContactAdded(
        contact=contact,
        person=an_id("person", number),
        ledger=an_id("ledger", contact),
        employer=employer,
        name=f"Host Canary {number}",
        title="Shift lead",
        email=f"canary{number}@example.org",
        channels=("email",),
        provenance=LISTED,
    )
    book.write("contact", contact, moment("01-08", 9), added)


def note_held(book: Chronicle, row: Row, held: int) -> None:
    whose = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER, "held": held}
    employer, session = an_id("employer", row.number), an_id("request", row.number)
    noted = HeldNoted.model_validate(whose | {"session": session, "employer": employer})
    book.write("campaign", CAMPAIGN, moment(row.then, 10, 30), noted)
    if held == GOAL:
        reached = CampaignGoalReached.model_validate(whose | {"goal": GOAL})
        book.write("campaign", CAMPAIGN, moment(row.then, 10, 30), reached)


def close(book: Chronicle) -> None:
    """Day 42: an unknown manager of employer 37 calls. Day 48: hired."""
    whose = {
        "outcome": OUTCOME,
        "campaign": CAMPAIGN,
        "jobseeker": JOBSEEKER,
        "employer": an_id("employer", 37),
    }
    called, hired = moment("04-29", 15), moment("05-05", 12)
    invited = JobInterviewReported.model_validate(
        whose | {"invited_on": "2026-04-29", "caller": "Uma Canary", "source": "jobseeker"}
    )
    owed = whose | {
        "session": an_id("request", 37),
        "contact": an_id("contact", 37),
        "hop": 1,
        "session_on": "2026-03-18",
        "lag_interview_days": 42,
    }
    book.write("outcome", OUTCOME, called, invited, AttributionProposed.model_validate(owed))
    confirmed = AttributionConfirmed.model_validate(owed | {"invited_on": "2026-04-29"})
    book.write("outcome", OUTCOME, called + timedelta(hours=1), confirmed)
    hire = whose | {
        "credited": an_id("request", 37),
        "hired_on": "2026-05-05",
        "starts_on": "2026-05-18",
        "lag_hire_days": 6,
        "source": "jobseeker",
    }
    book.write("outcome", OUTCOME, hired, HireReported.model_validate(hire))
    end = CampaignClosed(campaign=CAMPAIGN, jobseeker=JOBSEEKER, reason="hired_through_interview")
    book.write("campaign", CAMPAIGN, hired + timedelta(hours=1), end)
