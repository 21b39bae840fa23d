"""Faults of ports, chosen by one seed: what is refused, what loses its answer, where one dies."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from random import Random
from typing import Any, TypeVar, cast

from nineteen.shared.runtime.ports import Fenced, Unavailable

P = TypeVar("P")
TURN = 0.5
"""How often (0..1) a call lets others go first."""
WRITES = frozenset({"append", "commit", "add", "named", "destroy", "swap", "drop"})


class Crash(BaseException):
    """The process died here; nothing that was hot is there any more."""


@dataclass(frozen=True)
class Rates:
    """How often (0..1) a call of a port meets each fault."""

    crash: float = 0.002
    refused: float = 0.01
    """Unavailable, and nothing was kept."""
    lost_ack: float = 0.01
    """Unavailable, but it was kept."""
    fenced: float = 0.005
    """Somebody else moved the offsets."""


NO_FAULTS = Rates(0, 0, 0, 0)


class Faults:
    """Decorates ports. After a crash every call fails until `heal`."""

    def __init__(self, chance: Random, rates: Rates = NO_FAULTS) -> None:
        self.rates = rates
        self.crashes = 0
        self.trace: list[str] = []
        self._chance = chance
        self._dead = False

    def heal(self) -> None:
        """The process starts again."""
        self._dead = False

    def around(self, port: P, name: str) -> P:
        """The same port, but every call may fail and takes turns with others."""
        return cast("P", Faulty(port, name, self))

    async def call(self, name: str, method: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        """One call of a port."""
        if self._happens(TURN):
            await asyncio.sleep(0)
        self._live(name)
        self._meets(name, "refused", self.rates.refused, Unavailable("Refused by chance."))
        writes = name.partition(".")[2] in WRITES
        if name.endswith("-views.commit"):
            self._meets(name, "fenced", self.rates.fenced, Fenced(name))
        answer = await method()
        if writes:
            self._meets(name, "lost_ack", self.rates.lost_ack, Unavailable("Kept, not answered."))
            self._live(name)
        return answer

    def _live(self, name: str) -> None:
        if self._dead:
            raise Crash
        if self._happens(self.rates.crash):
            self._dead = True
            self.crashes += 1
            self.trace.append(f"{name} crash")
            raise Crash

    def _meets(self, name: str, fault: str, rate: float, error: Exception) -> None:
        if self._happens(rate):
            self.trace.append(f"{name} {fault}")
            raise error

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._chance.random() < rate


class Faulty:
    """A port whose calls go through the faults."""

    def __init__(self, port: object, name: str, faults: Faults) -> None:
        self._port = port
        self._name = name
        self._faults = faults

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401
        found = getattr(self._port, attribute)
        if not iscoroutinefunction(found):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            name = f"{self._name}.{attribute}"
            method = getattr(self._port, attribute)  # of now: a test may have put another there
            return await self._faults.call(name, lambda: method(*args, **kwargs))

        setattr(self, attribute, call)
        return call
