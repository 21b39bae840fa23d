"""What an operator sees of a relay: what waits, since when, what went, who holds the leases."""

import asyncio
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.http.operations import routes
from nineteen.shared.testing.contracts.examples import SOURCE, commit, stream_of
from nineteen.shared.testing.one_process import installed, running, settings_on
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo

pytestmark = pytest.mark.cluster
SOON_S = 60


async def told(app: App) -> dict[tuple[str, str], float]:
    """(name, label's value) -> value, as Prometheus reads it."""
    site = Starlette(routes=routes())
    site.state.app = app
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="http://nineteen") as client:
        text = (await client.get("/metrics")).raise_for_status().text
    return {
        (sample.name, label): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for label in sample.labels.values()
    }


async def test_a_commit_that_waits_is_seen_to_wait_and_then_to_be_carried(
    mongo: SharedMongo, kafka: SharedKafka, tmp_path: Path
) -> None:
    settings = settings_on(mongo.uri, kafka.address, tmp_path)
    async with installed(settings):
        async with running(settings, "api") as cluster:
            node = cluster.app.nodes[SOURCE]
            assert node.store
            await node.store.append(commit("one", stream_of("gate")))
            seen = await told(cluster.app)

            assert seen["nineteen_relay_pending_commits", SOURCE] == 1
            assert seen["nineteen_relay_oldest_pending_seconds", SOURCE] > 0
            assert seen["nineteen_relay_published_commits", SOURCE] == 0
        async with running(settings, "worker") as cluster, asyncio.timeout(SOON_S):
            while (await told(cluster.app))["nineteen_relay_published_commits", SOURCE] < 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            seen = await told(cluster.app)

            assert seen["nineteen_relay_pending_commits", SOURCE] == 0
            assert seen["nineteen_relay_oldest_pending_seconds", SOURCE] == 0
            assert seen["nineteen_relay_blocked_streams", SOURCE] == 0
            assert seen["nineteen_lease_changes", f"{SOURCE}.relay"] == 1
