"""The load generator, a process of its own: keep-alive connections over raw sockets.

`python -m benchmarks.load` reads what to do as JSON from standard input, one line a run, and
answers each with a line.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from typing import Any, cast

import uvloop

OK = (b"HTTP/1.1 200", b"HTTP/1.1 201")
CENTILES = 100
PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Errand:
    """What one run does: every connection has a path of its own, and waits for each answer."""

    port: int
    paths: list[str]
    body: str
    requests: int
    """In all."""
    versions: list[int] = field(default_factory=list)
    """The version each path stands at: sent as If-Match, raised by every answer."""


class Connection(asyncio.Protocol):
    """One keep-alive connection: sends, waits for the whole answer, notes how long it took."""

    def __init__(self, errand: Errand, number: int, left: "count[int]") -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.taken: list[float] = []
        self.refused = 0
        self._left = left
        self._most = errand.requests
        self._version = errand.versions[number] if errand.versions else -1
        self._head = head_of(errand, number)
        self._body = errand.body.encode()
        self._pending = b""
        self._began = time.time_ns()
        self._sent_at = 0.0

    @property
    def version(self) -> int:
        """Where its path stands now."""
        return self._version

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Wait for the end of the answer, then send the next."""
        self._pending += data
        end = self._pending.find(b"\r\n\r\n")
        if end < 0 or len(self._pending) < end + 4 + length_of(self._pending[:end]):
            return
        self.taken.append(time.perf_counter() - self._sent_at)
        if self._pending.startswith(OK):
            self._version += self._version >= 0
        else:
            self.refused += 1
        self._pending = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, ours or theirs."""
        if not self.over.done():
            self.over.set_exception(exc or ConnectionError("the server hung up"))

    def _send(self) -> None:
        number = next(self._left)
        if number >= self._most:
            self.over.set_result(None)
            self._transport.close()
            return
        seen = f'if-match: "{self._version}"\r\n' if self._version >= 0 else ""
        self._sent_at = time.perf_counter()
        key = f"idempotency-key: {self._began:x}-{number}\r\n"
        self._transport.write(self._head + f"{key}{seen}\r\n".encode() + self._body)


def head_of(errand: Errand, number: int) -> bytes:
    """The head of each request, without its last line."""
    length = len(errand.body.encode())
    return (
        f"POST {errand.paths[number]} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"content-type: application/json\r\ncontent-length: {length}\r\n"
        "x-nineteen-persona: cascade/counselor/00000000-0000-4000-8000-00000000c019\r\n"
    ).encode()


def length_of(head: bytes) -> int:
    """The length of a body, by its head."""
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def run(errand: Errand) -> dict[str, Any]:
    """Send everything; the rate, the median and the 99th percentile in ms."""
    left, here = count(), asyncio.get_running_loop()
    began = time.perf_counter()
    connections = []
    for number in range(len(errand.paths)):
        _, connection = await here.create_connection(
            lambda number=number: Connection(errand, number, left),  # type: ignore[misc]
            "127.0.0.1",
            errand.port,
        )
        connections.append(connection)
    await asyncio.wait_for(asyncio.gather(*(each.over for each in connections)), PATIENCE_S)
    seconds = time.perf_counter() - began
    taken = [each * 1000 for connection in connections for each in connection.taken]
    centiles = quantiles(taken, n=CENTILES)
    return {
        "rate": len(taken) / seconds,
        "p50": centiles[49],
        "p99": centiles[98],
        "answered": len(taken),
        "refused": sum(connection.refused for connection in connections),
        "versions": [connection.version for connection in connections],
    }


def main() -> None:
    """One errand a line, until there are no more."""
    for line in sys.stdin:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            print(json.dumps(runner.run(run(Errand(**json.loads(line))))), flush=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
