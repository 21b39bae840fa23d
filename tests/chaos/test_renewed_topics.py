"""A topic that was cut is made anew from the event store: every group goes on, nothing twice."""

import asyncio
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.topics import Topic, administration, fact_topics
from nineteen.shared.runtime.migration import migrated
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.runtime.rebuild import rebuild
from nineteen.shared.runtime.renewal import renewed
from nineteen.shared.testing.invariants import ends_well
from nineteen.shared.testing.on_servers import OnServers
from nineteen.shared.testing.one_process import installed, running, settings_on
from nineteen.shared.testing.passers_by import PLACES, PassersBy, opens, passes
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo
from nineteen.shared.testing.simulation import Run, answered, one_step, order_of
from nineteen.standalone.cli.exits import Refused
from nineteen.standalone.cli.migrate import renew as renew_by_hand
from nineteen.standalone.services import SERVICES

pytestmark = pytest.mark.cluster
SERVICE = "contact"
ENDS_WELL = "I1 I2 I3 I4 I6 I7"


async def cut(installed: OnServers) -> None:
    """Have the topic forget all that is on it."""
    end = await installed.app.around.bus.end_position(SERVICE)
    topic = topic_of(SERVICE, installed.prefix)
    async with administration(Connection(installed.kafka)) as client:
        for partition, before in enumerate(end.next):
            records = RecordsToDelete(before_offset=before)
            await client.delete_records({TopicPartition(topic, partition): records})


async def renew(installed: OnServers) -> int:
    topic = Topic(topic_of(SERVICE, installed.prefix))
    return await renewed(installed.app, SERVICE, Connection(installed.kafka), topic)


@pytest.mark.fault("F-20", checks=ENDS_WELL)
async def test_groups_go_on_once_a_topic_that_was_cut_is_renewed(run: Run[OnServers]) -> None:
    app = run.installed.app
    for place in PLACES:
        await answered(run, order_of(run, opens(place)))
    await app.drain()
    for place in PLACES:
        await answered(run, order_of(run, passes(place)))
    while await app.nodes[SERVICE].relay.step():  # type: ignore[union-attr]  # it decides
        pass
    await cut(run.installed)
    app = await run.installed.boot()
    with pytest.raises(Unavailable, match="needs a rebuild"):
        await app.drain()

    commits = await renew(run.installed)

    assert commits >= 2 * len(PLACES)
    await app.drain()
    (projector,) = [node.projector for node in app.nodes.values() if node.projector]
    assert projector.needs_rebuild is None
    assert projector.duplicates >= len(PLACES)
    assert await rebuild(app, "halls", lambda _read, _total: None) == 2
    for _ in range(20):
        await one_step(run, PassersBy())
    await ends_well(run)


@pytest.mark.fault("F-20", checks=ENDS_WELL)
async def test_a_renewal_that_was_broken_off_is_repeated(run: Run[OnServers]) -> None:
    app = run.installed.app
    for place in PLACES:
        await answered(run, order_of(run, opens(place)))
    await app.drain()
    async with administration(Connection(run.installed.kafka)) as client:
        await client.delete_topics([topic_of(SERVICE, run.installed.prefix)])
    app = await run.installed.boot()

    assert await renew(run.installed) == await renew(run.installed) > 0

    for _ in range(20):
        await one_step(run, PassersBy())
    await ends_well(run)


@pytest.mark.fault("F-18", checks="")
async def test_a_topic_that_refuses_every_start_is_renewed_by_a_command(
    mongo: SharedMongo, kafka: SharedKafka, tmp_path: Path
) -> None:
    settings = settings_on(mongo.uri, kafka.address, tmp_path)
    contact, scheduling, followup = fact_topics(1, settings.installation)
    async with installed(settings, [Topic(contact.name, partitions=6), scheduling, followup]):
        await migrated([service.name for service in SERVICES], settings)

        said = await asyncio.to_thread(renew_by_hand, settings, SERVICE)

        async with running(settings) as cluster:
            assert cluster.app.broken is None
    assert said.startswith(f"{contact.name} was made anew, and 0 commits are on their way to it.")


def test_a_service_without_a_topic_has_none_to_renew(tmp_path: Path) -> None:
    settings = settings_on("mongodb://127.0.0.1:1", "127.0.0.1:1", tmp_path)

    with pytest.raises(Refused, match="These have: contact, scheduling, followup"):
        renew_by_hand(settings, "dashboard")
