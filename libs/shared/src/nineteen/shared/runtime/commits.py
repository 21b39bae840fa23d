"""Commits as text and as places: the same on every log (DESIGN 5)."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from aiokafka.partitioner import murmur2
from pydantic_core import from_json, to_json

from nineteen.shared.runtime.ports import (
    MOST_BYTES,
    MOST_EVENTS,
    PARTITIONS,
    Commit,
    CommitTooLarge,
    StoredEvent,
)

Row = tuple[str, str, int, int, str]
"""(id, stream, first version, ts, body)"""


@lru_cache(maxsize=65_536)
def partition_of(stream: str) -> int:
    """Kafka's own keyed partition, so that embedded order is never better than Kafka's."""
    return int(murmur2(stream.encode()) & 0x7FFFFFFF) % PARTITIONS


def body_of(commit: Commit) -> str:
    """The JSON of what is not a column; refuses what would be too large to relay."""
    if not 0 < len(commit.events) <= MOST_EVENTS:
        raise CommitTooLarge(commit.stream)
    body = {
        "events": [[e.type, e.schema_version, e.data] for e in commit.events],
        "occurred_at": commit.occurred_at,
        "recorded_at": commit.recorded_at,
        "actor": commit.actor,
        "hash": commit.payload_hash,
        "for": commit.on_behalf_of,
        "correlation": commit.correlation,
        "causation": commit.causation,
        "policy": commit.policy_version,
    }
    text = to_json(body)
    if len(text) > MOST_BYTES:
        raise CommitTooLarge(commit.stream)
    return text.decode()


def commit_from(row: Row) -> Commit:
    """A row as it was appended."""
    commit_id, stream, from_version, ts, text = row
    body: dict[str, Any] = from_json(text)
    return Commit(
        commit_id,
        stream,
        from_version,
        tuple(StoredEvent(*event) for event in body["events"]),
        datetime.fromisoformat(body["occurred_at"]),
        datetime.fromisoformat(body["recorded_at"]),
        body["actor"],
        body["hash"],
        body["for"],
        body["correlation"],
        body["causation"],
        body["policy"],
        ts,
    )
