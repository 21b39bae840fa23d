"""V1: counts, the next step, and what is worked out at read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nineteen.dashboard.views.campaign_board import campaign_board, diversity_warning
from nineteen.shared.schema.contact import CampaignClosed, RequestHeld
from nineteen.shared.schema.contact.campaign import CampaignGoalReached, CampaignPaused
from nineteen.shared.schema.scheduling import AttendanceUnknown, HostNoShowRecorded, TimeAccepted
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.second_campaign import (
    CAMPAIGN,
    DAY,
    JOBSEEKER,
    START,
    arranged,
    asked,
    held,
    meeting,
    open_campaign,
    then,
)
from nineteen.shared.testing.story import CAMPAIGN as STORY
from nineteen.shared.testing.story import e1, moment


@pytest.fixture
def book() -> Chronicle:
    book = Chronicle()
    open_campaign(book)
    return book


def board(book: Chronicle) -> dict[str, Any]:
    return documents(campaign_board, book.facts)[CAMPAIGN]


def step(book: Chronicle) -> tuple[str, str | None]:
    row = board(book)
    return row["next_action"], row["next_action_about"]


def shown(as_of: datetime) -> dict[str, Any]:
    """The story's row as a reader of that moment would have seen it."""
    facts = [fact for fact in e1().facts if fact.occurred_at <= as_of]
    return campaign_board.present(documents(campaign_board, facts)[STORY], as_of)


def test_e1_after_the_seventeenth_talk_stands_at_62_and_a_half_percent() -> None:
    row = shown(moment("03-12", 23))

    assert (row["requests_sent"], row["requests_final"], row["agreed"]) == (36, 32, 20)
    assert row["agreement_rate"] == 0.625
    assert row["held"] == 17
    assert row["preferred_target"] == an_id("employer", 37)


def test_e1_reaches_its_goal_on_day_94() -> None:
    row = shown(moment("04-09", 23))

    assert row["goal_reached_on"] == "2026-04-09"
    assert row["days_open"] == 94
    assert (row["held_vs_goal"], row["requests_needed"]) == (1.0, 0)


def test_days_open_stop_with_the_campaign() -> None:
    assert shown(moment("12-24", 9))["days_open"] == shown(moment("05-06", 9))["days_open"] == 120


def test_a_campaign_without_any_contact_has_a_row_and_asks_the_next_employer(
    book: Chronicle,
) -> None:
    """S1: no network is needed."""
    row = campaign_board.present(board(book), START)

    assert (row["requests_sent"], row["held"], row["agreement_rate"]) == (0, 0, None)
    assert row["requests_needed"] == 50
    assert step(book) == ("ask_next_employer", None)


def test_facts_of_a_campaign_that_was_not_opened_yet_make_no_row() -> None:
    book = Chronicle()
    asked(book, 1, "open")

    assert documents(campaign_board, book.facts) == {}


def test_the_row_awaits_a_reply_until_the_ask_expires(book: Chronicle) -> None:
    ask = asked(book, 1, "open")

    assert step(book) == ("await_reply", ask.request)
    assert board(book)["requests_open"] == 1


def test_a_draft_wants_approval_before_a_reply_is_awaited(book: Chronicle) -> None:
    asked(book, 1, "open")
    draft = asked(book, 2, "draft")

    assert step(book) == ("approve_draft", draft.request)


@pytest.mark.parametrize(
    ("reason", "action"), [("contact_busy", "ask_again"), ("reapprove", "approve_draft")]
)
def test_a_held_ask_waits_for_its_day_or_for_a_new_yes(
    book: Chronicle, reason: str, action: str
) -> None:
    ask = asked(book, 1, "draft")
    wait = {"ask": ask, "round": 1, "reason": reason, "next_free_on": "2026-03-20"}
    then(book, "request", ask, 1, RequestHeld.model_validate(wait))

    assert step(book) == (action, ask.request)


def test_a_confirmed_meeting_is_scheduled_and_the_next_step(book: Chronicle) -> None:
    ask = arranged(book, "next")
    row = board(book)

    assert (row["confirmed"], row["scheduled"], row["held"]) == (1, 1, 0)
    assert step(book) == ("talk", ask.request)
    assert row["next_action_at"] == "2026-03-05T17:00:00.000Z"


