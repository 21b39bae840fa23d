"""A second campaign: one ask at a time, for tests of a single rule."""

from datetime import UTC, datetime, timedelta

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    CampaignOpened,
)
from nineteen.shared.schema.scheduling import (
    AppointmentConfirmed,
    AppointmentOpened,
    SessionPrepared,
    TimeAccepted,
    TimeCountered,
    TimesProposed,
)
from nineteen.shared.schema.words import Ask, OfferedTime, Route
from nineteen.shared.testing.asks import ZONE, Answer, Asked, ask_for
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.talks import Talk, talk_held

CAMPAIGN, JOBSEEKER = an_id("campaign", "other"), an_id("jobseeker", "other")
START = datetime(2026, 3, 2, 17, tzinfo=UTC)
"""Monday 09:00 in Seattle."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def an_ask(about: object, lead: str | None = None, root: str | None = None) -> Ask:
    """The ids of one ask of this campaign."""
    route: Route = "referral" if lead else "list"
    return Ask(
        request=an_id("request", about),
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER,
        employer=an_id("employer", about),
        contact=an_id("contact", about),
        person=an_id("person", about),
        route=route,
        lead=lead,
        root_session=root,
    )


def open_campaign(book: Chronicle, goal: int = 24) -> None:
    """The campaign that all asks here belong to."""
    opened = CampaignOpened(
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER,
        soc="29-1141",
        county="53061",
        segment="vr",
        zone=ZONE,
        goal=goal,
    )
    book.write("campaign", CAMPAIGN, START, opened)


def asked(book: Chronicle, about: object, answer: Answer, lead: str | None = None) -> Ask:
    """One ask, sent on Monday and answered on Tuesday."""
    ask = an_ask(about, lead)
    ask_for(book, Asked(ask, answer, START, START + DAY))
    return ask


def then(book: Chronicle, kind: str, ask: Ask, days: float, *events: Event) -> None:
    """More facts on one of the streams that have the request's id."""
    book.write(kind, ask.request, START + days * DAY, *events)


def held(book: Chronicle, about: object, *, thanked: bool = True, minutes: int = 18) -> Ask:
    """An ask that led to a talk on the Friday."""
    ask = asked(book, about, "agreed")
    start = START + 4 * DAY
    after = 3 * HOUR if thanked else None
    end = start + timedelta(minutes=minutes)
    talk_held(book, ask, Talk("held", START + DAY, start, ended=end, thanked_after=after))
    return ask


def meeting(ask: Ask, **more: object) -> dict[str, object]:
    return {"ask": ask, "generation": 1, "minutes": 19, "starts_at": START + 3 * DAY, **more}


def arranged(book: Chronicle, about: str) -> Ask:
    """A yes, a time that does not work, and one that does."""
    ask = asked(book, about, "agreed")
    zones = {"zone": ZONE, "employer_zone": ZONE}
    until = {"coach_at": START + 15 * DAY, "lapse_at": START + 22 * DAY}
    times = (OfferedTime(starts_at=START + 3 * DAY, zone=ZONE),)
    pick = TimeAccepted.model_validate(meeting(ask, by="host", mode="video"))
    sure = meeting(ask, mode="video", place="video", **zones)
    opened = {"ask": ask, "minutes": 19, **zones, **until}
    then(book, "appointment", ask, 1, AppointmentOpened.model_validate(opened))
    then(book, "appointment", ask, 1, TimesProposed(ask=ask, by="host", times=times), pick)
    then(book, "appointment", ask, 1, TimeCountered(ask=ask, reason="overlap"), pick)
    then(book, "appointment", ask, 1, AppointmentConfirmed.model_validate(sure))
    ready = {"scheduled_start": START + 3 * DAY, "mode": "video", **zones}
    prepared = {"ask": ask, "generation": 1, "minutes": 19} | ready
    then(book, "session", ask, 1, SessionPrepared.model_validate(prepared))
    return ask
