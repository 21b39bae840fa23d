"""The talk: nineteen minutes, cued, kept, extended by the host only, resume last."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

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
    Named,
    PrepareSession,
    RecordHostFeedback,
    RecordReferralAsk,
    RecordResumeLeft,
    RecordSession,
    RecordTalkBalance,
    StartSession,
)
from nineteen.shared.decider import Command
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.scheduling import (
    AttendanceUnknown,
    CueShown,
    HostExtended,
    HostFeedbackGiven,
    OverranPromise,
    PromiseKept,
    ReferralsAsked,
    ResumeHandedOver,
    ResumeLeft,
    ResumeLeftEarly,
    ResumeNotLeft,
    SessionCorrected,
    SessionDebriefed,
    SessionDropped,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    TalkBalanceReported,
    TimeUp,
    WrapUpCued,
)
from nineteen.shared.schema.settings import PolicyValues, Settings
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, Given, given

PACIFIC = "America/Los_Angeles"
SESSION = "00000000-0000-4000-8000-000000000018"
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-0000000000c1",
    jobseeker="00000000-0000-4000-8000-0000000000a0",
    employer="00000000-0000-4000-8000-0000000000e1",
    contact="00000000-0000-4000-8000-0000000000d1",
    person="00000000-0000-4000-8000-0000000000b1",
    route="warm",
)
TEN = datetime(2026, 3, 18, 17, tzinfo=UTC)
PLAN: dict[str, Any] = {
    "ask": ASK,
    "generation": 1,
    "scheduled_start": TEN,
    "minutes": 19,
    "zone": PACIFIC,
    "employer_zone": PACIFIC,
    "mode": "in_person",
}
PREPARED = SessionPrepared(**PLAN)


def at(clock: str) -> datetime:
    """`minutes:seconds` after ten o'clock."""
    minutes, _, seconds = clock.partition(":")
    return TEN + timedelta(minutes=int(minutes), seconds=int(seconds or 0))


STARTED = SessionStarted(
    ask=ASK, started_at=TEN, promised_end=at("19:00"), cue_at=at("17:00"), promise=1
)
CUED = WrapUpCued(ask=ASK, promise=1, cued_at=at("17:00"))
RUNNING: tuple[Event, ...] = (PREPARED, STARTED)


def finish(clock: str, **other: Any) -> SessionEnded:
    minutes, _, seconds = clock.partition(":")
    facts = {
        "ask": ASK,
        "started_at": TEN,
        "ended_at": at(clock),
        "actual_s": 60 * int(minutes) + int(seconds or 0),
        "promised_end": at("19:00"),
        "precision": "second",
        "zone": PACIFIC,
        "employer_zone": PACIFIC,
    }
    return SessionEnded.model_validate({**facts, **other})


KEPT = PromiseKept(ask=ASK)
ENDED: tuple[Event, ...] = (*RUNNING, CUED, finish("18:40"), KEPT)
ASKED_NONE = ReferralsAsked(ask=ASK, answer="none")


def overran(by_s: int, *, within: bool) -> OverranPromise:
    return OverranPromise(ask=ASK, by_s=by_s, within_tolerance=within)


def history(*events: Event, when: str = "0:00") -> Given:
    return given(sessions, *events).by(JOBSEEKER).on(SESSION).at(at(when))


# Ready, started, cued


def test_a_confirmed_meeting_becomes_ready_to_run() -> None:
    history().when(PrepareSession(**PLAN)).then(PREPARED)


def test_an_older_preparation_is_overtaken_and_a_newer_one_counts() -> None:
    newer = {**PLAN, "generation": 2, "scheduled_start": at("60")}

    history(PREPARED).when(PrepareSession(**PLAN)).then()
    history(PREPARED).when(PrepareSession(**newer)).then(SessionPrepared(**newer))


def test_a_missed_talk_may_be_followed_by_another_and_a_held_one_may_not() -> None:
    again = {**PLAN, "generation": 2}
    missed = (*RUNNING, finish("15:00", host="absent", held=False), KEPT)

    history(*missed).when(PrepareSession(**again)).then(SessionPrepared(**again))
    history(*ENDED).when(PrepareSession(**again)).then()


