"""What a session has come to: prepared, running, ended, called off, or nobody knows."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from nineteen.scheduling.domain.promise import Promise
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

SessionEvent = (
    SessionPrepared
    | SessionDropped
    | SessionStarted
    | WrapUpCued
    | CueShown
    | TimeUp
    | HostExtended
    | SessionEnded
    | AttendanceUnknown
    | PromiseKept
    | OverranPromise
    | ResumeHandedOver
    | ResumeLeft
    | ResumeLeftEarly
    | ResumeNotLeft
    | TalkBalanceReported
    | ReferralsAsked
    | SessionDebriefed
    | HostFeedbackGiven
    | SessionCorrected
)
Source = Literal["clock", "recalled", "at_the_time", "host"]
RANKS: tuple[Source, ...] = ("clock", "recalled", "at_the_time", "host")
"""Who says whether the promise was kept; a later one is believed before an earlier one."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Which promise was cued, seen and called; the first cue orders the resume (S31)."""

    first_at: datetime | None = None
    cued: int = 0
    shown: int = 0
    called: int = 0


@dataclass(frozen=True, slots=True)
class Closing:
    """What was said of the resume and of further names."""

    handed: ResumeHandedOver | None = None
    resume: Literal["open", "left", "early", "not_left"] = "open"
    referrals: Literal["names", "none", "not_asked"] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the promise counts as kept, and who says so."""

    kept: bool
    by_s: int = 0
    source: Source = "clock"

    def yields_to(self, source: Source) -> bool:
        return RANKS.index(source) >= RANKS.index(self.source)


@dataclass(frozen=True, slots=True)
class NotPrepared:
    """No meeting was confirmed yet."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The talk may begin."""

    meeting: SessionPrepared


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody said whether the talk took place; it can still be recorded."""

    meeting: SessionPrepared


@dataclass(frozen=True, slots=True)
class Dropped:
    """The meeting was called off."""

    meeting: SessionPrepared


@dataclass(frozen=True, slots=True)
class Running:
    """The talk goes on."""

    meeting: SessionPrepared
    promise: Promise
    cue: Cue = field(default_factory=Cue)
    closing: Closing = field(default_factory=Closing)


@dataclass(frozen=True, slots=True)
class Ended:
    """The talk is over; what is said afterwards gathers here."""

    meeting: SessionPrepared
    promise: Promise
    end: SessionEnded
    cue: Cue
    closing: Closing
    verdict: Verdict = field(default_factory=lambda: Verdict(kept=True))
    share: int | None = None
    feedback: HostFeedbackGiven | None = None


Session = NotPrepared | Prepared | Unknown | Dropped | Running | Ended


def evolve(state: Session, event: SessionEvent) -> Session:
    if isinstance(event, SessionPrepared):
        return Prepared(event)
    match state:
        case Prepared(meeting=meeting) | Unknown(meeting=meeting):
            return before(state, meeting, event)
        case Running():
            return during(state, event)
        case Ended():
            return afterwards(state, event)
        case NotPrepared() | Dropped():
            return state
    assert_never(state)


def before(state: Prepared | Unknown, meeting: SessionPrepared, event: SessionEvent) -> Session:
    match event:
        case SessionStarted(started_at=started, promised_end=end, promise=number):
            return Running(meeting, Promise(started, end, number))
        case SessionEnded():
            return ended(meeting, Promise(event.started_at, ends(event)), event)
        case SessionDropped():
            return Dropped(meeting)
        case AttendanceUnknown():
            return Unknown(meeting)
        case _:
            return state


def during(state: Running, event: SessionEvent) -> Running | Ended:
    cue, closing = state.cue, state.closing
    match event:
        case WrapUpCued(promise=number, cued_at=at):
            return replace(state, cue=replace(cue, cued=number, first_at=cue.first_at or at))
        case CueShown():
            return replace(state, cue=replace(cue, shown=state.promise.number))
        case TimeUp(promise=number):
            return replace(state, cue=replace(cue, called=number))
        case HostExtended():
            return replace(state, promise=extended(state.promise, event))
        case SessionEnded(started_at=started):
            promise = replace(state.promise, started_at=started, end=ends(event))
            return replace(ended(state.meeting, promise, event), cue=cue, closing=closing)
        case _:
            return replace(state, closing=closed(closing, event))


def ended(meeting: SessionPrepared, promise: Promise, end: SessionEnded) -> Ended:
    return Ended(meeting, promise, end, Cue(), Closing())


def ends(event: SessionEnded) -> datetime:
    return event.promised_end or event.ended_at


def extended(promise: Promise, event: HostExtended) -> Promise:
    return promise.extended(event.minutes, recalled=event.source == "recalled")


def afterwards(state: Ended, event: SessionEvent) -> Ended:
    match event:
        case PromiseKept():
            return replace(state, verdict=Verdict(kept=True))
        case OverranPromise(by_s=by_s, within_tolerance=kept):
            return replace(state, verdict=Verdict(kept=kept, by_s=by_s))
        case SessionCorrected(by_s=by_s, source=source):
            kept = event.verdict == "kept" or event.within_tolerance
            return replace(state, verdict=Verdict(kept=kept, by_s=by_s, source=source))
        case HostExtended():
            return replace(state, promise=extended(state.promise, event))
        case TalkBalanceReported(share=share):
            return replace(state, share=share)
        case HostFeedbackGiven(time_kept=None):
            return replace(state, feedback=event)
        case HostFeedbackGiven():
            return replace(state, feedback=event, verdict=replace(state.verdict, source="host"))
        case _:
            return replace(state, closing=closed(state.closing, event))


def closed(closing: Closing, event: SessionEvent) -> Closing:
    match event:
        case ResumeHandedOver():
            return replace(closing, handed=event, resume="open")
        case ResumeLeft():
            return replace(closing, resume="left")
        case ResumeLeftEarly():
            return replace(closing, resume="early")
        case ResumeNotLeft():
            return replace(closing, handed=None, resume="not_left")
        case ReferralsAsked(answer=answer):
            return replace(closing, referrals=answer)
        case _:
            return closing
