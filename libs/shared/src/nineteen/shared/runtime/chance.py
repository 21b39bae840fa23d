"""Random bytes of the operating system, fetched a page at a time."""

import os

PAGE = 4096


class Chance:
    """Each byte is handed out once, also across a fork: the child starts with a page of its own."""

    def __init__(self) -> None:
        self._page = b""
        self._at = 0
        os.register_at_fork(after_in_child=self._turn)

    def __call__(self, count: int) -> bytes:
        """`count` fresh random bytes."""
        if self._at + count > len(self._page):
            self._turn()
        start, self._at = self._at, self._at + count
        return self._page[start : self._at]

    def _turn(self) -> None:
        self._page, self._at = os.urandom(PAGE), 0


random_bytes = Chance()
