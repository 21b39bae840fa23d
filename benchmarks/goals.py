"""What is promised: each goal with its denominator, and the verdict on what was measured."""

from dataclasses import dataclass
from statistics import median

RAW = "raw sqlite3, FULL, one row a transaction"
CHAIN = "insert, send_and_wait, getone, one transaction"
BARE = "bare FastAPI process"


@dataclass(frozen=True, slots=True)
class Goal:
    """A promise; a rate must be `at_least` so much, a time or size `at_most`."""

    id: str
    what: str
    against: str
    goal: float
    stretch: float | None = None
    at_most: bool = False
    unit: str = "x"

    def holds(self, value: float, bound: float) -> bool:
        """Whether a value keeps a bound."""
        return value <= bound if self.at_most else value >= bound

    def verdict(self, values: list[float]) -> str:
        """In one word, of the median."""
        middle = median(values)
        if not self.holds(middle, self.goal):
            return "UNMET"
        beyond = self.stretch is not None and self.holds(middle, self.stretch)
        return "stretch" if beyond else "met"

    def undecided(self, values: list[float]) -> bool:
        """Whether it is missed on the median although some round kept it."""
        best = min(values) if self.at_most else max(values)
        return not self.holds(median(values), self.goal) and self.holds(best, self.goal)


GOALS = (
    Goal("R1/64", "append through the port, 64 callers", RAW, 4.0, 4.5),
    Goal("R1/256", "the same, 256 callers", RAW, 5.0, 6.0),
    Goal("R2/64", "R1 with 1 ms added to every fsync, 64 callers", RAW, 30, 36),
    Goal("R2/256", "the same, 256 callers", RAW, 60, 77),
    Goal("R3", "append through the port, one caller", RAW, 0.65, 0.8),
    Goal("R4", "command without HTTP, 64 in flight", "pyeventsourcing on SQLite, cached", 5, 8),
    Goal("R5", "the same, one in flight", "pyeventsourcing on SQLite, cached", 2.5, 3.5),
    Goal("R7", "command over HTTP, 32 connections", "bare FastAPI POST, pydantic", 0.8, 1.1),
    Goal("R8", "p99 of R7", "its own p50", 2.0, 1.5, at_most=True),
    Goal("R9", "R7 with one view projected beside", "R7", 0.85, 0.95),
    Goal("R10", "rebuild of one view", "read, pydantic, fold, one write", 0.8, 1.5),
    Goal("R11/memory", "the same rebuild", "pyeventsourcing ProjectionRunner in memory", 7, 12),
    Goal("R11/durable", "the same rebuild", "pyeventsourcing, durable pull on SQLite", 12, 25),
    Goal("R13/100", "live view, up to 100 events a commit", "bare loop, 100 a commit", 0.75, 0.9),
    Goal("R13/1", "live view, one event a commit", "bare loop, one a commit", 0.85, 1.0),
    Goal("R17", "event in to one view committed, p50", "bare chain", 2.0, 1.3, at_most=True),
    Goal("R20", "idle memory of all services", BARE, 2.2, 1.6, at_most=True),
    Goal("R22", "R7", "R7 without log line and metrics", 0.9, 0.95),
    Goal("G1", "append, 100 a transaction: last to first size", "itself", 1.35, None, at_most=True),
    Goal("G2", "append, one a transaction: last to first size", "itself", 1.4, None, at_most=True),
    Goal("G4", "load an event of a long stream", "of a short one", 1.3, None, at_most=True),
    Goal("T1", "`make run` to the first page", "clock", 5, None, at_most=True, unit="s"),
    Goal("T2", "`make run` to the demo loaded", "clock", 90, None, at_most=True, unit="s"),
    Goal("T3", "100,000 rows imported", "clock", 90, None, at_most=True, unit="s"),
    Goal("T4", "memory of the server meanwhile", "peak", 300, None, at_most=True, unit="MiB"),
    Goal("R14", "relay, commits read before, acknowledged", "aiokafka send + gather", 4, 6),
    Goal("R15", "from Kafka to a handler in memory", "aiokafka getmany + pydantic", 0.75, 0.9),
    Goal("R16/message", "the same", "FastStream, a message at a time", 7, 9),
    Goal("R16/batch", "the same", "FastStream, batches of models", 1.6, 2),
    Goal("R19", "event in to one view committed, cluster, p50", CHAIN, 1.4, 1.15, at_most=True),
    *(
        Goal(f"R20/{name}", f"idle memory of `serve {name}`", BARE, 2.2, 1.6, at_most=True)
        for name in ("contact", "scheduling", "followup", "dashboard")
    ),
    Goal("R23", "store to Kafka to view", "the slower leg's own floor", 0.7, 0.85),
    Goal("G16", "relay with 100,000 commits waiting", "R14", 0.8),
    Goal("T5", "POST to visible view, 50 a second, p99", "clock", 500, at_most=True, unit="ms"),
    Goal("T6", "memory while a backlog drains: last to first", "itself", 1.2, at_most=True),
)
BY_ID = {goal.id: goal for goal in GOALS}
NOT_MEASURED = {
    "R11/eventsource-py": "eventsource-py is not among the locked packages",
    "R16/quix": "Quix Streams reads with another client (librdkafka); it is not locked",
    "R16/faust": "faust-streaming is not among the locked packages",
}
