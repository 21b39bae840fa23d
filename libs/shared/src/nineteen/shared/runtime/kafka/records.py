"""Facts as Kafka records: CloudEvents 1.0 in binary mode, one record an event, and back.

Everything that a reader needs travels; `payload_hash` does not: only the store asks for it, and
who holds a topic could guess a client's words from it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from pydantic_core import from_json, to_json

from nineteen.shared.runtime.codec import UNREADABLE
from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.envelope import of_commit, of_event, of_kind
from nineteen.shared.runtime.ports import (
    MOST_BYTES,
    MOST_EVENTS,
    Commit,
    StoredEvent,
)
from nineteen.shared.schema.ids import TENANT, UUID

Headers = Sequence[tuple[str, bytes]]
CE = "ce_"
JSON = "application/json"
NAMESPACE = "nineteen."
STREAM = re.compile(rf"{TENANT[:-1]}/[a-z][a-z-]{{0,60}}-{UUID[1:-1]}")
COMMIT = re.compile(UUID[1:-1])
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
MILLISECONDS = re.compile(r"0|[1-9][0-9]{0,14}")
LONGEST = 512
"""Most characters of an attribute."""


class Received(Protocol):
    """A record as a consumer hands it out."""

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Headers: ...
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One event to send."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no fact of ours; the reason is one word out of a small set."""

    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One event of a commit; the parts of one have the same `head`, which lacks the events."""

    head: Commit
    """The whole commit, where this is all of it."""
    size: int
    index: int
    event: StoredEvent
    length: int
    """Of the value, in bytes."""


class NotOurs(Exception):
    """What is wrong with a record, in one word."""


def records_of(commit: Commit) -> list[Record]:
    """One record an event; the key is the stream, the value the stored data (still ciphertext)."""
    key, tenant = commit.stream.encode(), commit.stream.partition("/")[0]
    besides = {
        "actor": commit.actor,
        "onbehalfof": commit.on_behalf_of or "",
        "ts": str(commit.ts),
    }
    shared = headers_of({**of_commit(commit), **besides})
    return [
        Record(
            key,
            to_json(event.data),
            [
                *kind_headers(tenant, event.type, event.schema_version),
                *shared,
                *headers_of(of_event(commit, index)),
            ],
        )
        for index, event in enumerate(commit.events)
    ]


def headers_of(found: Mapping[str, str]) -> Headers:
    """Attributes as headers; one without value is left out."""
    return [(CE + name, value.encode()) for name, value in found.items() if value]


@lru_cache(maxsize=4_096)
def kind_headers(tenant: str, type_: str, version: int) -> Headers:
    """The headers that all events of a type have in common at an agency."""
    found = dict(of_kind(tenant, type_, version))
    content_type = found.pop("datacontenttype")
    return [*headers_of(found), ("content-type", content_type.encode())]


def read(record: Received) -> Part | Skipped:
    """The event in a record; never raises.

    A sound envelope around a value that is none gives an event that no codec will read.
    """
    try:
        return part_of(record)
    except NotOurs as no:
        return Skipped(str(no))


def part_of(record: Received) -> Part:
    if record.value is None:
        raise NotOurs("tombstone")
    said = said_by(record.headers)
    stream = named(said, "streamid", STREAM)
    if record.key != stream.encode():
        raise NotOurs("wrong_key")
    if record.partition != partition_of(stream):
        raise NotOurs("wrong_partition")
    if said.get("tenantid") != stream.partition("/")[0]:
        raise NotOurs("foreign_tenant")
    commit_id = named(said, "commitid", COMMIT)
    size, index = number(said, "commitsize"), number(said, "commitindex")
    if not (index < size <= MOST_EVENTS and said.get("id") == f"{commit_id}.{index}"):
        raise NotOurs("bad_commit")
    first = number(said, "streamversion") - index
    if first < 1:
        raise NotOurs("bad_version")
    type_, version = type_of(said)
    event = StoredEvent(type_, version, data_of(record.value))
    head = head_of(said, stream, commit_id, first, (event,) if size == 1 else ())
    return Part(head, size, index, event, len(record.value))


def head_of(
    said: Mapping[str, str],
    stream: str,
    commit_id: str,
    first: int,
    events: tuple[StoredEvent, ...],
) -> Commit:
    """What the envelope says of the whole commit."""
    cause = said.get("causationid", "")
    return Commit(
        commit_id,
        stream,
        first,
        events,
        instant_of(said, "time"),
        instant_of(said, "recordedtime"),
        text(said, "actor"),
        "",
        said.get("onbehalfof"),
        said.get("correlationid", ""),
        "" if cause == commit_id else cause,
        number(said, "policyversion"),
        int(named(said, "ts", MILLISECONDS)),
    )


def said_by(headers: Headers) -> dict[str, str]:
    """The attributes in a record's headers; raises NotOurs."""
    if not headers:
        raise NotOurs("no_headers")
    found: dict[str, str] = {}
    for name, value in headers:
        if name.startswith(CE) or name == "content-type":
            if name in found or value is None:
                raise NotOurs("bad_header")
            found[name] = decoded(value)
    kind = found.pop("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("application/cloudevents"):
        raise NotOurs("structured")
    said = {name.removeprefix(CE): value for name, value in found.items()}
    if kind != JSON or said.get("specversion") != "1.0":
        raise NotOurs("no_cloud_event")
    return said


@lru_cache(maxsize=4_096)
def decoded(value: bytes) -> str:
    """A header's text; raises NotOurs."""
    try:
        found = value.decode()
    except UnicodeDecodeError:
        raise NotOurs("bad_header") from None
    if not 0 < len(found) <= LONGEST or not found.isprintable():
        raise NotOurs("bad_header")
    return found


def type_of(said: Mapping[str, str]) -> tuple[str, int]:
    """The event's type and schema version; raises NotOurs."""
    type_ = text(said, "type")
    start = f"urn:nineteen:{type_.removeprefix(NAMESPACE)}:"
    schema = text(said, "dataschema")
    version = schema.removeprefix(start)
    if not schema.startswith(start) or not WHOLE.fullmatch(version) or version == "0":
        raise NotOurs("bad_schema")
    return type_, int(version)


def data_of(value: bytes) -> dict[str, object]:
    """The data, or a mark that says why there is none."""
    if len(value) > 4 * MOST_BYTES:  # no text of so many bytes is short enough
        return {UNREADABLE: "too_long"}
    try:
        data = from_json(value, allow_inf_nan=False)
    except ValueError:
        return {UNREADABLE: "not_json"}
    return data if isinstance(data, dict) else {UNREADABLE: "no_object"}


def text(said: Mapping[str, str], name: str) -> str:
    """An attribute that must be there; raises NotOurs."""
    if name not in said:
        raise NotOurs(f"no_{name}")
    return said[name]


def named(said: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    """An attribute of a certain form; raises NotOurs."""
    found = text(said, name)
    if not form.fullmatch(found):
        raise NotOurs(f"bad_{name}")
    return found


def number(said: Mapping[str, str], name: str) -> int:
    """An attribute that is a whole number, not negative; raises NotOurs."""
    reason = "bad_version" if name == "streamversion" else f"bad_{name}"
    if not WHOLE.fullmatch(said.get(name, "")):
        raise NotOurs(reason)
    return int(said[name])


def instant_of(said: Mapping[str, str], name: str) -> datetime:
    """An attribute that is an instant with its zone; raises NotOurs."""
    try:
        return parsed(text(said, name))
    except (ValueError, OverflowError):
        raise NotOurs(f"bad_{name}") from None


@lru_cache(maxsize=1_024)
def parsed(instant: str) -> datetime:
    """An instant with its zone; raises ValueError, OverflowError."""
    at = datetime.fromisoformat(instant)
    at.timestamp()
    if at.tzinfo is None:
        raise ValueError(instant)
    return at
