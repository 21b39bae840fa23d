"""Figures: shares with their uncertainty, medians from histograms, the pacing of S6."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor, sqrt

Z = 1.959963984540054
"""The standard normal quantile of 97.5 %: Wilson intervals hold 95 %."""
TYPICAL_AGREEMENT = 0.54
TYPICAL_HELD_PER_AGREED = 0.90
ENOUGH = 10
"""From this many final answers a campaign's own rates count (M1)."""
BENCHMARK = (0.5, 0.6)
"""The agreement rate that the source account reports: a little over half (S5)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or a ratio of counts. `value` is None when there is nothing to divide by.

    The Wilson bounds are given for shares only: a ratio such as names per talk has none.
    """

    metric: str
    numerator: int
    denominator: int
    value: float | None
    wilson_low: float | None = None
    wilson_high: float | None = None
    verdict: str | None = None

    @property
    def n(self) -> int:
        """How many cases the figure rests on."""
        return self.denominator


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of many values (days, or percent), with the quartiles."""

    metric: str
    n: int
    median: float | None
    p25: float | None
    p75: float | None


def rate(numerator: int, denominator: int) -> float | None:
    return numerator / denominator if denominator else None


def share(metric: str, numerator: int, denominator: int, verdict: str | None = None) -> Figure:
    """A part of a whole, with its Wilson interval."""
    low, high = wilson(numerator, denominator)
    value = rate(numerator, denominator)
    return Figure(metric, numerator, denominator, value, low, high, verdict)


def ratio(metric: str, numerator: int, denominator: int) -> Figure:
    """So many of one thing per other thing: may exceed one, so it has no interval."""
    return Figure(metric, numerator, denominator, rate(numerator, denominator))


def wilson(successes: int, n: int) -> tuple[float | None, float | None]:
    """The 95 % score interval of a share, without continuity correction (Wilson 1927)."""
    if not n:
        return None, None
    p, z2 = successes / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return low if successes else 0.0, high if successes < n else 1.0


def agreement_verdict(agreed: int, final: int) -> str:
    """Where M1 stands to the benchmark band of 50-60 % (S5)."""
    if final < ENOUGH:
        return "too_early"
    low, high = BENCHMARK
    value = agreed / final
    return "below" if value < low else "above" if value > high else "on_benchmark"


def requests_needed(goal: int, held: int, agreed: int, final: int) -> int | None:
    """How many requests reach the goal (S6); None while nobody of ten or more agreed.

    With fewer than ten final answers the typical rates stand in; and the typical share of
    held talks stands in until the first talk was held.
    """
    if held >= goal:
        return 0
    own = final >= ENOUGH
    agreement = agreed / final if own else TYPICAL_AGREEMENT
    held_per_agreed = held / agreed if own and held and agreed else TYPICAL_HELD_PER_AGREED
    if not agreement:
        return None
    # Rounded first: 24 / 0.48 must not become 51 because of the last binary digit.
    return ceil(round((goal - held) / (agreement * held_per_agreed), 9))


Histogram = Mapping[int, int]
"""value -> how many times."""


def histogram(cells: Mapping[str, int], prefix: str) -> dict[int, int]:
    """The histogram kept in the cells `<prefix>:<value>`."""
    return {
        int(cell.removeprefix(prefix + ":")): count
        for cell, count in cells.items()
        if count and cell.startswith(prefix + ":")
    }


def quantile(values: Histogram, q: float) -> float | None:
    """Linear between the neighbours (the median of two is their middle); None of nothing."""
    n = sum(values.values())
    if not n:
        return None
    place = (n - 1) * q
    low, high = at_rank(values, floor(place)), at_rank(values, ceil(place))
    return low + (high - low) * (place - floor(place))


def at_rank(values: Histogram, rank: int) -> int:
    """The value at a rank, counted from 0 in ascending order."""
    for value in sorted(values):
        rank -= values[value]
        if rank < 0:
            return value
    raise IndexError(rank)


def spread(metric: str, values: Histogram) -> Spread:
    n = sum(values.values())
    p25, median, p75 = (quantile(values, q) for q in (0.25, 0.5, 0.75))
    return Spread(metric, n, median, p25, p75)


def survival(metric: str, reached: Histogram, censored: Histogram) -> Spread:
    """When a quarter, half and three quarters got there; `n` did (Kaplan and Meier 1958).

    Whoever is still on the way counts as long as they were watched; a quartile that too few
    have reached is None.
    """
    left, alive = sum(reached.values()) + sum(censored.values()), 1.0
    found: dict[float, float | None] = dict.fromkeys((0.25, 0.5, 0.75))
    for value in sorted({*reached, *censored}):
        alive *= 1 - reached.get(value, 0) / left
        left -= reached.get(value, 0) + censored.get(value, 0)
        for share_there, at in found.items():
            # Rounded: three thirds must make a whole.
            if at is None and round(alive, 9) <= 1 - share_there:
                found[share_there] = float(value)
    return Spread(metric, sum(reached.values()), found[0.5], found[0.25], found[0.75])


LEAST = 10
"""Fewer jobseekers than this are not shown beyond a caseload (PRODUCT 4.5, small cells)."""


def small_cells(groups: Mapping[str, int], least: int = LEAST) -> dict[str, int | None]:
    """Jobseekers per group; None reads "fewer than 10".

    If one group of a total is hidden, the next smallest is hidden too: else it could be had
    by subtracting. A group of nobody hides nothing.
    """
    hidden = {name for name, count in groups.items() if 0 < count < least}
    if len(hidden) == 1:
        hidden |= next_smallest(groups.items(), hidden)
    return {name: None if name in hidden else count for name, count in groups.items()}


def next_smallest(groups: Iterable[tuple[str, int]], hidden: set[str]) -> set[str]:
    shown = sorted((count, name) for name, count in groups if count and name not in hidden)
    return {shown[0][1]} if shown else set()
