"""The demo's data folder: filled without waiting for the disk, then made durable; else wiped.

A marker stands in the folder from before the first write until all of it is on the disk. A folder
with a marker holds half a demo, and whoever opens it begins anew.
"""

import asyncio
import os
import shutil
from pathlib import Path

import structlog

from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.http.gate import Loading
from nineteen.shared.runtime.outside import Outside
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.sqlite.embedded import Embedded, Folders, Lock, open_embedded
from nineteen.standalone.demo.simulator import FULL, Plan, load

MARKER = "demo-loading"
NEW_KEYS = "with new keys"
"""Written into the marker when the keys, too, were begun with the demo."""
FAILED = "The demo agency could not be loaded. Stop Nineteen and start it again: it begins anew."
log = structlog.get_logger()


async def open_for_demo(
    services: list[Service],
    folders: Folders,
    clock: Clock,
    *,
    demo: bool,
    outside: Outside | None = None,
) -> tuple[Embedded, bool]:
    """Open an installation, and tell whether the demo is to be loaded into it.

    Half a demo is wiped first. Raises FolderInUse.
    """
    lock = Lock(folders.data)
    try:
        if (folders.data / MARKER).exists():
            wipe(folders, [service.name for service in services])
            log.info("demo_broke_off", reason="the last start did not finish it: it begins anew")
        to_load = demo and not any(folders.data.glob("*/*.db"))
        if to_load:
            mark(folders)
    except BaseException:
        lock.release()
        raise
    durable = not to_load
    embedded = await open_embedded(
        services, folders, clock, durable=durable, lock=lock, outside=outside
    )
    return embedded, to_load


async def fill(embedded: Embedded, loading: Loading, plan: Plan = FULL) -> None:
    """Load the demo, have it on the disk, and go live; a failure stands in `loading`."""
    app = embedded.app
    try:
        report = await load(app, Desk(app), loading, now=app.clock.now(), plan=plan)
        await embedded.make_durable()
        unmark(embedded.folders)
        app.go_live()
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it was, the pages must say so
        loading.failed = FAILED
        log.error("demo_failed", error=place_of(error))
        return
    loading.done = 1.0
    log.info("demo_loaded", count=report.events, ms=round(report.seconds * 1000))


def mark(folders: Folders) -> None:
    """Say on the disk that what follows is half a demo."""
    new_keys = not (folders.keys / "keys.db").exists()
    with (folders.data / MARKER).open("w") as file:
        file.write(NEW_KEYS if new_keys else "")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folders.data)


def unmark(folders: Folders) -> None:
    """The demo is whole, and on the disk."""
    (folders.data / MARKER).unlink()
    sync_folder(folders.data)


def wipe(folders: Folders, services: list[str]) -> None:
    """Remove half a demo, and the keys that were begun with it; older keys stay."""
    marker = folders.data / MARKER
    if marker.read_text() == NEW_KEYS:
        for path in folders.keys.glob("keys.db*"):
            path.unlink()
    for name in services:
        shutil.rmtree(folders.of(name), ignore_errors=True)
    marker.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
