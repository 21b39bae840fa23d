"""docs/metrics.md: what operators can measure, and what agencies are shown."""

from prometheus_client.metrics import MetricWrapperBase

from nineteen.dashboard.views.metrics import METRICS
from nineteen.shared.runtime import measures
from nineteen.standalone.docs.markdown import code, listed, page, table

OPERATORS = "`GET /metrics` gives these in the format of Prometheus. No label names a person."
AGENCIES = (
    "`GET /dashboard/v1/metrics?campaign=&period=` gives these; the definition is shown beside "
    "each number, word for word."
)
COLUMNS = ("id", "title", "definition", "unit", "numerator", "denominator", "counts by")


def metrics() -> str:
    """The page."""
    found = [each for each in vars(measures).values() if isinstance(each, MetricWrapperBase)]
    agencies = [
        (m.id, m.title, m.definition, m.unit, m.numerator or "–", m.denominator, m.period)
        for m in METRICS
    ]
    return page(
        "Metrics",
        "## Of a process",
        OPERATORS,
        table(("metric", "kind", "labels", "what it tells"), map(operators, found)),
        "## Of an agency",
        AGENCIES,
        table(COLUMNS, agencies),
    )


def operators(metric: MetricWrapperBase) -> tuple[str, str, str, str]:
    """One metric of a process."""
    (family,) = metric.describe()
    name = f"{family.name}_total" if family.type == "counter" else family.name
    labels = metric._labelnames  # noqa: SLF001  the client tells labels nowhere else
    return code(name), family.type, listed(labels), family.documentation
