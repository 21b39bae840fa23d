"""Whatever lies on our topics: the streams that are sound arrive complete, and the group lives."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from nineteen.shared.runtime.kafka.bus import KafkaBus
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.runtime.measures import SKIPPED
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces, caught_up, stream_of
from nineteen.shared.testing.contracts.scripts import NAMES, equal_to_store
from nineteen.shared.testing.kafka import (
    Raw,
    drop_topics,
    fresh_prefix,
    make_topic_of,
    raw,
    send_raw,
    send_unreadable,
)
from nineteen.shared.testing.memory.backlog import MemoryBacklog, RelayedBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.turnstile import visitors

pytestmark = pytest.mark.cluster
SEEDS, CASES = 4, 500
VICTIMS = [f"victim {number}" for number in range(40)]


@dataclass
class Spoilt:
    """A group over a topic on which others write, too."""

    connection: Connection
    topic: str
    pieces: Pieces
    victims: list[Commit]
    """Sound commits of streams that our store does not hold: what is spoilt is made of these."""

    async def reads(self) -> None:
        """The group takes everything; the sound streams are complete."""
        self.group = self.pieces.group(ViewFold(visitors, 1))
        async with asyncio.timeout(100):
            await caught_up(self.group)
        await equal_to_store(self.pieces, visitors)

    async def parked(self) -> dict[str, str]:
        """Stream -> why its first event waits."""
        rows = await self.pieces.views.parked()
        return {row.stream: row.reason for row in reversed(rows)}

    def skipped(self) -> Counter[str]:
        """Reason -> how many records of this topic were passed by."""
        return Counter(
            {
                sample.labels["reason"]: int(sample.value)
                for metric in SKIPPED.collect()
                for sample in metric.samples
                if sample.name.endswith("_total") and sample.labels["topic"] == self.topic
            }
        )


@pytest.fixture
async def prefix(connection: Connection) -> AsyncIterator[str]:
    """Of a topic that takes more than ours do."""
    prefix = fresh_prefix()
    await make_topic_of(connection, topic_of(SOURCE, prefix), 20_000_000)
    yield prefix
    await drop_topics(connection, topic_of(SOURCE, prefix))


@pytest.fixture
async def spoilt(connection: Connection, prefix: str) -> AsyncIterator[Spoilt]:
    store = MemoryEventStore()
    publisher, bus = (
        KafkaPublisher(SOURCE, connection, prefix=prefix),
        KafkaBus(connection, prefix=prefix, held_s=0.3),
    )
    relayed = RelayedBus(bus, Relay(SOURCE, MemoryBacklog(store.log), publisher))
    keys = MemoryKeyStore()
    pieces = Pieces(store, relayed, MemoryViewStore(), keys)
    others = Pieces(MemoryEventStore(), relayed, MemoryViewStore(), keys)
    await others.people(*VICTIMS, hall="cellar")
    victims = [c async for batch in others.store.read_all() for c in batch]
    await pieces.people(*NAMES, times=1)
    yield Spoilt(connection, topic_of(SOURCE, prefix), pieces, victims)
    await publisher.close()
    await bus.close()


def said(record: Raw, **headers: str | bytes | None) -> Raw:
    """With other attributes; None leaves one out."""
    kept = [each for each in record.headers if each[0].removeprefix("ce_") not in headers]
    new = {name: v.encode() if isinstance(v, str) else v for name, v in headers.items()}
    return replace(record, headers=(*kept, *((f"ce_{n}", v) for n, v in new.items() if v)))


def data(record: Raw, **fields: Any) -> Raw:
    """With other fields in its data."""
    return replace(record, value=json.dumps(json.loads(record.value or b"{}") | fields).encode())


SKIPS: dict[str, tuple[str, Callable[[Raw], Raw]]] = {
    "a negative version": ("bad_version", lambda r: said(r, streamversion="-3")),
    "no version": ("bad_version", lambda r: said(r, streamversion=None)),
    "a tombstone": ("tombstone", lambda r: replace(r, value=None)),
    "a tenant that is not the stream's": ("foreign_tenant", lambda r: said(r, tenantid="rainier")),
    "another key than its stream": ("wrong_key", lambda r: replace(r, key=b"agency/other")),
    "no key": ("wrong_key", lambda r: replace(r, key=None)),
    "no headers": ("no_headers", lambda r: replace(r, headers=())),
    "structured mode": (
        "structured",
        lambda r: replace(r, headers=(("content-type", b"application/cloudevents+json"),)),
    ),
    "the wrong partition": (
        "wrong_partition",
        lambda r: replace(r, partition=(r.partition + 1) % 12),
    ),
}
PARKS: dict[str, tuple[str, Callable[[Raw], Raw]]] = {
    "cut off": ("undecodable", lambda r: replace(r, value=(r.value or b"")[:-7])),
    "of another kind": ("undecodable", lambda r: data(r, place=["no", "text"])),
    "without its fields": ("undecodable", lambda r: replace(r, value=b"{}")),
    "no object": ("undecodable", lambda r: replace(r, value=b"[]")),
    "of 900 kB": ("undecodable", lambda r: data(r, place="x" * 900_000)),
    "from a newer release": (
        "schema_from_future",
        lambda r: said(r, dataschema=dict(r.headers)["ce_dataschema"][:-1] + b"9"),
    ),
    "with a version that jumps": ("gap", lambda r: said(r, streamversion="1000")),
}


def first_of(spoilt: Spoilt, victim: str = VICTIMS[0]) -> Raw:
    """The first record of a victim's stream."""
    opened = next(c for c in spoilt.victims if c.stream == stream_of(victim))
    (record,) = raw(opened)
    return record


