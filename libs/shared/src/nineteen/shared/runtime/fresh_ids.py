"""New ids: time-ordered ones keep the log's indexes flat."""

import time

from nineteen.shared.runtime.chance import random_bytes


def uuid7() -> str:
    """A new UUIDv7 (RFC 9562): 48 bits of ms, then chance."""
    chance = int.from_bytes(random_bytes(10))
    value = (time.time_ns() // 1_000_000) << 80 | chance
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
