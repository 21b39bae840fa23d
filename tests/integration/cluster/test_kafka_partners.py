"""A partner that is a plain Kafka client: what it sends on its topic is decided as over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiokafka import TopicPartition

from nineteen.contact.api.partner_events import EventsFromTopics
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import partner_topic
from nineteen.shared.runtime.kafka.partners import PartnerTopics
from nineteen.shared.runtime.kafka.topics import administration, partner_topics
from nineteen.shared.runtime.measures import PARTNER_EVENTS
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.kafka import (
    Raw,
    drop_topics,
    fresh_prefix,
    make_topics,
    send_raw,
    send_unreadable,
)

pytestmark = pytest.mark.cluster
FEED, AGENCY = "harborworks", "cascade"
COUNSELOR = Actor("counselor", "00000000-0000-4000-8000-00000000c019")
JSON = (("content-type", b"application/json"),)
STRUCTURED = (("content-type", b"application/cloudevents+json; charset=utf-8"),)
SOON_S = 60


def employer(external_id: str, version: int = 1, **changes: Any) -> dict[str, Any]:
    """The data of an event that lists an employer."""
    return {
        "external_id": external_id,
        "version": version,
        "observed_at": "2026-01-04T17:00:00Z",
        "lawful_basis": "public_task",
        "county_fips": "53033",
        "naics": {"code": "314910", "code_set": "NAICS 2022"},
        "name": f"Works {external_id}",
        "ownership": "private",
        "list_as_of": "2026-01-02",
        **changes,
    }


def binary(data: Any, key: bytes | None = b"any key") -> Raw:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": "1",
        "ce_source": "https://harborworks.example.org",
        "ce_type": "nineteen.partner.employer.listed",
    }
    named = tuple((name, text.encode()) for name, text in headers.items())
    return Raw(key, json.dumps(data).encode(), (*named, *JSON))


def structured(data: Any, headers: tuple[tuple[str, bytes], ...] = STRUCTURED) -> Raw:
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "https://harborworks.example.org",
        "type": "employer.listed",
        "data": data,
    }
    return Raw(None, json.dumps(event).encode(), headers)


@pytest.fixture
async def prefix(connection: Connection) -> AsyncIterator[str]:
    """Of one partner's topic."""
    prefix = fresh_prefix()
    await make_topics(connection, *partner_topics([FEED, "stranger"], 1, prefix))
    yield prefix
    names = [partner_topic(feed, prefix) for feed in (FEED, "stranger")]
    await drop_topics(connection, *names)


@pytest.fixture
async def office(nineteen: Any) -> Any:
    """A Nineteen with an agency that registered the feed."""
    agency = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
    await nineteen.post("/contact/v1/agencies", agency, "a", by=COUNSELOR)
    feed = {"feed": FEED, "name": "Harbor Works"}
    await nineteen.post("/contact/v1/partner-feeds", feed, "f", by=COUNSELOR)
    return nineteen


Started = Callable[[], PartnerTopics]


@pytest.fixture
async def started(office: Any, connection: Connection, prefix: str) -> AsyncIterator[Started]:
    """Starts a reader, as a process does."""
    state = office.app.state
    agencies = {FEED: AGENCY, "stranger": AGENCY}
    readers = []

    def start() -> PartnerTopics:
        taker = EventsFromTopics(state.app, state.desk, agencies)
        readers.append(PartnerTopics(connection, taker, prefix=prefix))
        return readers[-1]

    yield start
    for reader in readers:
        await reader.close()


async def records(office: Any) -> list[tuple[str, str]]:
    """(external id, what became of it) of every offered record, sorted."""
    store = office.app.state.embedded.stores["contact"]
    found: list[tuple[str, str]] = [
        (event.data["external_id"], event.type.rpartition(".")[2])
        async for commits in store.read_all()
        for commit in commits
        for event in commit.events
        if ".Record" in event.type
    ]
    return sorted(found)


async def taken(reader: PartnerTopics, count: int) -> None:
    """Step until so many records were taken; bounded."""
    async with asyncio.timeout(SOON_S):
        while count > 0:
            count -= await reader.step()


def counted(result: str) -> float:
    found: float = PARTNER_EVENTS.labels(FEED, result)._value.get()
    return found


async def test_events_in_both_modes_are_decided(
    office: Any, started: Started, connection: Connection, prefix: str
) -> None:
    sent = [
        binary(employer("P-1")),
        structured(employer("P-2")),
        structured(employer("P-3"), headers=()),
        binary(employer("P-1")),
        binary(employer("P-2", 3), key=None),
        structured(employer("P-2", 2)),
    ]
    await send_raw(connection, partner_topic(FEED, prefix), sent)

    await taken(started(), 6)

    assert await records(office) == [
        ("P-1", "RecordAccepted"),
        ("P-1", "RecordDuplicate"),
        ("P-2", "RecordAccepted"),
        ("P-2", "RecordAccepted"),
        ("P-2", "RecordLate"),
        ("P-3", "RecordAccepted"),
    ]


