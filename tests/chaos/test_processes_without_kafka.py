"""Kafka is away, for all or for one process: commands are taken, wait, and arrive by themselves."""

import asyncio
from pathlib import Path

import pytest

from nineteen.shared.testing.at_work import (
    CAUGHT_UP_S,
    at_work,
    long_outage,
    no_more,
    until_backlog,
    until_taken,
)
from nineteen.shared.testing.cut_wire import CutWire
from nineteen.shared.testing.installation import Installation, Process
from nineteen.shared.testing.servers.ladder import KafkaServer, MongoServer

pytestmark = pytest.mark.cluster
SYSTEM = {"NINETEEN_CLOCK": "system"}


@pytest.fixture
async def installation(
    own_mongo: MongoServer, own_kafka: KafkaServer, tmp_path: Path
) -> Installation:
    """A Kafka that may be away, on the system's clock."""
    installation = Installation(own_mongo.uri, own_kafka.address, tmp_path, more=SYSTEM)
    await asyncio.to_thread(installation.prepare)
    return installation


@pytest.mark.fault("F-15", checks="I1 I2 I3 I4 I7")
async def test_while_all_brokers_are_down_commands_are_accepted_and_wait(
    installation: Installation, own_kafka: KafkaServer
) -> None:
    contact, dashboard = (Process(installation, name) for name in ("contact", "dashboard"))
    async with at_work(installation, contact, dashboard) as work:
        async with work.traffic.flowing():
            await work.traffic.more(20)
            own_kafka.kill()
            await work.traffic.more(40)
        await until_backlog("contact", installation, long_outage)
        await contact.until_said("publish_failed")  # from now on with a new producer
        async with work.traffic.flowing():
            await asyncio.to_thread(own_kafka.start_node)
            await work.traffic.more(20)
        await work.rests(within=CAUGHT_UP_S)

        assert not work.traffic.refused
        await work.lost_nothing()


@pytest.mark.fault("F-43", checks="I1 I2 I3 I4 I7")
async def test_when_one_process_is_cut_off_from_kafka_another_does_its_work(
    installation: Installation, own_kafka: KafkaServer
) -> None:
    async with CutWire(own_kafka.address) as wire:
        far = Process(installation, "contact", more={"NINETEEN_KAFKA": wire.address})
        near = [Process(installation, name) for name in ("contact", "dashboard")]
        async with at_work(installation, far) as alone, at_work(installation, *near) as work:
            work.traffic.addresses = {"contact": [far.address, near[0].address]}
            async with work.traffic.flowing():
                await work.traffic.more(20)
                assert "contact.relay" in far.took
                wire.cut()
                await work.traffic.more(40)
            await until_taken({"contact.relay", "contact.work", "contact.views"}, near)
            await until_backlog("contact", installation, no_more)  # while the wire is still cut
            async with work.traffic.flowing():
                await work.traffic.more(20)
                wire.mend()
            await alone.rests(within=CAUGHT_UP_S)
            await work.rests(within=CAUGHT_UP_S)

            assert not work.traffic.refused
            await work.lost_nothing()
