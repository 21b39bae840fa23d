"""The four ports: event store, bus, view store, key store, and what crosses them."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

PARTITIONS = 12
MOST_EVENTS, MOST_BYTES = 100, 512 * 1024
Positions = Mapping[str, "Position"]  # by source


class Conflict(Exception):
    """Somebody else appended to the stream first: read again, decide again."""


class Fenced(Exception):
    """Another owner moved this group's offsets: drop everything cached and read again."""


class Unavailable(Exception):
    """A store cannot take or give data now (disk full, no server): try again later."""

    def __init__(self, sentence: str, *, full: bool = False) -> None:
        super().__init__(sentence)
        self.full = full


class LogChanged(Exception):
    """A log is another one than was read, or has lost what comes next: rebuild."""


class CommitTooLarge(Exception):
    """One command decided more than 100 events or 512 KiB."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it lies on disk: personal fields are ciphertext."""

    type: str
    schema_version: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """What one command decided, appended as one row; its id is the command's id."""

    id: str
    stream: str
    from_version: int
    events: tuple[StoredEvent, ...]
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    payload_hash: str  # known to the store alone: a bus may leave it out
    on_behalf_of: str | None = None
    correlation: str = ""
    causation: str = ""
    policy_version: int = 0
    ts: int = 0  # system ms, monotone inside the stream; set by the store

    @property
    def to_version(self) -> int:
        """The version of the last event."""
        return self.from_version + len(self.events) - 1


class EventStore(Protocol):
    """Streams of commits of one service."""

    async def append(self, commit: Commit) -> Commit | None:
        """Write durably: None, or the commit that stands under this id already.

        Raises Conflict when `from_version` is not the next one, Unavailable when nothing was kept.
        """

    async def commit_of(self, command_id: str) -> Commit | None:
        """What this command decided earlier."""

    async def read(self, stream: str, after: int = 0) -> Sequence[Commit]:
        """The commits of a stream whose first version is greater than `after`, in order."""

    async def existing(self, streams: Iterable[str]) -> set[str]:
        """Which of these streams hold anything; one look-up for all."""

    def read_all(self, upto: "Position | None" = None) -> AsyncIterator[Sequence[Commit]]:
        """Every commit, in batches that keep each stream's order; for verify and rebuild."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a group has read one source: per partition the next offset; `epoch` is the log's."""

    epoch: str
    next: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Polled:
    """Commits of one source by partition, and the position after them."""

    source: str
    before: Position
    after: Position
    partitions: Sequence[Sequence[Commit]]


class Bus(Protocol):
    """Hands out the commits of all sources, at least once, in order per stream only."""

    async def start_position(self, source: str) -> Position:
        """Before the first commit of a source's log."""

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        """About `limit` commits a source, none at or after `upto`; raises LogChanged."""

    async def end_position(self, source: str) -> Position:
        """Behind the last commit now in a source's log."""


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A command that a policy wants issued at `due_at`; `lane` keeps order per target."""

    id: str
    policy: str
    lane: str
    tenant: str
    kind: str
    target: str | None
    command: str
    payload: dict[str, Any]
    due_at: datetime
    correlation: str
    causation: str
    on_behalf_of: str | None = None
    skip_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """An event that a view or policy could not take; its stream waits for this fold."""

    group: str
    fold: str
    stream: str
    version: int
    reason: Literal["undecodable", "schema_from_future", "fold_failed", "gap"]
    error: str  # the class of the error, never its message (it may hold personal data)
    at: datetime
    commit: Commit
    index: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to the outside, unique by id (stream and step); nothing personal."""

    id: str
    tenant: str
    at: datetime
    message: dict[str, Any]


BROKEN = "broken"  # a to-do whose command failed by a fault of ours: its payload is kept
Head = tuple[int, str]  # (version, event id)
DocKey = tuple[str, str, str]  # (generation of a view, agency, document id)


