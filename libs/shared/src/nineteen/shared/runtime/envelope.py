"""The CloudEvents 1.0 envelope of a fact; the same names as on Kafka (DESIGN 6)."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.base import Event

BATCH = "application/cloudevents-batch+json"


def attributes(commit: Commit, index: int) -> dict[str, str]:
    """The context attributes of one event; personal data stands in none of them."""
    stored = commit.events[index]
    kind = of_kind(commit.stream.partition("/")[0], stored.type, stored.schema_version)
    return {**kind, **of_commit(commit), **of_event(commit, index)}


@lru_cache(maxsize=4_096)
def of_kind(tenant: str, type_: str, version: int) -> Mapping[str, str]:
    """What all events of a type have in common at an agency."""
    name = type_.removeprefix("nineteen.")
    model = Event.types.get(type_)
    found = {
        "specversion": "1.0",
        "source": f"/{tenant}/{name.partition('.')[0]}",
        "type": type_,
        "datacontenttype": "application/json",
        "dataschema": f"urn:nineteen:{name}:{version}",
        "tenantid": tenant,
    }
    if model and (model.personal or model.people):
        found["dataclassification"] = "confidential"
    return found


def of_commit(commit: Commit) -> dict[str, str]:
    """What all events of a commit have in common."""
    return {
        "subject": commit.stream,
        "time": exact(commit.occurred_at),
        "partitionkey": commit.stream,
        "streamid": commit.stream,
        "commitid": commit.id,
        "commitsize": str(len(commit.events)),
        "correlationid": commit.correlation,
        "causationid": commit.causation or commit.id,
        "policyversion": str(commit.policy_version),
        "recordedtime": exact(commit.recorded_at),
    }


def of_event(commit: Commit, index: int) -> dict[str, str]:
    """What is an event's own."""
    return {
        "id": f"{commit.id}.{index}",
        "streamversion": str(commit.from_version + index),
        "commitindex": str(index),
    }


def exact(at: datetime) -> str:
    """An instant as text that reads back equal; to the millisecond where that is all of it."""
    timespec = "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.isoformat(timespec=timespec).replace("+00:00", "Z")


def cloud_event(commit: Commit, index: int, data: dict[str, Any]) -> dict[str, Any]:
    """One event in structured JSON form."""
    return {**attributes(commit, index), "data": data}