def test_s21_a_session_of_21_minutes_cannot_be_asked_for() -> None:
    with pytest.raises(ValidationError):
        PrepareSession(**{**PLAN, "minutes": 21})


def test_a_session_is_dropped_with_its_meeting_and_only_then() -> None:
    history(PREPARED).when(DropSession(generation=1)).then(SessionDropped(ask=ASK, generation=1))
    again = PREPARED.model_copy(update={"generation": 2})
    history(PREPARED, again).when(DropSession(generation=1)).then()
    history(*ENDED).when(DropSession(generation=1)).then()


def test_s22_nineteen_minutes_run_from_the_start() -> None:
    history(PREPARED).when(StartSession()).then(STARTED)


def test_starting_twice_is_not_news() -> None:
    history(*RUNNING, when="1:00").when(StartSession()).then()


def test_a_minute_late_is_still_punctual() -> None:
    late = history(PREPARED, when="1:00").when(StartSession())

    (started,) = late.then_types(SessionStarted)
    assert isinstance(started, SessionStarted)
    assert started.promised_end == at("20:00")


def test_who_is_over_a_minute_late_keeps_the_scheduled_end() -> None:
    late = history(PREPARED, when="1:01").when(StartSession())

    (started,) = late.then_types(SessionStarted)
    assert isinstance(started, SessionStarted)
    assert (started.promised_end, started.cue_at) == (at("19:00"), at("17:00"))


def test_who_waited_for_the_host_has_the_full_minutes() -> None:
    late = history(PREPARED, when="6:00").when(StartSession(waited_for_host=True))

    (started,) = late.then_types(SessionStarted)
    assert isinstance(started, SessionStarted)
    assert started.promised_end == at("25:00")


@pytest.mark.parametrize("hours", [-2, 25])
def test_a_talk_begins_near_its_time(hours: int) -> None:
    elsewhen = history(PREPARED, when=str(60 * hours))

    elsewhen.when(StartSession()).then_rejected("not_this_meeting")


def test_a_dropped_or_unprepared_session_does_not_start() -> None:
    dropped = SessionDropped(ask=ASK, generation=1)

    history(PREPARED, dropped).when(StartSession()).then_rejected("called_off")
    history().when(StartSession()).then_rejected("not_yet")


def test_s24_the_cue_comes_once_at_seventeen_of_nineteen() -> None:
    running = history(*RUNNING, when="17:00")

    running.when(CueWrapUp(promise=1)).then(CUED).and_when(CueWrapUp(promise=1)).then()


def test_s24_no_cue_after_the_end() -> None:
    history(*ENDED, when="19:00").when(CueWrapUp(promise=1)).then()
    history(*ENDED, when="19:00").when(AcknowledgeCue()).then()


def test_a_cue_of_an_older_promise_is_overtaken() -> None:
    history(*RUNNING, extended()).when(CueWrapUp(promise=1)).then()


def test_the_cue_was_seen() -> None:
    seen = CueShown(ask=ASK, shown_at=at("17:01"))

    shown = history(*RUNNING, CUED, when="17:01").when(AcknowledgeCue()).then(seen)
    shown.and_when(AcknowledgeCue()).then()
    history(*RUNNING, when="10:00").when(AcknowledgeCue()).then_rejected("no_cue_yet")


def test_a_page_may_show_the_cue_five_seconds_early() -> None:
    history(*RUNNING, when="16:55").when(AcknowledgeCue()).then_types(CueShown)
    history(*RUNNING, when="16:54").when(AcknowledgeCue()).then_rejected("no_cue_yet")


def test_time_is_up_once_when_the_talk_goes_on() -> None:
    up = TimeUp(ask=ASK, promise=1)

    history(*RUNNING, when="19:00").when(CallTime(promise=1)).then(up).and_when(
        CallTime(promise=1)
    ).then()
    history(*ENDED).when(CallTime(promise=1)).then()


# The end and its verdict


