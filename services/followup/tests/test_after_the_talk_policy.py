"""After a held talk: the plan opens, promises are ticked off or run out of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.followup.domain.plan import CompleteItem, MarkOverdue, OpenPlan, items_owed
from nineteen.followup.domain.thank_you import MarkLate, thank_you_id
from nineteen.followup.policies.after_the_talk import Aftermath, after_the_talk
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import ConnectAsked, PlanOpened, ThankYouSent
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    PromiseKept,
    ReferralsAsked,
    SessionDebriefed,
    SessionEnded,
    StandIn,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER

HOUR = timedelta(hours=1)
STARTED = datetime(2026, 3, 18, 17, tzinfo=UTC)
ENDED = STARTED + timedelta(minutes=18, seconds=40)
SESSION = "00000000-0000-4000-8000-000000000018"
HOST = "00000000-0000-4000-8000-000000000001"
TIE = "00000000-0000-4000-8000-00000000007e"
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person=HOST,
    route="warm",
)
THANKS = thank_you_id("agency", SESSION, HOST)


def recorded(event: Event, kind: str, id: str = SESSION, hours: float = 0) -> Recorded:  # noqa: A002
    at = ENDED + hours * HOUR
    return Recorded(event, Stream("agency", kind, id), 1, "0.0", at, at, JOBSEEKER)


def play(*events: Recorded) -> dict[str, Todo]:
    """All to-dos by step, insert-or-ignore, through the memory as it is stored."""
    stored = Aftermath().model_dump_json()
    todos: dict[str, Todo] = {}
    for event in events:
        if after_the_talk.key(event) is None:
            continue
        memory, planned = after_the_talk.react(Aftermath.model_validate_json(stored), event)
        stored = memory.model_dump_json()
        todos = {todo.step: todo for todo in planned} | todos
    return todos


ended = SessionEnded(
    ask=ASK,
    started_at=STARTED,
    ended_at=ENDED,
    actual_s=1120,
    precision="second",
    zone="America/Los_Angeles",
    employer_zone="America/Los_Angeles",
)
connect = ConnectAsked(
    tie=TIE,
    jobseeker=ASK.jobseeker,
    contact=ASK.contact,
    campaign=ASK.campaign,
    employer=ASK.employer,
    session=SESSION,
    channel="none",
)
thanks = ThankYouSent(
    ask=ASK,
    thank_you=THANKS,
    host=HOST,
    channel="email",
    sent_at=ENDED + 3 * HOUR,
    hours=3,
    on_time=True,
)
NAMES = recorded(ReferralsAsked(ask=ASK, answer="none"), "session", hours=-0.1)
ENDING = recorded(ended, "session")
DEBRIEF = recorded(SessionDebriefed(ask=ASK), "session", hours=0.7)
OPENED = recorded(PlanOpened(ask=ASK, ended_at=ENDED, items=items_owed(ENDED, (HOST,))), "plan")
THANKED = recorded(thanks, "thank-you", THANKS, hours=3)
ASKED = recorded(connect, "tie", TIE, hours=4)


def test_p5_a_held_talk_opens_its_plan() -> None:
    todos = play(ENDING)

    command = OpenPlan(ask=ASK, ended_at=ENDED, hosts=(HOST,))
    assert todos == {"open": Todo("open", Target("plan", SESSION), command)}


def test_a_talk_that_was_not_held_owes_nothing() -> None:
    absent = ended.model_copy(update={"held": False, "host": "absent"})

    assert not play(recorded(absent, "session"), DEBRIEF, NAMES)


def test_s32_the_thank_you_is_late_after_24_and_overdue_after_48_hours() -> None:
    todos = play(ENDING, OPENED)

    late = todos[f"late/{HOST}"]
    assert late.target == Target("thank-you", THANKS)
    assert late.command == MarkLate(ask=ASK, host=HOST, due_at=ENDED + 24 * HOUR)
    assert late.due == ENDED + 24 * HOUR
    overdue = todos[f"overdue/thank_you/{HOST}"]
    assert overdue.command == MarkOverdue(item="thank_you", host=HOST)
    assert overdue.due == ENDED + 48 * HOUR


def test_p5_the_other_promises_run_out_after_24_and_72_hours() -> None:
    todos = play(ENDING, OPENED)

    due = {step: todo.due for step, todo in todos.items() if step.endswith("/")}
    assert due == {
        "overdue/debrief/": ENDED + 24 * HOUR,
        "overdue/connect/": ENDED + 72 * HOUR,
        "overdue/referrals/": ENDED + 72 * HOUR,
    }


def test_e1_each_fact_ticks_off_its_promise() -> None:
    todos = play(NAMES, ENDING, OPENED, DEBRIEF, THANKED, ASKED)

    done = [todo.command for step, todo in todos.items() if step.startswith("complete/")]
    assert sorted((c.item, c.host, c.done_at) for c in done if isinstance(c, CompleteItem)) == [
        ("connect", None, ENDED + 4 * HOUR),
        ("debrief", None, ENDED + 0.7 * HOUR),
        ("referrals", None, ENDED - 0.1 * HOUR),
        ("thank_you", HOST, ENDED + 3 * HOUR),
    ]


def test_s13_names_that_were_not_asked_for_are_still_owed() -> None:
    later = recorded(ReferralsAsked(ask=ASK, answer="not_asked"), "session")

    assert "complete/referrals/" not in play(ENDING, OPENED, later)


def test_nothing_is_ticked_off_before_the_plan_is_open() -> None:
    assert list(play(NAMES, ENDING, DEBRIEF)) == ["open"]


def test_a_connection_without_a_talk_and_other_facts_are_not_its_business() -> None:
    elsewhere = connect.model_copy(update={"session": None})

    assert after_the_talk.key(recorded(elsewhere, "tie", TIE)) is None
    assert after_the_talk.key(recorded(PromiseKept(ask=ASK), "session")) is None


@settings(max_examples=200)
@given(st.permutations(["session"] * 3 + ["plan", "thank-you", "tie"]))
def test_e12_the_order_of_streams_does_not_matter(order: list[str]) -> None:
    streams = {
        "session": iter([NAMES, ENDING, DEBRIEF]),
        "plan": iter([OPENED]),
        "thank-you": iter([THANKED]),
        "tie": iter([ASKED]),
    }

    disordered = play(*(next(streams[kind]) for kind in order))

    assert disordered == play(NAMES, ENDING, DEBRIEF, OPENED, THANKED, ASKED)
    assert len(disordered) == 10


def test_e4_the_thanks_are_owed_to_who_stood_in() -> None:
    """E4 (c), P5: the plan names the stand-in, not the person asked."""
    other = "00000000-0000-4000-8000-000000000002"
    stood_in = ended.model_copy(
        update={"host": "stand_in", "stand_in": StandIn(person=other, name="Ines Calloway")}
    )

    todos = play(recorded(stood_in, "session"))

    assert todos["open"].command == OpenPlan(ask=ASK, ended_at=ENDED, hosts=(other,))
