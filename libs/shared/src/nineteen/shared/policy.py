"""Policies: whenever this happened, do that; a fold with a to-do list (DESIGN 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from nineteen.shared.decider import Command
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.recorded import Recorded

M = TypeVar("M", bound=Value)


@dataclass(frozen=True, slots=True)
class Target:
    """The stream a to-do's command goes to; without id it follows from the command's key."""

    kind: str
    id: str | None = None
    tenant: str | None = None
    """None: the tenant of the event that armed the to-do."""


@dataclass(frozen=True, slots=True)
class Late:
    """What to do with a to-do that is overdue by more than `after`: drop it, or do it anyway."""

    skip_after: timedelta | None = None


FIRE = Late()


@dataclass(frozen=True, slots=True)
class Todo:
    """A command to issue, now or at `due`; its id follows from (policy, key, step).

    `step` names the work and its round (`reserve-contact/1`, `nudge/2`): rows are
    insert-or-ignore, so planning the same step twice does it once. `due=None` means at once.
    A timer carries the round or generation it was armed for in its command; the target
    decides `[]` when it is an older one.
    """

    step: str
    target: Target
    command: Command
    due: datetime | None = None
    late: Late = FIRE
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Policy(Generic[M]):
    """One memory per key; `react` notes the fact, then plans from the memory. Both are pure.

    Events of different streams may reach a memory in any order. A memory holds no personal data.
    """

    name: str
    memory: type[M]
    key: Callable[[Recorded], str | None]
    react: Callable[[M, Recorded], tuple[M, list[Todo]]]
    hears_commons: bool = False
    """Facts of the shared ledgers reach its memories, so that these are no agency's own."""

    def initial(self) -> M:
        """The memory of a key that nothing has reached: every field has a default."""
        return self.memory()
