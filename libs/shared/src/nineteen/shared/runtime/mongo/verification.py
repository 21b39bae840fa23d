"""`nineteen verify` in a cluster: reads, and compares at one moment of the views."""

from collections.abc import AsyncIterator, Mapping, Sequence

from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.installation_key import installation_key_in
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.mongo import names
from nineteen.shared.runtime.mongo.driver import Client, Database, Row, disconnect
from nineteen.shared.runtime.mongo.event_store import MongoEventStore
from nineteen.shared.runtime.mongo.key_store import MongoKeyStore
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.mongo.trouble import in_words
from nineteen.shared.runtime.node import views_group
from nineteen.shared.runtime.ports import Commit, Unavailable
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.verify import Verdict, folded
from nineteen.shared.runtime.view_fold import generation_name

TRIES = 5


async def verified(services: Sequence[Service], settings: Settings) -> list[Verdict]:
    """Fold the event stores anew, up to where each service's views stand, and compare.

    Raises CannotStart, KeysMissing, Unavailable.
    """
    prefix = settings.installation
    master = installation_key_in(settings.keys_folder)
    client = await opened(settings.mongo_address, settings.mongo_driver, "nineteen-verify")
    try:
        codec = Codec(KeyRing(MongoKeyStore(client[names.key_database(prefix)]), master))
        found = Verification(client, prefix, services, codec)
        return [each for s in services if s.views for each in await found.of(s)]
    finally:
        await disconnect(client)


class Verification:
    """Compares the views of one service with all facts."""

    def __init__(
        self, client: Client, prefix: str, services: Sequence[Service], codec: Codec
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._sources = [service.name for service in services if service.deciders]
        self._codec = codec

    async def of(self, service: Service) -> list[Verdict]:
        """The verdicts; tries again while somebody writes. Raises Unavailable."""
        group, database = views_group(service.name), self._database(service.name)
        for _ in range(TRIES):
            before = await self._sequence(database, group)
            verdicts = await self._compared(service, database, group)
            if before == await self._sequence(database, group):
                return verdicts
        raise Unavailable(
            f"The views of {service.name} are being written all the time: nothing was compared. "
            "Try again when there is less to do."
        )

    async def _compared(self, service: Service, database: Database, group: str) -> list[Verdict]:
        heads = await self._rows(database, names.HEADS, {"group": group})
        upto = {row["stream"]: int(row["version"]) for row in heads}
        generations = await self._rows(database, names.GENERATIONS)
        active = {row["_id"]: int(row["active"]) for row in generations}
        found = await folded(service.views, Reader(self._codec), self._commits(), upto)
        verdicts = []
        for each in found:
            generation = generation_name(each.view, active.get(each.view.name, 1))
            wanted = {"generation": generation}
            stored = await self._rows(database, names.DOCUMENTS, wanted)
            cells = await self._rows(database, names.CELLS, wanted)
            documents = {(row["tenant"], row["id"]): row["body"] for row in stored}
            totals = {(row["scope"], row["cell"]): int(row["n"]) for row in cells}
            verdicts.append(each.verdict(documents, totals))
        return verdicts

    async def _commits(self) -> AsyncIterator[Sequence[Commit]]:
        for source in self._sources:
            async for batch in MongoEventStore(self._database(source)).read_all():
                yield batch

    async def _sequence(self, database: Database, group: str) -> int:
        rows = await self._rows(database, names.GROUPS, {"_id": group})
        return int(rows[0]["sequence"]) if rows else 0

    async def _rows(
        self, database: Database, collection: str, wanted: Mapping[str, str] | None = None
    ) -> list[Row]:
        with in_words():
            return await database[collection].find(dict(wanted or {})).to_list(None)

    def _database(self, service: str) -> Database:
        return self._client[names.database_of(service, self._prefix)]