@pytest.mark.parametrize(
    ("clock", "verdict"),
    [
        ("17:30", KEPT),
        ("19:00", KEPT),
        ("19:01", overran(1, within=True)),
        ("19:20", overran(20, within=True)),
        ("19:30", overran(30, within=True)),
        ("19:31", overran(31, within=False)),
        ("20:35", overran(95, within=False)),
        ("23:10", overran(250, within=False)),
    ],
)
def test_s23_one_verdict_to_the_second(clock: str, verdict: Event) -> None:
    history(*RUNNING, when=clock).when(EndSession()).then(finish(clock), verdict)


def test_s23_an_agency_may_tolerate_less() -> None:
    strict = Settings(policy=PolicyValues(tolerance_s=10))

    history(*RUNNING, when="19:11").under(strict).when(EndSession()).then(
        finish("19:11"), overran(11, within=False)
    )


def test_ending_twice_is_not_news() -> None:
    history(*ENDED, when="18:41").when(EndSession()).then()


def test_a_talk_ends_after_it_began() -> None:
    history(PREPARED, when="2").when(EndSession()).then_rejected("not_started")
    early = history(*RUNNING, when="-1").when(EndSession())
    early.then_rejected("ends_before_start")


def test_a_stand_in_counts_as_held_and_an_absent_host_does_not() -> None:
    running = history(*RUNNING, when="18:40")

    stood_in, _ = running.when(EndSession(host="stand_in")).then_types(SessionEnded, PromiseKept)
    absent, _ = running.when(EndSession(host="absent")).then_types(SessionEnded, PromiseKept)

    assert isinstance(stood_in, SessionEnded)
    assert isinstance(absent, SessionEnded)
    assert (stood_in.held, absent.held) == (True, False)


def test_s14_an_end_that_nobody_told_is_estimated() -> None:
    a_day = history(*RUNNING, when=str(24 * 60))

    a_day.when(EstimateEnd()).then(finish("19:00", precision="estimated"), KEPT)
    history(*ENDED).when(EstimateEnd()).then()


def test_a_talk_does_not_end_two_days_later() -> None:
    history(*RUNNING, when=str(48 * 60)).when(EndSession()).then_rejected("end_too_late")


def test_attendance_is_unknown_when_nobody_said_anything() -> None:
    unknown = AttendanceUnknown(ask=ASK)
    silence = history(PREPARED, when=str(25 * 60)).when(MarkAttendanceUnknown(generation=1))

    silence.then(unknown).and_when(StartSession()).then_rejected("attendance_unknown")
    history(*ENDED).when(MarkAttendanceUnknown(generation=1)).then()
    history(PREPARED).when(MarkAttendanceUnknown(generation=0)).then()


# Talks without the page


def recorded(start: str, end: str, **other: Any) -> RecordSession:
    return RecordSession.model_validate({"started_at": at(start), "ended_at": at(end), **other})


def test_a_talk_without_the_page_is_told_afterwards() -> None:
    told = history(PREPARED, when="60").when(recorded("0", "21"))

    told.then(finish("21", precision="minute"), overran(120, within=False))
    told.and_when(recorded("0", "21")).then()
    told.and_when(recorded("0", "20")).then_rejected("already_ended")


def test_a_talk_of_unknown_attendance_can_still_be_told() -> None:
    unknown = history(PREPARED, AttendanceUnknown(ask=ASK), when="3000")

    unknown.when(recorded("0", "19")).then_types(SessionEnded, PromiseKept)


def test_a_forgotten_page_is_set_right() -> None:
    told = history(*RUNNING, extended(), when="60").when(recorded("0", "28"))

    told.then(
        finish("28", precision="minute", promised_end=at("29:00")),
        PromiseKept(ask=ASK, extension_min=10),
    )


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("0", "61", "in_the_future"),
        ("20", "10", "ends_before_start"),
        ("-120", "0", "not_this_meeting"),
        ("-3000", "0", "talk_too_long"),
    ],
)
def test_a_told_talk_has_times_that_can_be(start: str, end: str, code: str) -> None:
    history(PREPARED, when="60").when(recorded(start, end)).then_rejected(code)


