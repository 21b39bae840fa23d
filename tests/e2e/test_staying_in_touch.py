"""S30: a connection is kept up; a real touch moves the next one (C12, C13)."""

from typing import Any

from nineteen.shared.schema.followup import TouchDue


async def connected(cascade: Any) -> str:
    """A tie that a host agreed to on Thu 03-05."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(request, 18)
    tie = str(await cascade.office.ask_to_connect(request))
    await cascade.office.connected(tie)
    await cascade.nineteen.settle()
    return tie


async def row(cascade: Any) -> dict[str, Any]:
    (found,) = await cascade.nineteen.items("cadence")
    return dict(found)


async def test_s30_a_touch_on_day_10_of_30_moves_the_next_to_day_40(cascade: Any) -> None:
    tie = await connected(cascade)
    before = await row(cascade)

    await cascade.clock("03-15", 10)
    await cascade.office.ask(f"/followup/v1/ties/{tie}/record-touch", touch="message")
    await cascade.nineteen.settle()
    after = await row(cascade)
    await cascade.clock("04-06", 12)
    early = await cascade.every(TouchDue)
    await cascade.clock("04-14", 12)

    assert before["due_at"].startswith("2026-04-04T16:00")
    assert (after["due_at"][:10], after["last_touch_by"]) == ("2026-04-14", "jobseeker")
    assert early == []
    assert len(await cascade.every(TouchDue)) == 1
    assert (await row(cascade))["band"] == "late"
