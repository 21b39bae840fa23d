"""The event store of one service in memory; also the log that its bus hands out."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from nineteen.shared.runtime.clock import system_milliseconds
from nineteen.shared.runtime.commits import body_of, commit_from, partition_of
from nineteen.shared.runtime.ports import PARTITIONS, Commit, Conflict, Position


@dataclass
class MemoryLog:
    """Commits as they were appended, and by partition as the bus numbers them."""

    epoch: str = "memory"
    commits: list[Commit] = field(default_factory=list)
    partitions: tuple[list[Commit], ...] = field(
        default_factory=lambda: tuple([] for _ in range(PARTITIONS))
    )

    def end(self) -> Position:
        """Behind the last commit."""
        return Position(self.epoch, tuple(len(each) for each in self.partitions))


class MemoryEventStore:
    """Keeps commits as the JSON that a file would keep."""

    def __init__(self, milliseconds: Callable[[], int] = system_milliseconds) -> None:
        self.log = MemoryLog()
        self._milliseconds = milliseconds
        self._by_id: dict[str, Commit] = {}
        self._streams: dict[str, list[Commit]] = {}

    async def append(self, commit: Commit) -> Commit | None:
        """Keep (see EventStore.append)."""
        body = body_of(commit)
        if commit.id in self._by_id:
            return self._by_id[commit.id]
        stream = self._streams.setdefault(commit.stream, [])
        version, ts = (stream[-1].to_version, stream[-1].ts) if stream else (0, 0)
        if commit.from_version != version + 1:
            raise Conflict(commit.stream)
        ts = max(self._milliseconds(), ts + 1)
        kept = commit_from((commit.id, commit.stream, commit.from_version, ts, body))
        self._by_id[commit.id] = kept
        stream.append(kept)
        self.log.commits.append(kept)
        self.log.partitions[partition_of(commit.stream)].append(kept)
        return None

    async def commit_of(self, command_id: str) -> Commit | None:
        """What this command decided earlier."""
        return self._by_id.get(command_id)

    async def read(self, stream: str, after: int = 0) -> Sequence[Commit]:
        """The commits of a stream after a version."""
        return [c for c in self._streams.get(stream, ()) if c.from_version > after]

    async def existing(self, streams: Iterable[str]) -> set[str]:
        """Which of these streams hold anything."""
        return {stream for stream in streams if self._streams.get(stream)}

    async def read_all(self, upto: Position | None = None) -> AsyncIterator[Sequence[Commit]]:
        """Every commit up to a position."""
        if upto is None:
            yield list(self.log.commits)
            return
        for commits, end in zip(self.log.partitions, upto.next, strict=True):
            yield commits[:end]

    def lose_last(self, stream: str) -> Commit:
        """Break the store on purpose: forget a stream's last commit."""
        commit = self._streams[stream].pop()
        del self._by_id[commit.id]
        self.log.commits.remove(commit)
        self.log.partitions[partition_of(stream)].remove(commit)
        return replace(commit)
