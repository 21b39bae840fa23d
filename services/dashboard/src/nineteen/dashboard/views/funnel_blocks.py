"""The funnel as it is read: cohorts that match, summed into four blocks of steps."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nineteen.dashboard.views.figures import histogram, quantile, rate
from nineteen.shared.view import Document

SEPARATOR = "|"
REQUESTS = ("drafted", "sent", "final", "agreed", "confirmed", "held")


class Cohort(NamedTuple):
    """The scope of the funnel's cells: requests alike in all of these; "" where unknown."""

    tenant: str
    month: str
    office: str
    segment: str
    soc: str
    sector: str
    route: str

    def __str__(self) -> str:
        return SEPARATOR.join(self)

    @classmethod
    def of(cls, document: Document) -> "Cohort":
        return cls(*(document[name] or "" for name in cls._fields))

    @classmethod
    def parse(cls, scope: str) -> "Cohort":
        """Read a scope; raises ValueError when it is none."""
        parts = scope.split(SEPARATOR)
        if len(parts) != len(cls._fields):
            raise ValueError("not a cohort")
        return cls(*parts)

    def matches(self, wanted: Mapping[str, str]) -> bool:
        """Whether each wanted dimension has the wanted value; none wanted: always."""
        return all(getattr(self, name) == value for name, value in wanted.items())


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many, of the step before, of the block's base, and after how many days."""

    name: str
    count: int
    of_previous: float | None = None
    of_base: float | None = None
    median_days: float | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The four blocks. Base: sent; held; named; held (and `per_campaign` beside it)."""

    requests: tuple[Step, ...]
    follow_up: tuple[Step, ...]
    names: tuple[Step, ...]
    outcomes: tuple[Step, ...]
    per_campaign: Mapping[str, float | None]


def matching(cells: Mapping[tuple[str, str], int], wanted: Mapping[str, str]) -> dict[str, int]:
    """The totals over all cohorts that match, for instance {"month": "2026-03"}."""
    total: Counter[str] = Counter()
    for (scope, cell), count in cells.items():
        if Cohort.parse(scope).matches(wanted):
            total[cell] += count
    return dict(total)


def blocks(total: Mapping[str, int], campaigns: int) -> Funnel:
    """The funnel of some totals; `campaigns`: how many campaigns the same filter finds."""
    held = total.get("held", 0)
    outcomes = ("job_interviews", "offers", "hires")
    return Funnel(
        requests=chain(total, REQUESTS, total.get("sent", 0)),
        follow_up=shares(total, ("debriefed", "thanked", "connected"), held),
        names=chain(
            total, ("named", "contacted", "names_agreed", "names_held"), total.get("named", 0)
        ),
        outcomes=shares(total, outcomes, held),
        per_campaign={name: rate(total.get(name, 0), campaigns) for name in outcomes},
    )


def shares(total: Mapping[str, int], names: tuple[str, ...], base: int) -> tuple[Step, ...]:
    """Steps beside each other, each of the same base."""
    counts = {name: total.get(name, 0) for name in names}
    return tuple(Step(name, n, of_base=rate(n, base)) for name, n in counts.items())


def chain(total: Mapping[str, int], names: tuple[str, ...], base: int) -> tuple[Step, ...]:
    """Steps that follow each other."""
    steps: list[Step] = []
    for name in names:
        count = total.get(name, 0)
        previous = rate(count, steps[-1].count) if steps else None
        days = quantile(histogram(total, f"{name}_after"), 0.5)
        steps.append(Step(name, count, previous, rate(count, base), days))
    return tuple(steps)
