"""An interpreter comes along: no time stands before one is reserved, and the host knows (P3)."""

from typing import Any

from nineteen.shared.schema.scheduling import AppointmentConfirmed, InterpreterAwaited
from nineteen.shared.testing.mailbox import letters, text_of
from nineteen.standalone.demo.e1_people import person

HOST = person(1).email
YES = {"attendees": ["interpreter"], "jobseeker_agrees": True}
NOTE = "Step-free access, please."


async def test_p3_a_time_stands_once_the_interpreter_is_reserved(cascade: Any) -> None:
    """P3: until then the time is kept free, and nobody is invited."""
    await cascade.opens("03-02")
    request = await cascade.sends(1, "03-02")
    await cascade.nineteen.turn_to(cascade.moment("03-02", 14))
    await cascade.office.agreed(request, cascade.moment("03-05", 10), zone=cascade.zone)
    await cascade.nineteen.settle()
    path = f"/scheduling/v1/appointments/{request}/arrange-support"
    await cascade.office.ask(path, access_note=NOTE, **YES)
    await cascade.office.accept_time(request, cascade.moment("03-05", 10))
    await cascade.nineteen.settle()
    assert len(await cascade.of(InterpreterAwaited, request)) == 1
    assert await cascade.of(AppointmentConfirmed, request) == []

    await cascade.office.ask(path, access_note=NOTE, interpreter_reserved=True, **YES)
    await cascade.nineteen.settle()

    assert len(await cascade.of(AppointmentConfirmed, request)) == 1
    mail = letters(cascade.nineteen.folder, HOST)[-1]
    said = text_of(mail)
    assert "An interpreter comes along." in said
    assert NOTE in said
    (calendar,) = [e for e in mail.walk() if e.get_content_type() == "text/calendar"]
    assert NOTE not in str(calendar.get_content())