def test_times_at_the_edge_of_the_calendar_are_refused_politely() -> None:
    first = datetime(2000, 1, 2, tzinfo=UTC)
    telling = RecordSession(started_at=first, ended_at=first)

    history(PREPARED, when="60").when(telling).then_rejected("not_this_meeting")
    moment = RecordResumeLeft(how="handed", handed_at=first)
    history(*ENDED, when="60").when(moment).then_rejected("not_this_meeting")


# The host asks to stay


def extended(minutes: int = 10, source: str = "at_the_time") -> HostExtended:
    return HostExtended.model_validate(
        {
            "ask": ASK,
            "minutes": minutes,
            "promised_end": at(str(19 + minutes)),
            "cue_at": at(str(17 + minutes)),
            "promise": 2,
            "source": source,
        }
    )


def corrected(verdict: str, by_s: int, source: str, *, within: bool) -> SessionCorrected:
    return SessionCorrected.model_validate(
        {
            "ask": ASK,
            "verdict": verdict,
            "by_s": by_s,
            "within_tolerance": within,
            "source": source,
        }
    )


def test_s26_a_host_extension_is_no_overrun_and_cues_again() -> None:
    stay = history(*RUNNING, CUED, when="18:00").when(GrantExtension(minutes=10))
    stay.then(extended())
    longer = (*RUNNING, CUED, extended())

    history(*longer, when="27:00").when(CueWrapUp(promise=2)).then(
        WrapUpCued(ask=ASK, promise=2, cued_at=at("27:00"))
    )
    history(*longer, when="28:00").when(EndSession()).then(
        finish("28:00", promised_end=at("29:00")), PromiseKept(ask=ASK, extension_min=10)
    )


def test_an_extension_is_asked_for_until_thirty_seconds_after_the_promise() -> None:
    ask = GrantExtension(minutes=10)

    history(*RUNNING, when="19:30").when(ask).then(extended())
    history(*RUNNING, when="19:31").when(ask).then_rejected("extension_too_late")


OVERRAN: tuple[Event, ...] = (*RUNNING, CUED, finish("23:10"), overran(250, within=False))


def test_a_recalled_extension_corrects_the_verdict() -> None:
    recalled = GrantExtension(minutes=10, source="recalled")

    history(*OVERRAN, when="60").when(recalled).then(
        extended(source="recalled"), corrected("kept", 0, "recalled", within=True)
    )


def test_a_recalled_extension_that_was_too_short_leaves_the_rest_over() -> None:
    recalled = GrantExtension(minutes=3, source="recalled")

    history(*OVERRAN, when="60").when(recalled).then(
        extended(minutes=3, source="recalled"),
        corrected("overran", 70, "recalled", within=False),
    )


def test_e5_the_host_overrules_a_recalled_extension() -> None:
    recalled = (extended(source="recalled"), corrected("kept", 0, "recalled", within=True))
    debriefed = history(*OVERRAN, *recalled, when="90")
    said = HostFeedbackGiven(ask=ASK, time_kept=False)

    debriefed.when(RecordHostFeedback(time_kept=False)).then(
        said, corrected("overran", 250, "host", within=False)
    )


def test_the_hosts_word_is_not_overruled_by_what_is_recalled_later() -> None:
    said = HostFeedbackGiven(ask=ASK, time_kept=False)
    recalled = GrantExtension(minutes=10, source="recalled")

    history(*OVERRAN, said, when="90").when(recalled).then(extended(source="recalled"))


def test_the_host_may_say_that_the_time_was_kept() -> None:
    said = HostFeedbackGiven(ask=ASK, time_kept=True)

    history(*OVERRAN, when="90").when(RecordHostFeedback(time_kept=True)).then(
        said, corrected("kept", 0, "host", within=True)
    )


def test_a_host_who_agrees_with_the_clock_corrects_nothing() -> None:
    said = HostFeedbackGiven(ask=ASK, time_kept=True, prepared=True)
    command = RecordHostFeedback(time_kept=True, prepared=True)

    history(*ENDED, when="90").when(command).then(said).and_when(command).then()


