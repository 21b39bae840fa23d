"""Topics are made as they must be; what is wrong with one is said in a sentence."""

from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import NewTopic

from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.topics import (
    WEEK_MS,
    Topic,
    administration,
    create_or_verify,
    fact_topics,
    partner_topics,
    told,
    verify,
)
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix

pytestmark = pytest.mark.cluster


@pytest.fixture
async def name(connection: Connection) -> AsyncIterator[str]:
    name = f"{fresh_prefix()}.contact.v1"
    yield name
    await drop_topics(connection, name)


async def made(
    connection: Connection, name: str, partitions: int = 12, **configs: str
) -> list[str]:
    """What is said of one of our topics that somebody made by hand."""
    named = {key.replace("_", "."): value for key, value in configs.items()}
    sound = Topic(name).configs() | named
    async with administration(connection) as client:
        await client.create_topics([NewTopic(name, partitions, 1, topic_configs=sound)])
        await told(client, {name})
    return await verify(connection, [Topic(name)])


async def test_all_topics_are_made_once_and_found_sound_then(connection: Connection) -> None:
    prefix = fresh_prefix()
    topics = [*fact_topics(1, prefix), *partner_topics(["harborworks"], 1, prefix)]

    assert await create_or_verify(connection, topics) == []
    assert await create_or_verify(connection, topics) == []
    assert await verify(connection, topics) == []

    names = [topic.name for topic in topics]
    assert names == [
        f"{prefix}.contact.v1",
        f"{prefix}.scheduling.v1",
        f"{prefix}.followup.v1",
        f"{prefix}.partner.v1.harborworks",
    ]
    await drop_topics(connection, *names)


@pytest.mark.fault("F-18", checks="")
async def test_a_missing_topic_is_named(connection: Connection) -> None:
    (said,) = await verify(connection, [Topic("nowhere.contact.v1")])

    assert said == (
        "The topic nowhere.contact.v1 does not exist. Make it with `nineteen topics create`."
    )


@pytest.mark.fault("F-18", checks="")
async def test_a_wrong_number_of_partitions_is_named(connection: Connection, name: str) -> None:
    (said,) = await made(connection, name, partitions=6)

    assert f"The topic {name} has 6 partitions, where Nineteen counts on 12" in said


@pytest.mark.parametrize("policy", ["compact", "compact,delete"])
async def test_a_compacted_topic_is_named(connection: Connection, name: str, policy: str) -> None:
    (said,) = await made(connection, name, cleanup_policy=policy)

    assert "is compacted" in said


async def test_a_topic_that_forgets_is_named(connection: Connection, name: str) -> None:
    (said,) = await made(connection, name, retention_ms=str(WEEK_MS))

    assert "forgets facts after 168 hours" in said


async def test_a_topic_that_forgets_when_it_is_full_is_named(
    connection: Connection, name: str
) -> None:
    (said,) = await made(connection, name, retention_bytes="1000000")

    assert "forgets facts when it is full" in said


async def test_a_topic_that_takes_only_small_facts_is_named(
    connection: Connection, name: str
) -> None:
    (said,) = await made(connection, name, max_message_bytes="100000")

    assert "refuses facts that our stores take" in said


async def test_too_few_copies_are_named(connection: Connection, name: str) -> None:
    await made(connection, name)

    (said,) = await verify(connection, [Topic(name, replicas=3)])

    assert f"The topic {name} keeps 1 copies of a partition, not 3" in said


async def test_a_partner_topic_that_keeps_names_for_long_is_named(
    connection: Connection, name: str
) -> None:
    await made(connection, name)

    (said,) = await verify(connection, [Topic(name, WEEK_MS)])

    assert "keeps what a partner sent, names of people included, for more than a week" in said


async def test_what_cannot_be_made_is_named(connection: Connection, name: str) -> None:
    (said,) = await create_or_verify(connection, [Topic(name, replicas=3)])

    assert said == f"The topic {name} could not be made (InvalidReplicationFactorError)."


async def test_a_kafka_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="Kafka does not answer"):
        await verify(Connection("127.0.0.1:1"), fact_topics(1))
