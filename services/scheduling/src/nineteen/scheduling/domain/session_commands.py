"""What can be asked of a session: by the clock, by the two who talk, by staff."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nineteen.shared.decider import Command
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Ask, Instant, Line, Mode, Precision, Words, Zone

HostPresence = Literal["attended", "absent", "stand_in"]


class PrepareSession(Command):
    """Make a confirmed meeting ready to run."""

    internal = True

    ask: Ask
    generation: int
    scheduled_start: Instant
    minutes: int = Field(ge=1, le=20)
    zone: Zone
    employer_zone: Zone
    mode: Mode
    host: Id | None = None


class DropSession(Command):
    """Drop a session whose meeting will not take place."""

    internal = True

    generation: int


class CueWrapUp(Command):
    """Say that two minutes are left."""

    internal = True

    promise: int


class CallTime(Command):
    """Say that the promised minutes are over."""

    internal = True

    promise: int


class EstimateEnd(Command):
    """Assume the promised end of a talk that nobody ended within a day."""

    internal = True


class MarkAttendanceUnknown(Command):
    """Note that nobody said whether the talk took place."""

    internal = True

    generation: int


class StartSession(Command):
    """Begin the talk: the nineteen minutes run."""

    waited_for_host: bool = Field(
        default=False,
        description="a late start is the host's: else the scheduled end stays promised",
    )


class AcknowledgeCue(Command):
    """Say that the wrap-up cue was seen."""


class NamedStandIn(Value):
    """Who spoke in the host's place; without `person` a subject id follows from the session."""

    person: Id | None = None
    name: Line
    title: Line | None = None
    email: Line | None = None


class Attendance(Command):
    """Who was there; somebody who stood in may be named, and is thanked then."""

    host: HostPresence = "attended"
    jobseeker_attended: bool = True
    stand_in: NamedStandIn | None = None

    @model_validator(mode="after")
    def stand_in_fits(self) -> Self:
        if self.stand_in is not None and self.host != "stand_in":
            raise ValueError("a name belongs to the host `stand_in`, and to no other")
        return self


class EndSession(Attendance):
    """End the talk now."""


class RecordSession(Attendance):
    """Tell of a talk that was held without the page."""

    started_at: Instant
    ended_at: Instant
    precision: Precision = "minute"
    waited_for_host: bool = False


class GrantExtension(Command):
    """Note that the host asked to stay for some minutes more."""

    minutes: int = Field(ge=1, le=60)
    source: Literal["at_the_time", "recalled"] = "at_the_time"


class RecordResumeLeft(Command):
    """Say whether and when the resume was left, for future reference."""

    how: Literal["handed", "mailed_after", "not_left", "host_declined"]
    handed_at: Instant | None = Field(default=None, description="without it: now")


class RecordTalkBalance(Command):
    """Give one's own share of speaking, in percent."""

    share: int = Field(ge=0, le=100)


class Named(Value):
    """Somebody whom the host named; without `person` a subject id follows from the session."""

    person: Id | None = None
    name: Line
    title: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    name_use: Literal["granted", "refused", "not_asked"] = "not_asked"
    employer: Id | None = None


class RecordReferralAsk(Command):
    """Say whether further names were asked for, and which came."""

    answer: Literal["names", "none", "not_asked"]
    names: Annotated[tuple[Named, ...], Field(max_length=5)] = ()

    @model_validator(mode="after")
    def names_fit(self) -> Self:
        if (self.answer == "names") != bool(self.names):
            raise ValueError("names belong to the answer `names`, and to no other")
        return self


class DebriefSession(Command):
    """Note what was learnt on both sides, the next step, and what to thank for."""

    learned: Words | None = None
    they_learned: Words | None = None
    next_step: Words | None = None
    thank_point: Line | None = None


class RecordHostFeedback(Command):
    """Give the host's view: time kept, prepared, would host again."""

    time_kept: bool | None = None
    prepared: bool | None = None
    would_host_again: bool | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if (self.time_kept, self.prepared, self.would_host_again) == (None, None, None):
            raise ValueError("answer at least one of the three")
        return self


class CorrectSession(Command):
    """Correct the verdict about the promise (staff)."""

    guarded = True

    verdict: Literal["kept", "overran"]
    by_s: int = Field(default=0, ge=0, le=86_400, description="seconds over the promise")
    source: Literal["host", "at_the_time", "recalled"]

    @model_validator(mode="after")
    def seconds_fit(self) -> Self:
        if (self.verdict == "overran") != bool(self.by_s):
            raise ValueError("seconds belong to the verdict `overran`, and to no other")
        return self


SessionCommand = (
    PrepareSession
    | DropSession
    | CueWrapUp
    | CallTime
    | EstimateEnd
    | MarkAttendanceUnknown
    | StartSession
    | AcknowledgeCue
    | EndSession
    | RecordSession
    | GrantExtension
    | RecordResumeLeft
    | RecordTalkBalance
    | RecordReferralAsk
    | DebriefSession
    | RecordHostFeedback
    | CorrectSession
)
