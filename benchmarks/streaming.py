"""R23, G16: a store's commits to Kafka, and on into a view, as many a second as go."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from benchmarks.bare_cluster import BareView, bare_database, bare_relay, bare_view_rate
from benchmarks.branch import Branch, branch, waiting
from benchmarks.consuming import reading
from benchmarks.facts import Facts
from benchmarks.installation import place
from benchmarks.relaying import LENGTH, STREAMS, check_topic, producer, published
from benchmarks.rounds import Bench, Figure, Plan
from benchmarks.servers import AsyncCases, Together, kafka, mongo, on_a_loop, topics
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.mongo.names import COMMITS
from nineteen.shared.runtime.ports import Unavailable

EVENTS = 1_000
"""In so many streams: each event of a transaction has a document of its own."""
BACKLOG, SHARES = 100_000, 100
"""How many commits wait; each case of a round carries one share."""
PATIENCE_S = 300.0


async def carried(here: Branch, commits: int) -> float:
    """Commits a second of the relay alone; where the store is late it tries again, as it would."""
    left = commits
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        while left > 0:
            with suppress(Unavailable):
                left -= await here.relay.step()
    return (commits - left) / (time.perf_counter() - began)


async def through(here: Branch, facts: Facts, events: int) -> Mapping[str, float]:
    """Events a second from the store to the view, relay and view at once."""
    await waiting(here.database, await here.sealed(facts, events))
    steps: list[int] = []

    async def shown() -> None:
        while sum(steps) < events:
            if taken := await here.projector.step():
                steps.append(taken)

    began = time.perf_counter()
    await asyncio.gather(carried(here, events), shown())
    rate = events / (time.perf_counter() - began)
    return {"ours": rate, "events a commit": events / len(steps)}


@asynccontextmanager
async def through_everything(plan: Plan) -> AsyncIterator[AsyncCases]:
    """Ours runs both legs at once; the bare ones run one after the other, each alone."""
    events, ours, bare = plan.some(EVENTS), Facts(), Facts()
    async with AsyncExitStack() as stack:
        address, uri = stack.enter_context(kafka(plan)), stack.enter_context(mongo(plan))
        folder, connection = stack.enter_context(place(plan.folder)), Connection(address)
        here = await stack.enter_async_context(branch(address, uri, folder))
        prefix = await stack.enter_async_context(topics(connection, "bare"))
        topic = topic_of("bare", prefix)
        sender = await stack.enter_async_context(producer(connection))
        reader = await stack.enter_async_context(reading(connection, topic))
        view = BareView(await stack.enter_async_context(bare_database(uri)))

        async def floors() -> Mapping[str, float]:
            await waiting(view.database, await here.sealed(bare, events))
            to_kafka = await bare_relay(view.database, sender, topic, events)
            to_view = await bare_view_rate(reader, view, events)
            slower = min(to_kafka, to_view)
            return {"bare to Kafka": to_kafka, "bare to view": to_view, "slower": slower}

        legs = Together(floors)
        whole = Together(lambda: through(here, ours, events))
        await floors()
        await through(here, ours, events)
        yield {name: whole.case(name) for name in ("ours", "events a commit")} | {
            name: legs.case(name) for name in ("bare to Kafka", "bare to view", "slower")
        }
        await here.check(ours.made)


@asynccontextmanager
async def with_a_backlog(plan: Plan) -> AsyncIterator[AsyncCases]:
    """A store full of commits that no relay has carried; the bare loop takes from it as well."""
    streams, facts, read = plan.some(STREAMS), Facts(), Facts()
    share = plan.some(BACKLOG // SHARES)
    async with AsyncExitStack() as stack:
        address, uri = stack.enter_context(kafka(plan)), stack.enter_context(mongo(plan))
        folder, connection = stack.enter_context(place(plan.folder)), Connection(address)
        here = await stack.enter_async_context(branch(address, uri, folder))
        here.relay.limit = min(here.relay.limit, share)
        prefix = await stack.enter_async_context(topics(connection, "bare", "read"))
        sender = await stack.enter_async_context(producer(connection))
        publisher = KafkaPublisher("read", connection, prefix=prefix)
        stack.push_async_callback(publisher.close)
        topic = topic_of("bare", prefix)
        await waiting(here.database, await here.sealed(facts, share * SHARES // LENGTH, LENGTH))
        cases: AsyncCases = {
            "batches": lambda: published(publisher, read.of(streams, LENGTH)),
            "drain": lambda: carried(here, share),
            "bare drain": lambda: bare_relay(here.database, sender, topic, share),
        }
        await cases["batches"]()
        yield cases
        still = await here.database[COMMITS].count_documents({"pending": True})
        await check_topic(connection, topic_of("contact", here.prefix), here.relay.carried)
        await check_topic(connection, topic, facts.made - still - here.relay.carried)


STREAMING = Bench(
    (
        Figure(
            "R23",
            "ours",
            "slower",
            "events/s",
            ("events a commit", "bare to Kafka", "bare to view"),
        ),
    ),
    on_a_loop(through_everything),
)
DRAINING = Bench(
    (
        Figure("G16", "drain", "batches", "commits/s"),
        Figure("G16/floor", "drain", "bare drain", "commits/s, the store's own floor"),
    ),
    on_a_loop(with_a_backlog),
)
