"""What a relay of an event store in memory has still to carry, and a bus behind such a relay."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from nineteen.shared.runtime.ports import Bus, Commit, Polled, Position
from nineteen.shared.runtime.relay import Relay
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
        self,
        group: str,
        positions: Mapping[str, Position],
        limit: int,
        upto: Mapping[str, Position] | None = None,
    ) -> list[Polled]:
        """As the bus hands out."""
        await self._carry()
        return await self._bus.poll(group, positions, limit, upto)

    async def _carry(self) -> None:
        while await self._relay.step():
            pass
