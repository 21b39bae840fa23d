"""Why no writer allocates a position: a model of four relays, and what each loses (DESIGN 5).

Writers with skewed clocks and slow commits, two relays alive at once that may die between
sending and taking note. Actors are generators; a seeded scheduler interleaves them.
"""

from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

import pytest

Design = Literal["position", "wall clock", "moving scan", "ours"]
Actor = Generator[None, None, None]
STREAMS = 3
WRITERS = 4
SKEW = 60
COMMITS = 40
BATCH = 8


@dataclass(eq=False)
class Row:
    stream: int
    version: int
    ts: int
    position: int
    pending: bool = True


@dataclass
class World:
    design: Design
    chance: Random
    now: int = 0
    allocated: int = 0
    rows: list[Row] = field(default_factory=list)
    topic: list[tuple[int, int]] = field(default_factory=list)

    def newest(self, stream: int) -> Row | None:
        return max((r for r in self.rows if r.stream == stream), key=by_version, default=None)

    def key(self, row: Row) -> tuple[int, int, int]:
        return (row.ts, row.stream, row.version)


def by_version(row: Row) -> int:
    return row.version


def writer(world: World, skew: int) -> Actor:
    """Reads the head, takes its time, then inserts; the unique index refuses a second v."""
    while len(world.rows) < COMMITS:
        stream = world.chance.randrange(STREAMS)
        last = world.newest(stream)
        version, behind = (last.version, last.ts) if last else (0, 0)
        ts = world.now + skew
        if world.design != "wall clock":
            ts = max(ts, behind + 1)
        world.allocated += 1
        row = Row(stream, version + 1, ts, world.allocated)
        for _ in range(world.chance.randrange(8)):
            yield
        if not any((r.stream, r.version) == (stream, version + 1) for r in world.rows):
            world.rows.append(row)
        yield


def by_cursor(world: World) -> Actor:
    """Reads behind the greatest position it has seen; starts again where it took note."""
    cursor = 0
    while True:
        batch = sorted((r for r in world.rows if r.position > cursor), key=lambda r: r.position)
        whole = yield from sent(world, batch[:BATCH])
        if batch and whole:
            cursor = batch[:BATCH][-1].position
        yield


def by_flag(world: World) -> Actor:
    """Reads what is pending in the order of ts, sends, then clears the flags."""
    while True:
        batch = (yield from scanned(world)) if world.design == "moving scan" else snapshot(world)
        if (yield from sent(world, batch)):
            for row in batch:
                row.pending = False
        yield


def snapshot(world: World) -> list[Row]:
    """All at one moment."""
    return sorted((r for r in world.rows if r.pending), key=world.key)[:BATCH]


def scanned(world: World) -> Generator[None, None, list[Row]]:
    """One after the other along the index, which grows meanwhile."""
    found: list[Row] = []
    at = (-SKEW, 0, 0)
    while len(found) < BATCH:
        ahead = [r for r in world.rows if r.pending and world.key(r) > at]
        if not ahead:
            break
        found.append(min(ahead, key=world.key))
        at = world.key(found[-1])
        yield
    return found


def sent(world: World, batch: Iterable[Row]) -> Generator[None, None, bool]:
    """Into the topic, one by one; whether it lived long enough to take note."""
    for row in batch:
        world.topic.append((row.stream, row.version))
        if dies(world):
            return False
        yield
    return not dies(world)


def dies(world: World) -> bool:
    return world.chance.random() < 0.05


def run(design: Design, seed: int) -> World:
    """Writers and relays in a random turn, then only relays until all is quiet."""
    world = World(design, Random(seed))
    relay = by_cursor if design == "position" else by_flag
    writers = [writer(world, world.chance.randint(-SKEW, SKEW)) for _ in range(WRITERS)]
    relays = [relay(world), relay(world)]
    while writers:
        world.now += 1
        actor = world.chance.choice([*writers, *relays])
        if next(actor, "over") == "over":
            writers.remove(actor)
    for _ in range(40 * COMMITS):
        next(world.chance.choice(relays))
    return world


def troubles(world: World) -> Counter[str]:
    """What a consumer that keeps heads would notice: events that never came, and gaps."""
    found: Counter[str] = Counter()
    heads: Counter[int] = Counter()
    for stream, version in world.topic:
        if version > heads[stream] + 1:
            found["gap"] += 1
        heads[stream] = max(heads[stream], version)
    arrived = set(world.topic)
    found["lost"] += sum((row.stream, row.version) not in arrived for row in world.rows)
    return found


def total(design: Design, seeds: int) -> Counter[str]:
    return sum((troubles(run(design, seed)) for seed in range(seeds)), Counter())


def test_a_position_allocated_before_the_commit_loses_events() -> None:
    assert total("position", 60)["lost"] > 0


@pytest.mark.parametrize("design", ["wall clock", "moving scan"])
def test_these_keep_every_event_but_break_the_order(design: Design) -> None:
    found = total(design, 60)

    assert found["lost"] == 0
    assert found["gap"] > 0


def test_a_flag_with_a_growing_stamp_and_a_snapshot_keeps_all_in_order() -> None:
    assert total("ours", 300).total() == 0
