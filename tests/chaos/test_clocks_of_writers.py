"""Writers whose clocks jump: what orders the relay still rises in each stream."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from random import Random

import pytest

from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces, caught_up, stream_of
from nineteen.shared.testing.contracts.scripts import equal_to_store
from nineteen.shared.testing.memory.backlog import MemoryPublisher
from nineteen.shared.testing.memory.bus import MemoryBus
from nineteen.shared.testing.memory.event_store import MemoryLog
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.mongo import MongoStores, migrated, stores_on
from nineteen.shared.testing.servers.plugin import SharedMongo
from nineteen.shared.testing.turnstile import PersonPassed, TurnstileOpened, halls, visitors

pytestmark = pytest.mark.cluster
NAMES = ("ann", "bob", "cyd")
HOUR_NS = 3_600 * 10**9
NOON_NS = 1_767_643_200 * 10**9
PASSES = 12


@pytest.fixture
def prefix(mongo: SharedMongo) -> Iterator[str]:
    with migrated(mongo.uri) as prefix:
        yield prefix


@pytest.fixture
async def writers(mongo: SharedMongo, prefix: str) -> AsyncIterator[list[MongoStores]]:
    """The same store in two processes."""
    async with stores_on(mongo.uri, prefix) as one, stores_on(mongo.uri, prefix) as two:
        yield [one, two]


@pytest.mark.fault("F-30", checks="I2 I3")
async def test_streams_stay_in_order_while_the_clocks_of_two_writers_jump(
    writers: list[MongoStores], fault_seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, log = Random(fault_seed), MemoryLog()
    bus = MemoryBus({SOURCE: log}, chance)
    pieces = Pieces(writers[0].store, bus, MemoryViewStore(), MemoryKeyStore())

    def jump() -> None:
        """Another writer, an hour earlier or later, or at the very same moment."""
        now = NOON_NS + chance.choice((-1, 0, 0, 1)) * HOUR_NS
        monkeypatch.setattr("time.time_ns", lambda: now)
        pieces.store = chance.choice(writers).store

    relay = Relay(SOURCE, writers[0].store, MemoryPublisher(log), limit=5)
    for count in range(PASSES + 1):
        for name in NAMES:
            jump()
            id_ = natural_id(name)
            opened = TurnstileOpened(turnstile=id_, hall="main", place=name)
            passed = PersonPassed(turnstile=id_, hall="main", person=id_, name=name, count=count)
            await pieces.write(stream_of(name), passed if count else opened)
        if chance.random() < 0.3:
            await relay.step()
    while await relay.step():
        pass

    in_order(log)
    group = pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1))
    await caught_up(group)
    assert (group.duplicates, await pieces.views.parked()) == (0, [])
    await equal_to_store(pieces)


def in_order(log: MemoryLog) -> None:
    """Every version came once, in order, and `ts` rises with it."""
    carried, stamps = defaultdict(list), defaultdict(list)
    for commit in log.commits:
        carried[commit.stream].append(commit.from_version)
        stamps[commit.stream].append(commit.ts)
    assert carried == {stream_of(name): list(range(1, PASSES + 2)) for name in NAMES}
    assert all(found == sorted(set(found)) for found in stamps.values())
