"""The doctor on the data folder: lock, server, files, keys, room, and how fast it keeps."""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import running_server
from nineteen.shared.runtime.sqlite.inspection import fault_of
from nineteen.standalone.cli.demo import MARKER
from nineteen.standalone.cli.findings import Finding, problem, warning
from nineteen.standalone.cli.up import port_trouble

ANSWER_S = 5
MIB = 1024 * 1024
LOW, TOO_LOW = 1024, 100
"""MiB of free disk."""
SLOW_MS = 20
ROUNDS = 20
BLOCK = b"\0" * 4096
OTHERS = 0o077
KEY_BYTES = 32


def folder(settings: Settings) -> Iterator[Finding]:
    """Everything about the folder; what is not there yet is no problem."""
    data = settings.data
    if not data.exists():
        yield Finding("data folder", f"{data} is not there yet; the first start makes it.")
        yield from port(settings)
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            "data folder",
            f"{data} cannot be read and written by you.",
            f"Give yourself the right, such as: sudo chown -R $(id -un) {data}",
        )
        return
    yield Finding("data folder", f"{data}, {size(data) / MIB:,.1f} MiB")
    yield from private("data folder", data)
    if (data / MARKER).exists():
        yield warning("demo", "Half a demo is in the folder.", "The next start begins it anew.")
    yield from server(settings)
    yield from files(data)
    yield from room(data)
    yield fsync(data)


def size(data: Path) -> int:
    """Bytes of all files below."""
    return sum(each.stat().st_size for each in data.rglob("*") if each.is_file())


def private(what: str, path: Path) -> Iterator[Finding]:
    """Only the owner may look inside."""
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        right = "700" if path.is_dir() else "600"
        yield warning(
            what,
            f"Others on this machine may look into {path} ({mode:03o}).",
            f"chmod {right} {path}",
        )


def server(settings: Settings) -> Iterator[Finding]:
    """Who holds the folder, and whether it is ready."""
    try:
        found = running_server(settings.data)
    except OSError as error:
        yield problem(
            "lock",
            f"{settings.data}/server.lock cannot be opened ({error.strerror}).",
            "Give yourself the right to read and write it.",
        )
        return
    if found is None:
        yield Finding("server", "None runs on this folder. `nineteen up` starts one.")
        yield from port(settings)
    elif "address" not in found:
        yield Finding("server", "Another command holds the folder, or a server is starting.")
    else:
        yield health(found["address"], str(found.get("pid", "?")))


def port(settings: Settings) -> Iterator[Finding]:
    """Whether a server could listen."""
    if settings.port and (trouble := port_trouble(settings)):
        says, _, to_do = trouble.partition(". ")
        yield warning("port", f"{says}.", to_do)


def health(address: str, pid: str) -> Finding:
    """What the running server says of itself."""
    try:
        answer = httpx.get(f"{address}/health/ready", timeout=ANSWER_S, trust_env=False)
    except httpx.TransportError:
        return problem(
            "server",
            f"Process {pid} holds the folder and does not answer at {address}.",
            f"Look at its log. If it hangs, end it: kill {pid}. Nothing that was taken is lost.",
        )
    if answer.is_success:
        return Finding("server", f"Ready at {address} (process {pid}).")
    why = "; ".join(map(str, answer.json().get("why", ())))
    return problem(
        "server",
        f"The server at {address} runs and is not ready: {why}.",
        "A view that needs a rebuild: `nineteen rebuild --all`. Else look at its log.",
    )


def files(data: Path) -> Iterator[Finding]:
    """Whether SQLite finds its files sound."""
    found = sorted(data.glob("*/*.db"))
    faults = {file: fault for file in found if (fault := fault_of(file))}
    for file, fault in faults.items():
        restore = "Stop Nineteen, keep a copy of the folder, and bring it back from a backup."
        rebuild = "Stop Nineteen and move the file away; views are made anew from the events."
        yield problem(
            "files",
            f"{file} is damaged: {fault}.",
            rebuild if file.name == "views.db" else restore,
        )
    if found and not faults:
        yield Finding("files", f"{len(found)} database files, all sound (quick check).")


def room(data: Path) -> Iterator[Finding]:
    """Free disk."""
    free = shutil.disk_usage(data).free // MIB
    if free < TOO_LOW:
        yield problem("disk", f"{free:,} MiB free.", "Make room; changes are refused without it.")
    elif free < LOW:
        yield warning("disk", f"{free:,} MiB free.", "Make room before it is full.")
    else:
        yield Finding("disk", f"{free / 1024:,.1f} GiB free.")


def fsync(data: Path) -> Finding:
    """How long it takes until 4 KiB are on the disk: what each change waits for."""
    took = []
    with tempfile.TemporaryFile(dir=data) as file:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            file.write(BLOCK)
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    median = statistics.median(took)
    says = f"{median:.2f} ms for 4 KiB, the median of {ROUNDS} (slowest {max(took):.1f} ms)."
    if median > SLOW_MS:
        return warning("fsync", says, "Changes will be slow here; a local disk is faster.")
    return Finding("fsync", says)


def keys(settings: Settings) -> Iterator[Finding]:
    """The keys of persons: there, whole, private, and apart from the data."""
    where = settings.keys_folder
    events = any(settings.data.glob("*/events.db"))
    if not (where / "installation.key").exists():
        if events:
            yield problem(
                "keys",
                f"There are events in {settings.data} and no keys in {where}: nothing personal can "
                "be read.",
                "Bring the keys back from their backup, or say with NINETEEN_KEYS where they are.",
            )
        else:
            yield Finding("keys", f"{where} is not there yet; the first start makes it.")
        return
    yield from whole_and_private(where)
    if where.resolve().is_relative_to(settings.data.resolve()):
        yield problem(
            "keys",
            f"{where} lies inside the data folder, so a backup of the data carries the keys.",
            "Stop Nineteen, move it elsewhere and say where with NINETEEN_KEYS.",
        )


def whole_and_private(where: Path) -> Iterator[Finding]:
    """The files of the keys."""
    master, store = where / "installation.key", where / "keys.db"
    loose = [*private("keys", where), *private("keys", master)]
    if store.exists():
        loose += private("keys", store)
    yield from loose
    if master.stat().st_size != KEY_BYTES:
        yield problem(
            "keys",
            f"{master} has {master.stat().st_size} bytes instead of {KEY_BYTES}.",
            "Bring it back from the backup of the keys.",
        )
    if store.exists() and (fault := fault_of(store)):
        yield problem("keys", f"{store} is damaged: {fault}.", "Bring it back from its backup.")
    if not loose:
        yield Finding("keys", f"{where}, for you alone. Back it up apart from the data.")
