"""V6: a row per session and host, from due to done, by facts and never by the clock."""

from datetime import timedelta
from typing import Any

import pytest

from nineteen.dashboard.views.thank_you_queue import thank_you_id, thank_you_queue
from nineteen.shared.schema.followup import (
    ItemWaived,
    PlanItem,
    PlanOpened,
    ThankYouBounced,
    ThankYouSent,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.second_campaign import DAY, HOUR, START, an_ask, held, then
from nineteen.shared.testing.story import e1, request_of

END = START + 4 * DAY + timedelta(minutes=18)


def row(book: Chronicle, ask: Ask) -> dict[str, Any]:
    found = thank_you_id(book.tenant, ask.request, ask.person)
    return documents(thank_you_queue, book.facts)[found]


def until(book: Chronicle, hours: int) -> Chronicle:
    """The book as it stood so many hours after the talk."""
    facts = [fact for fact in book.facts if fact.occurred_at <= END + hours * HOUR]
    return Chronicle(facts=facts)


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "due"), (23, "due"), (24, "late"), (47, "late"), (48, "overdue")]
)
def test_s32_a_thank_you_is_due_then_late_then_overdue(hours: int, state: str) -> None:
    book = Chronicle()
    ask = held(book, 1, thanked=False)

    assert row(until(book, hours), ask)["state"] == state


def test_s32_dates_are_24_and_48_hours_after_the_end() -> None:
    book = Chronicle()
    shown = row(book, held(book, 1, thanked=False))

    assert (shown["due_at"], shown["overdue_at"]) == (
        "2026-03-07T17:18:00.000Z",
        "2026-03-08T17:18:00.000Z",
    )


@pytest.mark.parametrize(("session", "hours", "state"), [(1, 3, "on_time"), (2, 30, "sent_late")])
def test_e1_thanks_within_a_day_or_late(session: int, hours: int, state: str) -> None:
    number = request_of(session)
    found = thank_you_id("agency", an_id("request", number), an_id("person", number))
    shown = documents(thank_you_queue, e1().facts)[found]

    assert (shown["hours"], shown["state"], shown["channel"]) == (hours, state, "email")


def test_a_waived_thank_you_is_owed_no_more() -> None:
    book = Chronicle()
    ask = held(book, 1, thanked=False)
    waived = ItemWaived(ask=ask, item="thank_you", host=ask.person, reason="the host left")
    then(book, "plan", ask, 9, waived)

    shown = row(book, ask)

    assert shown["state"] == "waived"
    assert thank_you_queue.present(shown, START + 20 * DAY)["hours_open"] is None


def test_one_that_came_back_is_owed_again_until_it_is_sent_again() -> None:
    book = Chronicle()
    ask = held(book, 1)
    thanks = thank_you_id(book.tenant, ask.request, ask.person)
    whose = {"ask": ask, "thank_you": thanks, "host": ask.person}
    book.write("thank-you", thanks, END + DAY, ThankYouBounced.model_validate(whose))
    assert row(book, ask)["state"] == "due"

    again = {"channel": "letter", "sent_at": END + 2 * DAY, "hours": 48, "on_time": False}
    book.write("thank-you", thanks, END + 2 * DAY, ThankYouSent.model_validate(whose | again))
    assert (row(book, ask)["state"], row(book, ask)["channel"]) == ("on_time", "letter")


def test_two_hosts_of_one_talk_are_two_rows() -> None:
    book = Chronicle()
    ask = an_ask("panel")
    hosts = (ask.person, an_id("person", "stand-in"))
    items = tuple(
        PlanItem(item="thank_you", host=host, due_at=END + DAY, overdue_at=END + 2 * DAY)
        for host in hosts
    )
    book.write("plan", ask.request, END, PlanOpened(ask=ask, ended_at=END, items=items))

    shown = documents(thank_you_queue, book.facts)

    assert {each["host"] for each in shown.values()} == set(hosts)
    assert {each["session"] for each in shown.values()} == {ask.request}


def test_the_hours_since_the_talk_are_worked_out_at_read() -> None:
    book = Chronicle()
    shown = row(book, held(book, 1, thanked=False))

    assert thank_you_queue.present(shown, END + 30 * HOUR)["hours_open"] == 30.0
    assert "hours_open" not in shown
