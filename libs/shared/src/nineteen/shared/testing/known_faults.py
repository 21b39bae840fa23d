"""The failure matrix: what may go wrong, what must follow, and which invariants must hold then."""

from dataclasses import dataclass

INVARIANTS = {
    "I1": "an acknowledged command is never lost",
    "I2": "each group applies each stream in version order, without holes",
    "I3": "every view is a fold of the event stores, once everything came to rest",
    "I4": "one fact per command and per due to-do",
    "I5": "nothing personal of an erased person stands in the clear anywhere",
    "I6": "positions never move back by themselves",
    "I7": "healthy again without a human, within the bound",
    "I8": "a fault of one stream or agency does not stop others",
}


@dataclass(frozen=True, slots=True)
class KnownFault:
    """A row of the matrix."""

    what: str
    expected: str
    checks: str = ""
    """The invariants that a test of it must check, at least."""
    reason: str = ""
    """Why it cannot be injected here, wholly or in part; empty where it is."""


FAULTS = {
    "F-01": KnownFault(
        "a process is killed before a command's insert",
        "no answer; the retry is kept once",
        "I1 I4",
    ),
    "F-02": KnownFault(
        "killed after the insert, before the answer",
        "the retry is told the first result, as a repeat",
        "I4",
    ),
    "F-03": KnownFault(
        "a caller goes away during the insert",
        "kept or not: the retry decides, and is kept once",
        "I1 I4",
    ),
    "F-04": KnownFault("the relay is killed before it sends", "the next one sends", "I1 I7"),
    "F-05": KnownFault(
        "the relay is killed after some of its batches were acknowledged",
        "repeats; the order stays",
        "I2 I3",
    ),
    "F-06": KnownFault(
        "the relay is killed after the acknowledgement, before its note", "the batch repeats", "I3"
    ),
    "F-07": KnownFault(
        "the process of the relay freezes past its lease, and wakes",
        "another took over; the sleeper lost the lease; repeats at most",
        "I2",
    ),
    "F-08": KnownFault("a worker is killed before its transaction", "taken again", "I3"),
    "F-09": KnownFault(
        "killed inside the transaction",
        "rolled back, taken again",
        "I3",
        reason="Answers inside the transaction get lost. Where a process is killed, the test rolls "
        "back itself what a mongod would after a minute: the stand-in keeps it locked.",
    ),
    "F-10": KnownFault(
        "killed after the transaction, before anything else",
        "the row of the group's positions wins",
        "I6",
    ),
    "F-11": KnownFault(
        "a worker freezes past its lease, and wakes in the middle of a batch",
        "fenced; its batch is dropped",
        "I3 I6",
    ),
    "F-12": KnownFault(
        "killed after a to-do's command, before it is closed", "issued again, without a fact", "I4"
    ),
    "F-13": KnownFault(
        "all processes are replaced one by one under load",
        "nothing lost; caught up within 30 s",
        "I1 I7",
    ),
    "F-14": KnownFault("one broker of three is down", "it goes on", "I7"),
    "F-15": KnownFault(
        "all brokers are down",
        "commands are accepted and wait; they drain, with a new producer",
        "I1 I7",
    ),
    "F-16": KnownFault(
        "too few replicas are in sync", "tried again until enough are; nothing lost", "I1"
    ),
    "F-17": KnownFault(
        "a broker refuses a commit as too large",
        "its stream waits, with an alarm; others flow",
        "I8",
    ),
    "F-18": KnownFault(
        "a topic is missing, or has other partitions, at start", "the process refuses to start"
    ),
    "F-19": KnownFault(
        "polls hang for ever",
        "the process is not live any more after a minute; its successor goes on",
        "I7",
        reason="Groups have no coordinator that could move (decision 17): a bus that hangs stands "
        "for it.",
    ),
    "F-20": KnownFault(
        "a topic is truncated below what was read",
        "needs a rebuild, with an alarm; the view is still served; `topics renew` fills it anew",
        "I3",
    ),
    "F-21": KnownFault(
        "the connection to MongoDB breaks during an append",
        "tried again; one commit at most",
        "I4",
        reason="Lost answers stand for the step-down: the stand-in never elects.",
    ),
    "F-22": KnownFault(
        "a step-down rolls back a write that no majority held",
        "never published; no hole",
        "I2",
        reason="The stand-in is one node: it never rolls back. What is tested is that relays and "
        "deciders read with majority only.",
    ),
    "F-23": KnownFault(
        "the connection to MongoDB breaks inside a transaction", "tried again, or taken again", "I3"
    ),
    "F-24": KnownFault(
        "MongoDB cannot be reached",
        "503 with Retry-After; groups pause; nothing is parked",
        "I1 I7",
    ),
    "F-25": KnownFault(
        "a secondary lags",
        "deciders and waiting readers read from the primary only",
        "I3",
        reason="The stand-in is one node: that nothing is read from a secondary is what is tested.",
    ),
    "F-26": KnownFault(
        "the change stream dies", "the relay looks by itself, within a second", "I7"
    ),
    "F-27": KnownFault("each commit is delivered three times", "everything follows once", "I3 I4"),
    "F-28": KnownFault("commits of different streams are shuffled", "the same views", "I3"),
    "F-29": KnownFault(
        "a version is missing on the topic",
        "its stream is parked as a gap; a redrive after the repeat heals it",
        "I2 I8",
    ),
    "F-30": KnownFault(
        "the clock of a writer jumps back and forth", "`ts` rises in each stream", "I2"
    ),
    "F-31": KnownFault(
        "the disk is full",
        "refused with 507 or 503; nothing half written; well again when there is room",
        "I1 I7",
        reason="On SQLite. A full disk under the stand-in or the broker would test them, not us: "
        "to us it is F-15 and F-24.",
    ),
    "F-32": KnownFault(
        "bytes that are no event of ours stand on a topic",
        "skipped or parked at once, with a reason; the partition moves on",
        "I8",
    ),
    "F-33": KnownFault(
        "a fold raises for one stream",
        "parked; a redrive after the repair gives the right view",
        "I3 I8",
    ),
    "F-34": KnownFault(
        "a schema version from the future", "parked; the newer build takes it", "I8"
    ),
    "F-35": KnownFault("an unknown event type", "passed over by who does not know it", "I3"),
    "F-36": KnownFault("every stored fixture is read again", "all folds take it", "I3"),
    "F-37": KnownFault(
        "the key store does not answer", "paused; nothing parked, nothing written as erased", "I3"
    ),
    "F-38": KnownFault("a person is erased during a rebuild", "placeholders, no failure", "I5"),
    "F-39": KnownFault(
        "last night's backup is restored",
        "erasures are applied again before the start",
        "I5",
        reason="Backup and restore are not built yet.",
    ),
    "F-40": KnownFault(
        "to-dos became due while everything was down for three days",
        "late rules apply, oldest first, no burst",
        "I4",
    ),
    "F-41": KnownFault(
        "two agencies use the same ids", "streams, views and readers do not mix", "I8"
    ),
    "F-42": KnownFault("a second process opens the embedded data", "it refuses to start", "I2"),
    "F-43": KnownFault(
        "one process is cut off from Kafka, but not from MongoDB",
        "commands are accepted; another process carries on, or it does when Kafka is back",
        "I7",
    ),
    "F-44": KnownFault("a view is swapped while it lags", "refused", "I3"),
    "F-45": KnownFault(
        "a to-do is issued again after its stream's person was erased",
        "no fact, no failure",
        "I4 I5",
    ),
}
