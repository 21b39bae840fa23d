"""One at a time per name: commands of one stream queue inside a process."""

import asyncio
from collections import deque
from types import TracebackType


class Turns:
    """Who waits for a name, kept only while somebody has its turn."""

    def __init__(self) -> None:
        self.waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def of(self, name: str) -> "Turn":
        """Wait for the turn, first come first served, and have it (`async with`)."""
        return Turn(self, name)


class Turn:
    """One turn; written by hand, for every command takes one and hardly any has to wait."""

    __slots__ = ("_name", "_turns")

    def __init__(self, turns: Turns, name: str) -> None:
        self._turns = turns
        self._name = name

    async def __aenter__(self) -> None:
        waiting = self._turns.waiting.get(self._name)
        if waiting is None:
            self._turns.waiting[self._name] = deque()
            return
        mine = asyncio.get_running_loop().create_future()
        waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()  # it came at the moment of giving up
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        waiting = self._turns.waiting[self._name]
        while waiting:
            following = waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        del self._turns.waiting[self._name]
