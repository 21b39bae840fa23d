"""Faults of ours, told without what they were about."""

import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """The class of an error and the line it came from; its message may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}" if last else "?"
