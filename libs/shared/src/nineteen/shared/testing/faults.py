"""Faults of ports: by the chance of one seed, or aimed at the n-th call of one of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from random import Random
from typing import Any, TypeVar, cast

from nineteen.shared.runtime.ports import Fenced, Unavailable

P = TypeVar("P")
Method = Callable[[], Awaitable[Any]]
Strike = Callable[[Method], Awaitable[Any]]
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


@dataclass
class Aim:
    """What happens at one call of one port, in place of it or around it."""

    call: str
    """As the trace names it: `contact-store.append`."""
    nth: int
    strike: Strike
    only: Callable[..., bool] = field(default=lambda *_: True)
    """Counts only calls with such arguments."""


class Faults:
    """Decorates ports. After a crash every call fails until `heal`."""

    def __init__(self, chance: Random, rates: Rates = NO_FAULTS) -> None:
        self.rates = rates
        self.crashes = 0
        self.trace: list[str] = []
        self.struck: list[str] = []
        """The calls that an aim hit."""
        self._aims: list[Aim] = []
        self._calls: Counter[int] = Counter()
        self._chance = chance
        self._dead = False

    def aim(self, aim: Aim) -> None:
        """Have it happen once."""
        self._aims.append(aim)

    def calm(self) -> None:
        """No more faults."""
        self.rates = NO_FAULTS
        self._aims.clear()

    def heal(self) -> None:
        """The process starts again."""
        self._dead = False

    def around(self, port: P, name: str) -> P:
        """The same port, but every call may fail and takes turns with others."""
        return cast("P", Faulty(port, name, self))

    async def call(self, name: str, method: Method, arguments: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401
        """One call of a port."""
        if self._happens(TURN):
            await asyncio.sleep(0)
        self._live(name)
        self._meets(name, "refused", self.rates.refused, Unavailable("Refused by chance."))
        writes = name.partition(".")[2] in WRITES
        if name.endswith("-views.commit"):
            self._meets(name, "fenced", self.rates.fenced, Fenced(name))
        answer = await self._struck(name, method, arguments)
        if writes:
            self._meets(name, "lost_ack", self.rates.lost_ack, Unavailable("Kept, not answered."))
            self._live(name)
        return answer

    async def _struck(self, name: str, method: Method, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401
        for aim in [aim for aim in self._aims if aim.call == name and aim.only(*arguments)]:
            self._calls[id(aim)] += 1
            if self._calls[id(aim)] == aim.nth:
                self._aims.remove(aim)
                self.struck.append(name)
                return await self._until_dead(aim.strike, method)
        return await method()

    async def _until_dead(self, strike: Strike, method: Method) -> Any:  # noqa: ANN401
        try:
            return await strike(method)
        except Crash:
            self._dead = True
            self.crashes += 1
            raise

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
            return await self._faults.call(name, lambda: method(*args, **kwargs), args)

        setattr(self, attribute, call)
        return call


async def dies_before(_method: Method) -> None:
    """The process is killed before the call is made."""
    raise Crash


async def dies_after(method: Method) -> None:
    """The process is killed when the call was done and nobody knows yet."""
    await method()
    raise Crash


async def goes_away(method: Method) -> None:
    """The caller does not wait for the end."""
    task = asyncio.ensure_future(method())
    await asyncio.wait([task], timeout=0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    raise Unavailable("The caller went away.")
