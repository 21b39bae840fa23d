"""Leases over rows in memory keep the contract."""

import pytest

from nineteen.shared.testing.contracts.leases import LeaseContract
from nineteen.shared.testing.memory.leases import MemoryLeaseStore


@pytest.fixture
def leases() -> MemoryLeaseStore:
    return MemoryLeaseStore()


class TestMemoryLeases(LeaseContract):
    pass
