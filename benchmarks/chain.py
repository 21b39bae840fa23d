"""R19: from an append to the view that shows it, over real servers, one event at a time."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from typing import Any

from benchmarks.bare_cluster import BareView, bare_database
from benchmarks.branch import Branch, branch
from benchmarks.consuming import reading
from benchmarks.facts import Facts
from benchmarks.installation import place
from benchmarks.relaying import producer
from benchmarks.rounds import Bench, Figure, Plan
from benchmarks.servers import AsyncCases, kafka, mongo, on_a_loop, topics
from nineteen.shared.runtime.commits import body_of, partition_of
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.records import records_of
from nineteen.shared.runtime.mongo.event_store import row_of
from nineteen.shared.runtime.mongo.names import COMMITS
from nineteen.shared.runtime.ports import Commit

EVENTS = 100


async def chain_p50(here: Branch, commits: Sequence[Commit]) -> float:
    """Median seconds: append, relay, group, view; the view does not wait for the relay's note."""
    taken = []
    for commit in commits:
        began = time.perf_counter()
        await here.store.append(commit)
        carrying = asyncio.create_task(here.relay.step())
        while not await here.projector.step():
            pass
        taken.append(time.perf_counter() - began)
        await carrying
    return median(taken)


async def bare_chain_p50(
    view: BareView,
    producer: Any,  # noqa: ANN401  no types
    consumer: Any,  # noqa: ANN401
    topic: str,
    commits: Sequence[Commit],
) -> float:
    """The same by the drivers alone: insert, send_and_wait, getone, one transaction."""
    taken = []
    for commit in commits:
        row, number = row_of(commit, commit.ts, body_of(commit)), partition_of(commit.stream)
        (record,) = records_of(commit)
        began = time.perf_counter()
        await view.database[COMMITS].insert_one(row)
        await producer.send_and_wait(topic, record.value, record.key, number, None, record.headers)
        view.take(await consumer.getone())
        await view.write()
        taken.append(time.perf_counter() - began)
    return median(taken)


@asynccontextmanager
async def over_servers(plan: Plan) -> AsyncIterator[AsyncCases]:
    """The branch with the driver that ships, and with the other one; the bare chain has that."""
    events, bare = plan.some(EVENTS), Facts()
    made = {"ours": Facts(), "ours, pymongo": Facts()}
    async with AsyncExitStack() as stack:
        address, uri = stack.enter_context(kafka(plan)), stack.enter_context(mongo(plan))
        here, other = [
            await stack.enter_async_context(
                branch(address, uri, stack.enter_context(place(plan.folder)), driver)
            )
            for driver in ("motor", "pymongo")
        ]
        connection = Connection(address)
        prefix = await stack.enter_async_context(topics(connection, "bare"))
        topic = topic_of("bare", prefix)
        sender = await stack.enter_async_context(producer(connection, linger_ms=0))
        reader = await stack.enter_async_context(reading(connection, topic))
        view = BareView(await stack.enter_async_context(bare_database(uri)))
        branches = {"ours": here, "ours, pymongo": other}

        async def ours(name: str) -> float:
            commits = await branches[name].sealed(made[name], events)
            return await chain_p50(branches[name], commits)

        async def alone() -> float:
            commits = await here.sealed(bare, events)
            return await bare_chain_p50(view, sender, reader, topic, commits)

        cases: AsyncCases = {
            "bare": alone,
            "ours": lambda: ours("ours"),
            "ours, pymongo": lambda: ours("ours, pymongo"),
        }
        for warm in cases.values():
            await warm()
        yield cases
        for name, each in branches.items():
            await each.check(made[name].made)


CLUSTER_CHAIN = Bench(
    (
        Figure("R19", "ours", "bare", "s"),
        Figure("R19/pymongo", "ours, pymongo", "bare", "s, with the other driver"),
    ),
    on_a_loop(over_servers),
)
