"""The promise: when it ends, when to wrap up, and whether it was kept (PRODUCT 4.2, S21-S26)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nineteen.shared.schema.scheduling import OverranPromise, PromiseKept
from nineteen.shared.schema.words import Ask

WRAP_UP = timedelta(minutes=2)
"""The cue comes that long before the promised end (S24)."""
PUNCTUAL = timedelta(minutes=1)
"""Who is later than that has used up part of the promised minutes."""
ASKED_IN_TIME = timedelta(seconds=30)
"""An extension is asked for until then after the promised end; later it is recalled."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised end of a running talk; `number` rises with each extension."""

    started_at: datetime
    end: datetime
    number: int = 1
    extended_min: int = 0
    recalled_min: int = 0
    """The part of the extension that was said later, which the host may overrule."""

    @property
    def cue_at(self) -> datetime:
        return self.end - WRAP_UP

    def extended(self, minutes: int, *, recalled: bool) -> "Promise":
        return replace(
            self,
            end=self.end + timedelta(minutes=minutes),
            number=self.number + 1,
            extended_min=self.extended_min + minutes,
            recalled_min=self.recalled_min + (minutes if recalled else 0),
        )

    def without_recalled(self) -> "Promise":
        """What stands when the host does not confirm a recalled extension."""
        return replace(
            self,
            end=self.end - timedelta(minutes=self.recalled_min),
            extended_min=self.extended_min - self.recalled_min,
            recalled_min=0,
        )


def promised_end(
    scheduled: datetime, started: datetime, minutes: int, *, waited_for_host: bool
) -> datetime:
    """Actual start + minutes; a jobseeker over a minute late has the scheduled end."""
    late = started - scheduled > PUNCTUAL and not waited_for_host
    return (scheduled if late else started) + timedelta(minutes=minutes)


def seconds_over(promise: Promise, ended_at: datetime) -> int:
    """Whole seconds after the promised end; 0 when the promise was kept."""
    return max(0, (ended_at - promise.end) // timedelta(seconds=1))


def verdict(
    ask: Ask, promise: Promise, ended_at: datetime, tolerance_s: int
) -> PromiseKept | OverranPromise:
    """The one verdict of a talk; overruns within the tolerance do not count (S23)."""
    by_s = seconds_over(promise, ended_at)
    if by_s == 0:
        return PromiseKept(ask=ask, extension_min=promise.extended_min)
    return OverranPromise(ask=ask, by_s=by_s, within_tolerance=by_s <= tolerance_s)
