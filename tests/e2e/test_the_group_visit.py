"""Two jobseekers visit a host together: an appointment each, one start, one group (P3, P14)."""

from typing import Any

from nineteen.shared.schema.contact import SlotConfirmed
from nineteen.shared.schema.scheduling import AppointmentConfirmed, GroupJoined
from nineteen.standalone.demo.e1_people import person


async def asked(cascade: Any, office: Any, contact: str, employer: str, name: str) -> str:
    """An ask to the same person, sent at once, and agreed to."""
    request = f"00000000-0000-4000-8000-0000000000{name}"
    await office.research(employer, size="10-49", what="They make doors.")
    await office.draft(request, employer=employer, contact=contact)
    await office.approve(request)
    await cascade.nineteen.settle()
    await office.agreed(request, cascade.moment("03-05", 10), zone=cascade.zone)
    await cascade.nineteen.settle()
    return request


async def test_p14_two_who_come_together_count_once(cascade: Any) -> None:
    """P3, P14: the second joins the first; each has their own invitation and their own talk."""
    await cascade.opens("03-02")
    other = cascade.another("2")
    await cascade.enrol(other)
    await cascade.clock("03-02", 9)
    works = {"name": "Works 1", "county": "53033", "size_class": "250+"}
    employer = (await cascade.office.ask("/contact/v1/employers", **works))["id"]
    contact = await cascade.office.add_contact(employer, person(1))
    limit = {"interviews": 2, "days": 7, "evidence": "Said so on the phone."}
    await cascade.office.staff(f"/contact/v1/contacts/{contact}/set-host-limit", **limit)
    await cascade.nineteen.settle()
    first = await asked(cascade, cascade.office, contact, employer, "f1")
    second = await asked(cascade, other, contact, employer, "f2")
    await cascade.office.accept_time(first, cascade.moment("03-05", 10))
    await cascade.nineteen.settle()

    await other.ask(f"/scheduling/v1/appointments/{second}/join-group", beside=first)
    await cascade.nineteen.settle()

    confirmed = [(await cascade.of(AppointmentConfirmed, each))[0] for each in (first, second)]
    assert {each.starts_at for each in confirmed} == {cascade.moment("03-05", 10)}
    groups = [(await cascade.of(GroupJoined, each))[0].group for each in (first, second)]
    assert groups == [first, first]
    slots = [(await cascade.of(SlotConfirmed, each))[0] for each in (first, second)]
    assert [each.group for each in slots] == [None, first]
