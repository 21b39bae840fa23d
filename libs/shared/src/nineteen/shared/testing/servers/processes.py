"""Programs that tests start: none outlives the process that started it."""

import contextlib
import ctypes
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
"""Below the range of outgoing connections: none takes a server's port between kill and restart."""
TAIL = 3_000
PR_SET_PDEATHSIG = 1

# The death signal follows the thread that forks, so one thread forks, and lives to the end.
_forker = ThreadPoolExecutor(1, thread_name_prefix="forker")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Program:
    """A command with a log; it can be killed, frozen, and started again."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.command = command
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; RuntimeError when it runs already."""
        if self.running:
            raise RuntimeError(f"{Path(self.command[0]).name} runs already")
        self._process = _forker.submit(self._forked).result()

    def _forked(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  it takes no lock and imports nothing
            )

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def ask_to_end(self) -> None:
        """SIGTERM, without waiting."""
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """Kill -9, also while it is frozen; nothing when it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self, grace: float = 30) -> None:
        """End it cleanly, and with kill -9 after `grace` seconds."""
        if self._process is None:
            return
        if grace:
            self.ask_to_end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        self.kill()

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-TAIL:] if self.log.exists() else ""


def deadline(seconds: float) -> float:
    """When, by the monotonic clock, that many seconds will have passed."""
    return time.monotonic() + seconds


def passed(moment: float) -> bool:
    """Whether a deadline is over; if not, wait for a moment before the next look."""
    if time.monotonic() > moment:
        return True
    time.sleep(0.05)
    return False


def free_ports(count: int) -> list[int]:
    """`count` ports in a row that nobody listens on; OSError when there are none."""
    for _ in range(200):
        first = random.randrange(PORTS.start, PORTS.stop - count)
        ports = range(first, first + count)
        if all(map(_free, ports)):
            return list(ports)
    raise OSError("200 tries found no free ports")


def _free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def received(connection: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes; OSError when the other side closes before."""
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise OSError("the server closed the connection")
        data += part
    return data
