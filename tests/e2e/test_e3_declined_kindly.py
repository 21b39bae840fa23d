"""E3, declined kindly, on the host's own page: a link, no account, a colleague offered (4.8)."""

from datetime import timedelta
from typing import Any

from nineteen.shared.schema.contact import Blocked, RequestDeclined
from nineteen.shared.schema.followup import NameUseGranted, PlanOpened, ReferralNamed


async def test_e3_a_host_declines_on_their_page_and_offers_a_colleague(cascade: Any) -> None:
    """E3, S10, S20: a 180-day block for the host alone, and a lead with name-use granted."""
    request, page = await cascade.asked_by_mail()

    answer = await cascade.as_host(
        f"{page}/decline",
        colleague_name="Ines Calloway",
        colleague_title="Production planner",
        name_use="yes",
    )

    assert (answer.status_code, answer.headers["location"]) == (303, page)
    (declined,) = await cascade.of(RequestDeclined, request)
    assert not declined.opted_out
    (blocked,) = await cascade.of(Blocked, request)
    assert blocked.until == cascade.moment("03-02", 9).date() + timedelta(days=180)
    (lead,) = await cascade.every(ReferralNamed)
    assert [each.lead for each in await cascade.every(NameUseGranted)] == [lead.lead]
    assert await cascade.of(PlanOpened, request) == []
    assert (await cascade.nineteen.metric("M4"))["denominator"] == 0
