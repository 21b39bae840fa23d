"""Rows of leases in memory."""

from nineteen.shared.runtime.lease import LeaseRow


class MemoryLeaseStore:
    """Forgets everything with the process."""

    def __init__(self) -> None:
        self._rows: dict[str, LeaseRow] = {}

    async def lease(self, name: str) -> LeaseRow:
        """The row as it stands; the first one, when there was none."""
        return self._rows.setdefault(name, LeaseRow())

    async def replace_lease(self, name: str, before: LeaseRow, after: LeaseRow) -> bool:
        """Write `after` if fence and beat are still those of `before`."""
        row = self._rows.get(name, LeaseRow())
        if (row.fence, row.beat) != (before.fence, before.beat):
            return False
        self._rows[name] = after
        return True
