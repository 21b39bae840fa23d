"""The embedded installation: one data folder, locked by one process."""

import fcntl
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.installation_key import KeysMissing, installation_key
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.node import Surroundings, started
from nineteen.shared.runtime.outbox import MailFolder
from nineteen.shared.runtime.outside import Outside
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.sqlite.bus import SqliteBus
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.runtime.sqlite.key_store import SqliteKeyStore
from nineteen.shared.runtime.sqlite.view_store import SqliteViewStore
from nineteen.shared.runtime.sqlite.writer import settle_on_disk

TRIES, PROBE_S = 5, 0.02


class FolderInUse(Exception):
    """Another process works on this data folder."""


@dataclass(frozen=True)
class Folders:
    """Where an embedded installation keeps its data, and, apart from it, its keys."""

    data: Path
    keys: Path

    def of(self, service: str) -> Path:
        """The folder of one service."""
        return self.data / service


class Lock:
    """Holds the data folder; the file tells where the running server is and how to speak to it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "server.lock"
        self._file: IO[str] = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        if not self._taken():
            self._file.close()
            raise FolderInUse(
                f"Another Nineteen works on {folder}. Stop it first, or choose another folder "
                "with NINETEEN_DATA."
            )
        self.token = secrets.token_urlsafe(24)

    def _taken(self) -> bool:
        for _ in range(TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(PROBE_S)  # it may only be somebody who looks whether a server runs
            else:
                return True
        return False

    def tell(self, address: str) -> None:
        """Write down where this server listens."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"address": address, "token": self.token, "pid": os.getpid()}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Let the folder go."""
        self._file.seek(0)
        self._file.truncate()
        self._file.close()


def running_server(folder: Path) -> dict[str, str] | None:
    """Address and token of the server that holds a folder, or None."""
    path = folder / "server.lock"
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            text = file.read()
            found: dict[str, str] = json.loads(text) if text else {}
            return found
    return None


@dataclass
class Embedded:
    """Open stores of all services, and the app on top of them."""

    app: App
    stores: dict[str, SqliteEventStore]
    views: dict[str, SqliteViewStore]
    keys: SqliteKeyStore
    lock: Lock
    folders: Folders

    async def make_durable(self) -> None:
        """End a time of `durable=False`: keys first, then facts, then what follows from them."""
        await self.keys.make_durable()
        for store in self.stores.values():
            await store.make_durable()
        for service, views in self.views.items():
            settle_on_disk(self.folders.of(service) / "views.db")
            views.db.execute("PRAGMA synchronous=NORMAL")

    async def close(self) -> None:
        """Finish the steps under way, write what waits, let the folder go."""
        await self.app.stop()
        for store in self.stores.values():
            await store.close()
        for views in self.views.values():
            await views.close()
        await self.keys.closed()
        self.lock.release()


async def open_embedded(  # noqa: PLR0913  where, and how
    services: list[Service],
    folders: Folders,
    clock: Clock,
    *,
    durable: bool = True,
    seed: int = 19,
    lock: Lock | None = None,
    outside: Outside | None = None,
) -> Embedded:
    """Open (or make) an installation. Raises FolderInUse, KeysMissing.

    Without `durable` a loss of power may cost everything in the data folder; keys that were there
    before are never at risk.
    """
    lock = lock or Lock(folders.data)
    try:
        refuse_lost_keys(folders, [service.name for service in services])
        return await opened(
            services, folders, clock, lock, durable=durable, seed=seed, outside=outside or Outside()
        )
    except BaseException:
        lock.release()
        raise


async def opened(  # noqa: PLR0913  where, and how
    services: list[Service],
    folders: Folders,
    clock: Clock,
    lock: Lock,
    *,
    durable: bool,
    seed: int,
    outside: Outside,
) -> Embedded:
    """Open every store of a folder that is ours, and put the services together."""
    new_keys = not (prepared(folders.keys) / "keys.db").exists()
    keys = SqliteKeyStore(folders.keys, durable=durable or not new_keys)
    codec = Codec(KeyRing(keys, installation_key(folders.keys)))
    stores = {
        s.name: SqliteEventStore(prepared(folders.of(s.name)) / "events.db", durable=durable)
        for s in services
        if s.deciders
    }
    views = {
        s.name: SqliteViewStore(prepared(folders.of(s.name)) / "views.db", durable=durable)
        for s in services
    }
    bus = SqliteBus({name: store.log for name, store in stores.items()}, seed)
    post = outside.post or MailFolder(folders.data / "outbox")
    around = Surroundings(
        bus, codec, Reader(codec), clock, tuple(stores), outside=outside, post=post
    )
    nodes = [
        await started(s, views[s.name], stores.get(s.name), around, views[s.name].reader)
        for s in services
    ]
    app = App(nodes, around)
    for store in stores.values():
        store.listeners.append(app.wake)
    return Embedded(app, stores, views, keys, lock, folders)


def refuse_lost_keys(folders: Folders, services: list[str]) -> None:
    """Old data with new keys could be read by nobody; raises KeysMissing."""
    data = [name for name in services if (folders.of(name) / "events.db").exists()]
    if data and not (folders.keys / "installation.key").exists():
        raise KeysMissing(
            f"{folders.data} holds data, but its keys are not in {folders.keys}; nothing was "
            "changed. Put the key folder back from its own backup, or say where it is with "
            "NINETEEN_KEYS."
        )


def prepared(folder: Path) -> Path:
    """The folder, there and private."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
