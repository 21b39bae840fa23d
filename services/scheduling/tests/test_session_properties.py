"""Whatever the order of a session's commands, its promises hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.domain.session_commands import (
    AcknowledgeCue,
    CallTime,
    CorrectSession,
    CueWrapUp,
    DebriefSession,
    DropSession,
    EndSession,
    EstimateEnd,
    GrantExtension,
    MarkAttendanceUnknown,
    PrepareSession,
    RecordHostFeedback,
    RecordReferralAsk,
    RecordResumeLeft,
    RecordSession,
    RecordTalkBalance,
    StartSession,
)
from nineteen.scheduling.domain.talk import Session, SessionEvent
from nineteen.shared.decider import NO_FACTS, Command, Rejected, Stamp
from nineteen.shared.schema.scheduling import (
    CueShown,
    OverranPromise,
    PromiseKept,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    TimeUp,
    WrapUpCued,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import COUNSELOR

TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
SESSION = "00000000-0000-4000-8000-000000000018"
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-0000000000c1",
    jobseeker="00000000-0000-4000-8000-0000000000a0",
    employer="00000000-0000-4000-8000-0000000000e1",
    contact="00000000-0000-4000-8000-0000000000d1",
    person="00000000-0000-4000-8000-0000000000b1",
    route="list",
)
VERDICTS = (PromiseKept, OverranPromise)
CUES = (WrapUpCued, CueShown, TimeUp)

numbers = st.integers(1, 4)
moments = st.integers(-600, 7200).map(lambda s: TEN + timedelta(seconds=s))
minutes = st.integers(1, 20)


def preparing(generation: int, length: int) -> PrepareSession:
    return PrepareSession(
        ask=ASK,
        generation=generation,
        scheduled_start=TEN,
        minutes=length,
        zone="America/Los_Angeles",
        employer_zone="America/Denver",
        mode="video",
    )


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(preparing, numbers, minutes),
    st.builds(DropSession, generation=numbers),
    st.builds(CueWrapUp, promise=numbers),
    st.builds(CallTime, promise=numbers),
    st.just(EstimateEnd()),
    st.builds(MarkAttendanceUnknown, generation=numbers),
    st.builds(StartSession, waited_for_host=st.booleans()),
    st.just(AcknowledgeCue()),
    st.builds(
        EndSession,
        host=st.sampled_from(["attended", "absent", "stand_in"]),
        jobseeker_attended=st.booleans(),
    ),
    st.builds(RecordSession, started_at=moments, ended_at=moments),
    st.builds(
        GrantExtension,
        minutes=st.integers(1, 60),
        source=st.sampled_from(["at_the_time", "recalled"]),
    ),
    st.builds(
        RecordResumeLeft,
        how=st.sampled_from(["handed", "mailed_after", "not_left", "host_declined"]),
        handed_at=st.none() | moments,
    ),
    st.builds(RecordTalkBalance, share=st.integers(0, 100)),
    st.just(RecordReferralAsk(answer="none")),
    st.just(DebriefSession()),
    st.builds(RecordHostFeedback, time_kept=st.booleans()),
    st.just(CorrectSession(verdict="kept", source="host")),
    st.builds(
        CorrectSession,
        verdict=st.just("overran"),
        by_s=st.integers(1, 300),
        source=st.sampled_from(["at_the_time", "recalled"]),
    ),
)
FIRST = [(TEN - timedelta(days=1), preparing(1, 19))]
orders = st.lists(st.tuples(moments, commands), max_size=30).map(lambda later: FIRST + later)


def play(order: list[tuple[datetime, Command]]) -> tuple[Session, list[SessionEvent]]:
    """Decide one command after the other; what is rejected changes nothing."""
    state: Session = sessions.initial
    story: list[SessionEvent] = []
    for at, command in order:
        stamped: Any = command.model_copy(
            update={"stamp": Stamp(at, "agency", COUNSELOR, target=SESSION)}
        )
        try:
            events = sessions.decide(state, stamped, NO_FACTS)
        except Rejected:
            continue
        state = sessions.fold(events, state)
        story += events
    return state, story


@settings(max_examples=400, deadline=None)
@given(orders)
def test_every_ended_talk_has_exactly_one_verdict(order: list[tuple[datetime, Command]]) -> None:
    _, story = play(order)

    ends = [i for i, event in enumerate(story) if isinstance(event, SessionEnded)]
    verdicts = [i for i, event in enumerate(story) if isinstance(event, VERDICTS)]
    assert verdicts == [i + 1 for i in ends]


@settings(max_examples=400, deadline=None)
@given(orders)
def test_s24_no_cue_comes_after_the_end(order: list[tuple[datetime, Command]]) -> None:
    _, story = play(order)

    running = False
    for event in story:
        assert running or not isinstance(event, CUES)
        if isinstance(event, SessionStarted | SessionEnded):
            running = isinstance(event, SessionStarted)


@settings(max_examples=200, deadline=None)
@given(orders)
def test_s21_no_promise_is_longer_than_20_minutes(order: list[tuple[datetime, Command]]) -> None:
    _, story = play(order)

    for event in story:
        if isinstance(event, SessionPrepared):
            assert event.minutes <= 20
        if isinstance(event, SessionStarted):
            assert event.promised_end - event.started_at <= timedelta(minutes=20)


@settings(max_examples=200, deadline=None)
@given(orders)
def test_s24_each_promise_is_cued_at_most_once(order: list[tuple[datetime, Command]]) -> None:
    _, story = play(order)

    cued: set[int] = set()
    for event in story:
        if isinstance(event, SessionStarted):
            cued.clear()
        if isinstance(event, WrapUpCued):
            assert event.promise not in cued
            cued.add(event.promise)


@settings(max_examples=200, deadline=None)
@given(orders)
def test_ending_an_ended_talk_is_never_news(order: list[tuple[datetime, Command]]) -> None:
    end = (TEN + timedelta(hours=3), EndSession())

    assert play([*order, end, end]) == play([*order, end])
