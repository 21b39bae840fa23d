"""The jobseeker's calendar: it decides that no two talks overlap, travel included."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from pydantic import Field

from nineteen.shared.decider import Command, Decider, Facts
from nineteen.shared.schema.scheduling import IntervalRefused, IntervalReleased, IntervalReserved
from nineteen.shared.schema.words import Ask, Instant

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


CalendarCommand = ReserveInterval | ReleaseInterval
CalendarEvent = IntervalReserved | IntervalRefused | IntervalReleased


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
        return not any(
            each.kept
            and each.appointment != wanted.appointment
            and each.leaves_at < wanted.back_at
            and wanted.leaves_at < each.back_at
            for each in self.intervals
        )


def decide(
    state: JobseekerCalendar, command: CalendarCommand, _facts: Facts
) -> list[CalendarEvent]:
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
            return JobseekerCalendar((*known, interval(event)))
        case IntervalRefused(appointment=appointment, generation=number, starts_at=starts_at):
            refused = Interval(appointment, number, starts_at, starts_at, kept=False)
            return JobseekerCalendar((*state.intervals, refused))
        case IntervalReleased(appointment=appointment, generation=number):
            return JobseekerCalendar(
                tuple(freed(each, appointment, number) for each in state.intervals)
            )
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
    commands=(ReserveInterval, ReleaseInterval),
    events=(IntervalReserved, IntervalRefused, IntervalReleased),
)
