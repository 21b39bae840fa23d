"""The agenda: what people will do and when; the clock is turned from one time to the next."""

import asyncio
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from nineteen.shared.decider import Rejected
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.outbox import DROPPED

Act = Callable[[], Awaitable[object]]
VIEWS_EVERY = timedelta(days=14)
MOST_MAIL = 1_000
SHARE_OF_PLAY = 0.95
"""The rest of the progress is the last drain of the views."""


@dataclass
class Agenda:
    """People's plans by time, first come first served; what lies past `until` is dropped."""

    app: App
    until: datetime
    refused: "Counter[str]" = field(default_factory=Counter)
    """What people tried and could not do, by code."""
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _number: "count[int]" = field(default_factory=count)

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.app.clock.now()

    def at(self, when: datetime, act: Act) -> None:
        """Somebody plans something."""
        if when <= self.until:
            heapq.heappush(self._plans, (when, next(self._number), act))

    async def play(self, tell: Callable[[float], None]) -> None:
        """Turn the clock to its end; `tell` hears how far it has come, 0 to 1."""
        begun, views_at = self.now, self.now + VIEWS_EVERY
        while self._plans:
            when = max(self._plans[0][0], self.now)
            await self.app.turn_to(when, views=False)
            await self._act(when)
            tell(SHARE_OF_PLAY * ((when - begun) / (self.until - begun)))
            if when >= views_at:
                views_at = when + VIEWS_EVERY
                await self.show()
        await self.app.turn_to(self.until, views=False)
        await self.show()

    async def show(self) -> None:
        """Let the views catch up, and the pages breathe meanwhile."""
        taken = 1
        while taken:
            taken = await self.app.step_views() or await self._drop_mail()
            await asyncio.sleep(0)

    async def _drop_mail(self) -> int:
        """Nobody is written to: the hosts of the demo are invented."""
        count = 0
        for node in self.app.nodes.values():
            if node.outbox:
                rows = await node.views.waiting(MOST_MAIL)
                await node.views.settle([(row.id, DROPPED) for row in rows])
                count += len(rows)
        return count

    async def _act(self, when: datetime) -> None:
        while self._plans and self._plans[0][0] <= when:
            _, _, act = heapq.heappop(self._plans)
            try:
                await act()
            except Rejected as no:
                self.refused[no.code] += 1
        await asyncio.sleep(0)
