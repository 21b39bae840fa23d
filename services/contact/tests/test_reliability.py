"""P12, E4: who did not come asks once a week, until three clean talks or a counselor's word."""

from datetime import UTC, datetime, timedelta

import pytest

from nineteen.contact.domain.pace import SetPace, pace_ledger_id
from nineteen.contact.policies.reliability import REMEMBERED, Reliability, reliability
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import PaceLifted
from nineteen.shared.schema.scheduling import (
    JobseekerNoShowRecorded,
    OverranPromise,
    PromiseKept,
    SessionCorrected,
    SessionEnded,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id, interleaved
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER

FIRST = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEDGER = Target("pace-ledger", pace_ledger_id(CAMPAIGN))
SLOW = Todo(f"slow/{an_id('request', 0)}", LEDGER, SetPace(a_week=1))
RESTORE = Todo(f"restore/{an_id('request', 0)}", LEDGER, SetPace(a_week=8))


def ask(number: int) -> Ask:
    return Ask(
        request=an_id("request", number),
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        employer=MILL,
        contact=FOREMAN,
        person=PERSON,
        route="list",
    )


def on_day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def no_show(book: Chronicle, day: int) -> None:
    absent = JobseekerNoShowRecorded(ask=ask(day), starts_at=on_day(day))
    book.write("appointment", ask(day).request, on_day(day), absent)


def talk(book: Chronicle, day: int, *verdicts: Event, held: bool = True) -> None:
    ended = SessionEnded(
        ask=ask(day),
        started_at=on_day(day),
        ended_at=on_day(day) + timedelta(minutes=18),
        actual_s=1080,
        precision="second",
        held=held,
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
    )
    kept = verdicts or (PromiseKept(ask=ask(day)),)
    book.write("session", ask(day).request, on_day(day), ended, *kept)


def over(day: int, *, tolerated: bool) -> OverranPromise:
    return OverranPromise(ask=ask(day), by_s=20 if tolerated else 250, within_tolerance=tolerated)


def steps(book: Chronicle, seed: int | None = None) -> list[Todo]:
    """What was asked for, each step once, in order."""
    m, todos = reliability.initial(), dict[str, Todo]()
    for fact in book.facts if seed is None else interleaved(book.facts, seed):
        if reliability.key(fact) is None:
            continue
        assert reliability.key(fact) == CAMPAIGN
        m, new = reliability.react(m, fact)
        assert isinstance(m, Reliability)
        assert len(m.talks) <= REMEMBERED
        for each in new:
            todos.setdefault(each.step, each)
    return list(todos.values())


def test_p4_after_a_no_show_a_campaign_asks_once_a_week() -> None:
    book = Chronicle()
    no_show(book, 0)

    assert steps(book) == [SLOW]


def test_p12_three_clean_talks_restore_the_pace() -> None:
    book = Chronicle()
    no_show(book, 0)
    for day in (1, 2):
        talk(book, day)
    assert steps(book) == [SLOW]

    talk(book, 3, over(3, tolerated=True))

    assert steps(book) == [SLOW, RESTORE]


def test_p12_an_overrun_or_a_talk_that_was_not_held_is_not_clean() -> None:
    book = Chronicle()
    no_show(book, 0)
    talk(book, 1)
    talk(book, 2, over(2, tolerated=False))
    talk(book, 3, held=False)
    talk(book, 4)
    assert steps(book) == [SLOW]

    corrected = SessionCorrected(ask=ask(2), verdict="kept", source="host")
    book.write("session", ask(2).request, on_day(5), corrected)

    assert steps(book) == [SLOW, RESTORE]


def test_p12_talks_before_the_no_show_restore_nothing() -> None:
    book = Chronicle()
    for day in (1, 2, 3):
        talk(book, day)
    no_show(book, 4)

    assert [each.command for each in steps(book)] == [SetPace(a_week=1)]


def test_p12_another_no_show_counts_anew() -> None:
    book = Chronicle()
    no_show(book, 0)
    for day in (1, 2):
        talk(book, day)
    no_show(book, 3)
    talk(book, 4)

    assert [each.step.partition("/")[0] for each in steps(book)] == ["slow", "slow"]


def test_p12_what_a_counselor_lifted_is_not_restored_again() -> None:
    book = Chronicle()
    no_show(book, 0)
    lifted = PaceLifted(campaign=CAMPAIGN, jobseeker=JOBSEEKER.id, reason="The bus did not come.")
    book.write("pace-ledger", pace_ledger_id(CAMPAIGN), on_day(1), lifted, by=COUNSELOR)
    for day in (2, 3, 4):
        talk(book, day)

    assert steps(book) == [SLOW]


@pytest.mark.parametrize("seed", range(12))
def test_p12_the_end_is_the_same_in_whatever_order_facts_come(seed: int) -> None:
    book = Chronicle()
    for day in (-3, -2, -1):
        talk(book, day)
    no_show(book, 0)
    for day in range(1, 9):
        talk(book, day)

    assert steps(book, seed)[-1] == RESTORE
