"""Transactions that are tried again as MongoDB asks for it, a bounded number of times."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeVar

from nineteen.shared.runtime.mongo import driver
from nineteen.shared.runtime.mongo.driver import (
    BulkWriteError,
    Client,
    DuplicateKeyError,
    PyMongoError,
    Session,
)
from nineteen.shared.runtime.mongo.trouble import (
    TRANSIENT,
    UNKNOWN_COMMIT,
    in_words,
    is_unsent,
    unanswered,
)

T = TypeVar("T")
Work = Callable[[Session], Awaitable[T]]
DUPLICATE_KEY, WRITE_CONFLICT = 11000, 112
AGAIN = {DUPLICATE_KEY, WRITE_CONFLICT}
TRIES, COMMITS = 6, 4
PAUSE_S = 0.02
jitter = Random().random  # noqa: S311  spreads repetitions, keeps no secret


async def in_transaction(client: Client, work: Work[T]) -> T:
    """Run `work` in one transaction and commit it; it may run several times.

    What `work` raises of its own ends the transaction. A caller who is cancelled waits until it
    has ended: half a transaction would hold its rows for a minute. Raises Unavailable.
    """
    running = asyncio.ensure_future(tried(client, work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # nobody is left to hear of it
        raise


async def tried(client: Client, work: Work[T]) -> T:
    """The same for who is not cancelled."""
    with in_words():
        async with driver.session(client) as session:
            for attempt in range(TRIES):
                try:
                    async with driver.transaction(session):
                        answer = await work(session)
                except PyMongoError as error:
                    if error.has_error_label(UNKNOWN_COMMIT):
                        return await commit_again(session, answer)
                    if attempt + 1 == TRIES or is_unsent(error) or not is_transient(error):
                        raise
                    await asyncio.sleep(PAUSE_S * 2**attempt * (1 + jitter()))
                else:
                    return answer
    raise AssertionError  # the last attempt returned or raised


async def commit_again(session: Session, answer: T) -> T:
    """Ask again whether a commit went through; the server keeps it once."""
    for attempt in range(COMMITS):
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label(UNKNOWN_COMMIT):
                raise unanswered() from error
            await asyncio.sleep(PAUSE_S * 2**attempt)
        else:
            return answer
    raise unanswered()


def is_transient(error: PyMongoError) -> bool:
    """Whether the same transaction may go through next time.

    A duplicate key among them: somebody else inserted the row meanwhile, now it will be found.
    """
    if isinstance(error, BulkWriteError):
        return any(each["code"] in AGAIN for each in error.details["writeErrors"])
    return error.has_error_label(TRANSIENT) or isinstance(error, DuplicateKeyError)
