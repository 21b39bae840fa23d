"""Fields of events and values, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.ids import UUID

Schema = Mapping[str, Any]
SCHEMA = "nineteen.shared.schema."
FORMATS = {"date-time": "instant", "date": "date", "time": "time of day", "duration": "duration"}


def vocabulary() -> list[type[Event]]:
    """Every event of the schema library, by name."""
    events = [each for each in Event.types.values() if each.__module__.startswith(SCHEMA)]
    return sorted(events, key=lambda each: each.type_name)


def type_of(schema: Schema) -> str:
    """A field's type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(type_of(each) for each in choices)
    if "enum" in schema:
        return " / ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    return plain(schema)


def plain(schema: Schema) -> str:
    """The same for a schema without choices."""
    match schema.get("type"):
        case "null":
            return "none"
        case "string" if schema.get("pattern") == UUID:
            return "id"
        case "string":
            return FORMATS.get(schema.get("format", ""), "text")
        case "array":
            return f"list of {type_of(schema.get('items', {}))}"
        case "object" if isinstance(inner := schema.get("additionalProperties"), Mapping):
            return f"map to {type_of(inner)}"
        case kind:
            return str(kind or "any")


def fields(model: type[Value]) -> Iterator[tuple[str, str, str]]:
    """(name, type, notes) of each field; notes say what is optional, and personal to whom."""
    schema = model.model_json_schema()
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        notes = [] if name in needed else ["optional"]
        if mark := model.personal.get(name):
            notes.append(f"personal: {mark.key} of `{mark.subject}`")
        if said := each.get("description"):
            notes.append(said)
        yield name, type_of(each), "; ".join(notes)


def values_in(events: list[type[Event]]) -> list[type[Value]]:
    """The values that events hold, by name."""
    found: dict[str, type[Value]] = {}
    names = {name for event in events for name in event.model_json_schema().get("$defs", {})}
    waiting = Value.__subclasses__()
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if model.__name__ in names and not issubclass(model, Event):
            found[model.__name__] = model
    return [found[name] for name in sorted(found)]
