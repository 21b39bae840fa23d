"""The only module that imports a MongoDB driver: Motor, or PyMongo's own (DESIGN 5).

The rest of the package is written against PyMongo's asynchronous classes. Motor's have the same
methods; where one of the two answers at once and the other has to be awaited, `settled` bridges.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from inspect import isawaitable
from typing import Any, Literal, TypeVar, cast

from bson import Int64
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import (
    ASCENDING,
    DESCENDING,
    AsyncMongoClient,
    DeleteMany,
    DeleteOne,
    ReplaceOne,
    ReturnDocument,
    UpdateOne,
)
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    CollectionInvalid,
    ConfigurationError,
    ConnectionFailure,
    DuplicateKeyError,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WriteConcernError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "AutoReconnect",
    "BulkWriteError",
    "Client",
    "Collection",
    "CollectionInvalid",
    "ConfigurationError",
    "ConnectionFailure",
    "Database",
    "DeleteMany",
    "DeleteOne",
    "Driver",
    "DuplicateKeyError",
    "Int64",
    "NetworkTimeout",
    "OperationFailure",
    "PyMongoError",
    "ReplaceOne",
    "ReturnDocument",
    "Row",
    "ServerSelectionTimeoutError",
    "Session",
    "UpdateOne",
    "WTimeoutError",
    "WriteConcernError",
    "aggregated",
    "connect",
    "disconnect",
    "hosts_of",
    "session",
    "transaction",
    "watching",
]

Row = dict[str, Any]
Client = AsyncMongoClient[Row]
Database = AsyncDatabase[Row]
Collection = AsyncCollection[Row]
Session = AsyncClientSession
Driver = Literal["motor", "pymongo"]
T = TypeVar("T")

SELECT_MS, SOCKET_MS, WRITE_MS = 5_000, 10_000, 10_000
AWAIT_MS = 1_000
"""A change stream asks again after so long."""


def connect(uri: str, driver: Driver = "motor", appname: str = "nineteen") -> Client:
    """A client of the running loop; it connects when it is first used.

    Raises ConfigurationError for an address that is none.
    """
    options: dict[str, Any] = {
        "appname": appname,
        "w": "majority",
        "journal": True,
        "wTimeoutMS": WRITE_MS,
        "readConcernLevel": "majority",
        "readPreference": "primary",  # whatever the address says: nothing is decided on old data
        "retryWrites": True,
        "retryReads": True,
        "tz_aware": True,
        "uuidRepresentation": "standard",
        "connectTimeoutMS": SELECT_MS,
        "serverSelectionTimeoutMS": SELECT_MS,
        "socketTimeoutMS": SOCKET_MS,
    }
    if driver == "pymongo":
        return AsyncMongoClient(uri, **options)
    loop = asyncio.get_running_loop()
    return cast("Client", AsyncIOMotorClient(uri, io_loop=loop, **options))


async def disconnect(client: Client) -> None:
    """Close a client of either driver."""
    if isinstance(client, AsyncMongoClient):
        await client.close()
    else:  # Motor's says goodbye to the server while the loop would stand still
        await asyncio.to_thread(client.close)


def hosts_of(uri: str) -> str:
    """The servers that an address names, without user and password; raises ConfigurationError."""
    parsed = parse_uri(uri)
    return parsed["fqdn"] or ", ".join(f"{host}:{port}" for host, port in parsed["nodelist"])


async def settled(answer: Awaitable[T]) -> T:
    """What PyMongo answers when awaited, and Motor at once or when awaited."""
    return await answer if isawaitable(answer) else cast("T", answer)


@asynccontextmanager
async def session(client: Client) -> AsyncIterator[Session]:
    """A session of either driver, ended at last."""
    starting = cast("Awaitable[Session]", client.start_session())  # Motor's has to be awaited
    async with await settled(starting) as opened:
        yield opened


@asynccontextmanager
async def transaction(session: Session, *, snapshot: bool = True) -> AsyncIterator[None]:
    """Begin; at the end commit once, or abort when the block raised.

    A commit that fails is not repeated here: `commit_transaction` of the session may be called
    again, also after an answer that got lost.
    """
    await settled(
        session.start_transaction(
            read_concern=ReadConcern("snapshot" if snapshot else "majority"),
            write_concern=WriteConcern("majority", wtimeout=WRITE_MS, j=True),
            max_commit_time_ms=WRITE_MS,
        )
    )
    try:
        yield
    except BaseException:
        if session.in_transaction:
            await session.abort_transaction()
        raise
    await session.commit_transaction()


async def aggregated(collection: Collection, pipeline: Sequence[Mapping[str, Any]]) -> list[Row]:
    """All that a pipeline gives."""
    cursor = await settled(collection.aggregate(pipeline))
    return await cursor.to_list(None)


@asynccontextmanager
async def watching(
    collection: Collection, pipeline: Sequence[Mapping[str, Any]]
) -> AsyncIterator[AsyncIterator[Row]]:
    """The changes of a collection from now on."""
    stream = await settled(collection.watch(pipeline, max_await_time_ms=AWAIT_MS))
    async with stream as changes:
        yield changes
