"""Scripted deliveries, views with faults, and the oracle, for the contracts of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic_core import from_json

from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.ports import (
    Commit,
    Polled,
    Position,
    Positions,
    StoredEvent,
    Unavailable,
)
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.verify import Folded, folded
from nineteen.shared.runtime.view_fold import ViewFold
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.contracts.examples import (
    CANARY,
    SOURCE,
    Pieces,
)
from nineteen.shared.testing.turnstile import PersonPassed, Visitors, halls, visitors
from nineteen.shared.view import Cells, Document, Part, View

NAMES = ("ann", "bob", "cyd", "dee", "eve", "fay", "gus", CANARY)


async def counts(pieces: Pieces) -> dict[str, int]:
    """How often each turnstile was passed, as its document says."""
    ids = {natural_id(name): name for name in NAMES}
    keys = [("visitors.v1.g1", "agency", id_) for id_ in ids]
    documents = await pieces.views.documents(keys)
    shown = {key: Visitors.model_validate_json(body) for key, body in documents.items()}
    return {ids[doc]: document.visitors for (_, _, doc), document in shown.items()}


async def equal_to_store(pieces: Pieces, *only: View) -> None:
    """Every document is, byte for byte, what a fold of the event store gives."""
    reader = Reader(pieces.codec)
    for each in await folded(only or (visitors, halls), reader, pieces.store.read_all()):
        await equal(pieces, each)


async def equal(pieces: Pieces, expected: Folded) -> None:
    """Compare one view, and what its documents will go on from."""
    generation = f"{expected.view.name}.v1.g1"
    documents = {(generation, *doc): body for doc, body in expected.documents().items()}
    assert await pieces.views.documents(documents) == documents
    kept = {(generation, *doc): parts for doc, parts in expected.parts.items()}
    found = await pieces.views.parts(kept)
    assert {k: {s: from_json(p) for s, p in each.items()} for k, each in found.items()} == kept


def scripted(
    pieces: Pieces, commits: Sequence[Commit], size: int = 5, epoch: str = "log"
) -> Consumer:
    """A group that is handed just these commits in this order, so many at a time."""
    bus = ScriptedBus(commits, size, epoch)
    return pieces.group(ViewFold(visitors, 1), ViewFold(halls, 1), bus=bus)


class ScriptedBus:
    """Hands out what a test tells it to."""

    def __init__(self, commits: Sequence[Commit], size: int, epoch: str) -> None:
        self._commits = commits
        self._size = size
        self._epoch = epoch

    async def start_position(self, source: str) -> Position:
        """The first one."""
        del source
        return Position(self._epoch, (0,))

    async def end_position(self, source: str) -> Position:
        """Behind the last one."""
        del source
        return Position(self._epoch, (len(self._commits),))

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """The next ones."""
        del group, limit, upto
        at = positions[SOURCE]
        start = at.next[0]
        commits = self._commits[start : start + self._size]
        after = Position(self._epoch, (start + len(commits),))
        return [Polled(SOURCE, at, after, [commits])] if commits else []


def spoiled(commit: Commit, change: Mapping[str, object]) -> Commit:
    """The commit with another first event."""
    event: StoredEvent = replace(commit.events[0], **change)  # type: ignore[arg-type]  # its fields
    return replace(commit, events=(event, *commit.events[1:]))


def failing(where: str) -> View:
    """A view with a fault in one of its functions, which shows when Bob passes again."""

    def key(recorded: Recorded) -> tuple[str, ...]:
        trip(recorded)
        return visitors.key(recorded)

    def fold(part: Part | None, recorded: Recorded) -> Part | None:
        trip(recorded)
        return visitors.fold(part, recorded)

    def render(doc: str, parts: Mapping[str, Part]) -> Document | None:
        document = visitors.render(doc, parts)
        stumble(document or {})
        return document

    def contribute(document: Document) -> Cells:
        stumble(document)
        return visitors.contribute(document)

    faults = {"key": key, "fold": fold, "render": render, "contribute": contribute}
    return replace(visitors, **{where: faults[where]})  # type: ignore[arg-type]  # each fits


def stumble(document: Document) -> None:
    """Fail on a document that says that Bob passed again."""
    if document.get("place") == "bob" and document["visitors"] > 1:
        raise ZeroDivisionError


def trip(recorded: Recorded) -> None:
    """Fail on the second time that Bob passes."""
    match recorded.event:
        case PersonPassed(name="bob", count=2):
            raise ZeroDivisionError
        case _:
            return


async def refuse(*_: object, **__: object) -> None:
    """A port that is away."""
    raise Unavailable("Away.")
