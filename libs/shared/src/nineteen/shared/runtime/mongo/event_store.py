"""The event store of one service on MongoDB: one document per commit, one insert, no transaction.

What orders the relay is `ts`, monotone inside a stream; what keeps a stream whole is the unique
index over (stream, first version). The heads kept here are a hint: other processes write too.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from itertools import count
from typing import NoReturn

import structlog

from nineteen.shared.runtime.clock import system_milliseconds
from nineteen.shared.runtime.commits import body_of, commit_from
from nineteen.shared.runtime.mongo import driver
from nineteen.shared.runtime.mongo.driver import (
    ASCENDING,
    DESCENDING,
    Database,
    DuplicateKeyError,
    Int64,
    PyMongoError,
    Row,
)
from nineteen.shared.runtime.mongo.names import COMMITS
from nineteen.shared.runtime.mongo.transactions import in_transaction
from nineteen.shared.runtime.mongo.trouble import KEPT_OR_NOT, in_words, is_unsent, unanswered
from nineteen.shared.runtime.ports import Commit, Conflict, Position

Head = tuple[int, int]
"""(last version, ts)"""
HEAD = {"to_version": 1, "ts": 1}
MOST_HEADS = 20_000
BATCH = 1_000
INSIST_S = 15.0
"""So long a write without an answer is repeated."""
PAUSES_S = (0.05, 0.1, 0.25, 0.5, 1.0)
WATCH_AGAIN_S = 5.0
IN_ORDER = [("ts", ASCENDING), ("stream", ASCENDING), ("from_version", ASCENDING)]
INSERTS: list[Row] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
log = structlog.get_logger()


class Undecided(Exception):
    """Something is in the way of a commit that a majority does not keep yet."""


class MongoEventStore:
    """Commits of one service, and what of them no relay has carried yet."""

    def __init__(self, database: Database) -> None:
        self.listeners: list[Callable[[], None]] = []
        """Called after each append of this process."""
        self._database = database
        self._commits = database[COMMITS]
        self._heads: OrderedDict[str, Head] = OrderedDict()

    async def append(self, commit: Commit) -> Commit | None:
        """Write durably (see EventStore.append)."""
        body = body_of(commit)
        try:
            with in_words():
                standing = await self._append(commit, body)
        except BaseException:
            self._heads.pop(commit.stream, None)
            raise
        if standing is None:
            for listener in self.listeners:
                listener()
        return standing

    async def commit_of(self, command_id: str) -> Commit | None:
        """What this command decided earlier."""
        with in_words():
            return await self._commit_of(command_id)

    async def read(self, stream: str, after: int = 0) -> Sequence[Commit]:
        """The commits of a stream after a version."""
        wanted = {"stream": stream, "from_version": {"$gt": after}}
        with in_words():
            found = self._commits.find(wanted).sort([("from_version", ASCENDING)])
            return [commit_of(row) for row in await found.to_list(None)]

    async def existing(self, streams: Iterable[str]) -> set[str]:
        """Which of these streams hold anything."""
        wanted = {"stream": {"$in": list(streams)}, "from_version": 1}
        with in_words():
            found = self._commits.find(wanted, {"_id": 0, "stream": 1})
            return {row["stream"] for row in await found.to_list(None)}

    async def read_all(self, upto: Position | None = None) -> AsyncIterator[Sequence[Commit]]:
        """Every commit, stream by stream; `upto` is refused, offsets are the bus's own."""
        if upto is not None:
            raise ValueError("the offsets of a bus name no commits here: compare by heads")
        behind: Row = {}
        order = [("stream", ASCENDING), ("from_version", ASCENDING)]
        while True:
            with in_words():
                rows = await self._commits.find(behind).sort(order).limit(BATCH).to_list(None)
            if not rows:
                return
            yield [commit_of(row) for row in rows]
            stream, version = rows[-1]["stream"], rows[-1]["from_version"]
            behind = {
                "$or": [
                    {"stream": {"$gt": stream}},
                    {"stream": stream, "from_version": {"$gt": version}},
                ]
            }

    async def pending(self, limit: int, without: Collection[str]) -> Sequence[Commit]:
        """The oldest of one moment that are not on the bus (see Backlog.pending).

        Read in a transaction: its snapshot shows no commit without those before it in its stream.
        """
        wanted: Row = {"pending": True}
        if without:
            wanted["stream"] = {"$nin": list(without)}

        async def read(session: driver.Session) -> list[Row]:
            found = self._commits.find(wanted, session=session).sort(IN_ORDER).limit(limit)
            return await found.to_list(None)

        rows = await in_transaction(self._database.client, read)
        return [commit_of(row) for row in rows]

    async def relayed(self, ids: Sequence[str]) -> None:
        """Take note that these are on the bus."""
        with in_words():
            await self._commits.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"pending": 1}})

    async def start_again(self) -> int:
        """Have every commit carried once more (see Backlog.start_again)."""
        with in_words():
            done = await self._commits.update_many({}, {"$set": {"pending": True}})
        return int(done.matched_count)

    async def oldest_pending(self) -> int | None:
        """Since when (system ms) the oldest commit waits for the relay; None: none does."""
        with in_words():
            row = await self._commits.find_one({"pending": True}, {"ts": 1}, sort=IN_ORDER)
        return int(row["ts"]) if row else None

    async def count_pending(self, most: int) -> int:
        """How many wait for the relay, counted up to `most`."""
        with in_words():
            return await self._commits.count_documents({"pending": True}, limit=most)

    async def watch(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each append of any process, until cancelled.

        Only a hint: where the server gives no change stream, whoever waits has to look.
        """
        while True:
            try:
                async with driver.watching(self._commits, INSERTS) as inserts:
                    async for _ in inserts:
                        wake()
            except PyMongoError as error:
                log.debug("no_change_stream", error=type(error).__name__)
            await asyncio.sleep(WATCH_AGAIN_S)

    async def _commit_of(self, command_id: str) -> Commit | None:
        row = await self._commits.find_one({"_id": command_id})
        return commit_of(row) if row else None

    async def _append(self, commit: Commit, body: str) -> Commit | None:
        head = self._heads.get(commit.stream)
        if head is None or head[0] + 1 != commit.from_version:
            head = await self._head(commit)
        if head[0] + 1 != commit.from_version:
            return await self._standing(commit)
        ts = max(system_milliseconds(), head[1] + 1)
        row = row_of(commit, ts, body)
        standing = await self._insert(commit, row)
        if standing is None:
            self._heads[commit.stream] = (commit.to_version, ts)
            self._heads.move_to_end(commit.stream)
            while len(self._heads) > MOST_HEADS:
                self._heads.popitem(last=False)
        return standing

    async def _head(self, commit: Commit) -> Head:
        if commit.from_version == 1:
            return 0, 0  # the unique index finds who was first
        last = [("from_version", DESCENDING)]
        row = await self._commits.find_one({"stream": commit.stream}, HEAD, sort=last)
        return (int(row["to_version"]), int(row["ts"])) if row else (0, 0)

    async def _insert(self, commit: Commit, row: Row) -> Commit | None:
        """Insert, and where no answer comes, the same document again: it can only be kept once."""
        loop = asyncio.get_running_loop()
        until = loop.time() + INSIST_S
        for tries in count():
            try:
                return await self._insert_once(commit, row, again=tries > 0)
            except (*KEPT_OR_NOT, Undecided) as error:
                if tries == 0 and is_unsent(error):
                    raise
                if loop.time() > until:
                    raise unanswered() from error
            await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
        raise AssertionError  # the loop only ends by returning or raising

    async def _insert_once(self, commit: Commit, row: Row, *, again: bool) -> Commit | None:
        try:
            await self._commits.insert_one(row)
        except DuplicateKeyError:
            standing = await self._commit_of(commit.id)
            if standing is None:
                await self._conflict(commit)
            mine = (standing.ts, standing.from_version) == (row["ts"], row["from_version"])
            return None if again and mine else standing
        return None

    async def _conflict(self, commit: Commit) -> NoReturn:
        """Raises Conflict, or Undecided while no majority keeps what is in the way."""
        place = {"stream": commit.stream, "from_version": commit.from_version}
        there = await self._commits.find_one(place, {"_id": 1})
        if there and there["_id"] != commit.id:
            raise Conflict(commit.stream)
        raise Undecided

    async def _standing(self, commit: Commit) -> Commit:
        if standing := await self._commit_of(commit.id):
            return standing
        raise Conflict(commit.stream)


def row_of(commit: Commit, ts: int, body: str) -> Row:
    """A commit as it is stored; its events are text, so that they come back byte for byte."""
    return {
        "_id": commit.id,
        "stream": commit.stream,
        "from_version": Int64(commit.from_version),
        "to_version": Int64(commit.to_version),
        "ts": Int64(ts),
        "body": body,
        "pending": True,
    }


def commit_of(row: Row) -> Commit:
    """A row as it was appended."""
    version, ts = int(row["from_version"]), int(row["ts"])
    return commit_from((row["_id"], row["stream"], version, ts, row["body"]))
