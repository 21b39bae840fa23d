"""Staying in touch: a real touch begins the interval anew; two unanswered ones are enough (S30)."""

from datetime import date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from nineteen.followup.domain.cadence import (
    BeginCadence,
    EndTie,
    LapseTie,
    LogActivity,
    NoteTouchDue,
    RecordTouch,
    SetCadence,
)
from nineteen.followup.domain.tie import ties
from nineteen.followup.policies.staying_in_touch import Nothing, staying_in_touch
from nineteen.shared.policy import Target
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.business_days import at_local
from nineteen.shared.schema.followup import (
    ActivityLogged,
    CadenceSet,
    ConnectAccepted,
    ConnectAsked,
    TieEnded,
    TieLapsed,
    TouchDue,
    TouchRecorded,
)
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, Given, given

KEYS = {
    "tie": an_id("tie"),
    "jobseeker": JOBSEEKER.id,
    "contact": an_id("foreman"),
    "campaign": an_id("campaign"),
    "employer": an_id("mill"),
    "session": an_id("request"),
}
ASKED = ConnectAsked.model_validate({**KEYS, "channel": "linkedin"})
ACCEPTED = ConnectAccepted.model_validate(KEYS)
DAY = timedelta(days=1)


def morning(days: int) -> datetime:
    """09:00 in Seattle, so many days after the Monday of these tests."""
    return at_local(date(2026, 1, 5) + days * DAY, time(9), "America/Los_Angeles")


BEGUN = CadenceSet.model_validate(
    {**KEYS, "days": 30, "generation": 1, "due_at": morning(30), "lost_at": morning(90)}
)


def tie(*events: Event, days: int = 0) -> Given:
    return (
        given(ties, ASKED, ACCEPTED, *events).by(JOBSEEKER).on(an_id("tie")).at(NOON + days * DAY)
    )


def touch(unanswered: int = 1, *, days: int = 0, generation: int = 2) -> TouchRecorded:
    silent = unanswered == 2
    return TouchRecorded.model_validate(
        {
            **KEYS,
            "touch": "message",
            "by": "jobseeker",
            "touched_at": NOON + days * DAY,
            "unanswered": unanswered,
            "generation": generation,
            "due_at": None if silent else morning(days + 30),
            "lost_at": morning(days + 90),
        }
    )


def test_s30_the_interval_begins_when_the_host_says_yes() -> None:
    tie().by(POLICY).when(BeginCadence()).then(BEGUN).and_when(BeginCadence()).then()
    given(ties, ASKED).by(POLICY).on(an_id("tie")).when(BeginCadence()).then()


def test_s30_a_touch_on_day_10_of_30_moves_the_due_date_to_day_40() -> None:
    (event,) = tie(BEGUN, days=10).when(RecordTouch(touch="message")).then_types(TouchRecorded)

    assert isinstance(event, TouchRecorded)
    assert (event.due_at, event.lost_at) == (morning(40), morning(100))


def test_s30_what_one_does_on_a_network_is_no_touch_of_the_person() -> None:
    active = tie(BEGUN, days=10).when(LogActivity(what="Shared a post on welding."))

    active.then_types(ActivityLogged)
    active.and_when(NoteTouchDue(generation=1)).then_types(TouchDue)


def test_s30_after_two_touches_without_a_reply_comes_silence() -> None:
    """C33: excessive follow-up feels like stalking."""
    order = RecordTouch(touch="message")
    twice = tie(BEGUN, touch(), days=20).when(order)

    twice.then(touch(2, days=20, generation=3))
    twice.and_when(order).then_rejected("two_touches_unanswered")
    replied = twice.and_when(RecordTouch(touch="message", by="contact"))
    (event,) = replied.then_types(TouchRecorded)
    assert isinstance(event, TouchRecorded)
    assert (event.unanswered, event.due_at) == (0, morning(50))
    replied.and_when(order).then_types(TouchRecorded)


def test_s30_a_timer_that_a_touch_has_overtaken_says_nothing() -> None:
    touched = tie(BEGUN, touch(), days=30).by(POLICY)

    touched.when(NoteTouchDue(generation=1)).then()
    touched.when(LapseTie(generation=1)).then()
    touched.when(NoteTouchDue(generation=2)).then_types(TouchDue)
    touched.when(LapseTie(generation=2)).then_types(TieLapsed)


def test_s30_another_interval_counts_from_the_last_touch() -> None:
    (event,) = tie(BEGUN, touch(days=3), days=5).when(SetCadence(days=60)).then_types(CadenceSet)

    assert isinstance(event, CadenceSet)
    assert (event.due_at, event.generation) == (morning(63), 3)
    tie(BEGUN).when(SetCadence(days=30)).then()
    with pytest.raises(ValidationError):
        SetCadence(days=6)


def test_s30_a_lapsed_tie_is_taken_up_again_by_a_touch() -> None:
    lapsed = TieLapsed.model_validate({**KEYS, "generation": 1})

    tie(BEGUN, lapsed, days=120).when(RecordTouch(touch="card")).then_types(TouchRecorded)


def test_who_would_rather_leave_it_at_that_is_left_in_peace() -> None:
    ended = tie(BEGUN).when(EndTie(by="contact"))

    ended.then_types(TieEnded)
    ended.and_when(RecordTouch(touch="call")).then_rejected("tie_ended")
    ended.and_when(SetCadence(days=60)).then_rejected("tie_ended")
    ended.and_when(NoteTouchDue(generation=1)).then()
    ended.and_when(EndTie()).then()


def test_nobody_is_in_touch_before_the_host_said_yes() -> None:
    given(ties, ASKED).by(JOBSEEKER).when(RecordTouch(touch="call")).then_rejected("not_connected")


def told(event: Event) -> Recorded:
    return Recorded(event, Stream("agency", "tie", an_id("tie")), 1, "0.0", NOON, NOON, JOBSEEKER)


def test_s30_each_date_is_a_to_do_of_its_generation() -> None:
    def armed(event: Event) -> list[tuple[str, object, datetime | None]]:
        assert staying_in_touch.key(told(event)) == an_id("tie")
        _, todos = staying_in_touch.react(Nothing(), told(event))
        assert {each.target for each in todos} == {Target("tie", an_id("tie"))}
        return [(each.step, each.command, each.due) for each in todos]

    assert armed(ACCEPTED) == [("begin", BeginCadence(), None)]
    assert armed(BEGUN) == [
        ("due/1", NoteTouchDue(generation=1), morning(30)),
        ("lost/1", LapseTie(generation=1), morning(90)),
    ]
    assert armed(touch(2, generation=3)) == [("lost/3", LapseTie(generation=3), morning(90))]
