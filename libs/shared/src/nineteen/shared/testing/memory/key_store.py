"""Keys in memory."""

from collections.abc import Iterable, Sequence

from nineteen.shared.runtime.ports import WrappedKey


class MemoryKeyStore:
    """Forgets everything with the process."""

    def __init__(self) -> None:
        self._named: dict[str, bytes] = {}
        self._persons: dict[tuple[str, str], WrappedKey] = {}

    async def keys_of(self, wanted: Iterable[tuple[str, str]]) -> list[WrappedKey]:
        """Wrapped keys by (subject, class)."""
        return [self._persons[key] for key in wanted if key in self._persons]

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Keep new keys."""
        for key in keys:
            self._persons.setdefault((key.subject, key.key_class), key)

    async def named(self, name: str, fresh: bytes) -> bytes:
        """The key under `name`, made now if there was none."""
        return self._named.setdefault(name, fresh)

    async def destroy(self, subject: str, key_class: str) -> None:
        """Forget a key for ever."""
        self._persons[subject, key_class] = WrappedKey(subject, key_class, "", None)
