"""Documents and totals as a plain fold of facts makes them: the measure of every projection."""

from collections import Counter
from collections.abc import Iterable

from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Document, Part, View

Parts = dict[str, Part]
Totals = dict[tuple[str, str], int]


def parts(view: View, facts: Iterable[Recorded]) -> dict[str, Parts]:
    """One part per (document, stream), in the order of arrival."""
    found: dict[str, Parts] = {}
    for fact in facts:
        for doc_id in view.key(fact):
            mine = found.setdefault(doc_id, {})
            stream = str(fact.stream)
            part = view.fold(mine.get(stream), fact)
            if part is None:
                mine.pop(stream, None)
            else:
                mine[stream] = part
    return found


def documents(view: View, facts: Iterable[Recorded]) -> dict[str, Document]:
    """The documents of a view after these facts, by id."""
    rendered = {id_: view.render(id_, mine) for id_, mine in parts(view, facts).items()}
    return {id_: document for id_, document in sorted(rendered.items()) if document is not None}


def totals(view: View, found: Iterable[Document]) -> Totals:
    """The cells of all documents together."""
    total: Counter[tuple[str, str]] = Counter()
    for document in found:
        total.update(view.contribute(document))
    return dict(sorted(total.items()))
