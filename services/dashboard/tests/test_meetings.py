"""V4 and V5: meetings on the calendar, and talks measured against their promise."""

from typing import Any

import pytest

from nineteen.dashboard.views.calendar import calendar
from nineteen.dashboard.views.time_integrity import time_integrity
from nineteen.shared.schema.scheduling import (
    AppointmentRescheduled,
    HostExtended,
    SessionEnded,
    TimeAccepted,
    TimeCountered,
)
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.second_campaign import (
    DAY,
    START,
    arranged,
    asked,
    held,
    meeting,
    then,
)
from nineteen.shared.testing.story import ZONE, ask_of, e1, moment, request_of, rows


def row(book: Chronicle, *about: object) -> dict[str, Any]:
    return documents(calendar, book.facts)[an_id(*about)]


def talk(book: Chronicle, *about: object) -> dict[str, Any]:
    return documents(time_integrity, book.facts)[an_id(*about)]


@pytest.mark.parametrize(
    ("about", "state"),
    [
        ("moved", "confirmed"),
        ("host absent", "host_no_show"),
        ("jobseeker absent", "jobseeker_no_show"),
        ("unknown", "unknown"),
        ("waived", "held"),
    ],
)
def test_a_meeting_ends_in_one_of_several_ways(about: str, state: str) -> None:
    assert row(mishaps(), "request", about)["state"] == state


def test_a_cancelled_meeting_stays_on_the_calendar_as_cancelled() -> None:
    cancelled = row(e1(), "request", 34)

    assert (cancelled["state"], cancelled["confirmed"]) == ("cancelled", False)
    assert cancelled["prep_state"] == "not_prepared"


def test_an_agreement_without_a_time_is_on_no_calendar() -> None:
    assert an_id("request", 19) not in documents(calendar, e1().facts)


def test_s22_both_sides_read_their_own_local_time() -> None:
    shown = calendar.present(row(e1(), "request", 37), moment("03-16", 9))

    assert shown["starts_local"] == "2026-03-18T10:00-07:00"
    assert (shown["in_days"], shown["minutes"]) == (2, 19)


def test_a_moved_meeting_starts_its_reminders_anew() -> None:
    book = mishaps()
    again = row(book, "request", "moved")
    assert (again["starts_on"], again["sequence"]) == ("2026-03-09", 1)
    assert again["reminders"] == {"day_before": "sent", "hour_before": "skipped"}

    ask = asked(Chronicle(), "moved", "draft")
    later = meeting(ask, generation=3, by="host", was=START) | {"starts_at": START + 9 * DAY}
    then(book, "appointment", ask, 8, AppointmentRescheduled.model_validate(later))
    assert row(book, "request", "moved")["reminders"] == {}


def test_a_picked_time_shows_unconfirmed_until_it_is_countered() -> None:
    book = Chronicle()
    ask = asked(book, 1, "agreed")
    arranged(book, 1)  # type: ignore[arg-type]
    book.facts = [fact for fact in book.facts if fact.stream.kind == "appointment"][:3]
    assert isinstance(book.facts[-1].event, TimeAccepted)
    shown = row(book, "request", 1)
    assert (shown["confirmed"], shown["state"], shown["mode"]) == (False, "open", "video")

    then(book, "appointment", ask, 2, TimeCountered(ask=ask, reason="overlap"))
    assert documents(calendar, book.facts) == {}


def test_e1_talks_are_measured_to_the_second() -> None:
    book = e1()
    told = {session: talk(book, "request", request_of(session)) for session in (4, 9, 14, 18)}

    assert {session: each["delta_s"] for session, each in told.items()} == {
        4: 95,
        9: 20,
        14: -150,
        18: -20,
    }
    assert [each["verdict"] for each in told.values()] == [
        "overran",
        "within_tolerance",
        "kept",
        "kept",
    ]
    assert [each["promise_kept"] for each in told.values()] == [False, True, True, True]


def test_s26_the_hosts_extension_moves_the_promise() -> None:
    extended = talk(e1(), "request", request_of(14))

    assert (extended["extension_min"], extended["promised_min"]) == (10, 19)


def test_s26_minutes_of_several_extensions_add_up() -> None:
    book = e1()
    ask = ask_of(rows()[26])
    told = next(fact.event for fact in book.facts if isinstance(fact.event, HostExtended))
    then(book, "session", ask, 3, told)

    assert talk(book, "request", 27)["extension_min"] == 20


def test_a_talk_without_the_host_was_not_held() -> None:
    book = Chronicle()
    ask = arranged(book, "alone")
    ended = SessionEnded(
        ask=ask,
        started_at=START + 3 * DAY,
        ended_at=START + 3 * DAY,
        actual_s=0,
        precision="minute",
        host="absent",
        held=False,
        zone=ZONE,
        employer_zone=ZONE,
    )
    then(book, "session", ask, 3, ended)

    assert row(book, "request", "alone")["state"] == "not_held"


def test_s24_the_cue_comes_at_17_minutes() -> None:
    assert talk(e1(), "request", 37)["cue_at"] == "2026-03-18T17:17:00.000Z"


def test_s31_an_early_resume_is_shown_as_early() -> None:
    book = e1()

    assert talk(book, "request", request_of(3))["resume_timing"] == "early"
    assert talk(book, "request", request_of(20))["resume_timing"] == "not_left"


def test_a_correction_has_the_last_word() -> None:
    corrected = talk(mishaps(), "request", "corrected")

    assert (corrected["delta_s"], corrected["promise_kept"]) == (120, True)


def test_a_talk_that_did_not_begin_has_no_row() -> None:
    book = Chronicle()
    arranged(book, "ahead")

    assert documents(time_integrity, book.facts) == {}


def test_a_talk_recorded_without_the_page_has_no_cue() -> None:
    book = Chronicle()
    held(book, 1)
    ended = [fact for fact in book.facts if isinstance(fact.event, SessionEnded)]

    shown = documents(time_integrity, ended)[an_id("request", 1)]

    assert (shown["cue_at"], shown["delta_s"], shown["held"]) == (None, None, True)


def tips_of(session: int) -> list[str]:
    """What session n of the story is advised to do better."""
    found = talk(e1(), "request", request_of(session))
    return list(time_integrity.present(found, moment("05-05", 12))["tips"])


def test_s25_only_an_overrun_beyond_the_tolerance_gets_a_tip() -> None:
    assert "overran" in tips_of(4)
    assert "overran" not in tips_of(9)


def test_s27_who_speaks_most_of_the_time_is_told_to_listen() -> None:
    assert tips_of(1) == ["listen_more"]
    assert tips_of(5) == []


def test_s31_an_early_resume_gets_a_coaching_card() -> None:
    assert "resume_early" in tips_of(3)
    assert "resume_early" not in tips_of(20)