def test_a_confirmed_meeting_stands_while_another_time_waits(book: Chronicle) -> None:
    ask = arranged(book, "next")
    later = meeting(ask, generation=2, by="host", mode="video") | {"starts_at": START + 9 * DAY}
    then(book, "appointment", ask, 2, TimeAccepted.model_validate(later))

    assert board(book)["next_action_at"] == "2026-03-05T17:00:00.000Z"


def test_a_host_who_did_not_come_is_offered_another_time(book: Chronicle) -> None:
    ask = arranged(book, "next")
    absent = HostNoShowRecorded(ask=ask, starts_at=START, offer_until=START + 14 * DAY)
    then(book, "appointment", ask, 3, absent)

    assert step(book) == ("find_a_time", ask.request)
    assert board(book)["scheduled"] == 0


def test_a_talk_of_which_nobody_said_whether_it_took_place_is_no_next_step(
    book: Chronicle,
) -> None:
    ask = arranged(book, "silent")
    then(book, "session", ask, 4, AttendanceUnknown(ask=ask))

    assert step(book) == ("ask_next_employer", None)


def test_an_unsent_thank_you_is_the_next_step_and_overdue_by_the_clock(book: Chronicle) -> None:
    """S32, S33: it comes before everything that is due later."""
    ask = held(book, 1, thanked=False)
    asked(book, 2, "open")
    row = board(book)
    due = START + 5 * DAY

    assert step(book) == ("thank_you", ask.request)
    assert not campaign_board.present(row, due)["next_action_overdue"]
    assert campaign_board.present(row, due + DAY)["next_action_overdue"]


def test_the_clock_changes_no_stored_column(book: Chronicle) -> None:
    held(book, 1, thanked=False)
    row = board(book)

    now, later = (campaign_board.present(row, at) for at in (START, START + 400 * DAY))

    assert {name for name in now if now[name] != later[name]} == {
        "days_open",
        "next_action_overdue",
    }
    assert row.items() <= now.items()


def test_a_paused_campaign_waits_to_be_resumed_and_a_closed_one_for_nothing(
    book: Chronicle,
) -> None:
    asked(book, 1, "open")
    paused = CampaignPaused(campaign=CAMPAIGN, jobseeker=JOBSEEKER)
    book.write("campaign", CAMPAIGN, START + DAY, paused)
    assert step(book) == ("resume_campaign", None)

    closed = CampaignClosed(campaign=CAMPAIGN, jobseeker=JOBSEEKER, reason="moved")
    book.write("campaign", CAMPAIGN, START + 2 * DAY, closed)
    row = board(book)
    assert (row["status"], row["close_reason"], row["closed_on"]) == (
        "closed",
        "moved",
        "2026-03-04",
    )
    assert (row["next_action"], row["next_action_at"]) == ("none", None)


def test_at_the_goal_with_nothing_owed_the_campaign_can_be_closed(book: Chronicle) -> None:
    reached = CampaignGoalReached(campaign=CAMPAIGN, jobseeker=JOBSEEKER, held=24, goal=24)
    book.write("campaign", CAMPAIGN, START + DAY, reached)

    assert step(book) == ("close_campaign", None)


def test_dates_are_those_of_the_agencys_zone() -> None:
    book = Chronicle()
    open_campaign(book)
    late = datetime(2026, 3, 3, 4, tzinfo=UTC)
    closed = CampaignClosed(campaign=CAMPAIGN, jobseeker=JOBSEEKER, reason="moved")
    book.write("campaign", CAMPAIGN, late, closed)

    assert board(book)["closed_on"] == "2026-03-02"


def test_s7_24_talks_at_one_employer_warn_of_too_little_variety() -> None:
    assert diversity_warning(held=24, employers=1)
    assert not diversity_warning(held=24, employers=24)
    assert not diversity_warning(held=2, employers=1)


def test_s7_the_share_of_public_employers_is_shown() -> None:
    row = shown(moment("05-06", 9))

    assert row["employers_distinct"] == 24
    assert row["public_share"] == pytest.approx(4 / 24)


def test_the_last_event_is_the_latest_fact_and_not_the_latest_arrival(book: Chronicle) -> None:
    paused = CampaignPaused(campaign=CAMPAIGN, jobseeker=JOBSEEKER)
    book.write("campaign", CAMPAIGN, START - timedelta(days=30), paused)

    assert board(book)["last_event_at"] == "2026-03-02T17:00:00.000Z"
