"""V11, partner feed quality: a document per source record, its numbers summed per feed."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.figures import histogram, quantile
from nineteen.dashboard.views.strands import only
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Cells, Document, Part, View

ANSWERS = ("accepted", "duplicate", "late", "quarantined")
HOUR_S = 3600
LONGEST_H = 24 * 365
SEPARATOR = "|"


class SourceRecord(Columns):
    """One record of a feed, a batch of records, or the feed itself."""

    tenant: str
    feed: str
    what: str = Field(description="feed, batch or record")
    name: str | None = Field(description="the feed's name")
    type: str | None = Field(description="employer.listed and so on")
    answers: dict[str, int] = Field(description="how its deliveries were answered")
    reasons: dict[str, int] = Field(description="why it was quarantined")
    waits: bool = Field(description="quarantined and not resolved yet")
    delays_h: list[int] = Field(description="whole hours from observation to arrival")
    skewed: bool = Field(description="the partner's clock ran ahead")
    counts: dict[str, int] | None = Field(description="as the batch itself counted")
    seen_at: str


def key(recorded: Recorded) -> tuple[str, ...]:
    event = recorded.event
    if type(event) not in TYPES:
        return ()
    named = getattr(event, "record", None) or getattr(event, "batch", None)
    return (named or natural_id("feed", recorded.tenant, getattr(event, "feed", "")),)


TYPES: frozenset[type[Event]] = strands.types("feed", "batch", "record")


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    part, what = first(parts)
    if "feed" not in part:
        return None
    return {
        "id": doc_id,
        "tenant": min(parts).partition("/")[0],
        "feed": part["feed"],
        "what": what,
        **{name: part.get(name) for name in ("name", "type", "counts")},
        **{name: part.get(name, {}) for name in ("answers", "reasons")},
        "waits": part.get("waits", False),
        "delays_h": [min(max(each, 0) // HOUR_S, LONGEST_H) for each in part.get("delays_s", [])],
        "skewed": part.get("skew_s", 0) > 0,
        "seen_at": part.get("seen_at", part["last_at"]),
    }


def first(parts: Mapping[str, Part]) -> tuple[Part, str]:
    for what in ("record", "batch", "feed"):
        if part := only(what, parts):
            return part, what
    return {}, ""


def contribute(document: Document) -> Cells:
    """What a record, a batch or a feed adds to the numbers of its feed."""
    where = scope(document["tenant"], document["feed"])
    cells: Counter[tuple[str, str]] = Counter()
    for answer, count in document["answers"].items():
        cells[where, answer] += count
        cells[where, "rows"] += count
    for reason, count in document["reasons"].items():
        cells[where, f"reason:{reason}"] += count
    for hours in document["delays_h"]:
        cells[where, f"delay:{hours}"] += 1
    cells[where, "waiting"] += document["waits"]
    cells[where, "skewed"] += document["skewed"]
    cells[where, "batches"] += document["what"] == "batch"
    for name, count in (document["counts"] or {}).items():
        cells[where, f"counted:{name}"] += count
    return {cell: count for cell, count in cells.items() if count}


def scope(tenant: str, feed: str) -> str:
    """Where the numbers of a feed stand."""
    return f"{tenant}{SEPARATOR}{feed}"


def quality(feed: str, cells: Mapping[str, int]) -> dict[str, Any]:
    """One feed's row, from its summed cells."""
    reasons = {
        cell.removeprefix("reason:"): count
        for cell, count in cells.items()
        if cell.startswith("reason:")
    }
    top = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:5]
    return {
        "feed": feed,
        **{name: cells.get(name, 0) for name in ("batches", "rows", *ANSWERS, "waiting")},
        "skewed": cells.get("skewed", 0),
        "median_delay_h": quantile(histogram(cells, "delay"), 0.5),
        "top_reasons": [{"reason": reason, "count": count} for reason, count in top],
        "batches_agree": all(
            cells.get(f"counted:{name}", 0) <= cells.get(name, 0) for name in ANSWERS
        ),
    }


feed_quality = View(
    name="feed-quality",
    version=1,
    document=SourceRecord,
    key=key,
    fold=strands.fold,
    render=render,
    contribute=contribute,
    filters=("feed", "what", "type", "waits"),
    sort=("seen_at", "id"),
)
