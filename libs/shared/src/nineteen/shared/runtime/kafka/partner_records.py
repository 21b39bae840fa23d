"""A partner's record as a CloudEvent in structured form, whichever of both modes it came in."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from nineteen.shared.runtime.kafka.records import CE, Received

MOST_BYTES = 1_048_576
STRUCTURED = "application/cloudevents+json"


class Unreadable(Exception):
    """Not even an envelope; the reason is one word out of a small set."""


def event_in(record: Received) -> Mapping[str, Any]:
    """The event; what it says is not checked here. Raises Unreadable.

    The key is not looked at. In binary mode data that is no JSON stays a text, so that whoever
    checks the event can say what is wrong with it.
    """
    if record.value is None:
        raise Unreadable("tombstone")
    if len(record.value) > MOST_BYTES:
        raise Unreadable("too_long")
    headers = {name.lower(): text_of(value) for name, value in record.headers}
    kind = (headers.get("content-type") or "").partition(";")[0].strip().lower()
    attributes = {
        name.removeprefix(CE): value for name, value in headers.items() if name.startswith(CE)
    }
    if attributes and kind != STRUCTURED:
        if kind:
            attributes["datacontenttype"] = kind
        return {**attributes, "data": data_in(record.value)}
    event = data_in(record.value)
    if not isinstance(event, dict):
        raise Unreadable("no_cloud_event")
    return event


def text_of(value: bytes | None) -> str | None:
    """A header's text; None when it is none."""
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def data_in(value: bytes) -> Any:  # noqa: ANN401  any JSON
    """JSON, or None where there is none."""
    try:
        return from_json(value, allow_inf_nan=False)
    except ValueError:
        return None
