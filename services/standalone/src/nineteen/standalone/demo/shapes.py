"""Shapes of quantities: each is data, names its basis, and is drawn from one seeded source."""

from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mix(Generic[T]):
    """Kinds and their shares; the shares need not add up to 1."""

    shares: tuple[tuple[T, float], ...]
    basis: str

    def draw(self, chance: Random) -> T:
        """One of the kinds."""
        kinds, weights = zip(*self.shares, strict=True)
        found: T = chance.choices(kinds, weights)[0]
        return found

    def dealt(self, count: int) -> list[T]:
        """`count` kinds in the very shares, as nearly as whole numbers allow (largest rest)."""
        total = sum(share for _, share in self.shares)
        wanted = [(kind, count * share / total) for kind, share in self.shares]
        given = [(kind, int(share)) for kind, share in wanted]
        rests = sorted(range(len(wanted)), key=lambda i: given[i][1] - wanted[i][1])
        more = set(rests[: count - sum(n for _, n in given)])
        return [kind for i, (kind, n) in enumerate(given) for _ in range(n + (i in more))]


@dataclass(frozen=True, slots=True)
class Odds:
    """How often something happens, 0 to 1."""

    share: float
    basis: str

    def draw(self, chance: Random) -> bool:
        """Whether it happens this time."""
        return chance.random() < self.share


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A skewed positive quantity, by its median and the sigma of its logarithm."""

    median: float
    sigma: float
    basis: str

    def draw(self, chance: Random) -> float:
        """One value, in the unit of the median."""
        return exp(chance.gauss(log(self.median), self.sigma))


@dataclass(frozen=True, slots=True)
class Normal:
    """A quantity that scatters evenly around its mean, cut off at its bounds."""

    mean: float
    sd: float
    basis: str
    least: float = 0
    most: float = float("inf")

    def draw(self, chance: Random) -> float:
        """One value, in the unit of the mean."""
        return min(self.most, max(self.least, chance.gauss(self.mean, self.sd)))


@dataclass(frozen=True, slots=True)
class Gamma:
    """A waiting time, by its mean and its shape."""

    mean: float
    shape: float
    basis: str

    def draw(self, chance: Random) -> float:
        """One value, in the unit of the mean."""
        return chance.gammavariate(self.shape, self.mean / self.shape)


def poisson(chance: Random, mean: float) -> int:
    """A count of rare things."""
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
