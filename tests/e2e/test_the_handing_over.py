"""A host hands the talk over: the colleague is invited, met and thanked in their place (P3, P4)."""

from datetime import timedelta
from typing import Any

from nineteen.shared.schema.followup import PlanOpened
from nineteen.shared.schema.scheduling import HostDelegated
from nineteen.shared.testing.calendar_text import lasts, read, the_event
from nineteen.shared.testing.mailbox import calendar_objects, letters
from nineteen.standalone.demo.e1_people import JOBSEEKER, person

HOST = person(1).email
INES = {"name": "Ines Calloway", "email": "ines.calloway@people.example.org"}


async def handed_over(cascade: Any) -> str:
    """A talk of Thu 03-05 at ten that its host hands over on Wednesday."""
    await cascade.opens("03-02")
    request = str(await cascade.meets(1, "03-02", "03-05"))
    await cascade.clock("03-04", 9)
    path = f"/scheduling/v1/appointments/{request}/delegate-host"
    await cascade.office.ask(path, to=INES)
    await cascade.nineteen.settle()
    return request


async def test_s22_the_colleague_is_invited_and_the_host_is_free(cascade: Any) -> None:
    """S22: the colleague gets the next revision; it leaves the calendar of who was asked."""
    request = await handed_over(cascade)

    (theirs,) = calendar_objects(cascade.nineteen.folder, INES["email"])
    assert (read(theirs)["METHOD"], the_event(theirs)["SEQUENCE"]) == ("REQUEST", "1")
    assert the_event(theirs)["UID"] == f"{request}@nineteen"
    assert lasts(the_event(theirs)) == timedelta(minutes=19)
    first, last = calendar_objects(cascade.nineteen.folder, HOST)
    assert [read(each)["METHOD"] for each in (first, last)] == ["REQUEST", "CANCEL"]
    assert len(calendar_objects(cascade.nineteen.folder, JOBSEEKER.email)) == 2

    await cascade.clock("03-05", 10)
    subjects = [str(each["Subject"]) for each in letters(cascade.nineteen.folder, INES["email"])]
    assert [each.partition(":")[0] for each in subjects] == ["Updated", "Tomorrow"]
    assert not [e for e in letters(cascade.nineteen.folder, HOST) if "Tomorrow" in e["Subject"]]


async def test_s32_the_colleague_is_thanked(cascade: Any) -> None:
    request = await handed_over(cascade)
    await cascade.clock("03-05", 10)
    await cascade.office.on_session(request, "start-session")
    await cascade.ends(request, 18)

    (handed,) = await cascade.of(HostDelegated, request)
    (plan,) = await cascade.of(PlanOpened, request)
    assert [e.host for e in plan.items if e.item == "thank_you"] == [handed.to.person]
    row = await cascade.nineteen.get(f"/dashboard/v1/views/calendar/{request}")
    assert row["host"] == handed.to.person
