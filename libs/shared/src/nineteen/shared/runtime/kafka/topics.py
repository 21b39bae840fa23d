"""The topics as data; made where they are missing, and held to what they must be."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import NoError, TopicAlreadyExistsError, for_code
from aiokafka.protocol.metadata import MetadataRequest

from nineteen.shared.runtime.kafka.connection import ANSWER_S, TROUBLES, Connection, away
from nineteen.shared.runtime.kafka.names import PREFIX, partner_topic, topic_of
from nineteen.shared.runtime.kafka.publisher import MOST_BYTES
from nineteen.shared.runtime.ports import PARTITIONS

SOURCES = ("contact", "scheduling", "followup")
"""The services that decide; each has a topic of its own."""
FOR_EVER = -1
WEEK_MS = 7 * 24 * 3_600_000
HOUR_MS = 3_600_000
ROOM = MOST_BYTES + 48_588
"""A broker's own default for the largest batch."""
SAFE_REPLICAS = 3
GONE_S = 0.1
Configs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic must be."""

    name: str
    retention_ms: int = FOR_EVER
    replicas: int = 1
    partitions: int = PARTITIONS

    @property
    def ours(self) -> bool:
        """Whether it holds our facts: then it forgets nothing, and its cut is fixed."""
        return self.retention_ms == FOR_EVER

    def configs(self) -> dict[str, str]:
        """What it is made with."""
        found = {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(ROOM),
        }
        if self.ours:
            found["retention.bytes"] = "-1"
        if self.replicas >= SAFE_REPLICAS:
            found |= {"min.insync.replicas": "2", "unclean.leader.election.enable": "false"}
        return found


def fact_topics(replicas: int, prefix: str = PREFIX) -> list[Topic]:
    """The topics of the services that decide."""
    return [Topic(topic_of(source, prefix), replicas=replicas) for source in SOURCES]


def partner_topics(feeds: Iterable[str], replicas: int, prefix: str = PREFIX) -> list[Topic]:
    """The topics that partners write to: what they send is kept for a week."""
    return [Topic(partner_topic(feed, prefix), WEEK_MS, replicas) for feed in feeds]


@asynccontextmanager
async def administration(connection: Connection) -> AsyncIterator[Any]:
    """A client that may make topics; raises Unavailable."""
    client = AIOKafkaAdminClient(**connection.arguments())
    try:
        await client.start()
        yield client
    except TROUBLES as error:
        raise away(error) from error
    finally:
        await client.close()


async def create_or_verify(connection: Connection, topics: Sequence[Topic]) -> list[str]:
    """Make what is missing; what is wrong with the rest, in sentences. Raises Unavailable."""
    async with administration(connection) as client:
        made = [
            NewTopic(each.name, each.partitions, each.replicas, topic_configs=each.configs())
            for each in topics
        ]
        answer = await client.create_topics(made)
        troubles = []
        for name, code, *_ in answer.topic_errors:
            error = for_code(code)
            if error not in (NoError, TopicAlreadyExistsError):
                troubles.append(f"The topic {name} could not be made ({error.__name__}).")
        if not troubles:
            await told(client, {topic.name for topic in topics})
    return troubles or await verify(connection, topics)


async def create_anew(connection: Connection, topic: Topic) -> list[str]:
    """Delete a topic, if it is there, and make it; what is wrong with it then, in sentences.

    Raises Unavailable.
    """
    async with administration(connection) as client:
        if topic.name in await client.list_topics():
            await client.delete_topics([topic.name])
            async with asyncio.timeout(ANSWER_S):
                while topic.name in await client.list_topics():  # noqa: ASYNC110
                    await asyncio.sleep(GONE_S)
    return await create_or_verify(connection, [topic])


async def told(client: Any, names: set[str]) -> None:  # noqa: ANN401  the driver has no types
    """Wait until every broker has heard of the topics, bounded: some hear later than others."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_S):
            for broker in client._client.cluster.brokers():  # noqa: SLF001  no public way
                while not names <= await known_to(broker.nodeId, client):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)


async def known_to(node: int, client: Any) -> set[str]:  # noqa: ANN401
    """The topics that one broker knows."""
    asked = MetadataRequest(None)
    answer = await client._send_request_to_node(node, asked)  # noqa: SLF001  no public way
    return {each["topic"] for each in answer.to_object()["topics"]}


async def verify(connection: Connection, topics: Sequence[Topic]) -> list[str]:
    """What is wrong with the topics, in sentences; nothing when all is well.

    Raises Unavailable.
    """
    troubles: list[str] = []
    async with administration(connection) as client:
        found = {each["topic"]: each for each in await client.describe_topics()}
        there = [topic for topic in topics if topic.name in found]
        configs = await configs_of(client, [topic.name for topic in there])
    for topic in topics:
        if topic.name not in found:
            troubles.append(
                f"The topic {topic.name} does not exist. Make it with `nineteen topics create`."
            )
            continue
        partitions = found[topic.name]["partitions"]
        troubles += cut_troubles(topic, partitions)
        troubles += config_troubles(topic, configs.get(topic.name, {}))
    return troubles


async def configs_of(client: Any, names: Sequence[str]) -> dict[str, Configs]:  # noqa: ANN401
    """The settings of each topic."""
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in await client.describe_configs(asked)
        for _, _, _, name, entries in answer.resources
    }


def cut_troubles(topic: Topic, partitions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whether partitions and copies are as many as they must be."""
    troubles = []
    if topic.ours and len(partitions) != topic.partitions:
        troubles.append(
            f"The topic {topic.name} has {len(partitions)} partitions, where Nineteen counts on "
            f"{topic.partitions}: a stream would be looked for in the wrong one. A count never "
            "changes; make a new topic and publish to it anew."
        )
    copies = min((len(each["replicas"]) for each in partitions), default=0)
    if copies < topic.replicas:
        troubles.append(
            f"The topic {topic.name} keeps {copies} copies of a partition, not {topic.replicas}: "
            "fewer brokers may fail than you planned for. Reassign its partitions."
        )
    return troubles


def config_troubles(topic: Topic, configs: Configs) -> list[str]:
    """Whether the topic keeps what it must keep, for as long as it must."""
    troubles = []
    name, kept = topic.name, int(configs.get("retention.ms", topic.retention_ms))
    if "compact" in configs.get("cleanup.policy", ""):
        troubles.append(
            f"The topic {name} is compacted: it forgets all but the last fact of each stream. "
            "Set cleanup.policy=delete; if it was compacted already, publish to a new topic."
        )
    if topic.ours and kept != FOR_EVER:
        troubles.append(
            f"The topic {name} forgets facts after {kept // HOUR_MS} hours, so that no view could "
            "be built anew. Set retention.ms=-1."
        )
    if topic.ours and int(configs.get("retention.bytes", FOR_EVER)) != FOR_EVER:
        troubles.append(f"The topic {name} forgets facts when it is full. Set retention.bytes=-1.")
    if not topic.ours and not 0 <= kept <= topic.retention_ms:
        troubles.append(
            f"The topic {name} keeps what a partner sent, names of people included, for more than "
            f"a week. Set retention.ms={topic.retention_ms}."
        )
    if topic.ours and int(configs.get("max.message.bytes", ROOM)) < ROOM:
        troubles.append(
            f"The topic {name} refuses facts that our stores take. Set max.message.bytes={ROOM}."
        )
    return troubles
