"""The deciders and policies of scheduling together, on a clock that jumps from task to task."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    Cancel,
    CounterPropose,
    MarkNoShow,
    Reschedule,
)
from nineteen.scheduling.domain.calendar import calendars
from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.domain.session_commands import (
    EndSession,
    GrantExtension,
    RecordResumeLeft,
    StartSession,
)
from nineteen.scheduling.policies.agreement import agreement
from nineteen.scheduling.policies.session_clock import session_clock
from nineteen.shared.decider import AnyDecider, Command, Facts, Rejected, Stamp
from nineteen.shared.policy import Todo
from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.contact import RequestAgreed, RequestDrafted
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    AttendanceUnknown,
    HostNoShowRecorded,
    IntervalRefused,
    IntervalReleased,
    IntervalReserved,
    InviteIssued,
    ReminderSent,
    SessionDropped,
    SessionEnded,
    SessionPrepared,
    TimeAccepted,
    TimeCountered,
    TimeUp,
    WrapUpCued,
)
from nineteen.shared.schema.words import Ask, OfferedTime

DECIDERS: dict[str, AnyDecider] = {each.kind: each for each in (appointments, calendars, sessions)}
POLICIES = (agreement, session_clock)
PACIFIC = "America/Los_Angeles"
JOBSEEKER = "00000000-0000-4000-8000-0000000000a0"
A_MINUTE = timedelta(minutes=1)


def seattle(day: int, clock: str, month: int = 3) -> datetime:
    """An instant of March 2026 after the change to summer time (or of April)."""
    hour, minute = (int(each) for each in clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=7)


def ask(number: int) -> Ask:
    return Ask(
        request=f"00000000-0000-4000-8000-{number:012}",
        campaign="00000000-0000-4000-8000-0000000000c1",
        jobseeker=JOBSEEKER,
        employer="00000000-0000-4000-8000-0000000000e1",
        contact="00000000-0000-4000-8000-0000000000d1",
        person="00000000-0000-4000-8000-0000000000b1",
        route="list",
    )


@dataclass
class Stage:
    """Streams, memories and to-dos of one agency."""

    now: datetime
    streams: dict[Stream, list[Recorded]] = field(default_factory=dict)
    memories: dict[tuple[str, str], Value] = field(default_factory=dict)
    waiting: dict[tuple[str, str, str], Todo] = field(default_factory=dict)
    done: set[tuple[str, str, str]] = field(default_factory=set)

    def events(self, number: int, kind: str) -> list[Event]:
        stream = Stream("agency", kind, ask(number).request)
        return [each.event for each in self.streams.get(stream, ())]

    def of(self, kind: type[Event]) -> list[Recorded]:
        every = (each for stream in self.streams.values() for each in stream)
        return [each for each in every if isinstance(each.event, kind)]

    def issue(self, number: int, kind: str, command: Command) -> None:
        """Somebody asks for something now; then all that follows at once is done."""
        self.decide(Stream("agency", kind, ask(number).request), command)
        self.go(self.now)

    def decide(self, stream: Stream, command: Command) -> None:
        decider = DECIDERS[stream.kind]
        stamp = Stamp(self.now, "agency", Actor("policy", "test"), target=stream.id)
        stamped = command.model_copy(update={"stamp": stamp})
        state = self.fold(stream)
        facts = {
            (ref.decider.kind, ref.id): (self.fold(Stream("agency", ref.decider.kind, ref.id)), 1)
            for ref in decider.needs(state, stamped)
        }
        for event in decider.decide(state, stamped, Facts(facts)):
            self.happen(stream, event)

    def fold(self, stream: Stream) -> object:
        decider = DECIDERS[stream.kind]
        return decider.fold(each.event for each in self.streams.get(stream, ()))

    def happen(self, stream: Stream, event: Event) -> None:
        story = self.streams.setdefault(stream, [])
        version = len(story) + 1
        actor = Actor("policy", "test")
        told = Recorded(event, stream, version, f"{version}.0", self.now, self.now, actor)
        story.append(told)
        for policy in POLICIES:
            key = policy.key(told)
            if key is None:
                continue
            memory = self.memories.get((policy.name, key), policy.initial())
            self.memories[policy.name, key], todos = policy.react(memory, told)  # type: ignore[arg-type]
            for todo in todos:
                self.waiting.setdefault((policy.name, key, todo.step), todo)

    def go(self, until: datetime) -> None:
        """Do what is due, oldest first, then let it be `until`."""
        while due := self.next_due(until):
            todo = self.waiting[due]
            self.done.add(due)
            self.now = max(self.now, todo.due or self.now)
            late = todo.late.skip_after
            if late is not None and todo.due is not None and self.now - todo.due > late:
                continue
            target = Stream("agency", todo.target.kind, todo.target.id or "")
            self.decide(target, todo.command)
        self.now = until

    def next_due(self, until: datetime) -> tuple[str, str, str] | None:
        open_ = [
            (todo.due or self.now, place, row)
            for place, (row, todo) in enumerate(self.waiting.items())
            if row not in self.done and (todo.due or self.now) <= until
        ]
        return min(open_)[2] if open_ else None

    def agree(self, number: int, picked: datetime | None = None) -> None:
        """A request is drafted and agreed."""
        stream = Stream("agency", "request", ask(number).request)
        drafted = RequestDrafted(
            ask=ask(number),
            contact_ledger="00000000-0000-8000-8000-0000000000f1",
            employer_ledger="00000000-0000-8000-8000-0000000000f2",
            asker="00000000-0000-8000-8000-0000000000f3",
            channel="email",
            minutes=19,
            subject="Nineteen minutes of advice",
            body="Not a job: advice.",
            segment="dislocated",
            soc="49-9041",
            county="53033",
            size_class="10-49",
            ownership="private",
            zone=PACIFIC,
            employer_zone=PACIFIC,
        )
        self.happen(stream, drafted)
        time = None if picked is None else OfferedTime(starts_at=picked, zone=PACIFIC)
        self.happen(stream, RequestAgreed(ask=ask(number), minutes=19, picked=time))
        self.go(self.now)


@pytest.fixture
def stage() -> Stage:
    return Stage(seattle(16, "14:00"))


TALK = seattle(18, "10:00")


def test_e1_a_person_accepts_two_hours_after_the_yes(stage: Stage) -> None:
    stage.agree(37)
    stage.go(seattle(16, "16:00"))
    stage.issue(37, "appointment", AcceptTime(by="jobseeker", starts_at=TALK))

    assert [type(each) for each in stage.events(37, "appointment")] == [
        AppointmentOpened,
        TimeAccepted,
        AppointmentConfirmed,
        InviteIssued,
    ]
    (confirmed,) = stage.of(AppointmentConfirmed)
    assert confirmed.occurred_at == seattle(16, "16:00")
    assert [type(each) for each in stage.events(37, "session")] == [SessionPrepared]


def test_a_time_picked_with_the_yes_is_confirmed_at_once(stage: Stage) -> None:
    stage.agree(37, picked=TALK)

    (confirmed,) = stage.of(AppointmentConfirmed)
    assert confirmed.occurred_at == seattle(16, "14:00")


def test_e1_reminders_cue_and_end_of_session_18(stage: Stage) -> None:
    stage.agree(37, picked=TALK)
    stage.go(TALK)
    stage.issue(37, "session", StartSession())
    stage.go(TALK + timedelta(minutes=18, seconds=10))
    stage.issue(37, "session", RecordResumeLeft(how="handed"))
    stage.go(TALK + timedelta(minutes=18, seconds=40))
    stage.issue(37, "session", EndSession())
    stage.go(TALK + timedelta(days=30))

    reminded = [each.occurred_at for each in stage.of(ReminderSent)]
    assert reminded == [seattle(17, "10:00"), seattle(17, "10:00"), seattle(18, "09:00")]
    assert [each.occurred_at for each in stage.of(WrapUpCued)] == [seattle(18, "10:17")]
    assert not stage.of(TimeUp)
    assert not stage.of(AttendanceUnknown)
    assert len(stage.of(SessionEnded)) == 1


def test_e1_19_lapses_on_monday_03_09(stage: Stage) -> None:
    stage.now = datetime(2026, 2, 13, 22, tzinfo=UTC)
    stage.agree(19)
    stage.go(stage.now + timedelta(days=60))

    (lapsed,) = stage.of(AgreementLapsed)
    assert lapsed.occurred_at == datetime(2026, 3, 9, 16, tzinfo=UTC)


def test_e1_34_the_host_cancels_the_day_before(stage: Stage) -> None:
    stage.agree(34, picked=seattle(24, "10:00"))
    stage.go(seattle(23, "09:00"))
    stage.issue(34, "appointment", Cancel(by="host"))
    stage.go(seattle(24, "10:00", month=4))

    assert [type(each) for each in stage.events(34, "session")] == [
        SessionPrepared,
        SessionDropped,
    ]
    assert not stage.of(ReminderSent)
    assert len(stage.of(IntervalReleased)) == 1


def test_two_hosts_who_pick_one_hour_get_two_times(stage: Stage) -> None:
    stage.agree(37, picked=TALK)
    stage.agree(38, picked=TALK + timedelta(minutes=30))

    assert len(stage.of(IntervalRefused)) == 1
    assert isinstance(stage.events(38, "appointment")[-1], TimeCountered)
    stage.issue(38, "appointment", AcceptTime(by="host", starts_at=TALK + timedelta(hours=3)))
    assert len(stage.of(AppointmentConfirmed)) == 2


def test_c9_a_move_keeps_the_uid_raises_the_sequence_and_silences_old_reminders(
    stage: Stage,
) -> None:
    friday = seattle(20, "10:00")
    stage.agree(37, picked=TALK)
    stage.issue(37, "appointment", Reschedule(by="host", starts_at=friday))
    stage.go(friday)

    invites = [each.event for each in stage.of(InviteIssued)]
    assert [(each.uid, each.sequence) for each in invites if isinstance(each, InviteIssued)] == [
        (f"{ask(37).request}@nineteen", 0),
        (f"{ask(37).request}@nineteen", 1),
    ]
    assert [each.occurred_at for each in stage.of(ReminderSent)] == [
        seattle(19, "10:00"),
        seattle(19, "10:00"),
        seattle(20, "09:00"),
    ]
    (released,) = stage.of(IntervalReleased)
    assert isinstance(released.event, IntervalReleased)
    assert released.event.generation == 1


def test_a_move_onto_another_talk_leaves_the_old_time_standing(stage: Stage) -> None:
    stage.agree(37, picked=TALK)
    stage.agree(38, picked=seattle(20, "10:00"))
    stage.issue(38, "appointment", Reschedule(by="host", starts_at=TALK))

    assert not stage.of(AppointmentRescheduled)
    stage.go(seattle(20, "10:00"))
    stage.issue(38, "session", StartSession())


def test_e5_the_host_says_stay_and_the_cue_comes_twice(stage: Stage) -> None:
    stage.agree(37, picked=TALK)
    stage.go(TALK)
    stage.issue(37, "session", StartSession())
    stage.go(TALK + 18 * A_MINUTE)
    stage.issue(37, "session", GrantExtension(minutes=10))
    stage.go(TALK + 28 * A_MINUTE)
    stage.issue(37, "session", EndSession())
    stage.go(TALK + timedelta(days=3))

    cued = [each.occurred_at for each in stage.of(WrapUpCued)]
    assert cued == [TALK + 17 * A_MINUTE, TALK + 27 * A_MINUTE]
    assert not stage.of(TimeUp)


def test_e4_a_hosts_absence_leaves_one_offer_that_lapses_after_ten_business_days(
    stage: Stage,
) -> None:
    stage.agree(37, picked=TALK)
    stage.go(TALK + 10 * A_MINUTE)
    stage.issue(37, "appointment", MarkNoShow(side="host"))
    stage.go(TALK + timedelta(days=60))

    assert len(stage.of(HostNoShowRecorded)) == 1
    (lapsed,) = stage.of(AgreementLapsed)
    assert lapsed.occurred_at == seattle(1, "09:00", month=4)
    assert not stage.of(AttendanceUnknown)


def test_e4_an_accepted_offer_is_a_new_meeting(stage: Stage) -> None:
    friday = seattle(20, "10:00")
    stage.agree(37, picked=TALK)
    stage.go(TALK + 10 * A_MINUTE)
    stage.issue(37, "appointment", MarkNoShow(side="host"))
    stage.issue(37, "appointment", AcceptTime(by="host", starts_at=friday))
    stage.go(friday)
    stage.issue(37, "session", StartSession())
    stage.issue(37, "session", EndSession())
    stage.go(friday + timedelta(days=60))

    assert len(stage.of(SessionEnded)) == 1
    assert not stage.of(AgreementLapsed)


def test_a_talk_nobody_spoke_of_is_unknown_and_one_nobody_ended_is_estimated(
    stage: Stage,
) -> None:
    stage.agree(37, picked=TALK)
    stage.agree(38, picked=TALK + timedelta(hours=3))
    stage.go(TALK + timedelta(hours=3))
    stage.issue(38, "session", StartSession())
    stage.go(TALK + timedelta(days=5))

    (unknown,) = stage.of(AttendanceUnknown)
    assert unknown.occurred_at == TALK + timedelta(days=1, minutes=10)
    (ended,) = stage.of(SessionEnded)
    assert isinstance(ended.event, SessionEnded)
    assert ended.event.precision == "estimated"


def test_replaying_every_todo_brings_no_new_event(stage: Stage) -> None:
    stage.agree(37, picked=TALK)
    stage.agree(39, picked=TALK)
    stage.issue(37, "appointment", Reschedule(by="host", starts_at=seattle(20, "10:00")))
    stage.agree(38, picked=TALK)
    stage.issue(38, "appointment", Cancel(by="host"))
    stage.go(seattle(20, "10:00"))
    stage.issue(37, "session", StartSession())
    stage.go(seattle(20, "10:18"))
    stage.issue(37, "session", EndSession())
    stage.go(seattle(30, "10:00"))
    before = {stream: len(story) for stream, story in stage.streams.items()}

    for row in list(stage.done):
        todo = stage.waiting[row]
        with suppress(Rejected):
            stage.decide(Stream("agency", todo.target.kind, todo.target.id or ""), todo.command)

    assert {stream: len(story) for stream, story in stage.streams.items()} == before


def test_a_picked_time_may_be_countered_by_hand(stage: Stage) -> None:
    stage.agree(37)
    stage.decide(
        Stream("agency", "appointment", ask(37).request), AcceptTime(by="host", starts_at=TALK)
    )
    stage.decide(Stream("agency", "appointment", ask(37).request), CounterPropose())
    stage.go(stage.now)

    assert len(stage.of(IntervalReserved)) == len(stage.of(IntervalReleased)) == 1
    assert not stage.of(AppointmentConfirmed)
