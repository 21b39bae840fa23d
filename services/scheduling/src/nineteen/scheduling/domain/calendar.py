"""The jobseeker's calendar: it decides that no two talks overlap, travel included."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Self, assert_never

from pydantic import Field, model_validator

from nineteen.shared.decider import Command, Decider, Facts, Forbidden
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.scheduling import (
    Busy,
    BusyBlocked,
    IntervalRefused,
    IntervalReleased,
    IntervalReserved,
)
from nineteen.shared.schema.words import Ask, Instant

MOST_BUSY = 1000
"""Times of one calendar."""
FORGOTTEN_AFTER = timedelta(days=1)
"""A talk that ended that long before a reservation cannot overlap with it any more."""


class ReserveInterval(Command):
    """Keep the time of a picked appointment free, with the way there and back."""

    internal = True

    ask: Ask
    generation: int
    starts_at: Instant
    minutes: int = Field(ge=1, le=20)
    travel_minutes: int = Field(ge=0, le=240)


class ReleaseInterval(Command):
    """Free the time of an appointment that was moved or called off."""

    internal = True

    ask: Ask
    generation: int


class BusyTime(Value):
    """From when until when."""

    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def ends_later(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("a busy time ends after it starts")
        return self


class BlockBusy(Command):
    """Keep the times free of talks that the jobseeker's own calendar needs; replaces the last."""

    internal = True
    """Made of an uploaded calendar, which has a route of its own."""

    times: Annotated[tuple[BusyTime, ...], Field(max_length=MOST_BUSY)]


CalendarCommand = ReserveInterval | ReleaseInterval | BlockBusy
CalendarEvent = IntervalReserved | IntervalRefused | IntervalReleased | BusyBlocked


@dataclass(frozen=True, slots=True)
class Interval:
    """Time wanted for one appointment in one generation, travel included."""

    appointment: str
    generation: int
    leaves_at: datetime
    back_at: datetime
    kept: bool = True
    """False: refused or released; remembered so that asking again is not news."""

    def is_long_past(self, now: datetime) -> bool:
        return now - self.back_at > FORGOTTEN_AFTER


@dataclass(frozen=True, slots=True)
class JobseekerCalendar:
    """The times of talks; those long past are forgotten."""

    intervals: tuple[Interval, ...] = ()
    busy: tuple[Busy, ...] = ()
    """As the last upload said."""

    def is_settled(self, appointment: str, generation: int) -> bool:
        return any(
            each.appointment == appointment and each.generation >= generation
            for each in self.intervals
        )

    def keeps(self, appointment: str, generation: int) -> bool:
        return any(
            each.kept and (each.appointment, each.generation) == (appointment, generation)
            for each in self.intervals
        )

    def is_free(self, wanted: Interval) -> bool:
        """Whether nothing of another appointment overlaps: a move may overlap with itself."""
        return not self.is_busy(wanted) and not any(
            each.kept
            and each.appointment != wanted.appointment
            and each.leaves_at < wanted.back_at
            and wanted.leaves_at < each.back_at
            for each in self.intervals
        )

    def is_busy(self, wanted: Interval) -> bool:
        """Whether the jobseeker has something else to do, on the way included."""
        return any(
            each.starts_at < wanted.back_at and wanted.leaves_at < each.ends_at
            for each in self.busy
        )


def decide(
    state: JobseekerCalendar, command: CalendarCommand, _facts: Facts
) -> list[CalendarEvent]:
    if isinstance(command, BlockBusy):
        return block(state, command)
    ask, generation = command.ask, command.generation
    match command:
        case ReserveInterval():
            wanted = interval(reservation(command))
            if state.is_settled(ask.request, generation):
                return []
            possible = state.is_free(wanted) and not wanted.is_long_past(command.at)
            return [reservation(command) if possible else refusal(command)]
        case ReleaseInterval():
            if not state.keeps(ask.request, generation):
                return []
            return [
                IntervalReleased(
                    jobseeker=ask.jobseeker, appointment=ask.request, generation=generation
                )
            ]
    assert_never(command)


def block(state: JobseekerCalendar, command: BlockBusy) -> list[CalendarEvent]:
    """Talks that are reserved already stand; from now on the new times count."""
    if command.actor.role == "jobseeker" and command.actor.id != command.target:
        raise Forbidden(
            "not_your_calendar",
            "A jobseeker fills their own calendar only. Nothing was changed; ask the counselor.",
        )
    to_come = sorted(
        (each for each in command.times if each.ends_at > command.at),
        key=lambda each: (each.starts_at, each.ends_at),
    )
    times = tuple(Busy(starts_at=each.starts_at, ends_at=each.ends_at) for each in to_come)
    if times == state.busy:
        return []
    return [BusyBlocked(jobseeker=command.target, times=times)]


def reservation(command: ReserveInterval) -> IntervalReserved:
    return IntervalReserved(
        jobseeker=command.ask.jobseeker,
        appointment=command.ask.request,
        generation=command.generation,
        ask=command.ask,
        starts_at=command.starts_at,
        ends_at=command.starts_at + timedelta(minutes=command.minutes),
        travel_minutes=command.travel_minutes,
        reserved_at=command.at,
    )


def refusal(command: ReserveInterval) -> IntervalRefused:
    return IntervalRefused(
        jobseeker=command.ask.jobseeker,
        appointment=command.ask.request,
        generation=command.generation,
        ask=command.ask,
        starts_at=command.starts_at,
    )


def interval(event: IntervalReserved) -> Interval:
    travel = timedelta(minutes=event.travel_minutes)
    return Interval(
        event.appointment, event.generation, event.starts_at - travel, event.ends_at + travel
    )


def evolve(state: JobseekerCalendar, event: CalendarEvent) -> JobseekerCalendar:
    match event:
        case IntervalReserved(reserved_at=now):
            known = state.intervals
            if now is not None:
                known = tuple(each for each in known if not each.is_long_past(now))
            return replace(state, intervals=(*known, interval(event)))
        case IntervalRefused(appointment=appointment, generation=number, starts_at=starts_at):
            refused = Interval(appointment, number, starts_at, starts_at, kept=False)
            return replace(state, intervals=(*state.intervals, refused))
        case IntervalReleased(appointment=appointment, generation=number):
            freed_now = tuple(freed(each, appointment, number) for each in state.intervals)
            return replace(state, intervals=freed_now)
        case BusyBlocked(times=times):
            return replace(state, busy=times)
    assert_never(event)


def freed(each: Interval, appointment: str, generation: int) -> Interval:
    mine = (each.appointment, each.generation) == (appointment, generation)
    return replace(each, kept=False) if mine else each


calendars: Decider[JobseekerCalendar, CalendarCommand, CalendarEvent] = Decider(
    kind="calendar",
    collection="calendars",
    initial=JobseekerCalendar(),
    decide=decide,
    evolve=evolve,
    commands=(ReserveInterval, ReleaseInterval, BlockBusy),
    events=(IntervalReserved, IntervalRefused, IntervalReleased, BusyBlocked),
)
