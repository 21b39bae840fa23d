"""What comes of an agreement as facts: the meeting, the talk, and what follows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    ConnectAccepted,
    ConnectAsked,
    ItemDone,
    ItemName,
    ItemOverdue,
    PlanItem,
    PlanOpened,
    ReferralNamed,
    ThankYouLate,
    ThankYouSent,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    HostExtended,
    OverranPromise,
    PromiseKept,
    ReferralsAsked,
    ResumeLeft,
    ResumeLeftEarly,
    ResumeNotLeft,
    SessionDebriefed,
    SessionDropped,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    TalkBalanceReported,
    WrapUpCued,
)
from nineteen.shared.schema.words import Ask, NamedPerson
from nineteen.shared.testing.chronicle import Chronicle, an_id

ZONE = "America/Los_Angeles"
ZONES = {"zone": ZONE, "employer_zone": ZONE}
MINUTES = 19
TOLERANCE = 30
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Talk:
    """What came of an agreement: a talk `held`, a meeting `cancelled`, or a `lapsed` yes."""

    came: str
    agreed_at: datetime
    starts_at: datetime | None
    ended: datetime
    extension: int = 0
    share: int = 50
    resume: str = "end"
    thanked_after: timedelta | None = 3 * HOUR
    names: tuple[str, ...] = ()


def talk_held(book: Chronicle, ask: Ask, talk: Talk) -> None:
    """Write the appointment, and if it was held the talk and its follow-up."""
    request = ask.request
    opened = AppointmentOpened(
        ask=ask,
        minutes=MINUTES,
        **ZONES,
        coach_at=talk.agreed_at + 14 * 24 * HOUR,
        lapse_at=talk.agreed_at + 21 * 24 * HOUR,
    )
    book.write("appointment", request, talk.agreed_at, opened)
    if talk.starts_at is None:
        lapse = talk.agreed_at + 24 * 24 * HOUR
        book.write("appointment", request, lapse, AgreementLapsed(ask=ask))
        return
    meet = {"ask": ask, "generation": 1, "minutes": MINUTES, "mode": "in_person", **ZONES}
    confirmed = AppointmentConfirmed.model_validate(
        meet | {"starts_at": talk.starts_at, "place": "workplace"}
    )
    book.write("appointment", request, talk.agreed_at, confirmed)
    prepared = SessionPrepared.model_validate(meet | {"scheduled_start": talk.starts_at})
    book.write("session", request, talk.agreed_at, prepared)
    if talk.came == "cancelled":
        off = AppointmentCancelled(ask=ask, by="host", confirmed=True, reason="canary")
        book.write("appointment", request, talk.ended, off)
        book.write("session", request, talk.ended, SessionDropped(ask=ask, generation=1))
        return
    converse(book, ask, talk, talk.starts_at)
    follow_up(book, ask, talk)


def converse(book: Chronicle, ask: Ask, talk: Talk, start: datetime) -> None:
    """The talk itself, and its debrief an hour later."""
    promised = start + timedelta(minutes=MINUTES)
    cue = promised - timedelta(minutes=2)
    begun = SessionStarted(ask=ask, started_at=start, promised_end=promised, cue_at=cue)
    book.write("session", ask.request, start, begun)
    book.write("session", ask.request, cue, WrapUpCued(ask=ask, promise=1, cued_at=cue))
    if talk.extension:
        promised += timedelta(minutes=talk.extension)
        stay = HostExtended(
            ask=ask,
            minutes=talk.extension,
            promised_end=promised,
            cue_at=promised - timedelta(minutes=2),
            promise=2,
            source="at_the_time",
        )
        book.write("session", ask.request, start + timedelta(minutes=18), stay)
    over = int((talk.ended - promised).total_seconds())
    ended = SessionEnded(
        ask=ask,
        started_at=start,
        ended_at=talk.ended,
        actual_s=int((talk.ended - start).total_seconds()),
        precision="second",
        zone=ZONE,
        employer_zone=ZONE,
    )
    book.write("session", ask.request, talk.ended, ended, verdict(ask, over), resume(ask, talk))
    book.write("session", ask.request, talk.ended + HOUR, *debrief(ask, talk))


def verdict(ask: Ask, over: int) -> Event:
    if over <= 0:
        return PromiseKept(ask=ask)
    return OverranPromise(ask=ask, by_s=over, within_tolerance=over <= TOLERANCE)


def resume(ask: Ask, talk: Talk) -> Event:
    match talk.resume:
        case "end":
            return ResumeLeft(ask=ask, how="handed")
        case "early":
            return ResumeLeftEarly(ask=ask, how="handed")
        case "host_declined":
            return ResumeNotLeft(ask=ask, reason="host_declined")
        case _:
            return ResumeNotLeft(ask=ask, reason="not_left")


def debrief(ask: Ask, talk: Talk) -> tuple[Event, ...]:
    names = tuple(
        NamedPerson(person=an_id("person", lead), name="Nina Canary") for lead in talk.names
    )
    answer: Literal["names", "none"] = "names" if names else "none"
    return (
        TalkBalanceReported(ask=ask, share=talk.share),
        ReferralsAsked(ask=ask, answer=answer, names=names),
        SessionDebriefed(ask=ask, learned="canary"),
    )


def follow_up(book: Chronicle, ask: Ask, talk: Talk) -> None:
    """The plan, the written thank-you, the tie, and the names as leads."""
    due: list[tuple[ItemName, str | None, int, int]] = [
        ("thank_you", ask.person, 24, 48),
        ("debrief", None, 24, 24),
        ("connect", None, 72, 72),
        ("referrals", None, 72, 72),
    ]
    items = tuple(
        PlanItem(
            item=item, host=host, due_at=talk.ended + a * HOUR, overdue_at=talk.ended + b * HOUR
        )
        for item, host, a, b in due
    )
    opened = PlanOpened(ask=ask, ended_at=talk.ended, items=items)
    book.write("plan", ask.request, talk.ended, opened)
    later = talk.ended + HOUR
    for item in ("debrief", "connect", "referrals"):
        book.write("plan", ask.request, later, ItemDone(ask=ask, item=item, done_at=later))
    thank(book, ask, talk)
    connect(book, ask, later)
    for lead in talk.names:
        book.write("lead", lead, later, named(ask, lead))


def thank(book: Chronicle, ask: Ask, talk: Talk) -> None:
    thanks = natural_id("thank-you", book.tenant, ask.request, ask.person)
    whose = {"ask": ask, "thank_you": thanks, "host": ask.person}
    after = talk.thanked_after
    if after is None or after > 24 * HOUR:
        late = ThankYouLate.model_validate(whose)
        book.write("thank-you", thanks, talk.ended + 24 * HOUR, late)
    if after is None or after > 48 * HOUR:
        overdue = ItemOverdue(ask=ask, item="thank_you", host=ask.person)
        book.write("plan", ask.request, talk.ended + 48 * HOUR, overdue)
    if after is None:
        return
    at, hours = talk.ended + after, after / HOUR
    sent = whose | {
        "channel": "email",
        "sent_at": at,
        "hours": hours,
        "on_time": after <= 24 * HOUR,
    }
    book.write("thank-you", thanks, at, ThankYouSent.model_validate(sent | {"body": "canary"}))
    done = ItemDone(ask=ask, item="thank_you", host=ask.person, done_at=at)
    book.write("plan", ask.request, at, done)


def connect(book: Chronicle, ask: Ask, at: datetime) -> None:
    tie = natural_id("tie", ask.jobseeker, ask.contact)
    whose = {
        "tie": tie,
        "jobseeker": ask.jobseeker,
        "contact": ask.contact,
        "campaign": ask.campaign,
        "employer": ask.employer,
        "session": ask.request,
    }
    book.write("tie", tie, at, ConnectAsked.model_validate(whose | {"channel": "email"}))
    book.write("tie", tie, at + 48 * HOUR, ConnectAccepted.model_validate(whose))


def named(ask: Ask, lead: str) -> ReferralNamed:
    return ReferralNamed(
        lead=lead,
        person=an_id("person", lead),
        campaign=ask.campaign,
        jobseeker=ask.jobseeker,
        source="session",
        session=ask.request,
        request=ask.request,
        root_session=ask.root_session or ask.request,
        referrer=ask.contact,
        generation=2 if ask.lead else 1,
        name="Nina Canary",
    )
