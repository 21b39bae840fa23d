"""The numbers that stand on pages: readings of M1-M11 beside their published definitions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nineteen.dashboard.api.documents import Documents
from nineteen.dashboard.api.pages.names import by_id
from nineteen.dashboard.views.campaign_metrics import ScopeKind, campaign_metrics, scope, summed
from nineteen.dashboard.views.figures import Figure, Spread
from nineteen.dashboard.views.metrics import METRICS, MetricDefinition, Reading
from nineteen.dashboard.views.periods import ALL
from nineteen.shared.view import Document

DEFINITIONS: Mapping[str, MetricDefinition] = {each.id: each for each in METRICS}
SCOPES: tuple[ScopeKind, ...] = ("counselor", "office")


@dataclass(frozen=True, slots=True)
class Shown:
    """One metric as a page shows it: its readings, and what they mean."""

    definition: MetricDefinition
    readings: Mapping[str, Reading]

    @property
    def main(self) -> Reading:
        """The reading that the metric is named after."""
        return self.readings[self.definition.id]

    @property
    def share(self) -> Figure | None:
        """The main reading, where it is a share or a ratio."""
        return self.main if isinstance(self.main, Figure) else None

    @property
    def spread(self) -> Spread | None:
        """The main reading, where it is a median with quartiles."""
        return self.main if isinstance(self.main, Spread) else None


def by_metric(readings: Iterable[Reading]) -> dict[str, Shown]:
    """Readings by the metric they belong to; M11 has none of its own name."""
    found: dict[str, dict[str, Reading]] = {}
    for reading in readings:
        found.setdefault(reading.metric.partition(".")[0], {})[reading.metric] = reading
    return {id_: Shown(DEFINITIONS[id_], each) for id_, each in found.items()}


async def counts_for(
    documents: Documents, filters: Mapping[str, str], campaigns: Iterable[Document] | None
) -> dict[str, int]:
    """The counts of a scope, from its totals; of any other choice of campaigns, added up here."""
    if not filters:
        return await totals(documents, "tenant", documents.tenant)
    for kind in SCOPES:
        if filters.keys() == {kind}:
            return await totals(documents, kind, filters[kind])
    ids = [each["id"] for each in campaigns or ()]
    total: Counter[str] = Counter()
    for document in (await by_id(documents, campaign_metrics, ids)).values():
        for counted in document["months"].values():
            total.update(counted)
    return dict(total)


async def totals(documents: Documents, kind: ScopeKind, id_: str) -> dict[str, int]:
    """What the projection keeps for a scope, of all months together."""
    where = scope(documents.tenant, kind, id_, ALL)
    return summed(await documents.cells(campaign_metrics, where), [where])
