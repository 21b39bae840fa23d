"""Commits as Kafka records and back; what is no fact of ours is named and passed by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nineteen.shared.runtime.codec import UNREADABLE
from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.records import Part, Record, Skipped, read, records_of
from nineteen.shared.runtime.kafka.runs import Run
from nineteen.shared.runtime.ports import MOST_BYTES, Commit, StoredEvent
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.contracts.bus import carried
from nineteen.shared.testing.contracts.examples import AT, CANARY, Pieces, commit, stream_of
from nineteen.shared.testing.contracts.scripts import ScriptedBus, counts
from nineteen.shared.testing.memory.bus import MemoryBus
from nineteen.shared.testing.memory.event_store import MemoryEventStore
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.turnstile import visitors

STREAM = stream_of("ann")
Header = tuple[str, bytes]


@dataclass(frozen=True)
class Came:
    """A record as it comes from a broker."""

    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]
    offset: int
    partition: int
    topic: str = "nineteen.contact.v1"


def came(record: Record, offset: int = 0, **changes: Any) -> Came:
    partition = partition_of(record.key.decode())
    return replace(
        Came(record.key, record.value, tuple(record.headers), offset, partition), **changes
    )


def saying(record: Came, **said: str | None) -> Came:
    """The record with other attributes; None leaves one out."""
    kept = tuple(each for each in record.headers if each[0].removeprefix("ce_") not in said)
    new = tuple((f"ce_{name}", text.encode()) for name, text in said.items() if text is not None)
    return replace(record, headers=kept + new)


def a_record(**changes: Any) -> Came:
    (record,) = records_of(commit("one", STREAM))
    return came(record, **changes)


def again(commits: Iterable[Commit]) -> list[Commit]:
    """What comes out where these commits go in."""
    run, found, offset = Run(), [], 0
    for each in commits:
        for record in records_of(each):
            part = read(came(record, offset))
            assert isinstance(part, Part), part
            whole = run.add(offset, part)
            offset += 1
            if whole:
                found.append(whole)
    return found


texts = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
zones = st.sampled_from([UTC, timezone(timedelta(hours=-8))])
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001
ids = st.integers(0, 10**6).map(lambda number: natural_id(str(number)))


@st.composite
def commits(draw: st.DrawFn) -> Commit:
    kinds = st.sampled_from(["nineteen.contact.RequestSent", "test.Happened"])
    event = st.builds(
        StoredEvent, kinds, st.integers(1, 99), st.dictionaries(texts, values, max_size=3)
    )
    return Commit(
        draw(ids),
        f"{draw(st.sampled_from(['agency', 'commons', 'north-4']))}/pace-ledger-{draw(ids)}",
        draw(st.integers(1, 10**6)),
        tuple(draw(st.lists(event, min_size=1, max_size=4))),
        draw(instants),
        draw(instants),
        draw(st.sampled_from(["counselor:ann", "policy:gate"])),
        "a hash",
        draw(st.none() | ids),
        draw(st.just("") | ids),
        draw(st.just("") | ids.map(lambda each: f"{each}.0")),
        draw(st.integers(0, 10**6)),
        draw(st.integers(0, 2**43)),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(commits(), max_size=3))
def test_commits_come_back_equal_but_for_what_only_the_store_knows(some: list[Commit]) -> None:
    assert again(some) == [replace(each, payload_hash="") for each in some]


def test_a_record_is_a_cloud_event_to_the_sdk() -> None:
    two = replace(
        commit("one", STREAM, 7, size=2, word="Zoë"), correlation=natural_id("c"), policy_version=3
    )
    record = records_of(two)[1]

    event = from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value))

    assert event.get_id() == f"{two.id}.1"
    assert event.get_source() == "/agency/test"
    assert event.get_type() == "test.Happened"
    assert event.get_subject() == STREAM
    assert event.get_time() == AT
    assert event.get_dataschema() == "urn:nineteen:test.Happened:1"
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == {"n": 1, "word": "Zoë"}
    extensions = {
        "streamid": STREAM,
        "streamversion": "8",
        "commitid": two.id,
        "commitindex": "1",
        "commitsize": "2",
        "tenantid": "agency",
        "correlationid": natural_id("c"),
        "causationid": two.id,
        "policyversion": "3",
        "recordedtime": "2026-01-05T20:00:00.123Z",
        "partitionkey": STREAM,
        "actor": "counselor:ann",
    }
    assert {name: event.get_extension(name) for name in extensions} == extensions


def test_the_key_is_the_stream_and_no_attribute_is_empty() -> None:
    record = a_record()

    assert record.key == STREAM.encode()
    assert all(value for _, value in record.headers)


async def test_ciphertext_stays_ciphertext_and_no_header_names_anybody(pieces: Pieces) -> None:
    await pieces.people(CANARY)
    written = [c async for batch in pieces.store.read_all() for c in batch]

    sent = [record for each in written[1:] for record in records_of(each)]

    assert [json.loads(record.value)["name"].keys() for record in sent] == [{"$enc"}] * 3
    everything = [b for r in sent for b in (r.key, r.value, *dict(r.headers).values())]
    assert CANARY.encode() not in b" ".join(everything)


WRONG = {
    "tombstone": a_record(value=None),
    "no_headers": a_record(headers=()),
    "structured": a_record(headers=(("content-type", b"application/cloudevents+json"),)),
    "no_cloud_event": saying(a_record(), specversion="0.3"),
    "bad_header": a_record(headers=(*a_record().headers, ("ce_streamid", b"twice"))),
    "wrong_key": a_record(key=b"agency/turnstile-1"),
    "wrong_partition": a_record(partition=(partition_of(STREAM) + 1) % 12),
    "foreign_tenant": saying(a_record(), tenantid="rainier"),
    "bad_version": saying(a_record(), streamversion="-1"),
    "bad_streamid": saying(a_record(), streamid="agency/turnstile"),
    "bad_commitid": saying(a_record(), commitid="1"),
    "bad_commit": saying(a_record(), commitindex="1", commitsize="1"),
    "bad_schema": saying(a_record(), dataschema="urn:nineteen:test.Happened:0"),
    "bad_time": saying(a_record(), time="yesterday"),
    "bad_recordedtime": saying(a_record(), recordedtime="2026-01-05T20:00:00"),
    "bad_ts": saying(a_record(), ts="-1"),
    "bad_policyversion": saying(a_record(), policyversion="1.5"),
    "no_actor": saying(a_record(), actor=None),
    "no_type": saying(a_record(), type=None),
}


@pytest.mark.parametrize("reason", WRONG)
def test_a_record_that_is_no_fact_of_ours_is_named(reason: str) -> None:
    assert read(WRONG[reason]) == Skipped(reason)


@pytest.mark.parametrize("version", ["", "0", "01", "1.0", "+1", "1٣", "9" * 10, "9" * 5000, None])
def test_a_version_is_a_whole_number_from_one(version: str | None) -> None:
    found = read(saying(a_record(), streamversion=version))

    assert isinstance(found, Skipped)
    assert found.reason in {"bad_version", "bad_header"}


@pytest.mark.parametrize("header", [b"\xff", b"", b"a\nb", b"x" * 513])
def test_a_header_that_is_no_short_line_of_text_is_refused(header: bytes) -> None:
    found = read(a_record(headers=(*a_record().headers, ("ce_more", header))))

    assert found == Skipped("bad_header")


def test_headers_of_others_do_not_matter() -> None:
    found = read(a_record(headers=(*a_record().headers, ("traceparent", b"\xff"), ("ü", b""))))

    assert isinstance(found, Part)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"", "not_json"),
        (b'{"n": 1', "not_json"),
        (b'{"n": NaN}', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 10_000, "not_json"),
        (b'{"n": ' + b"9" * 5000 + b"}", "not_json"),
        (b"[1]", "no_object"),
        (b"null", "no_object"),
        (b'{"n": "' + b"x" * (4 * MOST_BYTES) + b'"}', "too_long"),
    ],
)
def test_a_value_that_is_no_object_is_an_event_that_nobody_can_read(value: bytes, why: str) -> None:
    found = read(a_record(value=value))

    assert isinstance(found, Part)
    assert found.event == StoredEvent("test.Happened", 1, {UNREADABLE: why})


def test_a_commit_larger_than_any_store_writes_keeps_no_data() -> None:
    value = json.dumps({"text": "x" * MOST_BYTES}).encode()
    part = read(a_record(value=value))
    assert isinstance(part, Part)

    found = Run().add(0, part)

    assert found is not None
    assert found.events[0].data == {UNREADABLE: "too_long"}


@pytest.mark.parametrize("value", [b"no json", b'{"turnstile": 1, "name": {"$enc": 3}}', b"{}"])
async def test_a_value_that_cannot_be_read_parks_its_stream_alone(
    pieces: Pieces, value: bytes
) -> None:
    await pieces.people("ann", "bob")
    written = [c async for batch in pieces.store.read_all() for c in batch]
    bad = next(c for c in written if c.stream == stream_of("ann") and c.from_version == 2)
    (record,) = records_of(bad)
    part = read(came(record, value=value))
    assert isinstance(part, Part)
    spoilt = Run().add(0, part)
    assert spoilt is not None
    handed_out = [spoilt if c.id == bad.id else c for c in written]

    group = pieces.group(ViewFold(visitors, 1), bus=ScriptedBus(handed_out, 3, "log"))
    while await group.step():
        pass

    assert await counts(pieces) == {"ann": 0, "bob": 3}
    parked = await pieces.views.parked()
    assert {row.stream for row in parked} == {stream_of("ann")}
    assert parked[0].reason == "undecodable"


def parts_of(each: Commit) -> list[Part]:
    found = [read(came(record)) for record in records_of(each)]
    assert all(isinstance(part, Part) for part in found)
    return [part for part in found if isinstance(part, Part)]


def test_a_commit_that_broke_off_is_passed_over_for_the_whole_one_behind_it() -> None:
    three = commit("three", STREAM, size=3)
    run, parts = Run(), parts_of(three)

    found = [run.add(offset, part) for offset, part in enumerate([*parts[:2], *parts])]

    assert [each and carried(each) for each in found] == [None] * 4 + [carried(three)]
    assert (run.passed_over, run.start) == (2, None)


def test_the_end_of_a_commit_without_its_beginning_is_passed_over() -> None:
    run, parts = Run(), parts_of(commit("three", STREAM, size=3))

    assert [run.add(offset, part) for offset, part in enumerate(parts[1:])] == [None, None]
    assert (run.passed_over, run.start) == (2, None)


def test_a_commit_under_way_tells_where_it_began() -> None:
    run, parts = Run(), parts_of(commit("three", STREAM, size=3))
    (single,) = parts_of(commit("one", stream_of("bob")))

    run.add(4, single)
    run.add(5, parts[0])
    run.add(6, parts[1])

    assert run.start == 5


@pytest.mark.parametrize("said", [{"actor": "host:x"}, {"commitsize": "4"}, {"streamversion": "9"}])
def test_a_record_that_says_otherwise_does_not_go_on_with_a_commit(said: dict[str, str]) -> None:
    first, second, _ = (came(record) for record in records_of(commit("three", STREAM, size=3)))
    one, other = read(first), read(saying(second, **said))
    assert isinstance(one, Part)
    assert isinstance(other, Part)
    run = Run()

    assert [run.add(0, one), run.add(1, other)] == [None, None]
    assert (run.passed_over, run.start) == (2, None)


@settings(deadline=None)
@given(
    st.none() | st.binary(max_size=40),
    st.none() | st.binary(max_size=40),
    st.lists(st.tuples(st.sampled_from([name for name, _ in a_record().headers]), st.binary())),
)
def test_reading_never_raises(
    key: bytes | None, value: bytes | None, headers: list[Header]
) -> None:
    assert isinstance(read(a_record(key=key, value=value, headers=tuple(headers))), Skipped)


@pytest.fixture
def pieces() -> Pieces:
    store = MemoryEventStore()
    bus: Any = MemoryBus({}, None)  # type: ignore[arg-type]  # these tests script their own
    return Pieces(store, bus, MemoryViewStore(), MemoryKeyStore())
