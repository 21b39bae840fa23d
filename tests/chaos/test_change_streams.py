"""A change stream is a hint: without it the relay looks by itself."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from nineteen.shared.runtime.cluster import Cluster
from nineteen.shared.runtime.mongo.driver import Driver, connect, disconnect
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.testing.contracts.examples import SOURCE, commit, stream_of
from nineteen.shared.testing.lossy_wire import LossyWire
from nineteen.shared.testing.mongo import MongoStores, stores_on
from nineteen.shared.testing.one_process import installed, running, settings_on
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
DRIVERS: list[Driver] = ["motor", "pymongo"]
GATE = stream_of("gate")
SOON_S, LATEST_S = 30, 1.0
END_S = 10


@pytest.fixture(params=DRIVERS)
def settings(
    mongo: SharedMongo, kafka: SharedKafka, tmp_path: Path, request: pytest.FixtureRequest
) -> Settings:
    return settings_on(mongo.uri, kafka.address, tmp_path, mongo_driver=request.param)


@pytest.fixture
async def cluster(settings: Settings) -> AsyncIterator[Cluster]:
    async with installed(settings), running(settings, "worker") as cluster:
        yield cluster


async def is_carried(cluster: Cluster, number: int) -> float:
    """How long it takes until the relay has carried so many; bounded."""
    relay, loop = cluster.app.nodes[SOURCE].relay, asyncio.get_running_loop()
    assert relay
    begun = loop.time()
    async with asyncio.timeout(SOON_S):
        while True:
            if relay.carried >= number:
                return loop.time() - begun
            await asyncio.sleep(0.01)


@pytest.mark.fault("F-26", checks="I7")
async def test_a_relay_whose_change_stream_died_carries_what_others_append(
    cluster: Cluster, settings: Settings
) -> None:
    prefix, driver = settings.installation, settings.mongo_driver
    async with AsyncExitStack() as network, stores_on(settings.mongo, prefix) as others:
        wire = await network.enter_async_context(LossyWire(settings.mongo))
        far = MongoStores(connect(wire.uri, driver), prefix)
        cluster.watching.pop().cancel()
        watched = wire.heard("getMore")
        cluster.watch(far.store)
        async with asyncio.timeout(SOON_S):
            await watched.wait()
        await others.store.append(commit("1", GATE))
        await is_carried(cluster, 1)

        await network.aclose()
        took = []
        for number in range(2, 9):
            await others.store.append(commit(f"{number}", GATE, number))
            took.append(await is_carried(cluster, number))

    assert statistics.median(took) < LATEST_S
    assert cluster.app.broken is None
    assert [task.done() for task in cluster.watching] == [False]
    await cluster.close()
    await disconnect(far.client)


async def test_a_process_ends_while_it_watches(cluster: Cluster) -> None:
    async with asyncio.timeout(END_S):
        await cluster.close()

    assert cluster.watching == []
