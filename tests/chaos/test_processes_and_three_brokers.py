"""Three brokers, of which one is down: it goes on, or waits where that is too few copies."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.topics import administration, fact_topics
from nineteen.shared.testing.at_work import (
    CAUGHT_UP_S,
    AtWork,
    at_work,
    long_outage,
    until_backlog,
)
from nineteen.shared.testing.installation import Installation, Process
from nineteen.shared.testing.servers.ladder import KafkaServer, MongoServer

pytestmark = pytest.mark.cluster
COPIES = {"NINETEEN_CLOCK": "system", "NINETEEN_KAFKA_REPLICAS": "3"}


@pytest.fixture
async def work(
    own_mongo: MongoServer, own_kafkas: KafkaServer, tmp_path: Path
) -> AsyncIterator[AtWork]:
    """Topics of three copies, two of which must be there."""
    installation = Installation(own_mongo.uri, own_kafkas.address, tmp_path, more=COPIES)
    await asyncio.to_thread(installation.prepare)
    processes = [Process(installation, name) for name in ("contact", "dashboard")]
    async with at_work(installation, *processes) as work:
        yield work


async def demand_copies(installation: Installation, copies: int) -> None:
    """Let every fact be on so many brokers before it counts."""
    wanted = {"min.insync.replicas": str(copies)}
    asked = [
        ConfigResource(ConfigResourceType.TOPIC, topic.name, topic.configs() | wanted)
        for topic in fact_topics(3, installation.name)
    ]
    async with administration(Connection(installation.kafka)) as client:
        await client.alter_configs(asked)


@pytest.mark.fault("F-14", "F-16", checks="I1 I2 I3 I4 I7")
async def test_one_broker_of_three_may_be_down_and_too_few_copies_only_wait(
    work: AtWork, own_kafkas: KafkaServer, fault_seed: int
) -> None:
    node = Random(fault_seed).choice(own_kafkas.nodes)
    async with work.traffic.flowing():
        await work.traffic.more(20)
        own_kafkas.kill(node)
        await work.traffic.more(40)
    await work.rests(within=CAUGHT_UP_S)
    await work.lost_nothing()

    await demand_copies(work.installation, 3)
    async with work.traffic.flowing():
        await work.traffic.more(40)
    await until_backlog("contact", work.installation, long_outage)
    async with work.traffic.flowing():
        await work.traffic.more(20)
        await asyncio.to_thread(own_kafkas.start_node, node)
    await work.rests(within=CAUGHT_UP_S)

    assert not work.traffic.refused
    await work.lost_nothing()
