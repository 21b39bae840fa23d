"""Coaching, not punishment: two slips in the last five talks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.followup.domain.task import OpenTask
from nineteen.followup.domain.thank_you import thank_you_id
from nineteen.followup.policies.coaching import Record, coaching
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import ThankYouLate, ThankYouSent
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    OverranPromise,
    PromiseKept,
    ResumeLeftEarly,
    SessionCorrected,
    SessionEnded,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, NOON

HOST = "00000000-0000-4000-8000-000000000001"
FIRST = datetime(2026, 1, 21, 18, tzinfo=UTC)


def ask(number: int) -> Ask:
    return Ask(
        request=f"00000000-0000-4000-8000-{number:012}",
        campaign="00000000-0000-4000-8000-00000000000c",
        jobseeker=JOBSEEKER.id,
        employer="00000000-0000-4000-8000-00000000000e",
        contact="00000000-0000-4000-8000-000000000037",
        person=HOST,
        route="list",
    )


def ended(number: int, *, held: bool = True) -> SessionEnded:
    at = FIRST + number * timedelta(days=2)
    return SessionEnded(
        ask=ask(number),
        started_at=at,
        ended_at=at + timedelta(minutes=20),
        actual_s=1200,
        precision="second",
        held=held,
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
    )


def overran(number: int, by_s: int = 95) -> OverranPromise:
    return OverranPromise(ask=ask(number), by_s=by_s, within_tolerance=by_s <= 30)


def late(number: int, host: str = HOST) -> ThankYouLate:
    session = ask(number)
    return ThankYouLate(
        ask=session, thank_you=thank_you_id("agency", session.request, host), host=host
    )


def sent(number: int, hours: float, host: str = HOST) -> ThankYouSent:
    return ThankYouSent(
        ask=ask(number),
        thank_you=thank_you_id("agency", ask(number).request, host),
        host=host,
        channel="email",
        sent_at=ended(number).ended_at + hours * timedelta(hours=1),
        hours=hours,
        on_time=hours <= 24,
    )


def recorded(event: Event) -> Recorded:
    return Recorded(event, Stream("agency", "session", HOST), 1, "0.0", NOON, NOON, JOBSEEKER)


def play(*events: Event) -> dict[str, Todo]:
    """All to-dos by step, insert-or-ignore, through the memory as it is stored."""
    stored = Record().model_dump_json()
    todos: dict[str, Todo] = {}
    for event in map(recorded, events):
        if coaching.key(event) is None:
            continue
        memory, planned = coaching.react(Record.model_validate_json(stored), event)
        stored = memory.model_dump_json()
        todos = {todo.step: todo for todo in planned} | todos
    return todos


def test_p12_s25_two_overruns_in_the_last_five_talks_open_a_coach_task() -> None:
    todos = play(ended(1), overran(1), ended(2), ended(3), ended(4), ended(5), overran(5))

    assert list(todos.values()) == [
        Todo(
            f"overran_twice/{ask(5).request}",
            Target("task"),
            OpenTask(
                kind="coach",
                about=JOBSEEKER.id,
                due=ended(5).ended_at + timedelta(days=3),
                reason="overran_twice",
                jobseeker=JOBSEEKER.id,
                campaign=ask(5).campaign,
            ),
        )
    ]


def test_s25_one_overrun_is_no_reason() -> None:
    assert not play(ended(1), overran(1), ended(2))


def test_s25_an_overrun_six_talks_ago_is_forgotten() -> None:
    assert not play(
        ended(1), overran(1), ended(2), ended(3), ended(4), ended(5), ended(6), overran(6)
    )


def test_s23_an_overrun_within_tolerance_does_not_count() -> None:
    assert not play(ended(1), overran(1), ended(2), overran(2, by_s=20))


def test_s26_an_overrun_that_the_host_corrected_does_not_count() -> None:
    kept = SessionCorrected(ask=ask(2), verdict="kept", source="host")

    assert not play(ended(1), overran(1), ended(2), kept, overran(1))


def test_an_overrun_that_came_out_later_counts() -> None:
    correction = SessionCorrected(
        ask=ask(2), verdict="overran", by_s=240, within_tolerance=False, source="host"
    )

    assert len(play(ended(1), overran(1), ended(2), correction)) == 1


def test_p12_two_late_thank_yous_in_the_last_five_talks_open_a_coach_task() -> None:
    (todo,) = play(ended(1), late(1), ended(2), late(2)).values()

    assert isinstance(todo.command, OpenTask)
    assert todo.command.reason == "thank_you_late_twice"


def test_e1_late_thank_yous_ten_talks_apart_open_none() -> None:
    talks = [ended(number) for number in range(1, 13)]

    assert not play(*talks, late(2), sent(2, 30), late(12), sent(12, 60))


def test_a_late_thank_you_counts_once() -> None:
    assert not play(ended(1), late(1), sent(1, 60))


def test_a_thank_you_sent_in_time_but_recorded_later_does_not_count() -> None:
    assert not play(ended(1), late(1), sent(1, 20), ended(2), late(2))


def test_an_overrun_and_a_late_thank_you_are_not_two_of_a_kind() -> None:
    assert not play(ended(1), overran(1), ended(2), late(2))


def test_thanks_to_one_host_do_not_reach_the_other() -> None:
    other = "00000000-0000-4000-8000-000000000002"

    assert len(play(ended(1), late(1), late(1, other), sent(1, 20), ended(2), late(2))) == 1


def test_a_talk_that_was_not_held_does_not_count() -> None:
    assert not play(ended(1), overran(1), ended(2, held=False), overran(2))


def test_e6_a_resume_left_early_gets_no_task() -> None:
    assert coaching.key(recorded(ResumeLeftEarly(ask=ask(1), how="handed"))) is None
    assert coaching.key(recorded(PromiseKept(ask=ask(1)))) is None


STREAMS: dict[str, list[Event]] = {
    "s1": [ended(1), overran(1)],
    "s2": [ended(2)],
    "s3": [ended(3), overran(3)],
    "t1": [late(1), sent(1, 60)],
    "t2": [sent(2, 3)],
    "t3": [late(3)],
}
IN_ORDER = [stream for stream, events in STREAMS.items() for _ in events]


@settings(max_examples=200)
@given(st.permutations(IN_ORDER))
def test_e12_the_order_of_streams_does_not_matter(order: list[str]) -> None:
    streams = {stream: iter(events) for stream, events in STREAMS.items()}

    todos = play(*(next(streams[stream]) for stream in order))

    assert todos == play(*(event for events in STREAMS.values() for event in events))
    assert len(todos) == 2
