"""Turnstiles on a real Kafka and MongoDB, in this process, with faults at exact places."""

from collections.abc import AsyncIterator
from random import Random

import pytest

from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.testing.on_servers import OnServers, on_servers
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo
from nineteen.shared.testing.simulation import START, Run
from nineteen.shared.testing.visitor_book import guarded_turnstiles


@pytest.fixture
async def run(
    mongo: SharedMongo, kafka: SharedKafka, fault_seed: int
) -> AsyncIterator[Run[OnServers]]:
    """An empty installation; people, faults and ids follow the seed."""
    clock, services = ManualClock(START), [guarded_turnstiles]
    chance = Random(fault_seed)
    async with on_servers(services, chance, clock, mongo.uri, kafka.address) as installed:
        yield Run(installed, clock, Random(fault_seed))
