"""What the doctor finds: a level, a sentence, and what to do."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    what: str
    says: str
    level: Level = "ok"
    to_do: str = ""


def warning(what: str, says: str, to_do: str) -> Finding:
    """It works, and could bite later."""
    return Finding(what, says, "warning", to_do)


def problem(what: str, says: str, to_do: str) -> Finding:
    """Nineteen does not work like this."""
    return Finding(what, says, "problem", to_do)
