"""Metrics of a process; labels never carry ids of people."""

from prometheus_client import Counter, Gauge, Histogram

COMMANDS = Counter(
    "nineteen_commands_total",
    "Commands over HTTP by outcome",
    ("service", "kind", "command", "outcome"),
)
COMMAND_SECONDS = Histogram(
    "nineteen_command_seconds",
    "Time to answer a command",
    ("service", "kind", "command"),
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
TODOS = Gauge("nineteen_todos_closed", "To-dos closed since start, by code", ("service", "code"))
LAG = Gauge("nineteen_consumer_lag_commits", "Commits a group has not read", ("group", "source"))
PARKED = Gauge("nineteen_parked_events", "Events parked", ("group",))
DUPLICATES = Gauge("nineteen_duplicates", "Deliveries that were known already", ("group",))
SKIPPED = Counter(
    "nineteen_records_skipped_total",
    "Records on a topic that are no facts of ours, by reason",
    ("topic", "reason"),
)
PARTNER_EVENTS = Counter(
    "nineteen_partner_records_total",
    "Records on partner topics, by what became of them",
    ("feed", "result"),
)
