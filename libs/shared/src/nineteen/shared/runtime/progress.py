"""How far the groups of a service are, read from its stores: true for whichever process asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Position


def distance(at: Position, end: Position) -> int:
    """How much of a log lies behind a position; logs that number all partitions as one count so."""
    if len(set(end.next)) == 1:
        return max(0, max(end.next) - min(at.next))
    return sum(max(0, last - mine) for mine, last in zip(at.next, end.next, strict=True))


async def lag(app: App, node: Node, group: str) -> dict[str, int]:
    """What a group has before it, by source."""
    found = await node.positions_of(group, app.around.bus, app.around.sources)
    ends = await ends_of(app)
    return {source: distance(at, ends[source]) for source, at in found.items()}


async def ends_of(app: App) -> dict[str, Position]:
    """Where the log of each source ends now."""
    return {source: await app.around.bus.end_position(source) for source in app.around.sources}


@dataclass(frozen=True)
class Rest:
    """Whether a service has anything left to do at this moment of business time."""

    pending: int
    taken: int
    """All that its groups have read so far: as long as this stands still, so do they."""
    next_due: datetime | None
    now: datetime

    @property
    def quiescent(self) -> bool:
        """Nothing is on its way, and nothing is due."""
        return not self.pending and (self.next_due is None or self.next_due > self.now)


async def at_rest(
    app: App, node: Node, ends: Mapping[str, Position], *, views: bool = True
) -> Rest:
    """Look at everything a service could still do by itself, once logs end at `ends`."""
    left = taken = 0
    for each in (node.policies, node.projector if views else None):
        if each:
            found = await node.positions_of(each.group, app.around.bus, app.around.sources)
            left += sum(distance(at, ends[source]) for source, at in found.items())
            taken += sum(sum(at.next) for at in found.values())
    left += len(await node.watched.waiting(1)) if node.outbox and views else 0
    if node.relay:
        left += len(await node.relay.backlog.pending(1, ()))
    due = await node.watched.next_due() if node.todos else None
    return Rest(left, taken, due, app.clock.now())
