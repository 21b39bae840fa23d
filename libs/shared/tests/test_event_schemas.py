"""Released schemas are files that are only added; head reads every example ever written.

After an additive change run `python -m nineteen.shared.testing.schema_snapshots
libs/shared/tests/schemas`. A removal, a rename, a narrowing, another default or a new required
field needs a new `schema_version` and an upcaster.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.upcast import upcast
from nineteen.shared.testing.schema_snapshots import (
    breaks,
    erased,
    events,
    files_of,
    schema_of,
)

FOLDER = Path(__file__).parent / "schemas"
FILES = sorted(FOLDER.rglob("*.json"))
EVENTS = events()


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def read(file: dict[str, Any], data: dict[str, Any]) -> Event:
    model = EVENTS[file["type"]]
    newest = upcast(file["type"], file["version"], model.schema_version, data)
    return model.model_validate(newest, extra="ignore")


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_written_down_as_it_is(name: str) -> None:
    files = files_of(FOLDER, EVENTS[name])

    assert files, "run the program that this module's docstring names"
    assert content(files[-1])["schema"] == schema_of(EVENTS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_head_takes_all_that_an_older_schema_allows(path: Path) -> None:
    file = content(path)
    assert file["type"] in EVENTS, "an event was removed or renamed"
    model = EVENTS[file["type"]]

    if file["version"] == model.schema_version:
        assert list(breaks(file["schema"], schema_of(model))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_head_reads_the_example_whole_bare_and_erased(path: Path) -> None:
    file = content(path)
    whole = file["example"]
    Draft202012Validator(file["schema"]).validate(whole)
    bare = {name: whole[name] for name in file["schema"].get("required", ())}
    model = EVENTS[file["type"]]

    assert read(file, whole | {"from_the_future": 1})
    assert read(file, bare)
    assert read(file, erased(model, whole))


OLD = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "maxLength": 9},
        "b": {"enum": ["x", "y"], "type": "string", "default": "x"},
        "c": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "default": None},
    },
    "required": ["a"],
}


def changed(name: str, field: dict[str, Any] | None, *required: str) -> dict[str, Any]:
    properties: dict[str, Any] = {**OLD["properties"], name: field}  # type: ignore[dict-item]
    kept = {key: each for key, each in properties.items() if each is not None}
    return {**OLD, "properties": kept, "required": ["a", *required]}


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (changed("a", None), "removed"),
        (changed("d", {"type": "string"}, "d"), "newly required"),
        (changed("b", {"enum": ["x", "y"], "type": "string", "default": "x"}, "b"), "required"),
        (changed("a", {"type": "string", "maxLength": 8}), "maxLength"),
        (changed("a", {"type": "integer"}), "type"),
        (changed("a", {"type": "string", "maxLength": 9, "pattern": "x"}), "pattern"),
        (changed("a", {"type": "string", "maxLength": 9, "x-pii": {}}), "x-pii"),
        (changed("b", {"enum": ["x"], "type": "string", "default": "x"}), "enum"),
        (changed("b", {"enum": ["x", "y"], "type": "string", "default": "y"}), "default"),
        (changed("c", {"type": "integer", "minimum": 1, "default": None}), "alternative 1"),
    ],
)
def test_a_breaking_change_is_found(new: dict[str, Any], why: str) -> None:
    assert [found for found in breaks(OLD, new) if why in found]


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        changed("d", {"type": "string", "default": ""}),
        changed("a", {"type": "string", "maxLength": 10}),
        changed("a", {"type": "string"}),
        changed("b", {"enum": ["x", "y", "z"], "type": "string", "default": "x"}),
        changed("c", {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None}),
    ],
)
def test_an_additive_change_is_welcome(new: dict[str, Any]) -> None:
    assert list(breaks(OLD, new)) == []
