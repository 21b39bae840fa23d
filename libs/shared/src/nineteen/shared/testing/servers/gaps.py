"""What only a real mongod can show; a test that needs it says so by the name of the gap."""

from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T", bound=Callable[..., object] | type)

GAPS = {
    "$$CLUSTER_TIME": "the stand-in does not know it",
    "$$NOW": "the stand-in compares it as always false",
    "$text": "the stand-in has no text search",
    "abandoned transactions": "the stand-in keeps the locks of a client that died for over 78 s",
    "collMod of views": "the stand-in answers ok and changes nothing",
    "elections": "the stand-in is one node and never elects",
    "expression paths through arrays": "the stand-in does not follow them",
    "majority across nodes": "the stand-in is one node",
    "old transaction numbers": "the stand-in accepts a number that was used before",
    "power loss": "nothing here cuts the power",
    "roles": "the stand-in may not enforce what a user may do",
    "snapshot sessions": "the stand-in does not isolate them",
}
"""Name of the gap -> what the stand-in does instead."""


def needs_mongod(gap: str) -> Callable[[T], T]:
    """Skip a test by the name of a gap, unless a real mongod answers; KeyError for no gap."""
    mark = pytest.mark.needs_mongod(gap, GAPS[gap])

    def marked(test: T) -> T:
        marked: T = mark(pytest.mark.usefixtures("a_mongod")(test))
        return marked

    return marked
