"""A bus as unruly as Kafka is allowed to be: it keeps the order of each stream, and no more."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from nineteen.shared.runtime.ports import PARTITIONS, Commit, Polled, Position, Positions
from nineteen.shared.testing.memory.event_store import MemoryLog


@dataclass(frozen=True)
class Disorder:
    """How often (0..1) each kind of trouble comes, per poll: of a partition, or of a source."""

    dawdle: float = 0.3
    """Nothing is handed out, though there is something."""
    repeat: float = 0.2
    """A run of commits comes twice, as after a relay that died before it took note."""
    rewind: float = 0.05
    """Delivery of a source starts again from older offsets, as after a rebalance."""


ORDERLY = Disorder(0, 0, 0)


class MemoryBus:
    """Hands out logs with seeded disorder; the same calls give the same order."""

    def __init__(
        self, logs: Mapping[str, MemoryLog], chance: Random, disorder: Disorder = ORDERLY
    ) -> None:
        self.disorder = disorder
        self._logs = logs
        self._chance = chance

    async def start_position(self, source: str) -> Position:
        """Before the first commit."""
        return Position(self._logs[source].epoch, (0,) * PARTITIONS)

    async def end_position(self, source: str) -> Position:
        """Behind the last commit."""
        return self._logs[source].end()

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """Some of what lies behind these positions, and some that was handed out before."""
        del group
        ends = {source: self._logs[source].end().next for source in positions}
        ends |= {source: at.next for source, at in (upto or {}).items()}
        found = [self._poll(source, at, limit, ends[source]) for source, at in positions.items()]
        polled = [each for each in found if any(each.partitions)]
        self._chance.shuffle(polled)
        return polled

    def _poll(self, source: str, at: Position, limit: int, ends: Sequence[int]) -> Polled:
        share = max(1, limit // PARTITIONS)
        rewound = self._happens(self.disorder.rewind)
        taken: list[list[Commit]] = []
        behind = list(at.next)
        for number, commits in enumerate(self._logs[source].partitions):
            start = end = at.next[number]
            news = ends[number] > end and not self._happens(self.disorder.dawdle)
            if news:
                behind[number] = end = min(ends[number], end + self._chance.randint(1, share))
            if rewound:
                start = self._chance.randint(max(0, start - share), start)
            if start < end:
                taken.append(self._unruly(commits[start:end]))
        self._chance.shuffle(taken)
        return Polled(source, at, Position(at.epoch, tuple(behind)), taken)

    def _unruly(self, commits: Sequence[Commit]) -> list[Commit]:
        found = interleaved(commits, self._chance)
        if found and self._happens(self.disorder.repeat):
            end = self._chance.randint(1, len(found))
            start = self._chance.randint(0, end - 1)
            found[end:end] = found[start:end]
        return found

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._chance.random() < rate


def interleaved(commits: Iterable[Commit], chance: Random) -> list[Commit]:
    """The commits in a random order that keeps the order of each stream."""
    queues: dict[str, deque[Commit]] = defaultdict(deque)
    for commit in commits:
        queues[commit.stream].append(commit)
    found = []
    while queues:
        stream = chance.choice(list(queues))
        found.append(queues[stream].popleft())
        if not queues[stream]:
            del queues[stream]
    return found
