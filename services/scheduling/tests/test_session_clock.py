"""P4: a session is ready in time, reminded, cued, called, and never left open."""

from datetime import UTC, datetime, timedelta

from nineteen.scheduling.domain.appointment_commands import SendReminder
from nineteen.scheduling.domain.session_commands import (
    CallTime,
    CueWrapUp,
    DropSession,
    EstimateEnd,
    MarkAttendanceUnknown,
    PrepareSession,
)
from nineteen.scheduling.policies.session_clock import session_clock
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.scheduling import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    HostExtended,
    HostNoShowRecorded,
    JobseekerNoShowRecorded,
    SessionEnded,
    SessionStarted,
)
from nineteen.shared.schema.words import Ask

PACIFIC, MOUNTAIN = "America/Los_Angeles", "America/Denver"
REQUEST = "00000000-0000-4000-8000-000000000037"
ASK = Ask(
    request=REQUEST,
    campaign="00000000-0000-4000-8000-0000000000c1",
    jobseeker="00000000-0000-4000-8000-0000000000a0",
    employer="00000000-0000-4000-8000-0000000000e1",
    contact="00000000-0000-4000-8000-0000000000d1",
    person="00000000-0000-4000-8000-0000000000b1",
    route="warm",
)
CONFIRMED_AT = datetime(2026, 3, 16, 23, tzinfo=UTC)
TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
FRIDAY = TEN + timedelta(days=2)
CONFIRMED = AppointmentConfirmed(
    ask=ASK,
    generation=1,
    starts_at=TEN,
    minutes=19,
    zone=PACIFIC,
    employer_zone=MOUNTAIN,
    mode="video",
    place="video",
)
MOVED = AppointmentRescheduled(
    ask=ASK, generation=2, by="host", starts_at=FRIDAY, was=TEN, minutes=19
)


def told(event: Event, at: datetime) -> Recorded:
    stream = Stream("agency", "appointment", REQUEST)
    return Recorded(event, stream, 1, "1.0", at, at, Actor("policy", "agreement"))


def todos(*events: Event, at: datetime = CONFIRMED_AT) -> dict[str, Todo]:
    """What the last event led to, by step."""
    memory = session_clock.initial()
    planned: list[Todo] = []
    for event in events:
        memory, planned = session_clock.react(memory, told(event, at))
    return {each.step: each for each in planned}


def preparing(generation: int, starts_at: datetime) -> PrepareSession:
    return PrepareSession(
        ask=ASK,
        generation=generation,
        scheduled_start=starts_at,
        minutes=19,
        zone=PACIFIC,
        employer_zone=MOUNTAIN,
        mode="video",
    )


def test_p4_a_confirmed_meeting_is_prepared() -> None:
    prepare = todos(CONFIRMED)["prepare/1"]

    assert prepare == Todo("prepare/1", Target("session", REQUEST), preparing(1, TEN))


def test_p4_a_moved_meeting_is_prepared_anew() -> None:
    steps = todos(CONFIRMED, MOVED)

    assert steps["prepare/2"].command == preparing(2, FRIDAY)
    assert steps["day_before/2"].due == FRIDAY - timedelta(days=1)


def test_p4_e1_reminders_come_a_day_and_an_hour_before() -> None:
    steps = todos(CONFIRMED)

    assert steps["day_before/1"].due == datetime(2026, 3, 17, 17, tzinfo=UTC)  # 03-17 10:00
    assert steps["hour_before/1"].due == datetime(2026, 3, 18, 16, tzinfo=UTC)  # 03-18 09:00
    assert steps["hour_before/1"].target == Target("appointment", REQUEST)


def test_p4_a_reminder_whose_moment_passed_before_confirming_is_only_noted() -> None:
    steps = todos(CONFIRMED, at=TEN - timedelta(hours=20))

    assert steps["day_before/1"].due is None
    assert steps["day_before/1"].command == SendReminder(
        generation=1, reminder="day_before", too_late=True
    )
    assert steps["hour_before/1"].due == TEN - timedelta(hours=1)


def test_p4_a_reminder_at_its_very_moment_is_sent() -> None:
    steps = todos(CONFIRMED, at=TEN - timedelta(hours=24))

    assert steps["day_before/1"].due == TEN - timedelta(hours=24)


def test_p4_ten_minutes_and_a_day_of_silence_leave_attendance_unknown() -> None:
    unknown = todos(CONFIRMED)["unknown/1"]

    assert unknown.due == TEN + timedelta(days=1, minutes=10)
    assert unknown.command == MarkAttendanceUnknown(generation=1)


def test_p4_a_time_that_had_passed_when_it_stood_is_unknown_a_day_after_that() -> None:
    late = TEN + timedelta(days=3)
    planned = todos(CONFIRMED, at=late)

    assert planned["unknown/1"].due == late + timedelta(days=1, minutes=10)


def test_p4_a_meeting_that_will_not_take_place_is_dropped() -> None:
    for off in (
        AppointmentCancelled(ask=ASK, by="host", confirmed=True),
        HostNoShowRecorded(ask=ASK, starts_at=TEN, offer_until=FRIDAY),
        JobseekerNoShowRecorded(ask=ASK, starts_at=TEN),
    ):
        assert todos(CONFIRMED, off)["drop/1"].command == DropSession(generation=1)


def test_p4_nothing_is_dropped_that_never_stood() -> None:
    assert todos(AppointmentCancelled(ask=ASK, by="host", confirmed=False)) == {}


STARTED = SessionStarted(
    ask=ASK,
    started_at=TEN,
    promised_end=TEN + timedelta(minutes=19),
    cue_at=TEN + timedelta(minutes=17),
)


def test_p4_s24_the_cue_comes_at_seventeen_and_the_call_at_nineteen() -> None:
    steps = todos(CONFIRMED, STARTED)

    assert steps["cue/1"].due == TEN + timedelta(minutes=17)
    assert steps["cue/1"].command == CueWrapUp(promise=1)
    assert steps["call/1"].due == TEN + timedelta(minutes=19)
    assert steps["call/1"].command == CallTime(promise=1)


def test_p4_s14_a_day_without_an_end_is_estimated() -> None:
    estimate = todos(CONFIRMED, STARTED)["estimate-end"]

    assert (estimate.due, estimate.command) == (TEN + timedelta(days=1), EstimateEnd())


def test_p4_s26_an_extension_arms_one_more_cue() -> None:
    longer = HostExtended(
        ask=ASK,
        minutes=10,
        promised_end=TEN + timedelta(minutes=29),
        cue_at=TEN + timedelta(minutes=27),
        promise=2,
        source="at_the_time",
    )

    steps = todos(CONFIRMED, STARTED, longer)

    assert set(steps) == {"cue/2", "call/2"}
    assert steps["cue/2"].due == TEN + timedelta(minutes=27)
    assert steps["call/2"].command == CallTime(promise=2)


def test_p4_an_end_is_none_of_its_business() -> None:
    ended = SessionEnded(
        ask=ASK,
        started_at=TEN,
        ended_at=TEN,
        actual_s=0,
        precision="second",
        zone=PACIFIC,
        employer_zone=MOUNTAIN,
    )

    assert session_clock.key(told(ended, TEN)) is None
