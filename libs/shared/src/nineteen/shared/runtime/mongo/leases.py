"""Rows of leases on MongoDB; nobody deletes them, so a fence never falls."""

from typing import Any

from nineteen.shared.runtime.lease import LeaseRow
from nineteen.shared.runtime.mongo.driver import Database, DuplicateKeyError, Row
from nineteen.shared.runtime.mongo.names import LEASES
from nineteen.shared.runtime.mongo.trouble import in_words


class MongoLeaseStore:
    """The leases of one service."""

    def __init__(self, database: Database) -> None:
        self._leases = database[LEASES]

    async def lease(self, name: str) -> LeaseRow:
        """The row as it stands; the first one, when there was none."""
        with in_words():
            while not (row := await self._leases.find_one({"_id": name})):
                await self._seed(name)
        return lease_of(row)

    async def replace_lease(self, name: str, before: LeaseRow, after: LeaseRow) -> bool:
        """Write `after` if fence and beat are still those of `before`."""
        place = {"_id": name, "fence": before.fence, "beat": before.beat}
        with in_words():
            done = await self._leases.update_one(place, {"$set": fields_of(after)})
        return done.matched_count == 1

    async def _seed(self, name: str) -> None:
        try:
            await self._leases.update_one(
                {"_id": name}, {"$setOnInsert": fields_of(LeaseRow())}, upsert=True
            )
        except DuplicateKeyError:
            return  # somebody else did


def fields_of(row: LeaseRow) -> dict[str, Any]:
    """A row as it is kept."""
    return {"fence": row.fence, "beat": row.beat, "holder": row.holder, "asked": row.asked}


def lease_of(row: Row) -> LeaseRow:
    """A row as it was kept."""
    return LeaseRow(int(row["fence"]), int(row["beat"]), row["holder"], row["asked"])