async def test_sound_records_of_the_victims_are_taken(spoilt: Spoilt) -> None:
    await send_raw(spoilt.connection, spoilt.topic, [r for c in spoilt.victims for r in raw(c)])

    await spoilt.reads()

    assert (await spoilt.parked(), spoilt.skipped()) == ({}, Counter())


@pytest.mark.fault("F-32", checks="I8")
@pytest.mark.parametrize("what", SKIPS)
async def test_a_record_is_passed_by_that_has(spoilt: Spoilt, what: str) -> None:
    reason, spoil = SKIPS[what]
    await send_raw(spoilt.connection, spoilt.topic, [spoil(first_of(spoilt))])

    await spoilt.reads()

    assert (await spoilt.parked(), spoilt.skipped()) == ({}, Counter({reason: 1}))


@pytest.mark.fault("F-32", "F-34", checks="I8")
@pytest.mark.parametrize("what", PARKS)
async def test_a_stream_is_parked_whose_record_is(spoilt: Spoilt, what: str) -> None:
    reason, spoil = PARKS[what]
    record = first_of(spoilt)
    await send_raw(spoilt.connection, spoilt.topic, [spoil(record)])

    await spoilt.reads()

    assert await spoilt.parked() == {stream_of(VICTIMS[0]): reason}
    assert spoilt.skipped() == Counter()


async def test_a_type_that_nobody_knows_is_passed_by_those_who_do_not_want_it(
    spoilt: Spoilt,
) -> None:
    unknown = said(
        first_of(spoilt), type="nineteen.test.Sang", dataschema="urn:nineteen:test.Sang:1"
    )
    await send_raw(spoilt.connection, spoilt.topic, [unknown])

    await spoilt.reads()

    assert (await spoilt.parked(), spoilt.skipped()) == ({}, Counter())


async def test_a_header_whose_name_is_no_text_does_not_stop_the_partition(spoilt: Spoilt) -> None:
    record = first_of(spoilt)
    await send_raw(spoilt.connection, spoilt.topic, [record])
    tombstone = replace(record, value=None)
    await send_unreadable(spoilt.connection, spoilt.topic, tombstone)
    await spoilt.pieces.people(*NAMES, times=1)

    await spoilt.reads()

    assert spoilt.skipped() == Counter({"tombstone": 1, "bad_header_name": 3})


