"""An ask by telephone: cleared, made, reminded of by a call; and one that nobody waited for."""

from typing import Any

from nineteen.shared.schema.contact import (
    OutsideAskRecorded,
    RequestCleared,
    RequestHeld,
    RequestSent,
    SlotReleased,
)
from nineteen.shared.schema.followup import TaskOpened
from nineteen.shared.testing.mailbox import mails

SAID = {"said_not_a_job": True, "said_purpose": True, "said_minutes": True}


async def cleared(cascade: Any) -> str:
    """An ask by telephone that may be made on Mon 03-02 from nine on."""
    await cascade.opens("03-02")
    request = str(await cascade.drafts(1, channel="phone"))
    await cascade.clock("03-02", 8, 30)
    await cascade.office.approve(request)
    await cascade.clock("03-02", 9)
    await cascade.nineteen.settle()
    return request


async def test_p1_an_ask_by_telephone_is_cleared_made_and_reminded_of(cascade: Any) -> None:
    request = await cleared(cascade)
    (once,) = await cascade.of(RequestCleared, request)

    await cascade.clock("03-03", 11)
    await cascade.office.on_request(request, "record-ask-made", **SAID)
    await cascade.clock("03-06", 12)

    (sent,) = await cascade.of(RequestSent, request)
    assert (once.channel, sent.channel) == ("phone", "phone")
    assert [each.kind for each in await cascade.every(TaskOpened)] == ["call"]
    assert mails(cascade.nineteen.folder) == []
    assert await cascade.of(RequestHeld, request) == []


async def test_p1_nobody_called_and_the_slots_are_free_again(cascade: Any) -> None:
    request = await cleared(cascade)

    await cascade.clock("03-05", 18)

    (held,) = await cascade.of(RequestHeld, request)
    assert held.reason == "not_sent_in_time"
    assert {each.reason for each in await cascade.of(SlotReleased, request)} == {"held_back"}


async def test_m12_an_ask_that_nobody_cleared_counts_in_the_shared_ledger(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = str(await cascade.drafts(1, channel="in_person"))

    await cascade.office.on_request(request, "record-ask-made", **SAID)
    await cascade.nineteen.settle()
    await cascade.office.declined(request)
    await cascade.nineteen.settle()

    (outside,) = await cascade.every(OutsideAskRecorded)
    assert outside.reservation == request
    assert {each.reason for each in await cascade.of(SlotReleased, request)} == {"declined"}
