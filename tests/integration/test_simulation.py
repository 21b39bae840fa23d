"""Seeds of disorder, crashes, lost answers and clock jumps; each run ends with the invariants."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from nineteen.shared.decider import Command
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.memory.simulation import Run, Wish, check, simulated
from nineteen.shared.testing.turnstile import OpenTurnstile, Pass, turnstile_service, turnstiles

SEEDS = 200
CHUNK = 20
PLACES = ("north", "east", "south", "west")


class PeopleAtTurnstiles:
    """Somebody opens a turnstile, or goes through one."""

    def opening(self, run: Run) -> Iterable[Wish]:
        del run
        return ()

    def wish(self, run: Run) -> Wish:
        place = run.chance.choice(PLACES)
        target = natural_id("turnstile", "agency", place)
        command: Command = OpenTurnstile(place=place, hall=place[-1])
        if run.chance.random() < 0.8:
            other = natural_id("turnstile", "agency", run.chance.choice(PLACES))
            command = Pass(name=place, coming_from=run.chance.choice([None, other]))
        creates = None if command.creates else target
        return Wish(turnstiles, command, "agency", Actor("counselor", "ann"), creates)

    def later(self, run: Run) -> datetime:
        return run.clock.now() + timedelta(minutes=run.chance.choice([1, 30, 240]))


async def run_of(seed: int) -> Run:
    return await simulated([turnstile_service], PeopleAtTurnstiles(), seed)


@pytest.mark.parametrize("chunk", range(SEEDS // CHUNK))
async def test_every_seed_keeps_the_invariants(chunk: int) -> None:
    runs = [await run_of(chunk * CHUNK + number) for number in range(CHUNK)]

    assert sum(run.memory.faults.crashes for run in runs) > 0
    assert sum(len(run.acknowledged) for run in runs) > CHUNK


async def test_the_same_seed_gives_the_same_trace() -> None:
    first, second = await run_of(7), await run_of(7)

    assert first.trace == second.trace
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != (await run_of(8)).fingerprint


async def test_facts_that_were_lost_are_noticed() -> None:
    run = await run_of(3)
    stream, _ = next(iter(run.acknowledged.values()))
    (store,) = run.memory.stores.values()
    store.lose_last(stream)

    with pytest.raises(AssertionError, match=r"I1|I3"):
        await check(run)
