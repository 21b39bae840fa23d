"""Real servers for the benchmarks, from where the tests have theirs; NoServer says why not."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.installation import loop, place
from benchmarks.rounds import Case, Plan
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.topics import Topic
from nineteen.shared.runtime.mongo.driver import PyMongoError
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.mongo import forget
from nineteen.shared.testing.servers.ladder import (
    KafkaServer,
    MongoServer,
    given,
    kafka_of_ones_own,
    mongo_of_ones_own,
)

Server = TypeVar("Server", KafkaServer, MongoServer)
AsyncCase = Callable[[], Coroutine[Any, Any, float]]
AsyncCases = Mapping[str, AsyncCase]


@contextmanager
def kafka(plan: Plan) -> Iterator[str]:
    """The address of a Kafka: somebody's, or one of our own that is gone afterwards."""
    if address := given("kafka"):
        yield address
        return
    with ones_own(plan, kafka_of_ones_own) as server:
        yield server.address


@contextmanager
def mongo(plan: Plan) -> Iterator[str]:
    """The address of a MongoDB, likewise."""
    if address := given("mongo"):
        yield address
        return
    with ones_own(plan, mongo_of_ones_own) as server:
        yield server.uri


@contextmanager
def ones_own(plan: Plan, start: Callable[[Path], Server]) -> Iterator[Server]:
    """A server that nobody else uses; its data goes with it."""
    with place(plan.folder) as folder:
        server = start(folder)
        try:
            yield server
        finally:
            server.stop(grace=0)


async def forgotten(uri: str, prefix: str) -> None:
    """Drop databases from a server that others use; our own goes as a whole, and sooner."""
    if given("mongo"):
        with suppress(PyMongoError):  # one that is slow to drop keeps them, to its own end
            await forget(uri, prefix)


@asynccontextmanager
async def topics(connection: Connection, *services: str) -> AsyncIterator[str]:
    """A prefix that nobody else uses, with a topic for each service."""
    prefix = fresh_prefix()
    names = [topic_of(service, prefix) for service in services]
    await make_topics(connection, *map(Topic, names))
    try:
        yield prefix
    finally:
        await drop_topics(connection, *names)


class Together:
    """Several values of one measurement: whichever a round asks for first has it made."""

    def __init__(self, measure: Callable[[], Coroutine[Any, Any, Mapping[str, float]]]) -> None:
        self._measure = measure
        self._left: dict[str, float] = {}

    def case(self, name: str) -> AsyncCase:
        """One of the values."""

        async def value() -> float:
            if name not in self._left:
                self._left = dict(await self._measure())
            return self._left.pop(name)

        return value


def on_a_loop(
    opened: Callable[[Plan], AbstractAsyncContextManager[AsyncCases]],
) -> Callable[[Plan], AbstractContextManager[Mapping[str, Case]]]:
    """Cases that are asynchronous, run by one event loop from the first to the last."""

    @contextmanager
    def synchronous(plan: Plan) -> Iterator[Mapping[str, Case]]:
        with loop() as runner:
            context = opened(plan)
            cases = runner.run(context.__aenter__())
            try:
                yield {name: partial(run, runner, case) for name, case in cases.items()}
            except BaseException:
                runner.run(context.__aexit__(*sys.exc_info()))
                raise
            runner.run(context.__aexit__(None, None, None))

    return synchronous


def run(runner: asyncio.Runner, case: AsyncCase) -> float:
    """One figure."""
    return runner.run(case())
