"""The last minutes and the debrief: resume last, names asked for, both views kept."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from nineteen.scheduling.domain.promise import Promise, seconds_over
from nineteen.scheduling.domain.session_commands import (
    CorrectSession,
    DebriefSession,
    Named,
    RecordHostFeedback,
    RecordReferralAsk,
    RecordResumeLeft,
    RecordTalkBalance,
)
from nineteen.scheduling.domain.talk import Ended, Running, SessionEvent
from nineteen.shared.decider import Forbidden, Invalid, Rejected
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    HostFeedbackGiven,
    ReferralsAsked,
    ResumeHandedOver,
    ResumeLeft,
    ResumeLeftEarly,
    ResumeNotLeft,
    SessionCorrected,
    SessionDebriefed,
    TalkBalanceReported,
)
from nineteen.shared.schema.words import NamedPerson

RESUME_LAST = timedelta(minutes=3)
"""Before the cue and more than this before the end is early (S12, S31)."""
A_DAY = timedelta(days=1)


def resume(state: Running | Ended, command: RecordResumeLeft) -> list[SessionEvent]:
    """The last word counts: the same again is not news, another one is appended."""
    ask, closing = state.meeting.ask, state.closing
    match command.how:
        case "not_left" | "host_declined" as reason:
            known = closing.resume == "not_left"
            return [] if known else [ResumeNotLeft(ask=ask, reason=reason)]
        case "handed" | "mailed_after" as how:
            handed = ResumeHandedOver(ask=ask, how=how, handed_at=moment(state, command))
    if isinstance(state, Running):
        again = closing.handed is not None and command.handed_at in {None, closing.handed.handed_at}
        return [] if again else [handed]
    if command.handed_at is None and closing.resume in {"left", "early"}:
        return []
    verdict = left(state, handed)
    known = closing.resume == ("early" if isinstance(verdict, ResumeLeftEarly) else "left")
    return [] if known else [verdict]


def moment(state: Running | Ended, command: RecordResumeLeft) -> datetime:
    """When the resume changed hands; a day off the talk it was another one."""
    handed_at = command.handed_at or command.at
    if handed_at > command.at:
        raise Invalid(
            "in_the_future", "This moment is still to come. Nothing was recorded; tell it then."
        )
    if state.promise.started_at - handed_at > A_DAY:
        raise Rejected(
            "not_this_meeting",
            "This moment is more than a day before the talk. Nothing was recorded; check it.",
        )
    return handed_at.astimezone(UTC)


def left(state: Ended, handed: ResumeHandedOver) -> ResumeLeft | ResumeLeftEarly:
    """Early: before the cue *and* more than 3 minutes before the end; no cue, the 3 decide."""
    ended_at, cued_at = state.end.ended_at, state.cue.first_at
    cued = cued_at is not None and cued_at <= min(handed.handed_at, ended_at)
    if not cued and ended_at - handed.handed_at > RESUME_LAST:
        return ResumeLeftEarly(ask=handed.ask, how=handed.how)
    return ResumeLeft(ask=handed.ask, how=handed.how)


def resume_at_the_end(state: Ended) -> list[SessionEvent]:
    handed = state.closing.handed
    return [] if handed is None else [left(state, handed)]


def balance(state: Ended, command: RecordTalkBalance) -> list[SessionEvent]:
    if state.share == command.share:
        return []
    return [TalkBalanceReported(ask=state.meeting.ask, share=command.share)]


def referrals(state: Running | Ended, command: RecordReferralAsk) -> list[SessionEvent]:
    known = state.closing.referrals
    if known == "names":
        raise Rejected(
            "names_already_recorded",
            "The names of this talk are recorded. They stay; add a further one as a lead.",
        )
    if known == command.answer:
        return []
    ask = state.meeting.ask
    names = tuple(person(ask.request, index, each) for index, each in enumerate(command.names))
    return [ReferralsAsked(ask=ask, answer=command.answer, names=names)]


def person(session: str, index: int, named: Named) -> NamedPerson:
    """The subject id follows from the session, never from the person: names come once a talk."""
    subject = named.person or natural_id("named", session, str(index))
    return NamedPerson(**{**named.model_dump(), "person": subject})


def debrief(state: Ended, command: DebriefSession) -> list[SessionEvent]:
    ask, closing = state.meeting.ask, state.closing
    if closing.referrals is None:
        raise Rejected(
            "referral_answer_missing",
            "A debrief says whether further names were asked for: names, none, or not asked. "
            "Nothing was changed; give that answer first, then debrief.",
        )
    told = SessionDebriefed(
        ask=ask,
        learned=command.learned,
        they_learned=command.they_learned,
        next_step=command.next_step,
        thank_point=command.thank_point,
    )
    if closing.resume == "open":
        return [ResumeNotLeft(ask=ask, reason="not_left"), told]
    return [told]


def feedback(state: Ended, command: RecordHostFeedback) -> list[SessionEvent]:
    said = HostFeedbackGiven(
        ask=state.meeting.ask,
        time_kept=command.time_kept,
        prepared=command.prepared,
        would_host_again=command.would_host_again,
    )
    if said == state.feedback:
        return []
    if command.time_kept in {None, state.verdict.kept}:
        return [said]
    return [said, by_the_host(state, kept=bool(command.time_kept))]


def by_the_host(state: Ended, *, kept: bool) -> SessionCorrected:
    """The host's word: no recalled extension counts against it, and no tolerance."""
    over = seconds_over(state.promise.without_recalled(), state.end.ended_at)
    return SessionCorrected(
        ask=state.meeting.ask,
        verdict="kept" if kept else "overran",
        by_s=0 if kept else over,
        within_tolerance=kept,
        source="host",
    )


def correction(
    state: Ended, promise: Promise, source: Literal["at_the_time", "recalled"], tolerance_s: int
) -> list[SessionEvent]:
    """The verdict after an extension that was told after the end, when it is another one."""
    by_s = seconds_over(promise, state.end.ended_at)
    if state.verdict.by_s == by_s or not state.verdict.yields_to(source):
        return []
    return [
        SessionCorrected(
            ask=state.meeting.ask,
            verdict="overran" if by_s else "kept",
            by_s=by_s,
            within_tolerance=by_s <= tolerance_s,
            source=source,
        )
    ]


def correct(state: Ended, command: CorrectSession) -> list[SessionEvent]:
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only", "Only staff correct a verdict. Nothing was changed; ask your counselor."
        )
    if not state.verdict.yields_to(command.source):
        raise Rejected(
            "outranked",
            "The host counts before what was said at the time, and that before what is "
            "recalled. The verdict stands.",
        )
    within = command.by_s <= command.settings.policy.tolerance_s
    if (state.verdict.kept, state.verdict.by_s) == (within, command.by_s):
        return []
    return [
        SessionCorrected(
            ask=state.meeting.ask,
            verdict=command.verdict,
            by_s=command.by_s,
            within_tolerance=within,
            source=command.source,
        )
    ]
