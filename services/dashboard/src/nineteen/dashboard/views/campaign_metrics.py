"""The metrics document: one per campaign, its counts by month, summed over scopes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.counting import counts
from nineteen.dashboard.views.instants import day, month
from nineteen.dashboard.views.periods import ALL, months
from nineteen.dashboard.views.strands import only
from nineteen.shared.schema.ids import Stream
from nineteen.shared.view import Cells, Document, Part, View

FOLLOWED = (
    *("campaign", "request", "appointment", "session", "plan", "thank_you", "outcome"),
    "week",
)
ScopeKind = Literal["tenant", "office", "counselor", "campaign"]


class CampaignCounts(Columns):
    """The counts of one campaign; they count for its current counselor and office."""

    tenant: str
    counselor: str | None
    office: str | None
    county: str = Field(description="FIPS")
    opened_on: str
    running: bool = Field(description="neither closed nor at its goal (M14)")
    months: dict[str, dict[str, int]] = Field(
        description="month in the agency's zone -> cell -> count"
    )


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    campaign = only("campaign", parts)
    if "opened_at" not in campaign:
        return None
    found: dict[str, Counter[str]] = {}
    for at, cell in counts(parts):
        found.setdefault(month(at, campaign["zone"]), Counter())[cell] += 1
    return {
        "id": doc_id,
        "tenant": Stream.parse(min(parts)).tenant,
        "counselor": campaign["counselor"],
        "office": campaign["office"],
        "county": campaign["county"],
        "opened_on": day(campaign["opened_at"], campaign["zone"]),
        "running": not (campaign.get("goal_reached_at") or campaign.get("closed_at")),
        "months": {name: dict(sorted(cells.items())) for name, cells in sorted(found.items())},
    }


def scope(tenant: str, kind: ScopeKind, id_: str, month_: str) -> str:
    """Where totals stand: `<agency>|office|<id>|2026-03`; `all`: of every month.

    Ids of staff and offices are the agency's own choice, so that each scope names its agency.
    """
    return f"{tenant}|{kind}|{id_}|{month_}"


def scopes(tenant: str, kind: ScopeKind, id_: str, period: str) -> tuple[str, ...]:
    """The scopes that a period adds up; ValueError when it is none."""
    return tuple(scope(tenant, kind, id_, each) for each in months(period))


def contribute(document: Document) -> Cells:
    scopes: list[tuple[ScopeKind, str | None]] = [
        ("tenant", document["tenant"]),
        ("office", document["office"]),
        ("counselor", document["counselor"]),
        ("campaign", document["id"]),
    ]
    tenant = document["tenant"]
    cells: Counter[tuple[str, str]] = Counter()
    for month_, counted in document["months"].items():
        for kind, id_ in scopes:
            for cell, count in counted.items() if id_ else ():
                cells[scope(tenant, kind, id_ or "", month_), cell] += count
                cells[scope(tenant, kind, id_ or "", ALL), cell] += count
    return dict(cells)


campaign_metrics = View(
    name="campaign-metrics",
    version=2,
    document=CampaignCounts,
    key=strands.keyed("campaign", strands.types(*FOLLOWED)),
    fold=strands.fold,
    render=render,
    contribute=contribute,
    filters=("counselor", "office", "county"),
    sort=("id",),
)


def summed(cells: Mapping[tuple[str, str], int], scopes: Iterable[str]) -> dict[str, int]:
    """The totals of some scopes together: the months of a quarter, say."""
    wanted = set(scopes)
    total: Counter[str] = Counter()
    for (where, cell), count in cells.items():
        if where in wanted:
            total[cell] += count
    return dict(total)
