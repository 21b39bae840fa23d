"""What an ask is to its host, and for how long their page stays open (S20)."""

from datetime import datetime, timedelta
from typing import Literal, assert_never

from nineteen.contact.domain.request.state import (
    Answered,
    Approved,
    Begun,
    Cleared,
    Draft,
    Expired,
    Held,
    Sent,
    Withdrawn,
)

OPEN_AFTER_EXPIRY = timedelta(days=90)
"""A late yes is taken for so long (E2)."""
OPEN_AFTER_MEETING = timedelta(days=30)
"""[assume] How long a host may say how it went."""
ForHost = Literal["open", "late", "agreed", "declined", "withdrawn", "unsent"]


def state_for_host(asked: Begun) -> ForHost:
    """In which of its states the page is."""
    match asked:
        case Sent():
            return "open"
        case Expired():
            return "late"
        case Answered(answer="agreed"):
            return "agreed"
        case Answered():
            return "declined"
        case Withdrawn():
            return "withdrawn"
        case Draft() | Approved() | Held() | Cleared():
            return "unsent"
    assert_never(asked)


def is_open(
    asked: Begun, expires_at: datetime | None, meeting: datetime | None, now: datetime
) -> bool:
    """Whether the link still works: never before the ask went out, nor for ever."""
    if state_for_host(asked) == "unsent":
        return False
    ends = [
        *([expires_at + OPEN_AFTER_EXPIRY] if expires_at else []),
        *([meeting + OPEN_AFTER_MEETING] if meeting else []),
    ]
    return not ends or now < max(ends)
