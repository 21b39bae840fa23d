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
RELAY_PENDING = Gauge(
    "nineteen_relay_pending_commits",
    "Commits that wait for the relay, counted up to 10,000",
    ("service",),
)
RELAY_OLDEST = Gauge(
    "nineteen_relay_oldest_pending_seconds",
    "How long the oldest commit has waited for the relay",
    ("service",),
)
RELAY_PUBLISHED = Gauge(
    "nineteen_relay_published_commits", "Commits that this process carried", ("service",)
)
RELAY_RENEWED = Gauge(
    "nineteen_relay_producer_recreated",
    "How often this process made its producer anew",
    ("service",),
)
RELAY_BLOCKED = Gauge(
    "nineteen_relay_blocked_streams",
    "Streams with a commit that the brokers refuse as too large",
    ("service",),
)
LEASES = Gauge("nineteen_lease_changes", "How often this process took a lease", ("lease",))
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
