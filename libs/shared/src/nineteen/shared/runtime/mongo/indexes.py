"""Collections and indexes as data: made by `nineteen migrate`, verified at every start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nineteen.shared.runtime.mongo import names
from nineteen.shared.runtime.mongo.driver import (
    ASCENDING,
    Client,
    CollectionInvalid,
    Database,
    OperationFailure,
)
from nineteen.shared.runtime.mongo.trouble import CannotStart, starting

SAME_NAME, OTHER_OPTIONS, EXISTS = 86, 85, 48
MIGRATE = "Run `nineteen migrate`, then start again."


@dataclass(frozen=True)
class Index:
    """One index; all keys ascend."""

    name: str
    keys: tuple[str, ...]
    unique: bool = False
    partial: Mapping[str, Any] = field(default_factory=dict)

    def held(self, found: Mapping[str, Any]) -> bool:
        """Whether what a server tells of an index is this one."""
        keys = [(key, ASCENDING) for key in self.keys]
        return (
            [(key, int(way)) for key, way in found["key"]] == keys
            and bool(found.get("unique")) == self.unique
            and dict(found.get("partialFilterExpression") or {}) == dict(self.partial)
        )


Layout = Mapping[str, tuple[Index, ...]]
"""Collection -> its indexes, besides the one of `_id`."""
SERVICE: Layout = {
    names.COMMITS: (
        Index("u_stream_from", ("stream", "from_version"), unique=True),  # never to_version
        Index("relay_pending", ("ts", "stream", "from_version"), partial={"pending": True}),
    ),
    names.GROUPS: (),
    names.HEADS: (Index("u_group_stream", ("group", "stream"), unique=True),),
    names.PARTS: (Index("u_part", ("generation", "tenant", "doc", "stream"), unique=True),),
    names.DOCUMENTS: (Index("u_document", ("generation", "tenant", "id"), unique=True),),
    names.CELLS: (Index("u_generation_scope_cell", ("generation", "scope", "cell"), unique=True),),
    names.GENERATIONS: (),
    names.MEMORIES: (Index("u_policy_key", ("policy", "key"), unique=True),),
    names.TODOS: (Index("open_due", ("due_at", "planned"), partial={"open": True}),),
    names.OUTBOX: (Index("waiting_at", ("at", "_id"), partial={"waiting": True}),),
    names.PARKED: (
        Index("u_group_fold_stream_version", ("group", "fold", "stream", "version"), unique=True),
    ),
    names.LEASES: (),
}
KEYS: Layout = {
    names.PERSONS: (Index("u_subject_class", ("subject", "class"), unique=True),),
    names.NAMED: (),
}


async def migrate(client: Client, services: Iterable[str], prefix: str = names.PREFIX) -> None:
    """Make what is missing; may run again at any time. Raises CannotStart."""
    for database, layout in layouts(client, services, prefix):
        with starting("this address", f"make collections and indexes in {database.name}"):
            there = set(await database.list_collection_names())
            for collection, indexes in layout.items():
                if collection not in there:
                    await make(database, collection)
                for index in indexes:
                    await ensure(database, collection, index)


async def verify(client: Client, services: Iterable[str], prefix: str = names.PREFIX) -> None:
    """Raises CannotStart, naming the first index that is missing or another one than is needed."""
    for database, layout in layouts(client, services, prefix):
        with starting("this address", f"read the indexes of {database.name}"):
            for collection, indexes in layout.items():
                found = await database[collection].index_information()
                for index in indexes:
                    refuse(f"{database.name}.{collection}", index, found.get(index.name))


def layouts(
    client: Client, services: Iterable[str], prefix: str
) -> Iterable[tuple[Database, Layout]]:
    """Each database with what belongs into it."""
    for service in services:
        yield client[names.database_of(service, prefix)], SERVICE
    yield client[names.key_database(prefix)], KEYS


async def make(database: Database, collection: str) -> None:
    """Create a collection, unless somebody else just did."""
    try:
        await database.create_collection(collection)
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code != EXISTS:
            raise


async def ensure(database: Database, collection: str, index: Index) -> None:
    """Create an index; raises CannotStart where another one has its name or its keys."""
    options: dict[str, Any] = {"name": index.name, "unique": index.unique}
    if index.partial:
        options["partialFilterExpression"] = dict(index.partial)
    keys = [(key, ASCENDING) for key in index.keys]
    try:
        await database[collection].create_index(keys, **options)
    except OperationFailure as error:
        if error.code in {SAME_NAME, OTHER_OPTIONS}:
            place = f"{database.name}.{collection}"
            raise CannotStart(
                f"{place} has another index in the place of {index.name}: drop it by hand, "
                "nothing was changed in it, then run `nineteen migrate` again."
            ) from error
        raise


def refuse(place: str, index: Index, found: Mapping[str, Any] | None) -> None:
    """Raises CannotStart unless the index is there as it is needed."""
    if found is None:
        raise CannotStart(f"The index {index.name} of {place} is missing. {MIGRATE}")
    if not index.held(found):
        raise CannotStart(
            f"The index {index.name} of {place} has other keys or options than it needs: drop it "
            f"by hand. {MIGRATE}"
        )
