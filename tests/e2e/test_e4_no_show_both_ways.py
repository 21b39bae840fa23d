"""E4, no-show both ways: a polite offer, an apology and a coach, and thanks to a stand-in (4.8)."""

from datetime import timedelta
from typing import Any

import pytest

from nineteen.shared.schema.contact import PaceLifted, PaceReserved, PaceSet
from nineteen.shared.schema.followup import PlanOpened, TaskOpened, ThankYouSent
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentConfirmed,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionEnded,
)
from nineteen.shared.testing.mailbox import letters, text_of
from nineteen.standalone.demo.e1_people import person

HOST = person(1).email
STAND_IN = {"name": "Ines Calloway", "email": "ines.calloway@people.example.org"}


async def missed(cascade: Any, side: str) -> str:
    """A talk of Thu 03-05 at ten to which one side does not come."""
    await cascade.opens("03-02")
    request = str(await cascade.meets(1, "03-02", "03-05"))
    await cascade.clock("03-05", 10, 9)
    assert await cascade.nineteen.refused(no_show(cascade, request, side)) == (
        "too_early_for_no_show"
    )
    await cascade.clock("03-05", 10, 10)
    await no_show(cascade, request, side)
    await cascade.nineteen.settle()
    return request


def no_show(cascade: Any, request: str, side: str) -> Any:
    return cascade.office.ask(f"/scheduling/v1/appointments/{request}/mark-no-show", side=side)


async def days_given(cascade: Any, *numbers: int) -> list[str]:
    """The days that further asks get when they are approved now."""
    requests = [await cascade.drafts(number) for number in numbers]
    for request in requests:
        await cascade.office.approve(request)
        await cascade.nineteen.settle()
    days = [await cascade.of(PaceReserved, request) for request in requests]
    return [f"{reserved[-1].on:%m-%d}" for reserved in days]


async def test_e4_a_host_who_did_not_come_gets_one_polite_offer(cascade: Any) -> None:
    """E4 (a), P4: an offer of another time, and nobody is punished."""
    request = await missed(cascade, "host")

    (absent,) = await cascade.of(HostNoShowRecorded, request)
    assert absent.offer_until == cascade.moment("03-19", 9)
    offer = letters(cascade.nineteen.folder, HOST)[-1]
    assert str(offer["Subject"]) == "Another time for 19 minutes?"
    assert "That happens" in text_of(offer)
    assert await cascade.every(TaskOpened) == []
    assert await cascade.every(PaceSet) == []
    assert await days_given(cascade, 2, 3) == ["03-05", "03-05"]
    row = await cascade.nineteen.get(f"/dashboard/v1/views/calendar/{request}")
    assert row["state"] == "host_no_show"


async def test_e4_the_offer_is_taken_or_lapses(cascade: Any) -> None:
    request = await missed(cascade, "host")
    await cascade.office.accept_time(request, cascade.moment("03-12", 10))
    await cascade.nineteen.settle()
    first, second = await cascade.of(AppointmentConfirmed, request)
    assert second.starts_at - first.starts_at == timedelta(days=7, hours=-1)

    await cascade.clock("03-12", 10, 10)
    await no_show(cascade, request, "host")
    await cascade.nineteen.settle()

    _, again = await cascade.of(HostNoShowRecorded, request)
    assert again.offer_until is None
    offers = [
        each for each in letters(cascade.nineteen.folder, HOST) if "Another" in each["Subject"]
    ]
    assert len(offers) == 1


async def test_e4_an_offer_that_nobody_takes_lapses_after_ten_business_days(cascade: Any) -> None:
    request = await missed(cascade, "host")

    await cascade.clock("03-19", 9)

    ((when, _),) = await cascade.at(AgreementLapsed, request)
    assert when == cascade.moment("03-19", 9)


async def test_e4_a_jobseeker_who_did_not_come_gets_a_coach_and_asks_once_a_week(
    cascade: Any,
) -> None:
    """E4 (b), P4, P12: the host gets an apology, the jobseeker help and a slower pace."""
    request = await missed(cascade, "jobseeker")

    assert len(await cascade.of(JobseekerNoShowRecorded, request)) == 1
    tasks = {each.kind: each for each in await cascade.every(TaskOpened)}
    assert tasks.keys() == {"apology", "coach"}
    assert tasks["apology"].due == cascade.moment("03-05", 11, 10)
    assert tasks["coach"].about == cascade.office.jobseeker.id
    assert [each.a_week for each in await cascade.every(PaceSet)] == [1]
    assert await days_given(cascade, 2, 3) == ["03-09", "03-16"]


async def test_e4_p12_a_counselor_lifts_the_slower_pace(cascade: Any) -> None:
    await missed(cascade, "jobseeker")
    lifting = {"campaign": cascade.office.campaign, "reason": "The bus did not come."}
    path = "/contact/v1/pace-ledgers"
    assert await cascade.nineteen.refused(cascade.office.ask(path, **lifting)) == "staff_only"

    await cascade.office.staff(path, **lifting)

    assert len(await cascade.every(PaceLifted)) == 1
    assert await days_given(cascade, 2, 3) == ["03-05", "03-05"]


@pytest.mark.parametrize("told", ["on the page", "afterwards"])
async def test_e4_the_thank_you_goes_to_who_stood_in(cascade: Any, told: str) -> None:
    """E4 (c): attended = stand-in, held, and the thanks are the stand-in's."""
    request = await stood_in(cascade, told)

    (ended,) = await cascade.of(SessionEnded, request)
    assert (ended.host, ended.held, ended.stand_in.name) == ("stand_in", True, STAND_IN["name"])
    (plan,) = await cascade.of(PlanOpened, request)
    other = ended.stand_in.person
    assert [each.host for each in plan.items if each.item == "thank_you"] == [other]
    asked = await cascade.office.host_of(request)
    assert await cascade.nineteen.refused(thank(cascade, request, asked)) == "not_a_host"
    await thank(cascade, request, other)
    await cascade.nineteen.settle()

    assert [each.host for each in await cascade.of(ThankYouSent, request)] == [other]
    (row,) = await cascade.nineteen.items("thank-you-queue")
    assert (row["host"], row["state"]) == (other, "on_time")
    who = await cascade.nineteen.get(f"/dashboard/v1/views/people/{other}")
    assert (who["name"], who["kinds"]) == (STAND_IN["name"], ["stand_in"])


async def stood_in(cascade: Any, told: str) -> str:
    """A talk with somebody else, ended on the page or told afterwards."""
    await cascade.opens("03-02")
    request = str(await cascade.meets(1, "03-02", "03-05"))
    await cascade.clock("03-05", 10)
    said = {"host": "stand_in", "stand_in": STAND_IN}
    if told == "on the page":
        await cascade.office.on_session(request, "start-session")
        await cascade.clock("03-05", 10, 18)
        await cascade.office.on_session(request, "end-session", **said)
    else:
        await cascade.clock("03-05", 12)
        start, end = cascade.moment("03-05", 10), cascade.moment("03-05", 10, 18)
        times = {"started_at": start.isoformat(), "ended_at": end.isoformat()}
        await cascade.office.on_session(request, "record-session", **times, **said)
    await cascade.nineteen.settle()
    return request


def thank(cascade: Any, request: str, host: str) -> Any:
    body = "Thank you for showing me how the night shift hands over. It stayed with me."
    thanks = {"session": request, "host": host, "channel": "email", "body": body}
    return cascade.office.ask("/followup/v1/thank-yous/send-thank-you", **thanks)
