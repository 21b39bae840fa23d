"""A server from a wheel that speaks MongoDB's protocol: a replica set of one, killed at will.

It is not a mongod: `gaps` names what it cannot prove.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

from nineteen.shared.testing.servers.cache import NoServer, fetched
from nineteen.shared.testing.servers.mongo_wire import takes_writes
from nineteen.shared.testing.servers.processes import (
    HOST,
    TAIL,
    Program,
    deadline,
    free_ports,
    passed,
)

WHEEL, VERSION = "SecantusDB", "0.7.0b3"
SET = "secantus"
BINARY = "NINETEEN_TEST_MONGO_BIN"
"""Names another server of the same kind, with the same options; `make soak` may use it."""
READY_S = 120.0
TRIES = 3


class Mongo:
    """One server on this machine, from the wheel; its port stays over restarts."""

    def __init__(self, folder: Path) -> None:
        """NoServer when the wheel cannot be had."""
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        (self._port,) = free_ports(1)
        # Without --sync-on-commit it loses acknowledged transactions when it is killed.
        command = [str(program()), "--port", str(self._port), "--sync-on-commit"]
        command += ["--storage-path", str(self.folder / "data")]
        if BINARY not in os.environ:
            command += ["--config", str(self._no_settings()), "--log-level", "WARNING"]
        self._program = Program(command, self.folder / "mongo.log")

    @property
    def uri(self) -> str:
        """Where clients connect to."""
        return f"mongodb://{HOST}:{self._port}/?replicaSet={SET}&directConnection=true"

    @property
    def pids(self) -> list[int]:
        """Its process id while it runs."""
        return [self._program.pid] if self._program.pid is not None else []

    def start(self, timeout: float = READY_S) -> None:
        """Start it on the data that it had, and wait until it takes writes."""
        self._program.start()
        try:
            self.wait_ready(timeout)
        except BaseException:
            self._program.kill()
            raise

    def wait_ready(self, timeout: float = READY_S) -> None:
        """Until it takes writes; RuntimeError with its log when it ends instead."""
        end = deadline(timeout)
        while not takes_writes(HOST, self._port):
            if not self._program.running or passed(end):
                raise RuntimeError(f"the database does not get ready:\n{self._program.tail()}")

    def kill(self) -> None:
        """Kill -9."""
        self._program.kill()

    def pause(self) -> None:
        """Freeze it: its connections stay open and it answers nothing."""
        self._program.pause()

    def resume(self) -> None:
        """Let it go on."""
        self._program.resume()

    def stop(self, grace: float = 30) -> None:
        """Stop it cleanly; with grace 0 kill it, for data that is thrown away."""
        self._program.stop(grace)

    def _no_settings(self) -> Path:
        """An empty file of settings: it would read one from the working folder otherwise."""
        file = self.folder / "settings.toml"
        file.touch()
        return file


def program() -> Path:
    """The server's program, in a venv of its own; NoServer when it cannot be installed."""
    if BINARY in os.environ:
        return Path(os.environ[BINARY])
    return fetched(f"{WHEEL.lower()}-{VERSION}", _install) / "bin" / "secantusd-py"


def _install(folder: Path) -> None:
    venv.create(folder, with_pip=True, symlinks=sys.platform != "win32")
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--no-input"]
    command += ["--disable-pip-version-check", f"{WHEEL}=={VERSION}"]
    said = ""
    for _ in range(TRIES):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if not done.returncode:
            return
        said = (done.stdout + done.stderr)[-TAIL:]
    raise NoServer(f"pip could not install {WHEEL} {VERSION}: {said}")


def mongo_from_wheel(folder: Path) -> Mongo:
    """A started server; NoServer when its wheel cannot be had."""
    server = Mongo(folder)
    server.start()
    return server