def test_an_empty_feedback_is_none() -> None:
    with pytest.raises(ValidationError, match="at least one"):
        RecordHostFeedback()


def test_staff_correct_a_verdict_and_nobody_else() -> None:
    command = CorrectSession(verdict="overran", by_s=45, source="at_the_time")

    history(*ENDED, when="90").when(command).then_rejected("staff_only")
    history(*ENDED, when="90").by(COUNSELOR).when(command).then(
        corrected("overran", 45, "at_the_time", within=False)
    )


def test_a_correction_yields_to_the_host() -> None:
    said = HostFeedbackGiven(ask=ASK, time_kept=True)
    command = CorrectSession(verdict="overran", by_s=45, source="at_the_time")

    history(*ENDED, said, when="90").by(COUNSELOR).when(command).then_rejected("outranked")


def test_a_correction_that_changes_nothing_is_not_news() -> None:
    command = CorrectSession(verdict="kept", source="at_the_time")

    history(*ENDED, when="90").by(COUNSELOR).when(command).then()


# The resume, last


def handed(clock: str) -> ResumeHandedOver:
    return ResumeHandedOver(ask=ASK, how="handed", handed_at=at(clock))


def test_s12_a_resume_after_the_cue_is_left_at_the_end() -> None:
    running = history(*RUNNING, CUED, when="18:10")
    running.when(RecordResumeLeft(how="handed")).then(handed("18:10"))

    history(*RUNNING, CUED, handed("18:10"), when="18:40").when(EndSession()).then(
        finish("18:40"), KEPT, ResumeLeft(ask=ASK, how="handed")
    )


def test_s31_e6_a_resume_at_two_minutes_is_early() -> None:
    history(*RUNNING, handed("2:00"), CUED, when="18:40").when(EndSession()).then(
        finish("18:40"), KEPT, ResumeLeftEarly(ask=ASK, how="handed")
    )


def test_s31_an_early_resume_is_told_honestly_afterwards() -> None:
    told = RecordResumeLeft(how="handed", handed_at=at("2:00"))

    history(*ENDED, when="60").when(told).then(ResumeLeftEarly(ask=ASK, how="handed"))


@pytest.mark.parametrize(
    ("events", "clock", "early"),
    [
        ((CUED,), "16:59", False),  # before the cue, but within 3 minutes of the end
        ((CUED,), "15:39", True),
        ((CUED,), "17:00", False),
        ((), "15:40", False),  # without a cue the 3 minutes alone decide
        ((), "15:39", True),
    ],
)
def test_s31_early_is_before_the_cue_and_three_minutes_before_the_end(
    events: tuple[Event, ...], clock: str, *, early: bool
) -> None:
    outcome = history(*RUNNING, *events, handed(clock), when="18:40").when(EndSession())

    assert isinstance(outcome.events[-1], ResumeLeftEarly if early else ResumeLeft)


def test_a_resume_after_the_first_of_two_cues_is_not_early() -> None:
    second = WrapUpCued(ask=ASK, promise=2, cued_at=at("27:00"))
    longer = (*RUNNING, CUED, extended(), handed("18:30"), second)

    outcome = history(*longer, when="28:00").when(EndSession())

    assert isinstance(outcome.events[-1], ResumeLeft)


def test_no_resume_or_a_declined_one_is_told_once() -> None:
    for how in ("not_left", "host_declined"):
        command = RecordResumeLeft.model_validate({"how": how})
        no = ResumeNotLeft.model_validate({"ask": ASK, "reason": how})
        history(*ENDED, when="20:00").when(command).then(no).and_when(command).then()


def test_a_resume_told_twice_is_not_news_and_another_moment_is() -> None:
    again = history(*ENDED, ResumeLeft(ask=ASK, how="handed"), when="60")

    again.when(RecordResumeLeft(how="handed")).then()
    again.when(RecordResumeLeft(how="handed", handed_at=at("18:10"))).then()
    again.when(RecordResumeLeft(how="handed", handed_at=at("2:00"))).then(
        ResumeLeftEarly(ask=ASK, how="handed")
    )


