"""Questions that are asked of the brokers themselves: which log a topic is, and where it ends."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import BrokerResponseError, IncompatibleBrokerVersion, NoError, for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.offset import OffsetRequest
from aiokafka.record.memory_records import MemoryRecords

from nineteen.shared.runtime.kafka.connection import ANSWER_S, TROUBLES, Connection, away, closed
from nineteen.shared.runtime.kafka.wire import TopicsRequest
from nineteen.shared.runtime.ports import PARTITIONS, Unavailable

READ_COMMITTED = 1
LATEST = -1
RETRY_S = 0.1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identity:
    """One topic: its id, which one made anew does not keep, and the node that leads each part."""

    id: str
    leaders: dict[int, int]


class Brokers:
    """Asks one question at a time; a connection that failed is made anew at the next."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: Any = None
        self._lock = asyncio.Lock()

    async def identities(self, topics: Iterable[str] | None) -> dict[str, Identity]:
        """The topics that exist, of these or of all; raises Unavailable."""
        wanted = None if topics is None else list(topics)
        return await self.ask(lambda client: identities(client, wanted))

    async def ends(self, topic: str) -> tuple[str, tuple[int, ...]]:
        """The id of a topic, and the offset behind the last record of each partition.

        Raises Unavailable, also when the topic is missing or has not 12 partitions.
        """

        async def asked(client: Any) -> tuple[str, tuple[int, ...]]:  # noqa: ANN401
            found = of_twelve(topic, (await identities(client, [topic])).get(topic))
            offsets = await offsets_of(client, topic, found, LATEST)
            return found.id, tuple(offsets[number] for number in range(PARTITIONS))

        return await self.ask(asked)

    async def batch_end(self, topic: str, partition: int, offset: int) -> int:
        """The offset behind the batch that holds this offset; raises Unavailable."""

        async def asked(client: Any) -> int:  # noqa: ANN401
            found = (await identities(client, [topic]))[topic]
            one_byte = [(topic, [(partition, offset, 1)])]  # a broker sends a whole batch for it
            request = FetchRequest(0, 1, 1, READ_COMMITTED, one_byte)
            answer = await client.send(found.leaders[partition], request)
            ((_, ((_, error, *_, batches),)),) = answer.topics
            checked(error)
            end: int = MemoryRecords(batches).next_batch().next_offset
            return end

        return await self.ask(asked)

    async def ask(self, question: Callable[[Any], Awaitable[T]]) -> T:
        """Put a question to a connected client of the driver, bounded; raises Unavailable."""
        try:
            async with asyncio.timeout(ANSWER_S), self._lock:
                return await answered(question, await self._connected())
        except (IncompatibleBrokerVersion, NotImplementedError):
            raise Unavailable("This Kafka is too old: Nineteen needs 2.8 or newer.") from None
        except TROUBLES as error:
            await self.close()
            raise away(error) from error

    async def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client:
            await closed(client)

    async def _connected(self) -> Any:  # noqa: ANN401  the driver has no types
        if self._client is None:
            client = AIOKafkaClient(**self._connection.arguments())
            try:
                await client.bootstrap()
            except BaseException:
                await client.close()
                raise
            self._client = client
        return self._client


async def answered(question: Callable[[Any], Awaitable[T]], client: Any) -> T:  # noqa: ANN401
    """The answer; asked again while a leader moves."""
    while True:
        try:
            return await question(client)
        except BrokerResponseError as error:
            if not error.retriable:
                raise
        await asyncio.sleep(RETRY_S)


async def identities(client: Any, topics: list[str] | None) -> dict[str, Identity]:  # noqa: ANN401
    """The topics that exist, of these or of all."""
    answer = await client.send(client.get_random_node(), TopicsRequest(topics))
    return {
        name: Identity(str(topic_id), {each[1]: each[2] for each in partitions})
        for error, name, topic_id, _, partitions, *_ in answer.topics
        if for_code(error) is NoError
    }


async def offsets_of(client: Any, topic: str, found: Identity, when: int) -> dict[int, int]:  # noqa: ANN401
    """The first or last offset of each partition."""
    by_leader: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for partition, leader in found.leaders.items():
        by_leader[leader].append((partition, when))
    offsets: dict[int, int] = {}
    for leader, asked in by_leader.items():
        request = OffsetRequest(-1, READ_COMMITTED, [(topic, asked)])
        answer = await client.send(leader, request)
        for _, partitions in answer.topics:
            for partition, error, _, offset in partitions:
                checked(error)
                offsets[partition] = offset
    return offsets


def checked(code: int) -> None:
    """Raise what a broker's code stands for."""
    error = for_code(code)
    if error is not NoError:
        raise error


def of_twelve(topic: str, found: Identity | None) -> Identity:
    """A topic of ours; raises Unavailable when it is missing or is cut another way."""
    if found is None:
        raise Unavailable(
            f"The topic {topic} does not exist. Make it with `nineteen topics create`; "
            "nothing is lost meanwhile."
        )
    if len(found.leaders) != PARTITIONS:
        raise Unavailable(
            f"The topic {topic} has {len(found.leaders)} partitions, where Nineteen counts on "
            f"{PARTITIONS}. Make it anew under another version of the name; never change a count."
        )
    return found
