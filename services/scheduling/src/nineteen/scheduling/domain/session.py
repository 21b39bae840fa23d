"""Sessions: the talk itself, nineteen minutes, kept to the second (S22-S28, S31)."""

from typing import get_args

from nineteen.scheduling.domain import closing, conduct
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
    SessionCommand,
    StartSession,
)
from nineteen.scheduling.domain.talk import (
    Ended,
    NotPrepared,
    Prepared,
    Running,
    Session,
    SessionEvent,
    evolve,
)
from nineteen.shared.decider import Decider, Facts, Rejected
from nineteen.shared.schema.scheduling import (
    AttendanceUnknown,
    SessionDropped,
    TimeUp,
    WrapUpCued,
)

FromTheClock = (
    PrepareSession | DropSession | CueWrapUp | CallTime | EstimateEnd | MarkAttendanceUnknown
)
AboutTheTalk = (
    RecordResumeLeft
    | RecordReferralAsk
    | RecordTalkBalance
    | DebriefSession
    | RecordHostFeedback
    | CorrectSession
)


def decide(state: Session, command: SessionCommand, _facts: Facts) -> list[SessionEvent]:
    match command:
        case StartSession():
            return conduct.start(state, command)
        case AcknowledgeCue():
            return conduct.acknowledge(state, command)
        case GrantExtension():
            return conduct.extend(state, command)
        case EndSession():
            return conduct.end(state, command)
        case RecordSession():
            return conduct.record(state, command)
        case (
            PrepareSession()
            | DropSession()
            | CueWrapUp()
            | CallTime()
            | EstimateEnd()
            | MarkAttendanceUnknown()
        ):
            return by_the_clock(state, command)
        case _:
            return told(state, command)


def by_the_clock(state: Session, command: FromTheClock) -> list[SessionEvent]:
    """What policies ask; when it is overtaken, nothing happens."""
    match state, command:
        case _, PrepareSession():
            return conduct.prepare(state, command)
        case _, EstimateEnd():
            return conduct.estimate_end(state, command)
        case Prepared(meeting=meeting), DropSession(generation=last):
            if meeting.generation <= last:
                return [SessionDropped(ask=meeting.ask, generation=meeting.generation)]
        case Prepared(meeting=meeting), MarkAttendanceUnknown(generation=generation):
            if meeting.generation == generation:
                return [AttendanceUnknown(ask=meeting.ask)]
        case Running(promise=promise, cue=cue), CueWrapUp(promise=number):
            if cue.cued < number == promise.number:
                cued = WrapUpCued(ask=state.meeting.ask, promise=number, cued_at=command.at)
                return [cued]
        case Running(promise=promise, cue=cue), CallTime(promise=number):
            if cue.called < number == promise.number:
                return [TimeUp(ask=state.meeting.ask, promise=number)]
        case _:
            pass
    return []


def told(state: Session, command: AboutTheTalk) -> list[SessionEvent]:
    """What people say of the talk: names and resume while it runs, the rest after it."""
    if isinstance(state, Ended) and not state.end.held:
        raise Rejected(
            "not_held",
            "This talk was not held: somebody was absent. There is nothing to tell of it.",
        )
    match state, command:
        case ((Running() | Ended()), RecordResumeLeft()):
            return closing.resume(state, command)
        case ((Running() | Ended()), RecordReferralAsk()):
            return closing.referrals(state, command)
        case Ended(), RecordTalkBalance():
            return closing.balance(state, command)
        case Ended(), DebriefSession():
            return closing.debrief(state, command)
        case Ended(), RecordHostFeedback():
            return closing.feedback(state, command)
        case Ended(), CorrectSession():
            return closing.correct(state, command)
        case _:
            raise conduct.cannot(state)


sessions: Decider[Session, SessionCommand, SessionEvent] = Decider(
    kind="session",
    collection="sessions",
    initial=NotPrepared(),
    decide=decide,
    evolve=evolve,
    commands=get_args(SessionCommand),
    events=get_args(SessionEvent),
)
