"""V3, V9 and M16: what is known of employers and hosts, and how much they can be asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from nineteen.dashboard.views.contact_fatigue import (
    ask_capacity,
    capacity,
    contact_fatigue,
    hide_ledger,
    joined,
    ledgers,
)
from nineteen.dashboard.views.employer_360 import employer_360, present
from nineteen.shared.schema.contact import ContactAdded, EmployerRegistered, Provenance
from nineteen.shared.schema.scheduling import HostFeedbackGiven
from nineteen.shared.testing import second_campaign as second
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.folded import documents
from nineteen.shared.testing.mishaps import mishaps
from nineteen.shared.testing.second_campaign import DAY, START, held, open_campaign, then
from nineteen.shared.testing.story import e1

TODAY = date(2026, 3, 10)
FIRM = {"size_class": "10-49"}


def firm(book: Chronicle, *about: object, as_of: datetime | None = None) -> dict[str, Any]:
    found = documents(employer_360, book.facts)[an_id(*about)]
    return present(found, as_of or datetime(2026, 5, 5, tzinfo=UTC))


def test_v9_an_employer_of_e1_was_asked_once_and_held_once() -> None:
    seen = firm(e1(), "employer", 1)

    assert (seen["requests_12m"], seen["held_12m"], seen["hosts_active"]) == (1, 1, 1)
    assert (seen["agreement_rate"], seen["responsiveness"], seen["repeat_host"]) == (1, 1, False)
    assert seen["median_reply_h"] == 53.0


def test_v9_the_employer_that_hired_in_e1_shows_it() -> None:
    seen = firm(e1(), "employer", 37)

    assert (seen["job_interviews"], seen["hires"]) == (1, 1)


def test_v9_an_employer_that_never_answered_is_not_responsive() -> None:
    seen = firm(e1(), "employer", 2)

    assert (seen["responsiveness"], seen["agreement_rate"], seen["median_reply_h"]) == (0, 0, None)


def test_v9_looks_back_12_months_and_names_nobody_who_asked() -> None:
    later = firm(e1(), "employer", 1, as_of=datetime(2027, 2, 1, tzinfo=UTC))

    assert (later["requests_12m"], later["held_12m"]) == (0, 0)
    assert "asks" not in later
    assert "talks" not in later


def test_v9_hosts_say_whether_they_would_do_it_again_and_concerns_stand_beside_it() -> None:
    book = mishaps()
    ask = second.an_ask("corrected")
    here = EmployerRegistered(
        employer=ask.employer,
        ledger="l",
        name="Works",
        county="53061",
        provenance=Provenance(source="feed", feed="county-list"),
    )
    book.write("employer", ask.employer, START, here)
    said = {"ask": ask, "time_kept": True, "prepared": True, "would_host_again": False}
    then(book, "session", ask, 10, HostFeedbackGiven.model_validate(said))

    seen = present(documents(employer_360, book.facts)[ask.employer], START + 30 * DAY)

    assert (seen["host_rating"], seen["concerns_open"]) == (0, 1)
    assert seen["last_complaint"].startswith("2026-04-01")
    assert seen["partner_sources"] == ["county-list"]


def busy() -> dict[str, Any]:
    return documents(ledgers, mishaps().facts)[an_id("ledger", "busy")]


CONTACT = {
    "id": "c",
    "person": "p",
    "employer": "e",
    "opted_out": False,
    "channels_open": 1,
    "concerns_open": 0,
    "last_touch_at": None,
    "last_touch_by": None,
}


def test_v3_a_row_joins_the_agencys_contact_with_the_shared_ledger() -> None:
    row = joined(CONTACT, busy(), FIRM, TODAY)

    assert (row["open_requests"], row["queue_length"], row["refusals"]) == (1, 1, 2)
    assert (row["held_14d"], row["held_90d"], row["cap"]) == (1, 1, 2)
    assert row["next_free_on"] == "2026-03-23"
    assert row["host_limit"] == {"interviews": 2, "days": 7}


def test_v3_nobody_learns_who_asked() -> None:
    row = joined(CONTACT, busy(), FIRM, TODAY)

    assert an_id("reservation", 2) not in repr(row)
    assert "ledger" not in hide_ledger({"id": "c", "ledger": "l"}, START)


def test_v3_the_last_touch_is_this_agencys_own() -> None:
    book = Chronicle()
    open_campaign(book)
    ask = held(book, 1)
    added = ContactAdded(
        contact=ask.contact,
        person=ask.person,
        ledger="l",
        employer=ask.employer,
        provenance=Provenance(source="staff"),
    )
    book.write("contact", ask.contact, START, added)

    row = documents(contact_fatigue, book.facts)[ask.contact]

    assert row["last_touch_by"] == "talk"
    assert row["last_touch_at"].startswith("2026-03-06")


def test_v3_who_opted_out_is_never_free() -> None:
    row = joined(CONTACT | {"opted_out": True}, None, FIRM, TODAY)

    assert (row["next_free_on"], row["opted_out"]) == (None, True)


def free_in(days: int | None, employer: str = "e", size: str = "250+") -> dict[str, Any]:
    on = None if days is None else (TODAY + timedelta(days=days)).isoformat()
    return {"employer": employer, "size_class": size, "next_free_on": on}


def test_m16_a_free_contact_takes_two_asks_in_90_days() -> None:
    """1 + floor((90 - days until free) / 74)."""
    for days, asks in ((0, 2), (16, 2), (17, 1), (90, 1), (91, 0), (None, 0)):
        assert capacity([free_in(days)], TODAY) == asks


def test_m16_no_employer_takes_more_than_its_size_allows() -> None:
    small = [free_in(0, "small", "1-9") for _ in range(5)]

    assert capacity(small, TODAY) == 2
    assert capacity([*small, free_in(0, "other", "1-9")], TODAY) == 4


def test_m16_below_one_the_list_is_too_short() -> None:
    assert ask_capacity(50, 100).value == 0.5
    assert ask_capacity(50, 0).value is None
