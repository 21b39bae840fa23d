"""Every example of every event that was ever released, on the log: all folds take it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nineteen.shared.decider import AnyDecider
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.codec import encrypt, wanted
from nineteen.shared.runtime.ports import BROKEN, Commit, StoredEvent
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import COMMONS, Stream
from nineteen.shared.testing.contracts.examples import AT, commit
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.oracle import differing
from nineteen.shared.testing.schema_snapshots import erased
from nineteen.standalone.services import SERVICES

Json = dict[str, Any]
SCHEMAS = Path(__file__).parents[2] / "libs/shared/tests/schemas"
ID = "00000000-0000-4000-8000-000000000019"
LEDGERS = ("ledger", "contact_ledger", "employer_ledger")
"""Ids of streams that an example holds any text in."""


def fixtures(type_: str) -> list[Path]:
    """The files of an event, oldest first."""
    service, name = type_.split(".")[1:]
    return sorted((SCHEMAS / service).glob(f"{name}.v*.json"))


def whole(file: Json) -> Json:
    return dict(file["example"])


def bare(file: Json) -> Json:
    """Only what that release demanded."""
    return {name: file["example"][name] for name in file["schema"].get("required", ())}


def blank(file: Json) -> Json:
    """As it reads when everybody in it was erased."""
    return erased(Event.types[file["type"]], file["example"])


async def stored(memory: Memory, file: Json, data: Json, stream: str, version: int) -> Commit:
    """A commit as a store of that release holds it."""
    data |= {name: ID for name in LEDGERS if name in data}
    kept = commit(f"{stream} {version}", stream, version)
    codec, model = memory.app.around.codec, Event.types[file["type"]]
    if file["version"] == model.schema_version:
        await codec.ring.fetch(wanted(stream.partition("/")[0], model, data), make=True)
        data = encrypt(codec.ring, model, data, f"{kept.id}.0|{file['type']}")
    return replace(kept, events=(StoredEvent(file["type"], file["version"], data),))


def stream_of(decider: AnyDecider) -> Stream:
    return Stream(COMMONS if decider.shared else "agency", decider.kind, ID)


async def of_every_kind(memory: Memory, form: Any) -> set[Path]:
    """Have a stream of each kind that holds all its events; the files that were read."""
    read: set[Path] = set()
    for service in SERVICES:
        for decider in service.deciders:
            paths = [path for event in decider.events for path in fixtures(event.type_name)]
            for version, path in enumerate(paths, 1):
                file = json.loads(path.read_text())
                kept = await stored(memory, file, form(file), str(stream_of(decider)), version)
                assert await memory.stores[service.name].append(kept) is None
            read.update(paths)
    return read


@pytest.mark.fault("F-36", checks="I3")
@pytest.mark.parametrize("form", [whole, bare, blank])
async def test_every_fold_takes_every_example_that_was_ever_released(form: Any) -> None:
    memory = await open_memory(SERVICES, ManualClock(AT))
    assert await of_every_kind(memory, form) == set(SCHEMAS.rglob("*.json"))

    await memory.app.drain()

    for node in memory.app.nodes.values():
        views = memory.views[node.service.name]
        assert await views.parked() == []
        assert BROKEN not in {todo.code for todo in views.todos.values()}
        for decider in node.service.deciders:
            assert await node.state_of(stream_of(decider)) != decider.initial
    assert memory.views["dashboard"].tables
    assert await differing(memory.app) == []
