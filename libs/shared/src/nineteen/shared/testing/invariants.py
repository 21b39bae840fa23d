"""The invariants of the failure matrix, checked on servers once everything came to rest."""

import asyncio
from collections.abc import Sequence

from nineteen.shared.runtime.mongo.verification import Verification
from nineteen.shared.runtime.ports import BROKEN, Bus, Commit
from nineteen.shared.testing.contracts.bus import first_times, reached
from nineteen.shared.testing.contracts.examples import delivered
from nineteen.shared.testing.on_servers import OnServers
from nineteen.shared.testing.simulation import Run, settled
from nineteen.shared.testing.visitor_book import agree

NOTHING: frozenset[str] = frozenset()
HEALTHY_S = 60.0


async def ends_well(run: Run[OnServers]) -> None:
    """Let everything come to rest, within the bound (I7), and check what must hold then."""
    async with asyncio.timeout(HEALTHY_S):
        await settled(run)
    await check(run)


async def check(run: Run[OnServers]) -> None:
    """I1-I4, and nothing is parked. I6 is watched at every step."""
    commits: dict[str, Commit] = {}
    for source in run.installed.sources:
        stored = await stored_in(run.installed, source)
        commits |= {commit.id: commit for commit in stored}
        unbroken(stored)
        relayed(stored, await on_the_bus(run.installed.app.around.bus, source))
    kept = {id_: (commit.stream, commit.to_version) for id_, commit in commits.items()}
    assert run.acknowledged.items() <= kept.items(), "I1: what was acknowledged is kept"
    agree(commits.values())
    for service in run.installed.services:
        await check_groups(run, service.name)
        await check_todos(run, service.name)
    await check_views(run.installed)


async def stored_in(installed: OnServers, source: str) -> list[Commit]:
    """Every commit of a service."""
    return [c async for batch in installed.store(source).read_all() for c in batch]


async def on_the_bus(bus: Bus, source: str) -> list[Commit]:
    """Everything on a service's topic, as a new group is handed it."""
    at, end = await bus.start_position(source), await bus.end_position(source)
    found: list[Commit] = []
    while not reached(at, end):
        for each in await bus.poll(f"check.{source}", {source: at}, 500):
            at = each.after
            found += delivered([each])
    return found


def unbroken(commits: Sequence[Commit]) -> None:
    """I2: versions without holes; I4: one commit under each id."""
    ends: dict[str, int] = {}
    for commit in commits:
        assert commit.from_version == ends.get(commit.stream, 0) + 1, "I2: no holes"
        ends[commit.stream] = commit.to_version
    assert len({commit.id for commit in commits}) == len(commits), "I4: one commit per command"


def relayed(stored: Sequence[Commit], arrived: Sequence[Commit]) -> None:
    """I1 and I2: all of it is on the bus, and without repeats each stream is in its order."""
    assert {c.id for c in arrived} == {c.id for c in stored}, "I1: all facts are on the bus"
    for stream in {commit.stream for commit in stored}:
        versions = first_times([c.from_version for c in arrived if c.stream == stream])
        assert versions == sorted(versions), "I2: in the order of versions"


async def check_groups(run: Run[OnServers], service: str, parked: frozenset[str] = NOTHING) -> None:
    """I2: each group took each stream to its end; I8: none is held up but these."""
    node, views = run.installed.app.nodes[service], run.installed.views(service)
    held_up = {row.stream for row in await views.parked()}
    assert held_up == parked, "I8: no other stream is held up"
    ends: dict[str, int] = {}
    for source in run.installed.sources:
        for commit in await stored_in(run.installed, source):
            ends[commit.stream] = max(ends.get(commit.stream, 0), commit.to_version)
    for consumer in (node.policies, node.projector):
        if consumer:
            heads = await views.heads(consumer.group, ends)
            taken = {stream: version for stream, (version, _) in heads.items()}
            left = {stream for stream, end in ends.items() if taken.get(stream) != end}
            assert left <= parked, "I2: every stream was taken to its end"
    if node.relay:
        assert await node.relay.backlog.pending(1, ()) == [], "I7: nothing waits for the relay"


async def redriven(run: Run[OnServers]) -> None:
    """Do what an operator does once the cause is mended: drive what is parked again."""
    await run.installed.app.drain()
    for node in run.installed.app.nodes.values():
        for consumer in (node.policies, node.projector):
            if consumer:
                await consumer.redrive(await node.views.parked(consumer.group))
    await run.installed.app.drain()


async def check_todos(run: Run[OnServers], service: str) -> None:
    """I4: nothing broke, and what is due is done."""
    node = run.installed.app.nodes[service]
    if node.todos:
        assert node.todos.codes[BROKEN] == 0, "I4: no to-do broke"
        late = await run.installed.views(service).due(run.clock.now(), 1)
        assert late == [], "I4: what is due is done"


async def check_views(installed: OnServers) -> None:
    """I3: every document is a fold of the event stores."""
    services = installed.services
    verification = Verification(installed.client, installed.prefix, services, installed.codec)
    for service in services:
        for verdict in await verification.of(service) if service.views else ():
            assert verdict.clean, f"I3: {verdict.view} is not what the facts say"
