"""The key store on MongoDB, in a database of its own (see `names.key_database`)."""

from collections.abc import Iterable, Sequence

from nineteen.shared.runtime.mongo.driver import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Row,
)
from nineteen.shared.runtime.mongo.names import NAMED, PERSONS
from nineteen.shared.runtime.mongo.trouble import in_words
from nineteen.shared.runtime.ports import WrappedKey


class MongoKeyStore:
    """Keys of persons and of tenants, wrapped."""

    def __init__(self, database: Database) -> None:
        self._persons = database[PERSONS]
        self._named = database[NAMED]

    async def keys_of(self, wanted: Iterable[tuple[str, str]]) -> list[WrappedKey]:
        """Wrapped keys by (subject, class); unknown ones are left out."""
        places = [{"subject": subject, "class": key_class} for subject, key_class in wanted]
        if not places:
            return []
        with in_words():
            rows = await self._persons.find({"$or": places}).to_list(None)
        return [key_of(row) for row in rows]

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Keep new keys durably; a key that exists already stays, and so does its absence."""
        with in_words():
            for key in keys:
                place = {"subject": key.subject, "class": key.key_class}
                kept = {"tenant": key.tenant, "wrapped": key.wrapped}
                await self._seeded(place, {"$setOnInsert": kept})

    async def named(self, name: str, fresh: bytes) -> bytes:
        """The key under `name` (wrapped); `fresh` is kept if there is none yet."""
        with in_words():
            while True:
                try:
                    row = await self._named.find_one_and_update(
                        {"_id": name},
                        {"$setOnInsert": {"wrapped": fresh}},
                        upsert=True,
                        return_document=ReturnDocument.AFTER,
                    )
                except DuplicateKeyError:
                    continue
                if row:
                    return bytes(row["wrapped"])

    async def destroy(self, subject: str, key_class: str) -> None:
        """Forget a key for ever, and never take one under this name again."""
        place = {"subject": subject, "class": key_class}
        gone = {"$set": {"wrapped": None}, "$setOnInsert": {"tenant": ""}}
        with in_words():
            await self._seeded(place, gone)

    async def _seeded(self, place: Row, change: Row) -> None:
        """Insert or change one row; a second try finds what somebody else inserted meanwhile."""
        try:
            await self._persons.update_one(place, change, upsert=True)
        except DuplicateKeyError:
            await self._persons.update_one(place, change)


def key_of(row: Row) -> WrappedKey:
    """A row as a key."""
    wrapped = row["wrapped"]
    kept = None if wrapped is None else bytes(wrapped)
    return WrappedKey(row["subject"], row["class"], row["tenant"], kept)
