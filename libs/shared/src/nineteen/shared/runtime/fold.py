"""What a consumer group asks of a view, a policy or an outbox."""

from collections.abc import Iterable
from typing import Protocol

from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.ports import Changes, ViewStore
from nineteen.shared.runtime.reader import Found
from nineteen.shared.schema.recorded import Recorded


class FoldFailed(Exception):
    """A fold took its events but could not make of them what is stored; which one is unknown."""


Keys = tuple[str, ...]


class Fold(Protocol):
    """A view or a policy inside a group. A `careful` apply fails where `collect` would."""

    name: str

    def keys(self, recorded: Recorded) -> Keys: ...
    async def load(self, store: ViewStore, keys: Iterable[str]) -> None: ...
    def apply(self, recorded: Recorded, keys: Keys, *, careful: bool) -> None: ...
    async def collect(self, changes: Changes) -> None: ...
    def forget(self) -> None: ...


Wanted = list[tuple[Fold, Keys | None]]
"""The folds that an event concerns, with the keys it has there."""


def keys_or_none(fold: Fold, found: Found) -> Keys | None:
    """The keys of an event; None when they cannot be told: `apply` will meet the reason again."""
    if type(found) is Recorded:  # most are, and every fold of a group is asked of each
        try:
            return fold.keys(found)
        except Exception:  # noqa: BLE001  parked where it is applied
            return None
    return () if isinstance(found, Unknown) else None
