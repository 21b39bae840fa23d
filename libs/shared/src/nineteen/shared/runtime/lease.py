"""Leases by observation: who sees no beat for a whole lease may take over (DESIGN 6).

No clocks are compared and no server time is read: each side counts by its own process clock.
The row is never deleted, so a fence never starts again.
"""

import time
from dataclasses import dataclass, replace
from typing import Protocol

from nineteen.shared.runtime.agency_settings import Seconds

LEASE_S = 15.0
EVERY_S = 3.0
"""A holder beats so often; five may be missed."""


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who holds a lease: `fence` rises with each holder, `beat` with each sign of life."""

    fence: int = 0
    beat: int = 0
    holder: str | None = None
    asked: str | None = None
    """Who would like to have it: the holder lets go when it sees that."""


class LeaseStore(Protocol):
    """Rows of leases by name."""

    async def lease(self, name: str) -> LeaseRow:
        """The row as it stands; the first one, when there was none."""

    async def replace_lease(self, name: str, before: LeaseRow, after: LeaseRow) -> bool:
        """Write `after` if fence and beat are still those of `before`."""


class Lease:
    """One process's view of one lease."""

    def __init__(
        self,
        store: LeaseStore,
        name: str,
        holder: str,
        seconds: Seconds = time.monotonic,
        length: float = LEASE_S,
    ) -> None:
        self.name = name
        self.changes = 0
        """How often this process took it."""
        self._store = store
        self._me = holder
        self._seconds = seconds
        self.length = length
        self._mine: LeaseRow | None = None
        self._seen: LeaseRow | None = None
        self._at = 0.0
        """When the beat that counts was sent, or first seen."""

    @property
    def held(self) -> bool:
        """Whether this process may work: its last beat is younger than a lease."""
        return self._mine is not None and self._seconds() < self._at + self.length

    async def step(self) -> bool:
        """Beat or contend, if it is time to; whether this process holds the lease now."""
        if self._mine is None:
            await self._contend()
        elif self._seconds() >= self._at + EVERY_S:
            await self._beat(self._mine)
        return self.held

    async def ask(self) -> None:
        """Have the holder let go at its next beat; then contend with `step`.

        One asks at a time: each ask changes the beat, and must not pass for a sign of life.
        """
        row = await self._store.lease(self.name)
        while row.holder not in (None, self._me) and row.asked is None:
            after = replace(row, beat=row.beat + 1, asked=self._me)
            if await self._store.replace_lease(self.name, row, after):
                return
            row = await self._store.lease(self.name)

    async def release(self) -> None:
        """Let go at once, so that nobody has to wait."""
        mine, self._mine = self._mine, None
        row = mine
        while mine and row and (row.fence, row.holder) == (mine.fence, self._me):
            after = replace(row, beat=row.beat + 1, holder=None)
            if await self._store.replace_lease(self.name, row, after):
                return
            row = await self._store.lease(self.name)  # somebody asked meanwhile

    async def _beat(self, mine: LeaseRow) -> None:
        now = self._seconds()
        after = replace(mine, beat=mine.beat + 1)
        if await self._store.replace_lease(self.name, mine, after):
            self._mine, self._at = after, now
            return
        row = await self._store.lease(self.name)
        if (row.fence, row.holder) != (mine.fence, self._me):
            self._lose(row)
        elif row.asked:
            self._mine = row
            await self.release()
        else:
            self._mine = row  # an earlier beat got through unanswered: the next one counts

    async def _contend(self) -> None:
        row, now = await self._store.lease(self.name), self._seconds()
        free = row.holder is None and row.asked in (None, self._me)
        if self._seen is None or (row.fence, row.beat) != (self._seen.fence, self._seen.beat):
            self._seen, self._at = row, now
        elif now >= self._at + self.length:
            free = True
        if not free:
            return
        after = LeaseRow(row.fence + 1, row.beat + 1, self._me)
        if await self._store.replace_lease(self.name, row, after):
            self._mine, self._at, self._seen = after, now, None
            self.changes += 1

    def _lose(self, row: LeaseRow) -> None:
        self._mine, self._seen, self._at = None, row, self._seconds()
