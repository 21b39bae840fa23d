"""Leases over rows in memory keep the contract."""

import asyncio
import contextlib

import pytest

from nineteen.shared.runtime.lease import Lease
from nineteen.shared.runtime.loops import Turn
from nineteen.shared.runtime.ports import Unavailable
from nineteen.shared.testing.contracts.leases import LeaseContract
from nineteen.shared.testing.memory.leases import MemoryLeaseStore


@pytest.fixture
def leases() -> MemoryLeaseStore:
    return MemoryLeaseStore()


class TestMemoryLeases(LeaseContract):
    pass


async def test_who_cannot_do_its_work_for_a_whole_lease_hands_it_on(
    leases: MemoryLeaseStore,
) -> None:
    cut_off, other = (Lease(leases, "contact.work", me, length=0.05) for me in ("cut off", "other"))
    done: list[str] = []

    async def fails() -> int:
        raise Unavailable("No broker answers.")

    async def works() -> int:
        done.append("work")
        return 1

    here, there = Turn(cut_off).of(fails), Turn(other).of(works)
    with pytest.raises(Unavailable):
        await here()
    async with asyncio.timeout(5):
        while (await leases.lease("contact.work")).holder is not None:
            with contextlib.suppress(Unavailable):
                await here()

    assert await there() == 1
    assert await here() == 0
    assert done == ["work"]
