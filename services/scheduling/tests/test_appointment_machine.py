"""Whatever is asked of three appointments of one jobseeker, in whatever order: what always holds.

The deciders of appointments and of the calendar are driven through the policy that joins them,
whose orders are carried out late, out of order and twice.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    ArrangeSupport,
    Cancel,
    CounterPropose,
    DelegateHost,
    MarkNoShow,
    OpenAppointment,
    OverrideInterpreter,
    ProposeTimes,
    Reschedule,
    SendReminder,
)
from nineteen.scheduling.domain.calendar import BlockBusy, BusyTime, calendars
from nineteen.scheduling.domain.meeting import Confirmed, Moving, Over
from nineteen.scheduling.domain.session_commands import NamedStandIn
from nineteen.scheduling.policies.agreement import agreement
from nineteen.shared.decider import NO_FACTS, AnyDecider, Command, Rejected, Stamp
from nineteen.shared.policy import Todo
from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    AppointmentConfirmed,
    AppointmentRescheduled,
    HostNoShowRecorded,
    IntervalReserved,
    InviteIssued,
    JobseekerNoShowRecorded,
    ReminderSent,
    TimeAccepted,
)
from nineteen.shared.schema.words import Ask, OfferedTime
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, NOON

DECIDERS: dict[str, AnyDecider] = {each.kind: each for each in (appointments, calendars)}
ZONE = "America/Los_Angeles"
MINUTE = timedelta(minutes=1)
PROMISED = 19
MEETINGS = tuple(an_id("request", number) for number in range(3))

which = st.sampled_from(MEETINGS)
sides = st.sampled_from(["host", "jobseeker"])
spans = st.integers(1, 90).map(lambda tens: 10 * tens * MINUTE)
reminders = st.sampled_from(["day_before", "hour_before"])
travels = st.none() | st.integers(0, 60)


class Talks(RuleBasedStateMachine):
    """Three appointments, one calendar, and what waits to be done about them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.states: dict[Stream, Any] = {}
        self.stories: dict[Stream, list[Recorded]] = {}
        self.memories: dict[str, Value] = {}
        self.todos: dict[tuple[str, str], Todo] = {}
        for request in MEETINGS:
            opening = OpenAppointment(
                ask=ask(request), minutes=PROMISED, zone=ZONE, employer_zone=ZONE, agreed_at=NOON
            )
            self.decide(Stream("agency", "appointment", request), opening)

    def decide(self, stream: Stream, command: Command) -> None:
        """What is rejected changes nothing."""
        decider = DECIDERS[stream.kind]
        stamp = Stamp(self.now, "agency", COUNSELOR, target=stream.id)
        stamped = command.model_copy(update={"stamp": stamp})
        state = self.states.get(stream, decider.initial)
        try:
            events = decider.decide(state, stamped, NO_FACTS)
        except Rejected:
            return
        self.states[stream] = decider.fold(events, state)
        for event in events:
            self.happen(stream, event)

    def happen(self, stream: Stream, event: Event) -> None:
        story = self.stories.setdefault(stream, [])
        version = len(story) + 1
        fact = Recorded(event, stream, version, "0.0", self.now, self.now, COUNSELOR)
        story.append(fact)
        key = agreement.key(fact)
        if key is None:
            return
        memory = self.memories.get(key, agreement.initial())
        self.memories[key], todos = agreement.react(memory, fact)  # type: ignore[arg-type]
        for todo in todos:
            self.todos.setdefault((key, todo.step), todo)

    def on(self, request: str, command: Command) -> None:
        self.decide(Stream("agency", "appointment", request), command)

    def story(self, request: str, kind: type[Event]) -> list[Any]:
        facts = self.stories[Stream("agency", "appointment", request)]
        return [each.event for each in facts if isinstance(each.event, kind)]

    @rule(request=which, by=sides, later=spans, travel=travels)
    def accept(self, request: str, by: Any, later: timedelta, travel: int | None) -> None:
        self.on(request, AcceptTime(by=by, starts_at=self.now + later, travel_minutes=travel))

    @rule(request=which, by=sides, later=spans, travel=travels)
    def meet(self, request: str, by: Any, later: timedelta, travel: int | None) -> None:
        """A time is picked, and all that follows is done at once."""
        self.accept(request, by, later, travel)
        self.carry_out_the_rest()

    @rule(request=which, by=sides, later=spans)
    def move(self, request: str, by: Any, later: timedelta) -> None:
        """A talk is moved, and all that follows is done at once."""
        self.reschedule(request, by, later)
        self.carry_out_the_rest()

    @rule(request=which, by=sides, later=spans)
    def propose(self, request: str, by: Any, later: timedelta) -> None:
        times = (OfferedTime(starts_at=self.now + later, zone=ZONE),)
        self.on(request, ProposeTimes(by=by, times=times))

    @rule(request=which)
    def counter(self, request: str) -> None:
        self.on(request, CounterPropose())

    @rule(request=which, by=sides, later=spans)
    def reschedule(self, request: str, by: Any, later: timedelta) -> None:
        self.on(request, Reschedule(by=by, starts_at=self.now + later))

    @rule(request=which, by=sides)
    def cancel(self, request: str, by: Any) -> None:
        self.on(request, Cancel(by=by))

    @rule(request=which, side=sides)
    def miss(self, request: str, side: Any) -> None:
        self.on(request, MarkNoShow(side=side))

    @rule(request=which, name=st.sampled_from(["Ines", "Bo"]))
    def hand_over(self, request: str, name: str) -> None:
        self.on(request, DelegateHost(to=NamedStandIn(name=name)))

    @rule(request=which, needed=st.booleans(), reserved=st.booleans())
    def support(self, request: str, needed: bool, reserved: bool) -> None:  # noqa: FBT001
        wanted = {"attendees": ("interpreter",) if needed else ()}
        said = {**wanted, "jobseeker_agrees": True, "interpreter_reserved": reserved}
        self.on(request, ArrangeSupport.model_validate(said))

    @rule(request=which)
    def do_without_interpreter(self, request: str) -> None:
        self.on(request, OverrideInterpreter(reason="The host speaks Somali."))

    @rule(request=which, age=st.integers(0, 1), which_one=reminders)
    def remind(self, request: str, age: int, which_one: Any) -> None:
        """Of the time picked last, or of the one before."""
        generation = self.states[Stream("agency", "appointment", request)].agreement.generation
        command = SendReminder(generation=generation - age, reminder=which_one)
        self.on(request, command)

    @rule(later=spans, lasts=st.integers(1, 120))
    def be_busy(self, later: timedelta, lasts: int) -> None:
        start = self.now + later
        times = (BusyTime(starts_at=start, ends_at=start + lasts * MINUTE),)
        self.decide(Stream("agency", "calendar", JOBSEEKER.id), BlockBusy(times=times))

    def due(self) -> list[Todo]:
        return [each for each in self.todos.values() if not each.due or each.due <= self.now]

    def carry_out(self, todo: Todo) -> None:
        self.decide(Stream("agency", todo.target.kind, todo.target.id or ""), todo.command)

    @precondition(lambda self: self.due())
    @rule(data=st.data())
    def carry_out_some(self, data: st.DataObject) -> None:
        """Orders of the policy that are due, in any order, and more than once."""
        for todo in data.draw(st.lists(st.sampled_from(self.due()), min_size=1, max_size=6)):
            self.carry_out(todo)

    @rule()
    def carry_out_the_rest(self) -> None:
        """All that are due, each once, and what follows from them."""
        done: set[str] = set()
        while news := [e for e in self.due() if f"{e.target.id}{e.step}" not in done]:
            for todo in news:
                done.add(f"{todo.target.id}{todo.step}")
                self.carry_out(todo)

    @rule(span=st.sampled_from([MINUTE, 11 * MINUTE, timedelta(hours=2), timedelta(days=3)]))
    def wait(self, span: timedelta) -> None:
        self.now += span

    @invariant()
    def talks_never_overlap_with_the_way_to_them(self) -> None:
        """Travel minutes included."""
        standing = [
            span_of(each.meeting)
            for each in self.states.values()
            if isinstance(each, Confirmed | Moving)
        ]
        for (leaves, back), (other_leaves, other_back) in combinations(standing, 2):
            assert back <= other_leaves or other_back <= leaves

    @invariant()
    def the_uid_stays_and_the_sequence_rises_by_one(self) -> None:
        for request in MEETINGS:
            invites = self.story(request, InviteIssued)
            assert {each.uid for each in invites} <= {f"{request}@nineteen"}
            assert [each.sequence for each in invites] == list(range(len(invites)))
            assert {each.minutes for each in invites} <= {PROMISED}

    @invariant()
    def a_side_moves_a_talk_twice_at_most(self) -> None:
        for request in MEETINGS:
            moves = Counter(each.by for each in self.story(request, AppointmentRescheduled))
            assert not moves or max(moves.values()) <= 2

    @invariant()
    def a_time_stands_only_after_its_interval_was_reserved(self) -> None:
        calendar = self.stories.get(Stream("agency", "calendar", JOBSEEKER.id), [])
        events = [each.event for each in calendar]
        kept = {
            (each.appointment, each.generation)
            for each in events
            if isinstance(each, IntervalReserved)
        }
        for request in MEETINGS:
            stood = self.story(request, AppointmentConfirmed)
            moved = self.story(request, AppointmentRescheduled)
            assert {(request, each.generation) for each in (*stood, *moved)} <= kept

    @invariant()
    def each_pick_has_a_number_of_its_own(self) -> None:
        for request in MEETINGS:
            picks = [each.generation for each in self.story(request, TimeAccepted)]
            assert picks == list(range(1, len(picks) + 1))

    @invariant()
    def nobody_is_reminded_twice_of_one_time(self) -> None:
        for request in MEETINGS:
            sent = self.story(request, ReminderSent)
            told = [(each.generation, each.reminder, each.to) for each in sent]
            assert len(told) == len(set(told))

    @invariant()
    def nobody_is_absent_before_ten_minutes_are_over(self) -> None:
        for stream, story in self.stories.items():
            for fact in story:
                if isinstance(fact.event, HostNoShowRecorded | JobseekerNoShowRecorded):
                    assert fact.occurred_at >= fact.event.starts_at + 10 * MINUTE, stream

    @invariant()
    def what_is_over_stays_over(self) -> None:
        for request in MEETINGS:
            stream = Stream("agency", "appointment", request)
            state: Any = appointments.initial
            over = False
            for fact in self.stories[stream]:
                state = DECIDERS["appointment"].evolve(state, fact.event)
                assert isinstance(state, Over) or not over
                over = isinstance(state, Over)
            assert state == self.states[stream]


def ask(request: str) -> Ask:
    return Ask(
        request=request,
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        employer=MILL,
        contact=FOREMAN,
        person=PERSON,
        route="list",
    )


def span_of(meeting: TimeAccepted) -> tuple[datetime, datetime]:
    """From leaving for a talk to being back."""
    travel = meeting.travel_minutes * MINUTE
    return meeting.starts_at - travel, meeting.starts_at + meeting.minutes * MINUTE + travel


def test_p3_what_always_holds_of_talks_and_their_calendar() -> None:
    """P3, P4, S22, E13: no overlap with travel, two moves a side, one UID, a rising sequence."""
    run_state_machine_as_test(
        Talks, settings=settings(max_examples=250, stateful_step_count=40, deadline=None)
    )