async def test_ten_mebibytes_park_one_stream(spoilt: Spoilt) -> None:
    record = replace(first_of(spoilt), value=b'{"place": "' + b"x" * 10_485_760 + b'"}')
    await send_raw(spoilt.connection, spoilt.topic, [record])

    await spoilt.reads()

    assert await spoilt.parked() == {stream_of(VICTIMS[0]): "undecodable"}


async def test_last_years_replay_changes_nothing(spoilt: Spoilt) -> None:
    await spoilt.reads()
    commits = [c async for batch in spoilt.pieces.store.read_all() for c in batch]
    await send_raw(spoilt.connection, spoilt.topic, [r for c in commits for r in raw(c)])

    await spoilt.reads()

    assert (await spoilt.parked(), spoilt.skipped()) == ({}, Counter())
    assert spoilt.group.duplicates == len(commits)
    assert spoilt.group.needs_rebuild is None


JUNK = ["", "-1", "0", "1" * 400, "é", "\x00", "null", "2026-13-01", "urn:x", "99999999999", "a/b"]
BYTES = [b"", b"\x00", b"{", b"[]", b'"x"', b"\xff" * 9, b'{"a":1e999}', b"[" * 2000, b'{"$enc":1}']


def spoil(record: Raw, chance: Random) -> Raw:  # noqa: C901, PLR0911  one way a case
    """Some part of a record is not what it should be."""
    names = [name.removeprefix("ce_") for name, _ in record.headers]
    match chance.randrange(9):
        case 0:
            return said(record, **{chance.choice(names): chance.choice(JUNK)})
        case 1:
            return said(record, **{chance.choice(names): chance.randbytes(chance.randrange(1, 30))})
        case 2:
            return replace(record, headers=tuple(chance.sample(record.headers, len(names) // 2)))
        case 3:
            return replace(record, headers=(*record.headers, chance.choice(record.headers)))
        case 4:
            return replace(record, value=chance.choice([None, *BYTES]))
        case 5:
            value = bytearray(record.value or b"{}")
            value[chance.randrange(len(value))] = chance.randrange(256)
            return replace(record, value=bytes(value))
        case 6:
            whatever: Any = chance.choice([None, 1, "", [], {"$enc": "AAAA"}, {"$enc": 7}, 10**40])
            field = chance.choice(["turnstile", "hall", "place", "person", "name", "count"])
            return data(record, **{field: whatever})
        case 7:
            return replace(record, key=chance.choice([None, b"", chance.randbytes(9)]))
        case _:
            number = str(chance.choice([-1, 0, 1, 2, 5, 100, 10**8, 2**31, 2**63, 10**30]))
            which = chance.choice(["streamversion", "commitindex", "commitsize", "ts"])
            return said(record, **{which: number})


@pytest.mark.fault("F-32", checks="I8")
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_five_hundred_spoilt_records_harm_no_sound_stream(spoilt: Spoilt, seed: int) -> None:
    chance = Random(seed)
    sound = [record for c in spoilt.victims for record in raw(c)]
    await send_raw(spoilt.connection, spoilt.topic, some(sound, chance, CASES // 2))
    await spoilt.pieces.people("late one", "later one", times=2)
    await spoilt.pieces.bus.end_position(SOURCE)
    await send_raw(spoilt.connection, spoilt.topic, some(sound, chance, CASES // 2))
    await spoilt.pieces.people("last one", times=2)

    await spoilt.reads()

    assert spoilt.skipped().total() > 50
    victims = {stream_of(each) for each in VICTIMS}
    assert (await spoilt.parked()).keys() <= victims


def some(sound: Sequence[Raw], chance: Random, count: int) -> list[Raw]:
    """Spoilt records of random streams."""
    return [spoil(chance.choice(sound), chance) for _ in range(count)]
