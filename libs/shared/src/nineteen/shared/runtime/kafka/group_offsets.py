"""How far a group without members is, as Kafka notes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from aiokafka.client import CoordinationType
from aiokafka.protocol.commit import OffsetCommitRequest, OffsetFetchRequest

from nineteen.shared.runtime.kafka.brokers import Brokers, checked

NO_GENERATION, NO_MEMBER, FOR_EVER = -1, "", -1
"""Of a group without members: so whoever reads by hand may note how far it is."""
T = TypeVar("T")
Place = tuple[str, int]
"""(topic, partition)"""


def by_topic(rows: Iterable[tuple[str, T]]) -> list[tuple[str, list[T]]]:
    """As the protocol lists them."""
    found: dict[str, list[T]] = defaultdict(list)
    for topic, row in rows:
        found[topic].append(row)
    return list(found.items())


async def commit(brokers: Brokers, group: str, offsets: Mapping[Place, int]) -> None:
    """Note the next offset of some partitions; raises Unavailable."""
    rows = by_topic((topic, (number, at, "")) for (topic, number), at in offsets.items())

    async def asked(client: Any) -> None:  # noqa: ANN401  the driver has no types
        node = await client.coordinator_lookup(CoordinationType.GROUP, group)
        request = OffsetCommitRequest(group, NO_GENERATION, NO_MEMBER, FOR_EVER, rows)
        answer = await client.send(node, request)
        for _, partitions in answer.topics:
            for _, error in partitions:
                checked(error)

    await brokers.ask(asked)


async def committed(brokers: Brokers, group: str, places: Iterable[Place]) -> dict[Place, int]:
    """The next offset of those partitions for which one was noted; raises Unavailable."""
    rows = by_topic(places)

    async def asked(client: Any) -> dict[Place, int]:  # noqa: ANN401
        node = await client.coordinator_lookup(CoordinationType.GROUP, group)
        answer = await client.send(node, OffsetFetchRequest(group, rows))
        checked(answer.error_code)
        found = {}
        for topic, partitions in answer.topics:
            for partition, offset, _, error in partitions:
                checked(error)
                found[topic, partition] = offset
        return {place: offset for place, offset in found.items() if offset >= 0}

    return await brokers.ask(asked)
