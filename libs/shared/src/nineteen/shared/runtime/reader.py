"""Commits as readers meet them: decoded once for all groups of a process."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nineteen.shared.runtime.codec import Codec, Unknown
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.recorded import Recorded

MOST = 2_048


@dataclass(frozen=True, slots=True)
class Undecodable:
    """An event that could not be read; only the class of the error is kept."""

    error: str


Found = Recorded | Unknown | Undecodable


@dataclass(frozen=True, slots=True)
class Delivered:
    """One event as the bus delivered it."""

    commit: Commit
    index: int
    version: int
    """In its stream."""
    event_id: str
    found: Found


class Reader:
    """Decodes commits and remembers the latest, for several groups read the same log."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._decoded: OrderedDict[str, tuple[Delivered, ...]] = OrderedDict()

    async def read(self, commits: Iterable[Commit]) -> list[Delivered]:
        """Every event of the commits, in order; errors of the key store are raised."""
        commits = list(commits)
        decoded = {c.id: self._decoded[c.id] for c in commits if c.id in self._decoded}
        fresh = {c.id: c for c in commits if c.id not in decoded}
        await self._codec.fetch_keys(fresh.values(), foreign=True)
        for commit_id, commit in fresh.items():
            decoded[commit_id] = self._decoded[commit_id] = tuple(self._delivered(commit))
        while len(self._decoded) > MOST:
            self._decoded.popitem(last=False)
        return [each for commit in commits for each in decoded[commit.id]]

    def forget(self) -> None:
        """Drop what was decoded (a key was destroyed)."""
        self._decoded.clear()

    def _delivered(self, commit: Commit) -> Iterator[Delivered]:
        for index in range(len(commit.events)):
            version, event_id = commit.from_version + index, f"{commit.id}.{index}"
            yield Delivered(commit, index, version, event_id, self._one(commit, index))

    def _one(self, commit: Commit, index: int) -> Found:
        try:
            return self._codec.read(commit, index)
        except Exception as error:  # noqa: BLE001  decoding is pure: it will be so again
            return Undecodable(type(error).__name__)
