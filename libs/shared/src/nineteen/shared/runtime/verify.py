"""Verifies views: folds the event store anew and compares every document byte for byte."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic_core import to_json

from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.view_fold import rendered
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Part, View


@dataclass(frozen=True)
class Verdict:
    """What was found of one view."""

    view: str
    documents: int
    different: Sequence[str]
    cells_differ: bool

    @property
    def clean(self) -> bool:
        """Whether every byte agrees."""
        return not self.different and not self.cells_differ


Place = tuple[str, str]
"""(agency, id) of a document."""
Stored = Mapping[Place, str]
"""The JSON of each document."""
Totals = Mapping[tuple[str, str], int]


@dataclass
class Folded:
    """A view folded in memory."""

    view: View
    parts: dict[Place, dict[str, Part]] = field(default_factory=dict)

    def take(self, recorded: Recorded) -> None:
        """Fold one event."""
        stream = str(recorded.stream)
        for doc in self.view.key(recorded):
            parts = self.parts.setdefault((recorded.tenant, doc), {})
            part = self.view.fold(parts.get(stream), recorded)
            if part is None:
                parts.pop(stream, None)
            else:
                parts[stream] = part

    def documents(self) -> dict[Place, str]:
        """The JSON of each document."""
        found = {place: rendered(self.view, place[1], parts) for place, parts in self.parts.items()}
        return {place: to_json(document).decode() for place, document in found.items() if document}

    def cells(self) -> dict[tuple[str, str], int]:
        """The totals of all documents."""
        totals: dict[tuple[str, str], int] = {}
        for place, parts in self.parts.items():
            document = rendered(self.view, place[1], parts)
            for cell, n in (self.view.contribute(document) if document else {}).items():
                totals[cell] = totals.get(cell, 0) + n
        return {cell: n for cell, n in totals.items() if n}

    def verdict(self, stored: Stored, totals: Totals) -> Verdict:
        """Compare with what a view store holds of the view."""
        wrong = differences(self.documents(), stored)
        differ = {cell: n for cell, n in totals.items() if n} != self.cells()
        return Verdict(self.view.name, len(stored), wrong, differ)


async def folded(
    views: Sequence[View],
    reader: Reader,
    commits: AsyncIterator[Sequence[Commit]],
    upto: Mapping[str, int] | None = None,
) -> list[Folded]:
    """Fold everything that a store holds; of each stream no more than `upto` says, if it does."""
    found = [Folded(view) for view in views]
    async for batch in commits:
        for event in await reader.read(batch):
            if upto is not None and event.version > upto.get(event.commit.stream, 0):
                continue
            if isinstance(event.found, Recorded):
                for each in found:
                    each.take(event.found)
    return found


def differences(expected: Stored, stored: Stored) -> list[str]:
    """The documents, as `<agency>/<id>`, that are missing, too many, or not byte-equal."""
    every = expected.keys() | stored.keys()
    return sorted("/".join(at) for at in every if expected.get(at) != stored.get(at))
