"""Released schemas of events as files that are only ever added.

`python -m nineteen.shared.testing.schema_snapshots FOLDER` adds what is missing: a file per event
and schema version, and one more (`.v1-2.json`) when an event got an optional field. A file holds
the JSON Schema and an example that every later release must read.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from nineteen.shared.schema.base import ERASED, Event, Value

Json = dict[str, Any]
SERVICES = ("contact", "scheduling", "followup")
PROSE = {"title", "description", "examples"}
LIMITS = {"maxLength": 1, "maximum": 1, "maxItems": 1, "exclusiveMaximum": 1}
LIMITS |= {"minLength": -1, "minimum": -1, "minItems": -1, "exclusiveMinimum": -1}
"""Which way a limit may move: a maximum up, a minimum down."""
EXACT = ("type", "format", "pattern", "const", "x-pii", "default")
"""Stored data leaves defaults out, so a default may not change either."""
FORMATS = {
    "date": "2026-01-05",
    "time": "09:00:00",
    "date-time": "2026-01-05T20:00:00Z",
    "duration": "PT19M",
}
ZONE = "America/Los_Angeles"
NAMED = {"zone": ZONE, "employer_zone": ZONE}
"""Fields with rules that a JSON Schema cannot say."""
TEXTS = (
    "00000000-0000-4000-8000-000000000019",
    "agency-7",
    "11-1021",
    "53033",
    "54",
    "ada@example.org",
    "+12065550119",
    "en",
    "WA",
    "98101",
    "https://example.org/",
    "Ada Example",
)


def events() -> dict[str, type[Event]]:
    """Every event of the vocabulary by its wire name."""
    for service in SERVICES:
        import_module(f"nineteen.shared.schema.{service}")
    ours = "nineteen.shared.schema."
    return {n: e for n, e in sorted(Event.types.items()) if e.__module__.startswith(ours)}


def schema_of(event: type[Event]) -> Json:
    """The JSON Schema of an event without its prose, references filled in."""
    whole = event.model_json_schema()
    filled: Json = resolved(whole, whole.get("$defs", {}))
    filled.pop("$defs", None)
    return filled


def resolved(part: Any, defined: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A part of a schema with references replaced by what they refer to."""
    match part:
        case {"$ref": str(ref), **others}:
            target = defined[ref.rpartition("/")[2]]
            return resolved({**target, **others}, defined)
        case {"properties": dict(properties), **others}:
            inner = {name: resolved(each, defined) for name, each in properties.items()}
            return {**resolved(others, defined), "properties": inner}
        case dict():
            kept = {key: each for key, each in part.items() if key not in PROSE}
            return {key: resolved(each, defined) for key, each in kept.items()}
        case list():
            return [resolved(each, defined) for each in part]
        case _:
            return part


def breaks(old: Json, new: Json, where: str = "") -> Iterator[str]:
    """What data of the old schema would meet in the new one."""
    if "anyOf" in old or "anyOf" in new:
        yield from broken_choices(old, new, where)
        return
    yield from (f"{where}: {key} changed" for key in EXACT if old.get(key) != new.get(key))
    for key, way in LIMITS.items():
        if key in new and (key not in old or way * (new[key] - old[key]) < 0):
            yield f"{where}: {key} is narrower"
    if "enum" in new and not set(old.get("enum", [None])) <= set(new["enum"]):
        yield f"{where}: enum is narrower"
    mine, theirs = old.get("properties", {}), new.get("properties", {})
    yield from (f"{where}/{name}: removed or renamed" for name in mine.keys() - theirs.keys())
    demanded = set(new.get("required", ())) - set(old.get("required", ()))
    yield from (f"{where}/{name}: newly required" for name in sorted(demanded))
    for name in mine.keys() & theirs.keys():
        yield from breaks(mine[name], theirs[name], f"{where}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            yield from breaks(old[key], new[key], f"{where}/{key}")


def broken_choices(old: Json, new: Json, where: str) -> Iterator[str]:
    """A choice may grow; each old alternative must still fit one of the new."""
    outer = ("default", "x-pii")
    yield from (f"{where}: {key} changed" for key in outer if old.get(key) != new.get(key))
    inner_old, inner_new = without(old, outer), without(new, outer)
    for number, each in enumerate(inner_old.get("anyOf", [inner_old])):
        if all(any(breaks(each, other)) for other in inner_new.get("anyOf", [inner_new])):
            yield f"{where}: alternative {number} is gone"


def without(schema: Json, keys: tuple[str, ...]) -> Json:
    """A schema less some of its keys."""
    return {key: each for key, each in schema.items() if key not in keys}


def example(schema: Json) -> Any:  # noqa: ANN401
    """Data that has every field of a schema."""
    match schema:
        case {"anyOf": [first, *_]}:
            return example(first)
        case {"type": "object"}:
            fields = schema.get("properties") or {"example": schema["additionalProperties"]}
            return {name: NAMED.get(name) or example(each) for name, each in fields.items()}
        case {"type": "array"}:
            items = schema.get("prefixItems") or [schema["items"]] * schema.get("minItems", 1)
            return [example(each) for each in items]
        case _:
            return single(schema)


def single(schema: Json) -> Any:  # noqa: ANN401
    """A value that has no parts."""
    match schema:
        case {"const": value} | {"enum": [value, *_]}:
            return value
        case {"type": "integer" | "number"}:
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1, 1)
        case {"type": "boolean"}:
            return True
        case {"format": str(known)} if known in FORMATS:
            return FORMATS[known]
        case _:
            return text_for(schema)


def text_for(schema: Json) -> str:
    """A text that fits pattern and lengths."""
    for text in (TEXTS[-1], *TEXTS):
        fits = re.search(schema.get("pattern", ""), text)
        if fits and schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**6):
            return text
    raise LookupError(f"no example fits {schema}: add one to TEXTS")


def erased(model: type[Value], data: Json) -> Json:
    """The data as it reads when everybody in it was erased."""
    found = dict(data)
    for name in model.personal:
        if name in found:
            found[name] = ERASED
    for name, inner in model.people.items():
        match found.get(name):
            case list() as people:
                found[name] = [erased(inner, person) for person in people]
            case dict() as person:
                found[name] = erased(inner, person)
            case _:
                continue
    return found


def files_of(folder: Path, event: type[Event]) -> list[Path]:
    """The files of an event's newest schema version, oldest first."""
    stem = folder / event.type_name.split(".")[1] / f"{event.__name__}.v{event.schema_version}"
    grown = (stem.with_name(f"{stem.name}-{n}.json") for n in range(2, 100))
    files = (stem.with_name(f"{stem.name}.json"), *grown)
    return [file for file in files if file.exists()]


def add_missing(folder: Path) -> int:
    """Write down what is new; the number of files added."""
    added = 0
    for event in events().values():
        files, schema = files_of(folder, event), schema_of(event)
        if files and json.loads(files[-1].read_text())["schema"] == schema:
            continue
        name = f"{event.__name__}.v{event.schema_version}"
        name += f"-{len(files) + 1}" if files else ""
        path = folder / event.type_name.split(".")[1] / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"type": event.type_name, "version": event.schema_version}
        content |= {"schema": schema, "example": example(schema)}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        added += 1
    return added


if __name__ == "__main__":
    sys.stdout.write(f"{add_missing(Path(sys.argv[1]))} files added\n")
