"""docs/asyncapi.json: the events of each service as AsyncAPI 3, from the registry."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.base import Event
from nineteen.standalone.docs.listeners import hears
from nineteen.standalone.docs.markdown import sentence
from nineteen.standalone.docs.schemas import vocabulary

Json = dict[str, Any]
REFERENCE = "#/components/schemas/{model}"
ENVELOPE = (
    "CloudEvents 1.0; the context attributes travel beside the data. The key is the stream, and "
    "order holds within a stream only."
)
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "<commit>.<index>",
    "source": "/<agency>/<service>",
    "type": "nineteen.<service>.<event>",
    "subject": "stream",
    "time": "when it happened",
    "dataschema": "urn:nineteen:<service>.<event>:<schema version>",
    "partitionkey": "stream",
    "streamid": "stream",
    "streamversion": "version in the stream, from 1",
    "commitid": "commit",
    "commitindex": "place in the commit",
    "commitsize": "events in the commit",
    "tenantid": "agency, or commons",
    "correlationid": "what it belongs to",
    "causationid": "what caused it",
    "policyversion": "version of the agency's numbers",
    "recordedtime": "when it was written down",
    "dataclassification": "confidential where fields are personal",
}


def asyncapi(services: Sequence[Service]) -> Json:
    """The document."""
    models = vocabulary()
    _, made = models_json_schema([(m, "validation") for m in models], ref_template=REFERENCE)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Nineteen", "version": "1", "description": ENVELOPE},
        "defaultContentType": "application/json",
        "channels": {s.name: channel(s) for s in services if s.deciders},
        "operations": dict(operations(services)),
        "components": {
            "messages": {event.type_name: message(event) for event in models},
            "messageTraits": {"envelope": {"headers": envelope()}},
            "schemas": dict(sorted(made["$defs"].items())),
        },
    }


def channel(service: Service) -> Json:
    """The topic of one service."""
    events = [event for decider in service.deciders for event in decider.events]
    return {
        "address": f"nineteen.{service.name}.v1",
        "title": service.title,
        "messages": {
            event.__name__: {"$ref": f"#/components/messages/{event.type_name}"} for event in events
        },
    }


def message(event: type[Event]) -> Json:
    """One event."""
    return {
        "name": event.type_name,
        "title": event.__name__,
        "summary": sentence(event.__doc__),
        "payload": {"$ref": REFERENCE.format(model=event.__name__)},
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
    }


def envelope() -> Json:
    """The headers of every message."""
    properties = {name: {"type": "string", "description": is_} for name, is_ in ATTRIBUTES.items()}
    return {"type": "object", "properties": properties}


def operations(services: Sequence[Service]) -> Iterator[tuple[str, Json]]:
    """What each service sends and hears."""
    owner = {
        event: service.name
        for service in services
        for decider in service.deciders
        for event in decider.events
    }
    for service in services:
        if service.deciders:
            yield (
                f"{service.name}.sends",
                {"action": "send", "channel": {"$ref": f"#/channels/{service.name}"}},
            )
        listened = [*map(hears, service.policies), *map(hears, service.views)]
        heard = frozenset().union(*listened) & owner.keys()
        for name in sorted({owner[event] for event in heard}):
            of = sorted(event.__name__ for event in heard if owner[event] == name)
            yield (
                f"{service.name}.hears.{name}",
                {
                    "action": "receive",
                    "channel": {"$ref": f"#/channels/{name}"},
                    "messages": [{"$ref": f"#/channels/{name}/messages/{each}"} for each in of],
                },
            )