def test_a_resume_may_follow_with_the_thank_you() -> None:
    debriefed = history(*ENDED, ResumeNotLeft(ask=ASK, reason="not_left"), when="200")

    debriefed.when(RecordResumeLeft(how="mailed_after")).then(
        ResumeLeft(ask=ASK, how="mailed_after")
    )


def test_a_resume_is_not_handed_over_in_the_future() -> None:
    future = RecordResumeLeft(how="handed", handed_at=at("18:00"))

    history(*RUNNING, when="10:00").when(future).then_rejected("in_the_future")


# Names and debrief


def test_s13_names_come_with_a_subject_each() -> None:
    told = RecordReferralAsk(answer="names", names=(Named(name="Kim Doe"), Named(name="Lou Roe")))

    outcome = history(*RUNNING, CUED, when="18:20").when(told)

    (asked,) = outcome.then_types(ReferralsAsked)
    assert isinstance(asked, ReferralsAsked)
    assert [each.name for each in asked.names] == ["Kim Doe", "Lou Roe"]
    assert len({each.person for each in asked.names}) == 2
    outcome.and_when(told).then_rejected("names_already_recorded")


def test_s13_an_answer_without_names_may_become_one_with_names() -> None:
    asked = history(*ENDED, ASKED_NONE, when="60")

    asked.when(RecordReferralAsk(answer="none")).then()
    asked.when(RecordReferralAsk(answer="names", names=(Named(name="Kim Doe"),))).then_types(
        ReferralsAsked
    )


def test_s13_names_belong_to_the_answer_names() -> None:
    with pytest.raises(ValidationError, match="names belong"):
        RecordReferralAsk(answer="none", names=(Named(name="Kim Doe"),))
    with pytest.raises(ValidationError, match="names belong"):
        RecordReferralAsk(answer="names")
    with pytest.raises(ValidationError):
        RecordReferralAsk(answer="names", names=(Named(name="Kim Doe"),) * 6)


DEBRIEF = DebriefSession(learned="They train their own people.", they_learned="I fix pumps.")


def test_s13_a_debrief_needs_the_referral_answer() -> None:
    history(*ENDED, when="60").when(DEBRIEF).then_rejected("referral_answer_missing")


def test_s28_a_debrief_keeps_both_sides_and_a_resume_unmentioned_was_not_left() -> None:
    told = SessionDebriefed(
        ask=ASK, learned="They train their own people.", they_learned="I fix pumps."
    )

    history(*ENDED, ASKED_NONE, when="60").when(DEBRIEF).then(
        ResumeNotLeft(ask=ASK, reason="not_left"), told
    )
    history(*ENDED, ASKED_NONE, ResumeLeft(ask=ASK, how="handed")).when(DEBRIEF).then(told)


def test_s27_talk_balance_is_the_jobseekers_own_estimate() -> None:
    half = TalkBalanceReported(ask=ASK, share=51)

    told = history(*ENDED, when="20:00").when(RecordTalkBalance(share=51)).then(half)
    told.and_when(RecordTalkBalance(share=51)).then()
    told.and_when(RecordTalkBalance(share=60)).then(TalkBalanceReported(ask=ASK, share=60))


@pytest.mark.parametrize(
    "command",
    [DEBRIEF, RecordTalkBalance(share=50), RecordHostFeedback(prepared=True)],
    ids=lambda each: type(each).__name__,
)
def test_what_is_told_of_a_talk_is_told_after_it(command: Command) -> None:
    history(*RUNNING, when="5:00").when(command).then_rejected("talk_goes_on")
    history(PREPARED, when="5:00").when(command).then_rejected("not_started")


def test_nothing_is_told_of_a_talk_that_was_not_held() -> None:
    missed = history(*RUNNING, finish("15:00", host="absent", held=False), KEPT)

    missed.when(DEBRIEF).then_rejected("not_held")
