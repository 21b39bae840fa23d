"""E7, thank-you overdue: due at 24 hours, overdue at 48, and only in writing (4.8)."""

from datetime import timedelta
from typing import Any

import pytest

from nineteen.shared.schema.followup import ItemDone, ItemOverdue, ThankYouLate, ThankYouSent

ENDED = timedelta(hours=10, minutes=18, seconds=40)


async def talked(cascade: Any) -> str:
    """A talk that ended on Thu 03-05 at 10:18:40."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(request, 18, 40)
    return str(request)


async def state(cascade: Any) -> str:
    """The one row of the queue."""
    (row,) = await cascade.nineteen.items("thank-you-queue")
    return str(row["state"])


async def on_time(cascade: Any) -> tuple[int, int]:
    """M4."""
    figure = await cascade.nineteen.metric("M4")
    return figure["numerator"], figure["denominator"]


async def test_e7_due_late_overdue(cascade: Any) -> None:
    request = await talked(cascade)
    seen = [await state(cascade)]
    for _ in range(2):
        await cascade.nineteen.wait(timedelta(hours=24))
        seen.append(await state(cascade))

    assert seen == ["due", "late", "overdue"]
    ((late, _),) = await cascade.at(ThankYouLate, request)
    overdue = [each for each in await cascade.at(ItemOverdue, request) if each[1].host]
    end = cascade.moment("03-05", 0) + ENDED
    assert late == end + timedelta(hours=24)
    assert [when for when, _ in overdue] == [end + timedelta(hours=48)]
    assert await on_time(cascade) == (0, 1)


async def test_e7_the_queue_finds_what_is_overdue(cascade: Any) -> None:
    request = await talked(cascade)
    await cascade.nineteen.wait(timedelta(hours=49))

    (row,) = await cascade.nineteen.items("thank-you-queue", state="overdue")
    assert row["session"] == request
    assert row["hours_open"] == 49


@pytest.mark.parametrize("photo", [True, False], ids=["with a photo", "without a photo"])
async def test_e7_a_handwritten_card_after_60_hours_counts_as_late(
    cascade: Any, *, photo: bool
) -> None:
    request = await talked(cascade)
    await cascade.nineteen.wait(timedelta(hours=60))
    await cascade.office.thank_by_hand(request, photo=photo)
    await cascade.nineteen.settle()

    (sent,) = await cascade.of(ThankYouSent, request)
    assert (sent.channel, sent.hours, sent.on_time) == ("handwritten", 60, False)
    assert sent.photo is photo
    assert await on_time(cascade) == (0, 1)
    assert await state(cascade) == "sent_late"
    done = await cascade.of(ItemDone, request)
    assert "thank_you" in [each.item for each in done]


async def test_e7_a_phone_call_does_not_close_it(cascade: Any) -> None:
    request = await talked(cascade)
    await cascade.nineteen.wait(timedelta(hours=2))

    code = await cascade.nineteen.refused(cascade.office.thank(request, "phone"))

    await cascade.nineteen.settle()
    assert code == "thank_you_must_be_written"
    assert await state(cascade) == "due"
    assert not await cascade.of(ThankYouSent, request)
    assert "thank_you" not in [each.item for each in await cascade.of(ItemDone, request)]
