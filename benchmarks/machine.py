"""The machine as it is now: cores, the price of a flush, and how much else goes on."""

import os
import platform
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

BLOCK = b"\0" * 4096
FLUSHES = 200
LOOP = 100_000


@dataclass
class Noise:
    """A fixed loop, timed again and again: what it takes at most over what it takes at least."""

    seconds: list[float] = field(default_factory=list)

    def listen(self) -> None:
        """Time the loop once."""
        began = time.perf_counter()
        for _ in range(LOOP):
            pass
        self.seconds.append(time.perf_counter() - began)

    @property
    def ratio(self) -> float:
        """Below about 1.3 the machine was quiet."""
        return max(self.seconds) / min(self.seconds)


def flush_microseconds(folder: Path) -> float:
    """The median of writing and flushing one 4 KiB block."""
    handle = os.open(folder / "flush", os.O_RDWR | os.O_CREAT)
    taken = []
    try:
        for _ in range(FLUSHES):
            began = time.perf_counter()
            os.pwrite(handle, BLOCK, 0)
            os.fdatasync(handle)
            taken.append(time.perf_counter() - began)
    finally:
        os.close(handle)
    return median(taken) * 1e6


def described(folder: Path) -> str:
    """One line about the machine."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, CPython {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; write and fdatasync of 4 KiB: "
        f"{flush_microseconds(folder):.0f} us (median of {FLUSHES})"
    )


def resident_mib(pid: int, field: str = "VmRSS") -> float:
    """Resident memory of a process in MiB; `VmHWM` is its peak."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kib = next(line.split()[1] for line in lines if line.startswith(field))
    return int(kib) / 1024
