"""The embedded bus: the tails of the services' logs as 12 virtual partitions each."""

from collections.abc import Mapping, Sequence
from math import inf
from random import Random

from nineteen.shared.runtime.ports import PARTITIONS, Commit, Polled, Position, Positions
from nineteen.shared.runtime.sqlite.event_store import SqliteLog, start_of

FAR = (inf,) * PARTITIONS


class SqliteBus:
    """Hands out commits partition by partition, never in the order of the log as a whole."""

    def __init__(self, logs: Mapping[str, SqliteLog], seed: int = 19) -> None:
        self._logs = logs
        self._shuffle = Random(seed)  # noqa: S311  # an order, not a secret

    async def start_position(self, source: str) -> Position:
        """Before the first commit of a source's log."""
        return start_of(self._logs[source])

    async def end_position(self, source: str) -> Position:
        """Behind the last commit now in a source's log."""
        log = self._logs[source]
        return Position(log.epoch, (log.end(),) * PARTITIONS)

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """What lies behind these positions, up to `limit` commits a source."""
        del group
        ends = {source: at.next for source, at in (upto or {}).items()}
        found = (self._poll(s, at, limit, ends.get(s, FAR)) for s, at in positions.items())
        polled = [each for each in found if each is not None]
        self._shuffle.shuffle(polled)
        return polled

    def _poll(self, source: str, at: Position, limit: int, ends: Sequence[float]) -> Polled | None:
        rows = self._logs[source].tail(min(at.next), limit)
        if not rows:
            return None
        partitions: list[list[Commit]] = [[] for _ in range(PARTITIONS)]
        for seq, partition, commit in rows:
            if at.next[partition] <= seq < ends[partition]:
                partitions[partition].append(commit)
        self._shuffle.shuffle(partitions)
        behind = rows[-1][0] + 1
        after = Position(
            at.epoch,
            tuple(
                max(mine, int(min(behind, end))) for mine, end in zip(at.next, ends, strict=True)
            ),
        )
        if after == at:
            return None
        return Polled(source, at, after, partitions)
