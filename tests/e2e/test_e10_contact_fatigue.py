"""E10: two jobseekers of two agencies ask the same manager in the same week (4.8)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from nineteen.shared.schema.contact import (
    Blocked,
    RequestHeld,
    RequestSent,
    SlotReserved,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.demo.e1_people import person
from nineteen.standalone.demo.office import Body, Office

ZONE = "America/Los_Angeles"
WORKS: Body = {"name": "Works 1", "county": "53033", "size_class": "10-49"}


async def office_of_rainier(cascade: Any) -> Office:
    """A second agency, with a jobseeker and a campaign in the same county."""
    counselor = Actor("counselor", natural_id("rainier counselor"))
    jobseeker = Actor("jobseeker", natural_id("rainier jobseeker"))
    office = Office(
        replace(cascade.nineteen, agency="rainier"), counselor, jobseeker, name="rainier"
    )
    await office.register_agency("Rainier Works", ZONE)
    await office.hire_counselor("Wilhelmina Ashgrove")
    await cascade.enrol(office)
    return office


async def drafted(office: Office, number: int = 1) -> str:
    """An ask of the one manager whom everybody wants to meet."""
    request = natural_id("e10", office.name, str(number))
    employer = (await office.ask("/contact/v1/employers", **WORKS))["id"]
    contact = await office.add_contact(employer, person(1))
    await office.research(employer, size="10-49", what="They make doors.")
    await office.draft(request, employer=employer, contact=contact)
    return request


async def both(cascade: Any) -> tuple[str, str, Office]:
    """Both have approved within the same minute; the clock stands at nine on Mon 03-02."""
    await cascade.opens("03-02")
    other = await office_of_rainier(cascade)
    await cascade.clock("03-02", 8, 30)
    ours, theirs = await drafted(cascade.office), await drafted(other)
    await cascade.office.approve(ours)
    await cascade.nineteen.wait(timedelta(seconds=1))
    await other.approve(theirs)
    await cascade.clock("03-02", 9)
    await cascade.nineteen.settle()
    return ours, theirs, other


async def test_e10_one_is_sent_and_the_other_learns_the_date_only(cascade: Any) -> None:
    """Not before the day after the first ask's expiry (Fri 03-20 17:00)."""
    ours, theirs, other = await both(cascade)

    sent = await cascade.every(RequestSent)
    (held,) = await cascade.of(RequestHeld, theirs)
    request = await other.hands.get(f"/contact/v1/requests/{theirs}")

    assert [each.ask.request for each in sent] == [ours]
    assert (held.reason, held.queued) == ("contact_busy", True)
    assert held.next_free_on == cascade.moment("03-21", 9).date()
    told = repr(request)
    for secret in (ours, cascade.office.jobseeker.id, cascade.office.campaign, "cascade"):
        assert secret not in told


async def test_e10_after_a_withdrawal_the_slot_goes_on_day_14_to_who_waited_longest(
    cascade: Any,
) -> None:
    """Not to a third one who is quicker that morning: whoever waits comes first."""
    ours, theirs, _ = await both(cascade)
    await cascade.clock("03-03", 10)
    await cascade.office.on_request(ours, "withdraw")
    third = cascade.another("3")
    await cascade.enrol(third)
    quick = await drafted(third)
    await cascade.clock("03-17", 8, 59)
    before = await cascade.of(RequestSent, theirs)
    await third.approve(quick)

    await cascade.clock("03-17", 9)
    await cascade.nineteen.settle()
    await cascade.clock("03-17", 12)

    (block,) = [e for e in await cascade.of(Blocked, ours) if e.reason == "withdrawn_after_sending"]
    assert block.until == cascade.moment("03-17", 9).date()
    assert before == []
    slots = [e for e in await cascade.of(SlotReserved, theirs) if e.offered]
    assert slots
    assert await cascade.of(RequestSent, quick) == []


async def test_e10_after_a_decline_nobody_waits(cascade: Any) -> None:
    ours, theirs, _ = await both(cascade)
    await cascade.clock("03-03", 10)

    await cascade.office.declined(ours)
    await cascade.nineteen.settle()
    await cascade.clock("03-04", 12)

    last = (await cascade.of(RequestHeld, theirs))[-1]
    assert not last.queued
    assert last.next_free_on == cascade.moment("03-03", 9).date() + timedelta(days=180)


async def test_e10_racing_approvals_never_send_twice(cascade: Any) -> None:
    """C5: whatever the route, one open ask at a time over all agencies."""
    await cascade.opens("03-02")
    await cascade.clock("03-02", 8)
    offices = [cascade.another(f"{number:x}") for number in range(2, 8)]
    requests = []
    for office in offices:
        await cascade.enrol(office)
        requests.append((office, await drafted(office)))
    await cascade.clock("03-02", 9)

    await asyncio.gather(*(office.approve(request) for office, request in requests))
    await cascade.nineteen.wait(timedelta(minutes=30))

    assert len(await cascade.every(RequestSent)) == 1
    assert len({each.ask.request for each in await cascade.every(RequestHeld)}) == 5
