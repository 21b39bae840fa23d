"""The CloudEvents 1.0 envelope of a fact; the same names as on Kafka (DESIGN 6)."""

from typing import Any

from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.base import Event

BATCH = "application/cloudevents-batch+json"


def attributes(commit: Commit, index: int) -> dict[str, str]:
    """The context attributes of one event; personal data stands in none of them."""
    stored = commit.events[index]
    tenant = commit.stream.partition("/")[0]
    name = stored.type.removeprefix("nineteen.")
    model = Event.types.get(stored.type)
    found = {
        "specversion": "1.0",
        "id": f"{commit.id}.{index}",
        "source": f"/{tenant}/{name.partition('.')[0]}",
        "type": stored.type,
        "subject": commit.stream,
        "time": commit.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": f"urn:nineteen:{name}:{stored.schema_version}",
        "partitionkey": commit.stream,
        "streamid": commit.stream,
        "streamversion": str(commit.from_version + index),
        "commitid": commit.id,
        "commitindex": str(index),
        "commitsize": str(len(commit.events)),
        "tenantid": tenant,
        "correlationid": commit.correlation,
        "causationid": commit.causation or commit.id,
        "policyversion": str(commit.policy_version),
        "recordedtime": commit.recorded_at.isoformat(timespec="milliseconds").replace(
            "+00:00", "Z"
        ),
    }
    if model and (model.personal or model.people):
        found["dataclassification"] = "confidential"
    return found


def cloud_event(commit: Commit, index: int, data: dict[str, Any]) -> dict[str, Any]:
    """One event in structured JSON form."""
    return {**attributes(commit, index), "data": data}
