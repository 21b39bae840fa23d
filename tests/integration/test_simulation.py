"""Seeds of disorder, crashes, lost answers and clock jumps; each run ends with the invariants."""

import pytest

from nineteen.shared.testing.memory.simulation import MemoryRun, check, simulated
from nineteen.shared.testing.passers_by import PassersBy
from nineteen.shared.testing.turnstile import turnstile_service

SEEDS = 200
CHUNK = 20


async def run_of(seed: int) -> MemoryRun:
    return await simulated([turnstile_service], PassersBy(), seed)


@pytest.mark.parametrize("chunk", range(SEEDS // CHUNK))
async def test_every_seed_keeps_the_invariants(chunk: int) -> None:
    runs = [await run_of(chunk * CHUNK + number) for number in range(CHUNK)]

    assert sum(run.installed.faults.crashes for run in runs) > 0
    assert sum(len(run.acknowledged) for run in runs) > CHUNK


async def test_the_same_seed_gives_the_same_trace() -> None:
    first, second = await run_of(7), await run_of(7)

    assert first.trace == second.trace
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != (await run_of(8)).fingerprint


async def test_facts_that_were_lost_are_noticed() -> None:
    run = await run_of(3)
    stream, _ = next(iter(run.acknowledged.values()))
    (store,) = run.installed.stores.values()
    store.lose_last(stream)

    with pytest.raises(AssertionError, match=r"I1|I3"):
        await check(run)