@dataclass(slots=True)
class Changes:
    """All that one consumer step writes, in one transaction."""

    moves: list[tuple[str, Position | None, Position]] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    parts: dict[DocKey, dict[str, str | None]] = field(default_factory=dict)
    documents: dict[DocKey, str | None] = field(default_factory=dict)  # JSON
    cells: dict[tuple[str, str, str], int] = field(default_factory=dict)  # generation, scope, cell
    memories: dict[tuple[str, str], str] = field(default_factory=dict)
    todos: list[TodoRow] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)  # (todo id, code)
    outbox: list[OutboxRow] = field(default_factory=list)
    park: list[ParkedRow] = field(default_factory=list)
    unpark: list[tuple[str, str, int]] = field(default_factory=list)  # (fold, stream, version)


class ViewStore(Protocol):
    """Documents, parts, heads, offsets, memories, to-dos, outbox and parked rows of a service."""

    async def positions(self, group: str) -> dict[str, Position]:
        """How far a group has read each source."""

    async def heads(self, group: str, streams: Iterable[str]) -> dict[str, Head]:
        """The last version of each stream that a group has taken."""

    async def parts(self, keys: Iterable[DocKey]) -> dict[DocKey, dict[str, str]]:
        """The parts (JSON) of documents, by stream."""

    async def documents(self, keys: Iterable[DocKey]) -> dict[DocKey, str]:
        """Documents (JSON) by id."""

    async def memories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Memories (JSON) by (policy, key)."""

    async def parked_folds(self, group: str) -> set[tuple[str, str]]:
        """Which (fold, stream) are parked."""

    async def parked(self, group: str | None = None) -> list[ParkedRow]:
        """What is parked, of one group or of all, in order of stream and version."""

    async def commit(self, group: str, changes: Changes) -> None:
        """Write all or nothing; raises Fenced when a position is not where it was read."""

    async def due(self, now: datetime, limit: int) -> list[TodoRow]:
        """Open to-dos due by `now`, oldest first, then in the order they were planned."""

    async def next_due(self) -> datetime | None:
        """When the next open to-do is due."""

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """Messages not sent yet, oldest first."""

    async def settle(self, done: Sequence[tuple[str, str]]) -> None:
        """Note what became of messages: (id, sent or dropped)."""

    async def swap(self, view: str, before: int, after: int, group: str) -> None:
        """Read `after` from now on, nothing parked; raises Fenced unless `before` is active."""

    async def drop(self, generation: str | None, group: str | None) -> None:
        """Forget a generation's documents, and a group's positions, heads and parked events."""

    async def active(self, views: Iterable[str]) -> dict[str, int]:
        """The generation of each view that is read now (without a row: the first)."""

    async def close(self) -> None:
        """Let go of files and connections."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which documents of one agency: filters on document fields, an order, and where to go on."""

    tenant: str
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = "id"
    descending: bool = False
    after: tuple[str | int | float, str] | None = None  # (value of the order's field, id) seen last
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One document of a page, with its place in the order."""

    id: str
    body: str
    place: tuple[str | int | float, str]


class DocumentReader(Protocol):
    """Reads views; may lie behind the log by what is still on its way."""

    async def document(self, key: DocKey) -> str | None:
        """One document (JSON)."""

    async def page(self, generation: str, page: Page) -> list[Found]:
        """Documents in order, at most `page.limit`; keyset, never an offset."""

    async def cells(self, generation: str, scope: str) -> list[tuple[str, str, int]]:
        """(scope, cell, total) of all scopes that start with `scope`."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key of one class, wrapped by the tenant's key; None when destroyed."""

    subject: str
    key_class: str
    tenant: str
    wrapped: bytes | None


class KeyStore(Protocol):
    """Keys of persons and of tenants; the one thing services share besides facts."""

    async def keys_of(self, wanted: Iterable[tuple[str, str]]) -> list[WrappedKey]:
        """Wrapped keys by (subject, class); unknown ones are left out."""

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Keep new keys durably; a key that exists already stays."""

    async def named(self, name: str, fresh: bytes) -> bytes:
        """The key under `name` (wrapped); `fresh` is kept if there is none yet."""

    async def destroy(self, subject: str, key_class: str) -> None:
        """Forget a key for ever, and never take one under this name again."""
