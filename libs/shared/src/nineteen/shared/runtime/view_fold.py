"""Folds delivered events into the documents of one generation of a view."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic_core import from_json, to_json

from nineteen.shared.runtime.fold import FoldFailed
from nineteen.shared.runtime.ports import Changes, DocKey, ViewStore
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Cells, Document, Part, View

MOST_LOADED = 1_000


def generation_name(view: View, generation: int) -> str:
    """Under which name a generation's documents lie: `campaign-board.v1.g2`."""
    return f"{view.name}.v{view.version}.g{generation}"


@dataclass(slots=True)
class Loaded:
    """A document at hand: its parts by stream and what it adds to totals."""

    parts: dict[str, Part]
    cells: Cells
    changed: set[str] = field(default_factory=set)


def rendered(view: View, doc: str, parts: Mapping[str, Part]) -> Document | None:
    """The document; parts are handed over in the order of their streams' names."""
    return view.render(doc, {s: parts[s] for s in sorted(parts)}) if parts else None


class ViewFold:
    """A view in a consumer group: loads parts, folds, and collects what changed."""

    def __init__(self, view: View, generation: int) -> None:
        self.view = view
        self.name = view.name
        self.generation = generation_name(view, generation)
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._changed: dict[str, None] = {}

    def keys(self, recorded: Recorded) -> tuple[str, ...]:
        """The documents an event concerns, each as `<agency>/<id>`: the agency's own."""
        return tuple(f"{recorded.tenant}/{doc}" for doc in self.view.key(recorded))

    async def load(self, store: ViewStore, keys: Iterable[str]) -> None:
        """Have the parts of these documents at hand."""
        missing = {k: self._key(k) for k in keys if k not in self._loaded}
        if not missing:
            return
        parts = await store.parts(missing.values())
        documents = await store.documents(missing.values())
        for place, key in missing.items():
            body = documents.get(key)
            cells = self.view.contribute(from_json(body)) if body else {}
            found = {stream: from_json(part) for stream, part in parts.get(key, {}).items()}
            self._loaded[place] = Loaded(found, cells)

    def apply(self, recorded: Recorded, keys: tuple[str, ...], *, careful: bool) -> None:
        """Fold one event into its own stream's part of each document it concerns, all or none."""
        stream = str(recorded.stream)
        folded = []
        for key in keys:
            loaded = self._loaded[key]
            before = loaded.parts.get(stream)
            part = self.view.fold(before, recorded)
            if part is not before:
                folded.append((key, loaded, part))
                if careful:
                    to_json(part)
                    self._shown(key, {**loaded.parts, stream: part})
        for key, loaded, part in folded:
            self._changed[key] = None
            if part is None:
                loaded.parts.pop(stream, None)
            else:
                loaded.parts[stream] = part
            loaded.changed.add(stream)

    async def collect(self, changes: Changes) -> None:
        """Render each changed document once and add everything to `changes`."""
        for place in self._changed:
            try:
                self._collect_one(changes, place, self._loaded[place])
            except Exception as error:
                raise FoldFailed(self.name) from error
        self._changed.clear()
        while len(self._loaded) > MOST_LOADED:
            self._loaded.popitem(last=False)

    def forget(self) -> None:
        """Drop what is loaded: the store is the truth."""
        self._loaded.clear()
        self._changed.clear()

    def _key(self, place: str) -> DocKey:
        agency, _, doc = place.partition("/")
        return self.generation, agency, doc

    def _collect_one(self, changes: Changes, place: str, loaded: Loaded) -> None:
        key = self._key(place)
        changes.parts[key] = {s: dumped(loaded.parts.get(s)) for s in sorted(loaded.changed)}
        loaded.changed.clear()
        changes.documents[key], cells = self._shown(place, loaded.parts)
        for (scope, cell), n in difference(cells, loaded.cells).items():
            total = (self.generation, scope, cell)
            changes.cells[total] = changes.cells.get(total, 0) + n
        loaded.cells = cells

    def _shown(self, place: str, parts: Mapping[str, Part | None]) -> tuple[str | None, Cells]:
        there = {stream: part for stream, part in parts.items() if part is not None}
        document = rendered(self.view, place.partition("/")[2], there)
        if document is None:
            return None, {}
        return to_json(document).decode(), self.view.contribute(document)


def dumped(part: Part | None) -> str | None:
    """A part as JSON."""
    return None if part is None else to_json(part).decode()


def difference(new: Cells, old: Cells) -> dict[tuple[str, str], int]:
    """New minus old, without zeros."""
    found: dict[tuple[str, str], int] = {}
    for cell in new.keys() | old.keys():
        if n := new.get(cell, 0) - old.get(cell, 0):
            found[cell] = n
    return found