async def test_what_cannot_be_used_is_kept_as_quarantined_or_counted(
    office: Any, started: Started, connection: Connection, prefix: str
) -> None:
    before = {name: counted(name) for name in ("unreadable", "quarantined", "accepted")}
    sent = [
        binary(employer("P-1", ownership="nobody's")),
        binary(employer("P-2", naics={"code": "999999", "code_set": "NAICS 2022"})),
        Raw(b"k", b"no json", binary({}).headers),
        Raw(b"k", None),
        Raw(b"k", b"\xff"),
        Raw(b"k", b"{}", (("content-type", b"\xff"), ("ce_id", b"\xff"))),
        Raw(b"k", b'{"text": "' + b"x" * 900_000 + b'"}', STRUCTURED),
        binary(employer("P-3")),
    ]
    await send_raw(connection, partner_topic(FEED, prefix), sent)

    await taken(started(), len(sent))

    assert await records(office) == [
        ("P-1", "RecordQuarantined"),
        ("P-2", "RecordQuarantined"),
        ("P-3", "RecordAccepted"),
    ]
    rose = {name: counted(name) - was for name, was in before.items()}
    assert rose == {"unreadable": 2, "quarantined": 5, "accepted": 1}


async def test_a_process_goes_on_where_the_last_one_stood(
    office: Any, started: Started, connection: Connection, prefix: str
) -> None:
    topic = partner_topic(FEED, prefix)
    await send_raw(connection, topic, [binary(employer("P-1"))])
    first = started()
    await taken(first, 1)
    await first.close()
    await send_raw(connection, topic, [binary(employer("P-2"))])

    await taken(started(), 1)

    assert [record for record, _ in await records(office)] == ["P-1", "P-2"]
    async with administration(connection) as client:
        noted = await client.list_consumer_group_offsets(f"{prefix}.contact.partners")
    assert noted[TopicPartition(topic, 0)].offset == 2


async def test_an_event_that_could_not_be_decided_comes_again(
    office: Any,
    started: Started,
    connection: Connection,
    prefix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = [binary(employer(f"P-{number}")) for number in range(1, 6)]
    await send_raw(connection, partner_topic(FEED, prefix), events)
    reader, store = started(), office.app.state.embedded.stores["contact"]
    append, refused = store.append, 0

    async def every_third(commit: Any) -> Any:
        nonlocal refused
        refused += 1
        if refused % 3 == 2:
            raise Unavailable("Away.")
        return await append(commit)

    monkeypatch.setattr(store, "append", every_third)
    async with asyncio.timeout(SOON_S):
        while len(await records(office)) < 5:
            await stepped(reader.step)

    assert refused > 5
    assert await records(office) == [(f"P-{n}", "RecordAccepted") for n in range(1, 6)]


async def stepped(step: Callable[[], Awaitable[int]]) -> None:
    """One step, which may find the store away."""
    try:
        await step()
    except Unavailable:
        return


async def test_a_header_whose_name_is_no_text_stops_nobody(
    office: Any, started: Started, connection: Connection, prefix: str
) -> None:
    topic = partner_topic(FEED, prefix)
    await send_raw(connection, topic, [binary(employer("P-1"))])
    await send_unreadable(connection, topic, binary(employer("P-2")))
    await send_raw(connection, topic, [binary(employer("P-3"))])

    await taken(started(), 3)

    assert await records(office) == [(f"P-{n}", "RecordAccepted") for n in range(1, 4)]


async def test_a_feed_registered_later_is_read_from_its_beginning(
    office: Any, connection: Connection, prefix: str
) -> None:
    await send_raw(connection, partner_topic("stranger", prefix), [binary(employer("P-1"))])
    state = office.app.state
    taker = EventsFromTopics(state.app, state.desk, {"stranger": AGENCY})
    reader = PartnerTopics(connection, taker, prefix=prefix, look_every_s=0)
    assert await reader.step() == 0

    feed = {"feed": "stranger", "name": "A stranger no more"}
    await office.post("/contact/v1/partner-feeds", feed, "s", by=COUNSELOR)
    await taken(reader, 1)

    assert await records(office) == [("P-1", "RecordAccepted")]
    await reader.close()


async def test_a_topic_of_a_feed_that_nobody_registered_is_left_alone(
    office: Any, started: Started, connection: Connection, prefix: str
) -> None:
    await send_raw(connection, partner_topic("stranger", prefix), [binary(employer("P-1"))])
    await send_raw(connection, partner_topic(FEED, prefix), [binary(employer("P-2"))])

    await taken(started(), 1)

    assert await records(office) == [("P-2", "RecordAccepted")]


async def test_a_kafka_that_is_not_there_pauses(office: Any) -> None:
    state = office.app.state
    taker = EventsFromTopics(state.app, state.desk, {FEED: AGENCY})
    reader = PartnerTopics(Connection("127.0.0.1:1"), taker)

    with pytest.raises(Unavailable, match="Kafka does not answer"):
        await reader.step()
