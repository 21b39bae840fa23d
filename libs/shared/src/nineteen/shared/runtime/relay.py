"""The relay: carries what was appended to the bus, at least once, each stream in its order.

One relay of a service works at a time (a lease decides); two at once would only send twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from nineteen.shared.runtime.ports import Commit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch: ids that the bus acknowledged, and streams that it will not take."""

    acknowledged: Sequence[str] = ()
    """Of each stream an unbroken run from its first commit of the batch."""
    too_large: Collection[str] = ()
    failed: bool = False
    """Something was neither acknowledged nor refused: the publisher was made anew."""


class Backlog(Protocol):
    """The commits that no relay has carried yet."""

    async def pending(self, limit: int, without: Collection[str]) -> Sequence[Commit]:
        """The oldest of one moment, by `ts`, each stream unbroken; none of the streams `without`.

        Raises Unavailable.
        """

    async def relayed(self, ids: Sequence[str]) -> None:
        """Take note that these are on the bus. Raises Unavailable."""

    async def start_again(self) -> int:
        """Have every commit carried once more; how many there are. Raises Unavailable."""

    async def oldest_pending(self) -> int | None:
        """Since when (system ms) the oldest commit waits; None: none does."""

    async def count_pending(self, most: int) -> int:
        """How many wait, counted up to `most`."""


class Publisher(Protocol):
    """Puts commits on the bus."""

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        """Send whole commits, in order per stream, and wait (bounded) for the answer."""


@dataclass
class Relay:
    """Carries one service's commits."""

    service: str
    backlog: Backlog
    publisher: Publisher
    limit: int = 500
    carried: int = 0
    renewed: int = 0
    """How often the publisher was made anew."""
    blocked: set[str] = field(default_factory=set)
    """Streams with a commit that the bus will not take: they wait, the others go on."""

    async def step(self) -> int:
        """Carry one batch; the number of commits that arrived. Raises Unavailable."""
        commits = await self.backlog.pending(self.limit, self.blocked)
        if not commits:
            return 0
        sent = await self.publisher.publish(commits)
        if sent.acknowledged:
            await self.backlog.relayed(sent.acknowledged)
        for stream in set(sent.too_large) - self.blocked:
            self.blocked.add(stream)
            log.error("relay_blocked", service=self.service, stream=stream)
        self.renewed += sent.failed
        self.carried += len(sent.acknowledged)
        return len(sent.acknowledged)
