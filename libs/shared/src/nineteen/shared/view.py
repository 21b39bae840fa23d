"""Views: documents folded from events, one part per (document, stream) (DESIGN 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from nineteen.shared.schema.recorded import Recorded

Part = dict[str, Any]
"""What one stream says of one document: JSON values only; a fold returns a new one."""
Document = dict[str, Any]
Cells = dict[tuple[str, str], int]
"""(scope, cell) -> whole number: what one document adds to totals over many documents."""


def nothing(_document: Document) -> Cells:
    """Most views feed no totals."""
    return {}


def as_it_is(document: Document, _as_of: datetime) -> Document:
    """Most documents are shown as they are stored."""
    return document


@dataclass(frozen=True)
class View:
    """A read view. All functions are pure; a fold sees only its own stream's part.

    `key` gives the ids of the documents an event concerns (empty: not this view's business);
    `fold` may return None to drop the part; `render` makes the document from all parts, which
    may come in any order of streams, or None for no document; documents hold dates, never
    ages. `filters` and `sort` name document fields that reads may use; never personal ones.
    `present` adds at read time what depends on the moment (ages, rolling counts, rates).
    Each document field is described by `document`, the public contract.
    """

    name: str
    version: int
    document: type[BaseModel]
    key: Callable[[Recorded], tuple[str, ...]]
    fold: Callable[[Part | None, Recorded], Part | None]
    render: Callable[[str, Mapping[str, Part]], Document | None]
    contribute: Callable[[Document], Cells] = nothing
    present: Callable[[Document, datetime], Document] = as_it_is
    personal: bool = False
    """Its documents hold personal data: reporting tools do not see it."""
    filters: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
