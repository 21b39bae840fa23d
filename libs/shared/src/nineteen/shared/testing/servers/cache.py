"""What is fetched once and kept outside the repository: jars, a wheel, an archive of classes."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """There is no such server here; the message says why, and what would help."""


def cache() -> Path:
    """`NINETEEN_TEST_CACHE`, or a folder in the user's cache."""
    asked = os.environ.get("NINETEEN_TEST_CACHE")
    folder = Path(asked) if asked else Path.home() / ".cache" / "nineteen"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time; a process that dies lets go."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetched(name: str, fetch: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache, filled by `fetch` if nobody has; half a folder never counts.

    The folder is filled where it will stay, because a venv cannot be moved.
    """
    folder = cache() / name
    done = folder / ".complete"
    with alone(cache() / f".{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fetch(folder)
            done.touch()
    return folder
