"""Invitations go to both who meet, as calendar objects of nineteen minutes (S4, S22, S31)."""

from datetime import timedelta
from typing import Any

from nineteen.shared.schema.clauses import purpose_clause
from nineteen.shared.testing.calendar_text import lasts, read, the_event
from nineteen.shared.testing.mailbox import calendar_objects, host_page, letters, text_of
from nineteen.standalone.demo.e1_people import JOBSEEKER, person

HOST = person(1).email


async def test_s4_s22_a_confirmed_talk_stands_in_both_calendars(cascade: Any) -> None:
    """S4, S22, P3: nineteen minutes, the purpose in words, and no resume (S31)."""
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-05")
    await cascade.nineteen.settle()

    for to in (HOST, JOBSEEKER.email):
        (sent,) = calendar_objects(cascade.nineteen.folder, to)
        event = the_event(sent)
        assert read(sent)["METHOD"] == "REQUEST"
        assert (event["UID"], event["SEQUENCE"]) == (f"{request}@nineteen", "0")
        assert event.moment("DTSTART") == cascade.moment("03-05", 10)
        assert lasts(event) == timedelta(minutes=19)
        assert purpose_clause() in event["DESCRIPTION"]
        assert "ATTACH" not in event.lines
    mail = letters(cascade.nineteen.folder, HOST)[-1]
    assert mail.get_content_type() == "multipart/alternative"
    assert str(mail["Reply-To"]) == JOBSEEKER.email
    assert "Thursday, March 5, 10:00" in text_of(mail)
    assert host_page(cascade.nineteen.folder, request) in text_of(mail)


async def test_a_talk_that_is_called_off_leaves_both_calendars(cascade: Any) -> None:
    """S22, P3: one CANCEL each, under the same UID with the next sequence."""
    await cascade.opens("03-02")
    request = await cascade.meets(1, "03-02", "03-05")
    await cascade.nineteen.settle()
    await cascade.office.host_cancels(request)
    await cascade.office.host_cancels(request)
    await cascade.nineteen.settle()

    for to in (HOST, JOBSEEKER.email):
        first, last = calendar_objects(cascade.nineteen.folder, to)
        assert read(last)["METHOD"] == "CANCEL"
        assert the_event(last)["UID"] == the_event(first)["UID"]
        assert (the_event(last)["SEQUENCE"], the_event(last)["STATUS"]) == ("1", "CANCELLED")


async def test_s22_who_reads_spanish_is_invited_in_spanish(cascade: Any) -> None:
    await cascade.opens("03-02")
    me = cascade.office.jobseeker.id
    await cascade.office.staff(
        f"/contact/v1/jobseekers/{me}/set-languages", spoken=["es"], read=["es"]
    )
    await cascade.meets(1, "03-02", "03-05")
    await cascade.nineteen.settle()

    (mine,) = calendar_objects(cascade.nineteen.folder, JOBSEEKER.email)
    (theirs,) = calendar_objects(cascade.nineteen.folder, HOST)
    assert "Entrevista informativa" in the_event(mine)["SUMMARY"]
    assert "Informational interview" in the_event(theirs)["SUMMARY"]
    assert "jueves 5 de marzo" in text_of(letters(cascade.nineteen.folder, JOBSEEKER.email)[-1])
