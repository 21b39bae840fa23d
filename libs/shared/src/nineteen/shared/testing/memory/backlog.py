"""What a relay of an event store in memory has still to carry, and a bus behind such a relay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.ports import Bus, Commit, Polled, Position, Positions
from nineteen.shared.runtime.relay import Relay, Sent
from nineteen.shared.testing.memory.event_store import MemoryLog


@dataclass
class MemoryBacklog:
    """The commits of a log that were not noted as carried."""

    log: MemoryLog
    carried: set[str] = field(default_factory=set)

    async def pending(self, limit: int, without: Collection[str]) -> Sequence[Commit]:
        """The oldest by `ts`."""
        waiting = [c for c in self.log.commits if c.id not in self.carried]
        waiting.sort(key=lambda c: (c.ts, c.stream, c.from_version))
        return [c for c in waiting if c.stream not in without][:limit]

    async def relayed(self, ids: Sequence[str]) -> None:
        """Take note."""
        self.carried.update(ids)

    async def start_again(self) -> int:
        """Forget what was noted."""
        self.carried.clear()
        return len(self.log.commits)

    async def oldest_pending(self) -> int | None:
        """The `ts` of the oldest."""
        return min((c.ts for c in self.log.commits if c.id not in self.carried), default=None)

    async def count_pending(self, most: int) -> int:
        """How many wait."""
        return len(await self.pending(most, ()))


@dataclass(frozen=True)
class MemoryPublisher:
    """A publisher that appends to a log."""

    log: MemoryLog

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        """Append; all of it arrives."""
        for commit in commits:
            self.log.commits.append(commit)
            self.log.partitions[partition_of(commit.stream)].append(commit)
        return Sent([commit.id for commit in commits])


class RelayedBus:
    """A bus whose relay has always done its work before anybody looks."""

    def __init__(self, bus: Bus, relay: Relay) -> None:
        self._bus = bus
        self._relay = relay

    async def start_position(self, source: str) -> Position:
        """As the bus says."""
        return await self._bus.start_position(source)

    async def end_position(self, source: str) -> Position:
        """Behind everything that was appended."""
        await self._carry()
        return await self._bus.end_position(source)

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """As the bus hands out."""
        await self._carry()
        return await self._bus.poll(group, positions, limit, upto)

    async def _carry(self) -> None:
        while await self._relay.step():
            pass
