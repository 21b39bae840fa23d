"""A manual clock that the processes of an installation share: one document, for tests only."""

from datetime import datetime

from nineteen.shared.runtime.clock import instant, millis
from nineteen.shared.runtime.mongo.driver import Database, Int64
from nineteen.shared.runtime.mongo.trouble import in_words

CLOCK = "clock"
NOW = "now"


class SharedClock:
    """Tells the moment that the document held when it was read last."""

    def __init__(self, database: Database, start: datetime) -> None:
        self._clocks = database[CLOCK]
        self._at = start

    def now(self) -> datetime:
        """The moment, as far as this process has heard."""
        return self._at

    async def refresh(self) -> None:
        """Read the document."""
        with in_words():
            row = await self._clocks.find_one({"_id": NOW})
        if row:
            self._at = max(self._at, instant(int(row["ms"])))

    async def set(self, at: datetime) -> None:
        """Turn it for all processes; a clock never goes back."""
        with in_words():
            await self._clocks.update_one(
                {"_id": NOW}, {"$max": {"ms": Int64(millis(at))}}, upsert=True
            )
        await self.refresh()
