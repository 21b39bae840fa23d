"""The talk runs: start, cue, extension, end, and the verdict about the promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nineteen.scheduling.domain.closing import correction, resume_at_the_end
from nineteen.scheduling.domain.promise import (
    ASKED_IN_TIME,
    Promise,
    promised_end,
    verdict,
)
from nineteen.scheduling.domain.session_commands import (
    EndSession,
    GrantExtension,
    NamedStandIn,
    PrepareSession,
    RecordSession,
    StartSession,
)
from nineteen.scheduling.domain.talk import (
    Dropped,
    Ended,
    NotPrepared,
    Prepared,
    Running,
    Session,
    SessionEvent,
    Unknown,
    ended,
)
from nineteen.shared.decider import Command, Invalid, Missing, Rejected
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import (
    CueShown,
    HostExtended,
    SessionEnded,
    SessionPrepared,
    SessionStarted,
    StandIn,
)
from nineteen.shared.schema.words import Precision

EARLIEST = timedelta(hours=1)
LATEST = timedelta(days=1)
"""A talk begins at most this long before and after its scheduled start."""
LONGEST = timedelta(days=1)
"""After that a forgotten end is estimated (S14)."""
PAGE_CLOCK = timedelta(seconds=5)
"""A page may show the cue that much before the fact arrives (S24)."""


def prepare(state: Session, command: PrepareSession) -> list[SessionEvent]:
    if isinstance(state, Running) or (isinstance(state, Ended) and state.end.held):
        return []
    if not isinstance(state, NotPrepared):
        known = state.meeting
        other_host = isinstance(state, Prepared) and known.host != command.host
        if known.generation > command.generation:
            return []
        if known.generation == command.generation and not other_host:
            return []
    return [SessionPrepared(**command.model_dump())]


def start(state: Session, command: StartSession) -> list[SessionEvent]:
    match state:
        case Running():
            return []
        case Prepared(meeting=meeting):
            started = command.at
            refuse_far_off(meeting, started)
            end = promised_end(
                meeting.scheduled_start,
                started,
                meeting.minutes,
                waited_for_host=command.waited_for_host,
            )
            promise = Promise(started, end)
            return [
                SessionStarted(
                    ask=meeting.ask,
                    started_at=started,
                    promised_end=end,
                    cue_at=promise.cue_at,
                    promise=promise.number,
                )
            ]
        case _:
            raise cannot(state)


def refuse_far_off(meeting: SessionPrepared, started: datetime) -> None:
    scheduled = meeting.scheduled_start
    if not -EARLIEST <= started - scheduled <= LATEST:
        raise Rejected(
            "not_this_meeting",
            "The talk is planned for another time. Nothing was changed; reschedule the "
            "appointment, or come back within an hour of its start.",
        )


def acknowledge(state: Session, command: Command) -> list[SessionEvent]:
    match state:
        case Ended():
            return []
        case Running(promise=promise, cue=cue):
            if cue.shown == promise.number:
                return []
            if cue.cued != promise.number and command.at < promise.cue_at - PAGE_CLOCK:
                raise Rejected(
                    "no_cue_yet", "The wrap-up cue is still to come. There is nothing to confirm."
                )
            return [CueShown(ask=state.meeting.ask, shown_at=command.at)]
        case _:
            raise cannot(state)


def extend(state: Session, command: GrantExtension) -> list[SessionEvent]:
    match state:
        case Running():
            return [extension(state, command)]
        case Ended():
            longer = extension(state, command)
            recalled = command.source == "recalled"
            promise = state.promise.extended(command.minutes, recalled=recalled)
            tolerance = command.settings.policy.tolerance_s
            return [longer, *correction(state, promise, command.source, tolerance)]
        case _:
            raise cannot(state)


def extension(state: Running | Ended, command: GrantExtension) -> HostExtended:
    recalled = command.source == "recalled"
    asked_in_time = command.at <= state.promise.end + ASKED_IN_TIME
    over = isinstance(state, Ended) and command.at > state.end.ended_at
    if not recalled and (over or not asked_in_time):
        raise Rejected(
            "extension_too_late",
            "An extension counts when the host asks before the promised end or within 30 seconds "
            "of it. Nothing was changed; if that is how it was, say that you recall it.",
        )
    promise = state.promise.extended(command.minutes, recalled=recalled)
    return HostExtended(
        ask=state.meeting.ask,
        minutes=command.minutes,
        promised_end=promise.end,
        cue_at=promise.cue_at,
        promise=promise.number,
        source=command.source,
    )


def end(state: Session, command: EndSession) -> list[SessionEvent]:
    match state:
        case Ended():
            return []
        case Running(promise=promise):
            if command.at - promise.started_at > LONGEST:
                raise Rejected(
                    "end_too_late",
                    "The talk began more than a day ago, so it did not end just now. "
                    "Nothing was changed; record when it began and ended.",
                )
            finish = finished(state.meeting, promise, command.at, command)
            return conclude(state, promise, finish, command)
        case _:
            raise cannot(state)


def estimate_end(state: Session, command: Command) -> list[SessionEvent]:
    """A started talk without an end: held, and over when it was promised to be (S14)."""
    if not isinstance(state, Running):
        return []
    promise = state.promise
    ended_at = max(promise.end, promise.started_at)
    finish = finished(state.meeting, promise, ended_at, EndSession(), "estimated")
    return conclude(state, promise, finish, command)


def record(state: Session, command: RecordSession) -> list[SessionEvent]:
    started, ended_at = command.started_at, command.ended_at
    match state:
        case Ended(end=was) if (was.started_at, was.ended_at) == (started, ended_at):
            return []
        case Prepared() | Unknown() | Running():
            if ended_at > command.at:
                raise Invalid(
                    "in_the_future",
                    "This end is still to come. Nothing was recorded; tell it then.",
                )
            if ended_at - started > LONGEST:
                raise Invalid(
                    "talk_too_long",
                    "A talk of more than a day cannot be. Nothing was recorded; check both times.",
                )
            promise = recorded_promise(state, command)
            finish = finished(state.meeting, promise, ended_at, command, command.precision)
            return conclude(state, promise, finish, command)
        case _:
            raise cannot(state)


def recorded_promise(state: Prepared | Unknown | Running, command: RecordSession) -> Promise:
    """The promise of a talk without the page; extensions granted on it still count."""
    meeting, started = state.meeting, command.started_at
    refuse_far_off(meeting, started)
    started = started.astimezone(UTC)
    base = promised_end(
        meeting.scheduled_start, started, meeting.minutes, waited_for_host=command.waited_for_host
    )
    known = state.promise if isinstance(state, Running) else Promise(started, base)
    more = timedelta(minutes=known.extended_min)
    return replace(known, started_at=started, end=base + more)


def finished(
    meeting: SessionPrepared,
    promise: Promise,
    ended_at: datetime,
    said: EndSession | RecordSession,
    precision: Precision = "second",
) -> SessionEnded:
    if ended_at < promise.started_at:
        raise Invalid(
            "ends_before_start",
            "The talk cannot end before it began. Nothing was changed; check both times.",
        )
    return SessionEnded(
        ask=meeting.ask,
        started_at=promise.started_at,
        ended_at=ended_at.astimezone(UTC),
        actual_s=(ended_at - promise.started_at) // timedelta(seconds=1),
        promised_end=promise.end,
        precision=precision,
        jobseeker_attended=said.jobseeker_attended,
        host=said.host,
        held=said.jobseeker_attended and said.host != "absent",
        zone=meeting.zone,
        employer_zone=meeting.employer_zone,
        delegate=meeting.host if said.host == "attended" else None,
        stand_in=stood_in(meeting.ask.request, said.stand_in),
    )


def stood_in(session: str, named: NamedStandIn | None) -> StandIn | None:
    """The subject id follows from the session, never from the person: one stands in at most."""
    if named is None:
        return None
    subject = named.person or natural_id("stand-in", session)
    return StandIn(**{**named.model_dump(), "person": subject})


def conclude(
    state: Prepared | Unknown | Running, promise: Promise, finish: SessionEnded, command: Command
) -> list[SessionEvent]:
    """The end, the one verdict, and what became of a resume that was handed over."""
    tolerance = command.settings.policy.tolerance_s
    kept = verdict(finish.ask, promise, finish.ended_at, tolerance)
    if not isinstance(state, Running):
        return [finish, kept]
    over = replace(ended(state.meeting, promise, finish), cue=state.cue, closing=state.closing)
    return [finish, kept, *resume_at_the_end(over)]


def cannot(state: Session) -> Rejected:
    """The refusal of a command that this state of the session does not know."""
    match state:
        case NotPrepared():
            return Missing(
                "not_yet",
                "There is no session yet: it is made a moment after the appointment is "
                "confirmed. Nothing was changed; try again shortly.",
            )
        case Dropped():
            return Rejected(
                "called_off",
                "This meeting was called off. Nothing was changed; agree on a new time.",
            )
        case Unknown():
            return Rejected(
                "attendance_unknown",
                "Nobody said for a day whether this talk took place. Nothing was changed; "
                "if it did, record when it began and ended.",
            )
        case Prepared():
            return Rejected(
                "not_started",
                "The talk has not begun. Nothing was changed; start it, or record a talk that "
                "was held without the page.",
            )
        case Running():
            return Rejected("talk_goes_on", "The talk goes on. Nothing was changed; end it first.")
        case Ended():
            return Rejected(
                "already_ended",
                "This talk has ended and stays as recorded. Staff can correct the verdict.",
            )
