"""Appointments: a time is found, confirmed, moved, missed, called off, or never found."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.appointment_commands import (
    AcceptTime,
    Cancel,
    Confirm,
    CounterPropose,
    Lapse,
    MarkNoShow,
    NoteNoTime,
    OpenAppointment,
    ProposeTimes,
    Reschedule,
    SendReminder,
)
from nineteen.scheduling.domain.session import sessions
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.scheduling import (
    AgreementLapsed,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentOpened,
    AppointmentRescheduled,
    HostNoShowRecorded,
    InviteIssued,
    JobseekerNoShowRecorded,
    NoTimeFound,
    ReminderDue,
    ReminderSent,
    ReminderSkipped,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    TimeAccepted,
    TimeCountered,
    TimesProposed,
)
from nineteen.shared.schema.words import Ask, OfferedTime
from nineteen.shared.testing.given import Given, given

PACIFIC = "America/Los_Angeles"
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
AGREED = datetime(2026, 3, 16, 21, tzinfo=UTC)
TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
"""Wednesday 10:00 in Seattle."""
NOON = TEN + timedelta(hours=2)
FRIDAY = TEN + timedelta(days=2)

OPENED = AppointmentOpened(
    ask=ASK,
    minutes=19,
    zone=PACIFIC,
    employer_zone=PACIFIC,
    coach_at=datetime(2026, 3, 30, 16, tzinfo=UTC),
    lapse_at=datetime(2026, 4, 6, 16, tzinfo=UTC),
)
PICKED = TimeAccepted(ask=ASK, generation=1, by="host", starts_at=TEN, minutes=19, mode="in_person")
CONFIRMED = AppointmentConfirmed(
    ask=ASK,
    generation=1,
    starts_at=TEN,
    minutes=19,
    zone=PACIFIC,
    employer_zone=PACIFIC,
    mode="in_person",
    place="workplace",
)


def invited(sequence: int, starts_at: datetime = TEN, method: str = "REQUEST") -> InviteIssued:
    return InviteIssued.model_validate(
        {
            "ask": ASK,
            "uid": f"{REQUEST}@nineteen",
            "method": method,
            "sequence": sequence,
            "starts_at": starts_at,
            "minutes": 19,
        }
    )


STANDS: tuple[Event, ...] = (OPENED, PICKED, CONFIRMED, invited(0))
HOST_ABSENT = HostNoShowRecorded(
    ask=ASK, starts_at=TEN, offer_until=datetime(2026, 4, 1, 16, tzinfo=UTC)
)


def moved(generation: int, was: datetime, to: datetime, by: str) -> tuple[Event, ...]:
    """A reschedule that found its interval free."""
    picked = PICKED.model_copy(update={"generation": generation, "starts_at": to, "by": by})
    done = {
        "ask": ASK,
        "generation": generation,
        "by": by,
        "starts_at": to,
        "was": was,
        "minutes": 19,
    }
    return (picked, AppointmentRescheduled.model_validate(done), invited(generation - 1, to))


def history(*events: Event) -> Given:
    return given(appointments, *events).at(AGREED + timedelta(hours=2)).on(REQUEST)


def opening(agreed_at: datetime) -> OpenAppointment:
    return OpenAppointment(
        ask=ASK, minutes=19, zone=PACIFIC, employer_zone=PACIFIC, agreed_at=agreed_at
    )


def test_p3_a_coach_helps_after_ten_business_days_and_five_more_end_it() -> None:
    agreed = datetime(2026, 2, 13, 22, tzinfo=UTC)  # E1 #19: Friday 14:00, a holiday follows

    (opened,) = history().when(opening(agreed)).then_types(AppointmentOpened)

    assert isinstance(opened, AppointmentOpened)
    assert opened.coach_at == datetime(2026, 3, 2, 17, tzinfo=UTC)  # 09:00
    assert opened.lapse_at == datetime(2026, 3, 9, 16, tzinfo=UTC)  # 09:00, summer time by then


def test_an_appointment_opens_once() -> None:
    history(OPENED).when(opening(AGREED)).then()


def test_an_appointment_that_is_over_is_not_opened_again() -> None:
    lapsed = AgreementLapsed(ask=ASK)

    history(OPENED, lapsed).when(opening(AGREED)).then_rejected("appointment_over")


def test_s21_an_appointment_of_21_minutes_cannot_be_asked_for() -> None:
    with pytest.raises(ValidationError):
        OpenAppointment(ask=ASK, minutes=21, zone=PACIFIC, employer_zone=PACIFIC, agreed_at=AGREED)


def test_nothing_is_arranged_before_the_host_agreed() -> None:
    history().when(AcceptTime(by="host", starts_at=TEN)).then_rejected("not_yet")


def offer(*starts: datetime) -> tuple[OfferedTime, ...]:
    return tuple(OfferedTime(starts_at=each, zone=PACIFIC) for each in starts)


def test_times_are_proposed_and_those_that_passed_are_left_out() -> None:
    proposal = ProposeTimes(by="host", times=offer(AGREED, TEN, FRIDAY))

    history(OPENED).when(proposal).then(TimesProposed(ask=ASK, by="host", times=offer(TEN, FRIDAY)))


def test_the_same_times_again_are_not_news() -> None:
    proposed = TimesProposed(ask=ASK, by="host", times=offer(TEN))

    history(OPENED, proposed).when(ProposeTimes(by="host", times=offer(TEN))).then()


def test_times_that_all_passed_are_refused() -> None:
    proposal = ProposeTimes(by="host", times=offer(AGREED))

    history(OPENED).when(proposal).then_rejected("time_passed")


def test_no_times_are_proposed_once_one_stands() -> None:
    proposal = ProposeTimes(by="host", times=offer(FRIDAY))

    history(*STANDS).when(proposal).then_rejected("time_stands")


def test_s22_a_picked_time_lasts_the_promised_minutes() -> None:
    history(OPENED).when(AcceptTime(by="host", starts_at=TEN)).then(PICKED)


def test_a_remote_talk_needs_less_time_to_get_there() -> None:
    call = PICKED.model_copy(update={"mode": "phone", "place": "phone", "travel_minutes": 10})

    history(OPENED).when(AcceptTime(by="host", starts_at=TEN, mode="phone")).then(call)


def test_picking_the_same_time_twice_is_not_news() -> None:
    history(OPENED, PICKED).when(AcceptTime(by="jobseeker", starts_at=TEN)).then()
    history(*STANDS).when(AcceptTime(by="jobseeker", starts_at=TEN)).then()


def test_another_time_waits_until_the_picked_one_is_settled() -> None:
    history(OPENED, PICKED).when(AcceptTime(by="host", starts_at=FRIDAY)).then_rejected(
        "time_pending"
    )


def test_a_pick_that_others_followed_is_overtaken() -> None:
    countered = TimeCountered(ask=ASK, generation=1, reason="overlap")
    first = AcceptTime(by="host", starts_at=TEN, generation=1)

    history(OPENED).when(first).then(PICKED)
    history(OPENED, PICKED, countered).when(first).then()


def test_a_confirmed_time_is_moved_and_not_picked_anew() -> None:
    history(*STANDS).when(AcceptTime(by="host", starts_at=FRIDAY)).then_rejected("time_stands")


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (AGREED, "time_passed"),
        (datetime(2000, 1, 2, tzinfo=UTC), "time_passed"),
        (AGREED + timedelta(days=181), "too_far_off"),
        (datetime(2199, 12, 30, tzinfo=UTC), "too_far_off"),
    ],
)
def test_a_time_is_to_come_within_half_a_year(starts_at: datetime, code: str) -> None:
    history(OPENED).when(AcceptTime(by="host", starts_at=starts_at)).then_rejected(code)


def test_a_talk_never_takes_place_at_a_home_nor_a_call_at_a_workplace() -> None:
    with pytest.raises(ValidationError):
        AcceptTime.model_validate({"by": "host", "starts_at": TEN, "place": "home"})
    with pytest.raises(ValidationError, match="takes place at"):
        AcceptTime(by="host", starts_at=TEN, mode="phone", place="workplace")


def test_a_reserved_time_is_confirmed_and_the_invitation_goes_out() -> None:
    history(OPENED, PICKED).when(Confirm(generation=1)).then(CONFIRMED, invited(0))


def test_a_confirmation_of_an_older_pick_is_overtaken() -> None:
    again = PICKED.model_copy(update={"generation": 2})
    countered = TimeCountered(ask=ASK, generation=1, reason="by_hand")

    history(OPENED, PICKED, countered, again).when(Confirm(generation=1)).then()
    history(*STANDS).when(Confirm(generation=1)).then()


def test_a_time_that_overlaps_is_countered_and_the_search_goes_on() -> None:
    countered = TimeCountered(ask=ASK, generation=1, reason="overlap")
    overlap = CounterPropose(generation=1, reason="overlap")

    outcome = history(OPENED, PICKED).when(overlap).then(countered)

    outcome.and_when(AcceptTime(by="host", starts_at=FRIDAY)).then(
        PICKED.model_copy(update={"generation": 2, "starts_at": FRIDAY})
    )


def test_a_counter_to_an_older_pick_is_overtaken_and_to_none_is_refused() -> None:
    history(*STANDS).when(CounterPropose(generation=1)).then()
    history(OPENED).when(CounterPropose(times=offer(TEN))).then_rejected("nothing_picked")


def test_a_reschedule_stands_once_the_new_time_is_reserved() -> None:
    outcome = history(*STANDS).when(Reschedule(by="host", starts_at=FRIDAY))
    (picked,) = outcome.then_types(TimeAccepted)

    assert isinstance(picked, TimeAccepted)
    assert (picked.generation, picked.starts_at, picked.minutes) == (2, FRIDAY, 19)
    outcome.and_when(Confirm(generation=2)).then(*moved(2, TEN, FRIDAY, "host")[1:])


def test_a_reschedule_that_overlaps_leaves_the_old_time_standing() -> None:
    outcome = history(*STANDS).when(Reschedule(by="host", starts_at=FRIDAY))
    countered = outcome.and_when(CounterPropose(generation=2, reason="overlap"))

    (event,) = countered.then_types(TimeCountered)
    assert isinstance(event, TimeCountered)
    cancelled = countered.and_when(Cancel(by="host"))
    _, invite = cancelled.then_types(AppointmentCancelled, InviteIssued)
    assert invite == invited(1, TEN, "CANCEL")


def test_a_reschedule_to_the_same_time_is_not_news() -> None:
    history(*STANDS).when(Reschedule(by="host", starts_at=TEN)).then()


def test_each_side_moves_an_appointment_at_most_twice() -> None:
    monday, tuesday = TEN + timedelta(days=5), TEN + timedelta(days=6)
    twice = history(*STANDS, *moved(2, TEN, FRIDAY, "host"), *moved(3, FRIDAY, monday, "host"))

    twice.when(Reschedule(by="host", starts_at=tuesday)).then_rejected("moved_too_often")
    twice.when(Reschedule(by="jobseeker", starts_at=tuesday)).then_types(TimeAccepted)


def test_only_a_confirmed_appointment_is_moved() -> None:
    history(OPENED).when(Reschedule(by="host", starts_at=TEN)).then_rejected("not_confirmed")


def test_a_cancellation_calls_the_invitation_back() -> None:
    cancelled = AppointmentCancelled(ask=ASK, by="host", confirmed=True, reason="ill")

    history(*STANDS).when(Cancel(by="host", reason="ill")).then(
        cancelled, invited(1, TEN, "CANCEL")
    )


def test_a_cancellation_before_a_time_stood_has_no_invitation_to_call_back() -> None:
    history(OPENED, PICKED).when(Cancel(by="jobseeker")).then(
        AppointmentCancelled(ask=ASK, by="jobseeker", confirmed=False)
    )


def test_cancelling_twice_is_not_news() -> None:
    cancelled = AppointmentCancelled(ask=ASK, by="host", confirmed=True)

    history(*STANDS, cancelled).when(Cancel(by="jobseeker")).then()


def test_a_host_is_absent_ten_minutes_after_the_start_and_one_offer_stands() -> None:
    history(*STANDS).at(TEN + timedelta(minutes=10)).when(MarkNoShow(side="host")).then(HOST_ABSENT)


def test_nobody_is_absent_before_ten_minutes_have_passed() -> None:
    early = history(*STANDS).at(TEN + timedelta(minutes=9, seconds=59))

    early.when(MarkNoShow(side="host")).then_rejected("too_early_for_no_show")


def test_a_cancelled_meeting_has_no_absence() -> None:
    cancelled = AppointmentCancelled(ask=ASK, by="host", confirmed=True)

    history(*STANDS, cancelled).at(NOON).when(MarkNoShow(side="host")).then_rejected(
        "appointment_over"
    )


def test_an_absence_noted_twice_is_not_news() -> None:
    jobseeker_absent = JobseekerNoShowRecorded(ask=ASK, starts_at=TEN)
    missed = history(*STANDS, jobseeker_absent).at(NOON)

    missed.when(MarkNoShow(side="jobseeker")).then()
    history(*STANDS, HOST_ABSENT).at(NOON).when(MarkNoShow(side="host")).then()


def test_after_a_host_was_absent_another_time_can_be_accepted_once() -> None:
    again = history(*STANDS, HOST_ABSENT).at(NOON)
    outcome = again.when(AcceptTime(by="host", starts_at=FRIDAY))
    confirmed = outcome.and_when(Confirm(generation=2))

    _, invite = confirmed.then_types(AppointmentConfirmed, InviteIssued)
    assert invite == invited(1, FRIDAY)
    events = (*STANDS, HOST_ABSENT, *outcome.events, *confirmed.events)
    second = given(appointments, *events).at(FRIDAY + timedelta(hours=1)).on(REQUEST)
    second.when(MarkNoShow(side="host")).then(HostNoShowRecorded(ask=ASK, starts_at=FRIDAY))


def test_a_talk_that_takes_place_is_neither_moved_nor_missed_nor_called_off() -> None:
    prepared = SessionPrepared(
        ask=ASK,
        generation=1,
        scheduled_start=TEN,
        minutes=19,
        zone=PACIFIC,
        employer_zone=PACIFIC,
        mode="in_person",
    )
    started = SessionStarted(ask=ASK, started_at=TEN, promised_end=NOON, cue_at=NOON)
    running = history(*STANDS).at(NOON).beside(sessions, REQUEST, prepared, started)

    for command in (
        MarkNoShow(side="host"),
        Cancel(by="host"),
        Reschedule(by="host", starts_at=FRIDAY),
    ):
        running.when(command).then_rejected("talk_begun")
    ended = SessionEnded(
        ask=ASK,
        started_at=TEN,
        ended_at=NOON,
        actual_s=7200,
        precision="second",
        host="absent",
        held=False,
        zone=PACIFIC,
        employer_zone=PACIFIC,
    )
    waited = running.beside(sessions, REQUEST, prepared, started, ended)
    waited.when(MarkNoShow(side="host")).then_types(HostNoShowRecorded)


def test_p3_a_search_without_a_time_is_noted_once() -> None:
    noted = NoTimeFound(ask=ASK, lapse_at=TEN)

    history(OPENED).when(NoteNoTime(lapse_at=TEN)).then(noted)
    history(OPENED, noted).when(NoteNoTime(lapse_at=TEN)).then()


def test_a_search_that_is_over_or_has_a_time_is_no_long_one() -> None:
    for past in ((OPENED, PICKED), STANDS, (*STANDS, HOST_ABSENT)):
        history(*past).when(NoteNoTime(lapse_at=TEN)).then()


def test_an_agreement_without_a_time_lapses() -> None:
    history(OPENED).when(Lapse()).then(AgreementLapsed(ask=ASK))


def test_an_agreement_with_a_time_does_not_lapse() -> None:
    history(OPENED, PICKED).when(Lapse()).then()
    history(OPENED, PICKED).at(TEN).when(Lapse()).then(AgreementLapsed(ask=ASK))  # never settled
    history(*STANDS).when(Lapse()).then()


def test_a_reschedule_offer_lapses_by_its_own_timer_only() -> None:
    history(*STANDS, HOST_ABSENT).when(Lapse()).then()
    history(*STANDS, HOST_ABSENT).when(Lapse(after_no_show=True)).then(AgreementLapsed(ask=ASK))


def test_a_day_before_both_are_reminded_and_an_hour_before_the_jobseeker() -> None:
    outcome = history(*STANDS).when(SendReminder(generation=1, reminder="day_before"))
    outcome.then(
        ReminderDue(ask=ASK, generation=1, reminder="day_before", to=("host", "jobseeker")),
        ReminderSent(ask=ASK, generation=1, reminder="day_before", to="host"),
        ReminderSent(ask=ASK, generation=1, reminder="day_before", to="jobseeker"),
    )
    outcome.and_when(SendReminder(generation=1, reminder="day_before")).then()
    outcome.and_when(SendReminder(generation=1, reminder="hour_before")).then(
        ReminderDue(ask=ASK, generation=1, reminder="hour_before", to=("jobseeker",)),
        ReminderSent(ask=ASK, generation=1, reminder="hour_before", to="jobseeker"),
    )


def test_a_reminder_that_comes_too_late_is_skipped() -> None:
    skipped = ReminderSkipped(ask=ASK, generation=1, reminder="hour_before")
    late = SendReminder(generation=1, reminder="hour_before", too_late=True)

    history(*STANDS).when(late).then(skipped)
    history(*STANDS).at(TEN).when(SendReminder(generation=1, reminder="hour_before")).then(skipped)


def test_a_reminder_of_a_time_that_moved_is_overtaken() -> None:
    elsewhen = history(*STANDS, *moved(2, TEN, FRIDAY, "host"))

    elsewhen.when(SendReminder(generation=1, reminder="day_before")).then()
    elsewhen.when(SendReminder(generation=2, reminder="day_before")).then_types(
        ReminderDue, ReminderSent, ReminderSent
    )
