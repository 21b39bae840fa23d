"""E1, when it is over: views equal a fresh fold, nobody is named, a replay adds nothing."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.node import policies_group
from nineteen.shared.runtime.sqlite.embedded import Folders, open_embedded
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.standalone.demo import e1_people
from nineteen.standalone.demo.e1 import Story, employer_list
from nineteen.standalone.services import SERVICES

if TYPE_CHECKING:
    from tests.e2e.e1.conftest import Told

pytestmark = pytest.mark.timeout(300)
STORY = Story()


LIST = Path(__file__).parents[3] / "examples" / "employers-60.csv"


def test_the_list_is_the_one_that_lies_among_the_examples() -> None:
    assert employer_list() == LIST.read_bytes()


def folders(folder: Path) -> Folders:
    return Folders(folder / "data", folder / "data-keys")


async def test_e1_parks_nothing_and_every_view_equals_a_fresh_fold(told: "Told") -> None:
    verdicts = await verified(SERVICES, folders(told.folder))

    assert told.parked == []
    assert [each.view for each in verdicts if not each.clean] == []
    assert sum(each.documents for each in verdicts) > 200


def canaries() -> Iterator[str]:
    """What is personal: names, addresses, numbers."""
    people = [e1_people.person(number) for number in range(1, 81)]
    people += [e1_people.JOBSEEKER, e1_people.COUNSELOR]
    for each in people:
        yield from filter(None, (each.name, each.email, each.phone))
    yield e1_people.CALLER
    yield from (name for name, _ in e1_people.ACQUAINTANCES.values())


def test_e1_leaves_no_personal_data_where_none_may_be(told: "Told") -> None:
    raw = {path: path.read_bytes() for path in (told.folder / "data").rglob("events.db*")}
    raw[Path("log")] = told.log.encode()
    raw[Path("metrics")] = told.exposition.encode()

    assert sum(len(each) for each in raw.values()) > 1_000_000
    assert told.log.count("\n") > 400
    assert [
        (path.name, canary)
        for canary in canaries()
        for path, each in raw.items()
        if canary.encode() in each
    ] == []


async def test_e1_a_replay_of_all_policies_adds_no_event(told: "Told", tmp_path: Path) -> None:
    shutil.copytree(told.folder, tmp_path / "copy")
    copy = folders(tmp_path / "copy")
    for service in SERVICES:
        if service.deciders:
            forget(copy.of(service.name) / "views.db", policies_group(service.name))
    at = told.e1.local(STORY.day("05-05"), 17)
    embedded = await open_embedded(SERVICES, copy, ManualClock(at), durable=False)
    try:
        before = {name: await length(store) for name, store in embedded.stores.items()}
        await embedded.app.drain()
        after = {name: await length(store) for name, store in embedded.stores.items()}
        codes = Counter[str]()
        for node in embedded.app.nodes.values():
            codes.update(node.todos.codes if node.todos else {})
    finally:
        await embedded.close()

    assert codes.total() > 1000
    assert after == before


def forget(path: Path, group: str) -> None:
    """Make a service's policies forget all they have read, remembered and planned."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM positions WHERE grp = ?", (group,))
        db.execute("DELETE FROM heads WHERE grp = ?", (group,))
        db.execute("DELETE FROM memories")
        db.execute("DELETE FROM todos")


async def length(store: Any) -> int:
    """How many events a store holds."""
    return sum([len(commit.events) async for batch in store.read_all() for commit in batch])
