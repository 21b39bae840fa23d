"""What a process asks of MongoDB: majorities and the primary only, whatever the address says."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.cluster import Cluster
from nineteen.shared.runtime.handle import Done, Order
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.http.views import wait_for
from nineteen.shared.runtime.mongo import driver
from nineteen.shared.runtime.mongo.driver import Driver
from nineteen.shared.runtime.mongo.names import COMMITS
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Page
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.contracts.bus import first_times, reached
from nineteen.shared.testing.contracts.examples import AT, SOURCE, delivered
from nineteen.shared.testing.one_process import installed, running, settings_on
from nineteen.shared.testing.oracle import differing
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo
from nineteen.shared.testing.turnstile import OpenTurnstile, Pass, turnstiles

pytestmark = pytest.mark.cluster
DRIVERS: list[Driver] = ["motor", "pymongo"]
WEAK = "readPreference=secondary&readConcernLevel=local&w=1&journal=false"
READS = {"find", "aggregate", "count", "distinct"}
WRITES = {"insert", "update", "delete", "findAndModify"}
PRIMARY = {"primary", "primaryPreferred"}
"""A driver says the latter where an address leads to one server only."""
SAFELY = {"w": "majority", "j": True}
GATES = 5
SOON_S = 60
ANN = Actor("counselor", "ann")


class Heard(CommandListener):
    """Every command that a client sends."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.commands.append(dict(event.command))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        del event

    def failed(self, event: CommandFailedEvent) -> None:
        del event

    def of(self, names: set[str]) -> list[dict[str, Any]]:
        """Those that begin with one of these names, outside of transactions or beginning one."""
        found = [each for each in self.commands if next(iter(each)) in names]
        return [c for c in found if "autocommit" not in c or "startTransaction" in c]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What all clients from now on send."""
    heard = Heard()

    class Listening(AsyncMongoClient[dict[str, Any]]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, event_listeners=[heard], **options)

    monkeypatch.setattr(driver, "AsyncMongoClient", Listening)
    motor = partial(AsyncIOMotorClient, event_listeners=[heard])
    monkeypatch.setattr(driver, "AsyncIOMotorClient", motor)
    return heard


@pytest.fixture(params=DRIVERS)
async def cluster(
    mongo: SharedMongo,
    kafka: SharedKafka,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    heard: Heard,
) -> AsyncIterator[Cluster]:
    """A process that does everything, at an address that asks for less than it needs."""
    weak = f"{mongo.uri}{'&' if '?' in mongo.uri else '/?'}{WEAK}"
    settings = settings_on(weak, kafka.address, tmp_path, mongo_driver=request.param)
    async with installed(settings):
        heard.commands.clear()
        async with running(settings) as cluster:
            yield cluster


async def ordered(node: Node, number: int, command: OpenTurnstile | Pass) -> Done:
    assert node.handler
    name = natural_id(f"{number}", command.model_dump_json())
    gate = None if command.creates else natural_id("turnstile", "agency", f"{number}")
    return await node.handler.handle(Order(turnstiles, command, "agency", ANN, AT, name, gate))


async def people_pass_and_look(app: App, node: Node) -> None:
    """Everybody waits for their own change to show, as a page does."""
    assert node.documents
    for number in range(GATES):
        await ordered(node, number, OpenTurnstile(place=f"{number}"))
        await ordered(node, number, Pass(name="Jo"))
        assert node.handler
        node.handler.forget()
        done = await ordered(node, number, Pass(name="Flo"))
        await seen(app, node, f"{done.stream}:{done.version}")
        page = await node.documents.page("visitors.v1.g1", Page("agency"))
        assert f'"place":"{number}","visitors":2' in "".join(row.body for row in page)


async def seen(app: App, node: Node, version: str) -> None:
    """Wait for the views as a page does that asks again when it is told to; bounded."""
    async with asyncio.timeout(SOON_S):
        while True:
            try:
                return await wait_for(app, node, [version])
            except Problem:
                continue


async def carried(app: App) -> dict[str, list[int]]:
    """The versions of each stream on the bus, repeats left out."""
    at, end = await app.around.bus.start_position(SOURCE), await app.around.bus.end_position(SOURCE)
    found: dict[str, list[int]] = {}
    while not reached(at, end):
        for each in await app.around.bus.poll("check", {SOURCE: at}, 500):
            at = each.after
            for commit in delivered([each]):
                found.setdefault(commit.stream, []).append(commit.from_version)
    return {stream: first_times(versions) for stream, versions in found.items()}


@pytest.mark.fault("F-22", checks="I2 I3")
@pytest.mark.fault("F-25", checks="I2 I3")
async def test_nothing_is_read_but_what_a_majority_keeps_and_the_primary_says(
    cluster: Cluster, heard: Heard
) -> None:
    node = cluster.app.nodes[SOURCE]

    await people_pass_and_look(cluster.app, node)

    reads, writes = heard.of(READS), heard.of(WRITES)
    relaying = [c for c in reads if c.get("find") == COMMITS and "startTransaction" in c]
    assert {c["readConcern"]["level"] for c in relaying} == {"snapshot"}
    assert {c["readConcern"]["level"] for c in reads if c not in relaying} <= {
        "majority",
        "snapshot",
    }
    assert {c.get("find") for c in reads} >= {COMMITS, "heads", "documents"}
    modes = [c.get("$readPreference", {"mode": "primary"})["mode"] for c in heard.commands]
    assert set(modes) <= PRIMARY
    safe = [c["writeConcern"] for c in writes if "autocommit" not in c]
    safe += [c["writeConcern"] for c in heard.commands if next(iter(c)) == "commitTransaction"]
    assert safe
    assert all(each.items() >= SAFELY.items() for each in safe)
    versions = await carried(cluster.app)
    assert [versions[s] for s in sorted(versions)] == [[1, 2, 3]] * GATES
    assert await differing(cluster.app) == []
