"""The talk itself: nineteen minutes, kept to the second."""

from typing import Annotated, Literal

from pydantic import Field

from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import (
    Ask,
    Instant,
    Line,
    Mode,
    NamedPerson,
    Precision,
    Words,
    Zone,
)

__all__ = [
    "AttendanceUnknown",
    "CueShown",
    "HostExtended",
    "HostFeedbackGiven",
    "OverranPromise",
    "PromiseKept",
    "ReferralsAsked",
    "ResumeHandedOver",
    "ResumeLeft",
    "ResumeLeftEarly",
    "ResumeNotLeft",
    "SessionCorrected",
    "SessionDebriefed",
    "SessionDropped",
    "SessionEnded",
    "SessionPrepared",
    "SessionStarted",
    "StandIn",
    "TalkBalanceReported",
    "TimeUp",
    "WrapUpCued",
]


class OfSession(Event, abstract=True):
    """Ancestors; the session's id is the request's."""

    ask: Ask


class SessionPrepared(OfSession):
    """A confirmed meeting can be run: start, minutes and zones as promised."""

    generation: int
    scheduled_start: Instant
    minutes: int
    zone: Zone
    employer_zone: Zone
    mode: Mode
    host: Id | None = None
    """A colleague to whom the host handed it over (subject id); None: the person asked."""


class SessionDropped(OfSession):
    """The meeting was called off."""

    generation: int


class SessionStarted(OfSession):
    """The talk began; the promised end follows from it (S23)."""

    started_at: Instant
    promised_end: Instant
    cue_at: Instant
    promise: int = 1
    """Rises with each extension: timers carry the one they were armed for."""


class WrapUpCued(OfSession):
    """Two minutes are left: start wrapping up (S24)."""

    promise: int
    cued_at: Instant


class CueShown(OfSession):
    """The person saw the cue."""

    shown_at: Instant


class TimeUp(OfSession):
    """The promised minutes are over and the talk goes on."""

    promise: int


class HostExtended(OfSession):
    """The host asked to stay: another fact than an overrun (S26)."""

    minutes: int
    promised_end: Instant
    cue_at: Instant
    promise: int
    source: Literal["at_the_time", "recalled"]


class StandIn(Value):
    """Who spoke in the host's place; `person` is the subject of their personal data."""

    person: Id
    name: Annotated[Line, PII("person")]
    title: Annotated[str | None, PII("person")] = None
    email: Annotated[str | None, PII("person")] = None


class SessionEnded(OfSession):
    """The talk ended; `held` when both sides attended or somebody stood in."""

    started_at: Instant
    ended_at: Instant
    actual_s: int
    promised_end: Instant | None = None
    """With every extension."""
    precision: Precision
    jobseeker_attended: bool = True
    host: Literal["attended", "absent", "stand_in", "unknown"] = "attended"
    held: bool = True
    zone: Zone
    employer_zone: Zone
    delegate: Id | None = None
    """The colleague to whom the host had handed it over, if they came (subject id)."""
    stand_in: StandIn | None = None
    """Where somebody stood in and was named: the thanks are theirs."""


class AttendanceUnknown(OfSession):
    """Nobody said whether the talk took place."""


class PromiseKept(OfSession):
    """The talk ended within the promised (or extended) time."""

    extension_min: int = 0


class OverranPromise(OfSession):
    """The talk ended later than promised; within 30 s it does not count (S23)."""

    by_s: int
    within_tolerance: bool


class ResumeHandedOver(OfSession):
    """The resume changed hands at this moment."""

    how: Literal["handed", "mailed_after"]
    handed_at: Instant


class ResumeLeft(OfSession):
    """The resume was left at the end, for future reference (S12)."""

    how: Literal["handed", "mailed_after"]


class ResumeLeftEarly(OfSession):
    """The resume came out before the wrap-up: recorded, never hidden (S31)."""

    how: Literal["handed", "mailed_after"]


class ResumeNotLeft(OfSession):
    """No resume was left."""

    reason: Literal["not_left", "host_declined"]


class TalkBalanceReported(OfSession):
    """The jobseeker's own estimate of their share of speaking, in percent (S27)."""

    share: int = Field(ge=0, le=100)


class ReferralsAsked(OfSession):
    """Whether further names were asked for, and which came (S13)."""

    answer: Literal["names", "none", "not_asked"]
    names: tuple[NamedPerson, ...] = ()


class SessionDebriefed(OfSession):
    """What was learnt on both sides (S28)."""

    learned: Annotated[Words | None, PII("ask.jobseeker", key="narrative")] = None
    they_learned: Annotated[Words | None, PII("ask.jobseeker", key="narrative")] = None
    next_step: Annotated[Words | None, PII("ask.jobseeker", key="narrative")] = None
    thank_point: Annotated[Line | None, PII("ask.jobseeker", key="narrative")] = None


class HostFeedbackGiven(OfSession):
    """The host's view in one click."""

    time_kept: bool | None = None
    prepared: bool | None = None
    would_host_again: bool | None = None


class SessionCorrected(OfSession):
    """The verdict changed: host before jobseeker at the time before recalled."""

    verdict: Literal["kept", "overran"]
    by_s: int = 0
    within_tolerance: bool = True
    source: Literal["host", "at_the_time", "recalled"]
