"""P3: from a host's yes to a confirmed time, or to the end of the search."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    Cancel,
    Confirm,
    CounterPropose,
    Lapse,
    NoteNoTime,
    OpenAppointment,
    ProposeTimes,
)
from nineteen.scheduling.domain.calendar import ReleaseInterval, ReserveInterval
from nineteen.scheduling.policies.agreement import Agreement, agreement
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    RequestAgreed,
    RequestAgreedLate,
    RequestDeclined,
    RequestDrafted,
    RequestReplyCorrected,
)
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor, Recorded
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    HostNoShowRecorded,
    IntervalRefused,
    IntervalReserved,
    TimeAccepted,
    TimeCountered,
)
from nineteen.shared.schema.words import Ask, OfferedTime

PACIFIC, MOUNTAIN = "America/Los_Angeles", "America/Denver"
REQUEST = "00000000-0000-4000-8000-000000000037"
JOBSEEKER = "00000000-0000-4000-8000-0000000000a0"
ASK = Ask(
    request=REQUEST,
    campaign="00000000-0000-4000-8000-0000000000c1",
    jobseeker=JOBSEEKER,
    employer="00000000-0000-4000-8000-0000000000e1",
    contact="00000000-0000-4000-8000-0000000000d1",
    person="00000000-0000-4000-8000-0000000000b1",
    route="warm",
)
AGREED = datetime(2026, 3, 16, 21, tzinfo=UTC)
TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
LAPSE = datetime(2026, 4, 6, 16, tzinfo=UTC)
APPOINTMENT, CALENDAR = Target("appointment", REQUEST), Target("calendar", JOBSEEKER)

DRAFTED = RequestDrafted(
    ask=ASK,
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
    employer_zone=MOUNTAIN,
)
TIME = OfferedTime(starts_at=TEN, zone=PACIFIC)
OPENED = AppointmentOpened(
    ask=ASK, minutes=19, zone=PACIFIC, employer_zone=MOUNTAIN, coach_at=LAPSE, lapse_at=LAPSE
)


def picked(generation: int = 1) -> TimeAccepted:
    return TimeAccepted(
        ask=ASK, generation=generation, by="host", starts_at=TEN, minutes=19, mode="in_person"
    )


def confirmed(generation: int = 1) -> AppointmentConfirmed:
    return AppointmentConfirmed(
        ask=ASK,
        generation=generation,
        starts_at=TEN,
        minutes=19,
        zone=PACIFIC,
        employer_zone=MOUNTAIN,
        mode="in_person",
        place="workplace",
    )


def told(event: Event, version: int = 1, at: datetime = AGREED) -> Recorded:
    stream = Stream("agency", "request", REQUEST)
    return Recorded(event, stream, version, f"{version}.0", at, at, Actor("host", REQUEST))


def after(*events: Event) -> tuple[Agreement, list[Todo]]:
    """The memory after all, and what the last one led to."""
    memory = agreement.initial()
    planned: list[Todo] = []
    for version, event in enumerate(events, 1):
        memory, planned = agreement.react(memory, told(event, version))
    return memory, planned


def todos(*events: Event) -> list[Todo]:
    return after(*events)[1]


OPENING = OpenAppointment(
    ask=ASK, minutes=19, zone=PACIFIC, employer_zone=MOUNTAIN, agreed_at=AGREED
)


def test_p3_a_yes_opens_the_search_for_a_time() -> None:
    assert todos(DRAFTED, RequestAgreed(ask=ASK, minutes=19)) == [
        Todo("open/1", APPOINTMENT, OPENING)
    ]


def test_p3_proposed_times_follow_the_opening() -> None:
    yes = RequestAgreed(ask=ASK, minutes=19, proposed=(TIME,))

    assert todos(DRAFTED, yes) == [
        Todo("open/1", APPOINTMENT, OPENING),
        Todo("propose/1", APPOINTMENT, ProposeTimes(by="host", times=(TIME,))),
    ]


def test_p3_a_picked_time_is_accepted_at_once() -> None:
    accept = Todo("accept/1", APPOINTMENT, AcceptTime(by="host", starts_at=TEN, generation=1))

    for yes in (
        RequestAgreed(ask=ASK, minutes=19, picked=TIME),
        RequestAgreedLate(ask=ASK, minutes=19, picked=TIME),
        RequestReplyCorrected(ask=ASK, answer="agree", was="declined", minutes=19, picked=TIME),
    ):
        assert todos(DRAFTED, yes) == [Todo("open/1", APPOINTMENT, OPENING), accept]


def test_p3_a_no_is_none_of_its_business() -> None:
    assert agreement.key(told(RequestDeclined(ask=ASK))) is None


def test_p3_a_yes_that_was_none_cancels() -> None:
    yes = RequestAgreed(ask=ASK, minutes=19)
    no = RequestReplyCorrected(ask=ASK, answer="decline", was="agreed", minutes=19)

    assert todos(DRAFTED, yes, no) == [Todo("cancel/2", APPOINTMENT, Cancel(by="host"))]
    late_no = no.model_copy(update={"was": "expired"})
    assert todos(DRAFTED, late_no) == []


def test_p3_an_agreement_lapses_when_no_time_is_found() -> None:
    assert todos(DRAFTED, OPENED) == [
        Todo("no-time/2", APPOINTMENT, NoteNoTime(lapse_at=LAPSE), OPENED.coach_at),
        Todo("lapse/2", APPOINTMENT, Lapse(), LAPSE),
    ]


def test_p3_a_picked_time_asks_the_jobseekers_calendar() -> None:
    reserve = ReserveInterval(ask=ASK, generation=1, starts_at=TEN, minutes=19, travel_minutes=30)

    assert todos(OPENED, picked()) == [Todo("reserve/1", CALENDAR, reserve)]


def test_p3_the_calendars_answer_confirms_or_counters() -> None:
    reserved = IntervalReserved(
        jobseeker=JOBSEEKER,
        appointment=REQUEST,
        generation=1,
        ask=ASK,
        starts_at=TEN,
        ends_at=TEN + timedelta(minutes=19),
        travel_minutes=30,
    )
    refused = IntervalRefused(
        jobseeker=JOBSEEKER, appointment=REQUEST, generation=1, ask=ASK, starts_at=TEN
    )

    assert agreement.key(told(reserved)) == REQUEST
    assert todos(OPENED, picked(), reserved) == [
        Todo("confirm/1", APPOINTMENT, Confirm(generation=1))
    ]
    assert todos(OPENED, picked(), refused) == [
        Todo("counter/1", APPOINTMENT, CounterPropose(generation=1, reason="overlap"))
    ]


def release(generation: int) -> Todo:
    command = ReleaseInterval(ask=ASK, generation=generation)
    return Todo(f"release/{generation}", CALENDAR, command)


def test_p3_a_move_frees_the_old_time() -> None:
    moved = AppointmentRescheduled(
        ask=ASK, generation=2, by="host", starts_at=LAPSE, was=TEN, minutes=19
    )

    assert todos(OPENED, picked(), confirmed(), picked(2), moved) == [release(1)]


def test_p3_a_countered_move_frees_the_new_time_only() -> None:
    countered = TimeCountered(ask=ASK, generation=2, reason="by_hand")
    cancelled = AppointmentCancelled(ask=ASK, by="host", confirmed=True)
    history = (OPENED, picked(), confirmed(), picked(2), countered)

    assert todos(*history) == [release(2)]
    assert todos(*history, cancelled) == [release(1)]


def test_p3_a_cancellation_frees_what_stands_and_what_is_picked() -> None:
    cancelled = AppointmentCancelled(ask=ASK, by="host", confirmed=True)

    assert todos(OPENED, picked(), confirmed(), picked(2), cancelled) == [release(1), release(2)]
    assert todos(OPENED, cancelled) == []


def test_p3_a_time_countered_after_the_search_ended_lapses_anew() -> None:
    memory, _ = after(OPENED, picked())
    countered = TimeCountered(ask=ASK, generation=1, reason="overlap")
    late = told(countered, 3, at=LAPSE)
    early = replace(late, recorded_at=LAPSE - timedelta(milliseconds=1))

    assert agreement.react(memory, late)[1] == [
        release(1),
        Todo("lapse/3", APPOINTMENT, Lapse(), LAPSE),
    ]
    assert agreement.react(memory, early)[1] == [release(1)]


def test_p3_one_reschedule_offer_stands_after_a_hosts_absence() -> None:
    absent = HostNoShowRecorded(ask=ASK, starts_at=TEN, offer_until=LAPSE)
    again = HostNoShowRecorded(ask=ASK, starts_at=TEN)
    history = (OPENED, picked(), confirmed(), absent)

    assert todos(*history) == [Todo("lapse/4", APPOINTMENT, Lapse(after_no_show=True), LAPSE)]
    assert todos(*history, picked(2), confirmed(2), again) == []


def test_the_memory_of_an_agreement_that_ended_holds_no_time() -> None:
    memory, _ = after(DRAFTED, RequestAgreed(ask=ASK, minutes=19), OPENED, AgreementLapsed(ask=ASK))

    assert memory == Agreement(zone=PACIFIC, employer_zone=MOUNTAIN, answers=1)
