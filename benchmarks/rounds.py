"""Interleaved rounds: every case runs once a round, so that all meet the same machine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.goals import BY_ID
from benchmarks.machine import Noise

ROUNDS, MORE_ROUNDS = 5, 9
Case = Callable[[], float]
"""One measurement: a rate, a time or a size."""
Series = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do; `scale` is far below 1 when only the benchmarks themselves are tried."""

    folder: Path
    scale: float = 1.0
    rounds: int = ROUNDS

    def some(self, count: int, least: int = 4) -> int:
        """A number of things, scaled."""
        return max(least, round(count * self.scale))


@dataclass(frozen=True, slots=True)
class Figure:
    """A goal's value: one case over another, or the case alone; `info` has no goal."""

    id: str
    case: str
    over: str | None = None
    info: str = ""
    beside: tuple[str, ...] = ()
    """Cases that are shown behind it."""

    def values(self, series: Series) -> list[float]:
        """Its value in each round."""
        if self.over is None:
            return series[self.case]
        return [a / b for a, b in zip(series[self.case], series[self.over], strict=True)]


@dataclass(frozen=True, slots=True)
class Bench:
    """Cases that are measured together. Leaving `opened` checks what was written."""

    figures: tuple[Figure, ...]
    opened: Callable[[Plan], AbstractContextManager[Mapping[str, Case]]]
    once: bool = False
    """Too long for rounds: an absolute time, or a curve that has its own."""


@dataclass
class Outcome:
    """What a bench measured."""

    figures: tuple[Figure, ...]
    series: Series = field(default_factory=dict)


def measured(bench: Bench, plan: Plan, noise: Noise) -> Outcome:
    """Run a bench; a goal that one round kept and the median missed is tried again."""
    outcome = Outcome(bench.figures, in_rounds(bench, plan, noise))
    if bench.once or plan.rounds >= MORE_ROUNDS or plan.scale < 1:
        return outcome
    if any(undecided(outcome)):
        again = replace(plan, rounds=MORE_ROUNDS)
        return Outcome(bench.figures, in_rounds(bench, again, noise))
    return outcome


def undecided(outcome: Outcome) -> Iterator[bool]:
    """Of each figure with a goal."""
    for figure in outcome.figures:
        if goal := BY_ID.get(figure.id):
            yield goal.undecided(figure.values(outcome.series))


def in_rounds(bench: Bench, plan: Plan, noise: Noise) -> Series:
    """Each case once a round, in an order that turns."""
    series: Series = {}
    with bench.opened(plan) as cases:
        names = list(cases)
        for number in range(1 if bench.once else plan.rounds):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                noise.listen()
                series.setdefault(name, []).append(cases[name]())
    return series
