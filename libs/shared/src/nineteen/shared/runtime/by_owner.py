"""Keys by their owner, so that one look-up finds all of it."""

from collections.abc import Iterable

Owner = tuple[str, ...]


def grouped(keys: Iterable[tuple[str, ...]]) -> Iterable[tuple[Owner, list[str]]]:
    """The last part of each key, by the parts before it."""
    found: dict[Owner, list[str]] = {}
    for *owner, key in keys:
        found.setdefault((*owner,), []).append(key)
    return found.items()
