"""People at turnstiles: what they want in a simulated run."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.simulation import Run, Wish
from nineteen.shared.testing.turnstile import OpenTurnstile, Pass, turnstiles

PLACES = ("north", "east", "south", "west")
PASS, OPEN = 4, 1
"""How often the one is wanted for the other."""
ANN = Actor("counselor", "ann")


def opens(place: str) -> Wish:
    """Somebody puts up a turnstile."""
    return Wish(turnstiles, OpenTurnstile(place=place, hall=place[-1]), "agency", ANN)


def passes(place: str, coming_from: str | None = None) -> Wish:
    """Somebody goes through."""
    target = natural_id("turnstile", "agency", place)
    return Wish(turnstiles, Pass(name=place, coming_from=coming_from), "agency", ANN, target)


class PassersBy:
    """Somebody opens a turnstile, or goes through one."""

    def opening(self, run: Run[Any]) -> Iterable[Wish]:
        """Nothing."""
        del run
        return ()

    def wish(self, run: Run[Any]) -> Wish:
        """One of the two."""
        place = run.chance.choice(PLACES)
        if not run.chance.choices((True, False), (PASS, OPEN))[0]:
            return opens(place)
        other = natural_id("turnstile", "agency", run.chance.choice(PLACES))
        return passes(place, run.chance.choice([None, other]))

    def later(self, run: Run[Any]) -> datetime:
        """Soon, or when halls are locked up."""
        return run.clock.now() + timedelta(minutes=run.chance.choice([1, 30, 240]))
