"""Commits put together again from the records of one partition."""

from dataclasses import replace

from nineteen.shared.runtime.codec import UNREADABLE
from nineteen.shared.runtime.commits import body_of
from nineteen.shared.runtime.kafka.records import Part
from nineteen.shared.runtime.ports import MOST_BYTES, Commit, CommitTooLarge


class Run:
    """Puts the records of one partition together to whole commits.

    The records of a commit follow each other. A run that breaks off (its sender died) is passed
    over: the sender's successor sends the whole commit again.
    """

    def __init__(self) -> None:
        self.passed_over = 0
        """Records of commits that broke off."""
        self.start: int | None = None
        """The offset of the first record of the commit under way."""
        self._parts: list[Part] = []

    def add(self, offset: int, part: Part) -> Commit | None:
        """Take the next record; the commit that it completes."""
        if part.index and not self._continued_by(part):
            self.passed_over += 1
            self.drop()
            return None
        if not part.index:
            self.drop()
            self.start = offset
        self._parts.append(part)
        if len(self._parts) < part.size:
            return None
        commit = part.head
        if part.size > 1:
            commit = replace(commit, events=tuple(each.event for each in self._parts))
        length = sum(each.length for each in self._parts)
        self.clear()
        return within_bounds(commit) if length > MOST_BYTES // 2 else commit

    def drop(self) -> None:
        """The commit under way broke off."""
        self.passed_over += len(self._parts)
        self.clear()

    def clear(self) -> None:
        """Begin anew, as after a seek."""
        self.start = None
        self._parts = []

    def _continued_by(self, part: Part) -> bool:
        last = self._parts[-1] if self._parts else None
        return last is not None and (last.head, last.size, last.index + 1) == (
            part.head,
            part.size,
            part.index,
        )


def within_bounds(commit: Commit) -> Commit:
    """The commit, its data taken out when no store of ours could have written so much."""
    try:
        body_of(commit)
    except CommitTooLarge:
        data: dict[str, object] = {UNREADABLE: "too_long"}
        events = tuple(replace(event, data=data) for event in commit.events)
        return replace(commit, events=events)
    return commit
