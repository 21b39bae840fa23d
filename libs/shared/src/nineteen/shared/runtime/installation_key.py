"""The key that wraps all others: 32 bytes in a file, apart from the data and its backups."""

import os
from pathlib import Path

NAME = "installation.key"


class KeysMissing(Exception):
    """There is data, but not the keys that it was written under."""


def installation_key(folder: Path) -> bytes:
    """The key; made at first start, readable by the owner only."""
    path = folder / NAME
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = folder / f"{NAME}.new"
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, os.urandom(32))
            os.fsync(handle)
        finally:
            os.close(handle)
        made.replace(path)  # there whole, or not at all
    return path.read_bytes()


def installation_key_in(folder: Path) -> bytes:
    """The key where it must be already: no process of a cluster makes one. Raises KeysMissing."""
    try:
        return (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise KeysMissing(
            f"There is no {NAME} in {folder}; nothing was started. Put the installation's key "
            "there (NINETEEN_KEYS says where), or make the first one with `nineteen migrate`."
        ) from None
