"""E6, resume too early: recorded, never hidden; and never on a request (4.8)."""

from typing import Any

from nineteen.shared.schema.contact import RequestDrafted
from nineteen.shared.schema.scheduling import ResumeHandedOver, ResumeLeft, ResumeLeftEarly


async def at_the_end(cascade: Any) -> tuple[int, int]:
    """M6."""
    figure = await cascade.nineteen.metric("M6")
    return figure["numerator"], figure["denominator"]


async def handed_at(cascade: Any, minute: int) -> str:
    """A talk on Thu 03-05 in which the resume changes hands at a minute, and ends at 18:40."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.clock("03-05", 10, minute)
    await cascade.office.on_session(request, "record-resume-left", how="handed")
    await cascade.ends(request, 18, 40)
    return str(request)


async def test_e6_a_resume_at_two_minutes_is_early(cascade: Any) -> None:
    request = await handed_at(cascade, 2)

    assert len(await cascade.of(ResumeHandedOver, request)) == 1
    assert len(await cascade.of(ResumeLeftEarly, request)) == 1
    assert not await cascade.of(ResumeLeft, request)
    assert await at_the_end(cascade) == (0, 1)


async def test_e6_who_tells_it_honestly_gets_a_coaching_card(cascade: Any) -> None:
    request = await handed_at(cascade, 2)

    row = await cascade.nineteen.get(f"/dashboard/v1/views/time-integrity/{request}")
    assert row["resume_timing"] == "early"
    assert row["tips"] == ["resume_early"]


async def test_e6_after_the_cue_it_is_not_early(cascade: Any) -> None:
    request = await handed_at(cascade, 18)

    assert len(await cascade.of(ResumeLeft, request)) == 1
    assert await at_the_end(cascade) == (1, 1)


async def test_e6_a_resume_on_a_request_is_refused_and_nothing_is_kept(cascade: Any) -> None:
    await cascade.opens("03-02")
    await cascade.nineteen.turn_to(cascade.moment("03-02", 10))

    code = await cascade.nineteen.refused(cascade.drafts(1, attachments=[{"type": "resume"}]))

    facts = await cascade.nineteen.facts()
    assert code == "resume_on_request"
    assert not [fact for fact in facts if isinstance(fact.event, RequestDrafted)]


async def test_e6_nor_can_it_come_with_a_revision(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.drafts(1)

    code = await cascade.nineteen.refused(
        cascade.office.on_request(request, "revise-draft", attachments=[{"type": "resume"}])
    )

    assert code == "resume_on_request"
