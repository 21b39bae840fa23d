"""What a talk's stream tells: times, verdict, resume, share of speaking, names."""

from nineteen.dashboard.views.instants import text
from nineteen.dashboard.views.strands.telling import Telling, Told, known, silent
from nineteen.shared.schema.scheduling.session import (
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
from nineteen.shared.view import Part


def prepared(it: Told[SessionPrepared]) -> Part:
    return {
        "state": "prepared",
        "scheduled_start": text(it.event.scheduled_start),
        "minutes": it.event.minutes,
        "zone": it.event.zone,
        "employer_zone": it.event.employer_zone,
        "mode": it.event.mode,
    }


def dropped(_it: Told[SessionDropped]) -> Part:
    return {"state": "dropped"}


def started(it: Told[SessionStarted]) -> Part:
    return {
        "state": "running",
        "started_at": text(it.event.started_at),
        "promised_end": text(it.event.promised_end),
    }


def cued(it: Told[WrapUpCued]) -> Part:
    return {"cue_at": text(it.event.cued_at)}


def cue_shown(it: Told[CueShown]) -> Part:
    return {"cue_shown_at": text(it.event.shown_at)}


def extended(it: Told[HostExtended]) -> Part:
    return {
        "promised_end": text(it.event.promised_end),
        "extension_min": it.before.get("extension_min", 0) + it.event.minutes,
    }


def ended(it: Told[SessionEnded]) -> Part:
    return {
        "state": "ended",
        "started_at": text(it.event.started_at),
        "ended_at": text(it.event.ended_at),
        "ended_by": it.by,
        "actual_s": it.event.actual_s,
        "precision": it.event.precision,
        "host": it.event.host,
        "held": it.event.held,
        "jobseeker_attended": it.event.jobseeker_attended,
        "zone": it.event.zone,
        "employer_zone": it.event.employer_zone,
    } | known(promised_end=it.event.promised_end and text(it.event.promised_end))


def unknown(it: Told[AttendanceUnknown]) -> Part:
    return {"state": "unknown", "unknown_at": it.at}


def verdict(kept: bool, by_s: int, tolerated: bool = True) -> Part:  # noqa: FBT001, FBT002
    """The last verdict counts; an overrun within tolerance is recorded and does not count."""
    said = "kept" if kept else "within_tolerance" if tolerated else "overran"
    return {"verdict": said, "by_s": by_s}


def kept(_it: Told[PromiseKept]) -> Part:
    return verdict(kept=True, by_s=0)


def overran(it: Told[OverranPromise]) -> Part:
    return verdict(kept=False, by_s=it.event.by_s, tolerated=it.event.within_tolerance)


def corrected(it: Told[SessionCorrected]) -> Part:
    kept = it.event.verdict == "kept"
    return verdict(kept=kept, by_s=it.event.by_s, tolerated=it.event.within_tolerance)


def resume_left(_it: Told[ResumeLeft]) -> Part:
    return {"resume": "end"}


def resume_early(_it: Told[ResumeLeftEarly]) -> Part:
    return {"resume": "early"}


def resume_not_left(it: Told[ResumeNotLeft]) -> Part:
    return {"resume": it.event.reason}


def balance(it: Told[TalkBalanceReported]) -> Part:
    return {"share": it.event.share}


def names(it: Told[ReferralsAsked]) -> Part:
    return {"names": len(it.event.names), "names_answer": it.event.answer}


def debriefed(it: Told[SessionDebriefed]) -> Part:
    return {"debriefed_at": it.at}


def feedback(it: Told[HostFeedbackGiven]) -> Part:
    said = ("time_kept", "prepared", "would_host_again")
    return {"feedback": {name: getattr(it.event, name) for name in said}}


TELLS: Telling = {
    SessionPrepared: prepared,
    SessionDropped: dropped,
    SessionStarted: started,
    WrapUpCued: cued,
    CueShown: cue_shown,
    HostExtended: extended,
    SessionEnded: ended,
    AttendanceUnknown: unknown,
    PromiseKept: kept,
    OverranPromise: overran,
    SessionCorrected: corrected,
    ResumeLeft: resume_left,
    ResumeLeftEarly: resume_early,
    ResumeNotLeft: resume_not_left,
    TalkBalanceReported: balance,
    ReferralsAsked: names,
    SessionDebriefed: debriefed,
    TimeUp: silent,
    ResumeHandedOver: silent,
    HostFeedbackGiven: feedback,
}
