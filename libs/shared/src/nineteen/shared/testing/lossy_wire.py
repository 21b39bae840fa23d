"""A wire to a MongoDB on which chosen answers get lost: the server did it, nobody hears of it."""

import asyncio
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit, urlunsplit

LENGTH = 4
COMMAND = 26
"""Where the name of a command stands: after header, flags, kind, the document's size and a type."""
TROUBLE = (OSError, asyncio.IncompleteReadError)


End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class LossyWire:
    """Listens where clients connect to, and hands everything on; `async with` starts it."""

    def __init__(self, uri: str) -> None:
        self.lost = 0
        self._parts = urlsplit(uri)
        self._losing: tuple[bytes, int] = (b"", 0)
        self._heard: dict[bytes, asyncio.Event] = {}
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def uri(self) -> str:
        """The address of this end."""
        host, port = self._server.sockets[0].getsockname()[:2]
        user, at, _ = self._parts.netloc.rpartition("@")
        return urlunsplit(self._parts._replace(netloc=f"{user}{at}{host}:{port}"))

    def lose(self, command: str, times: int) -> None:
        """Lose the next answers to this command, and with each the connection."""
        self._losing = (command.encode() + b"\0", times)

    def heard(self, command: str) -> asyncio.Event:
        """Set when the next command of this name goes to the server."""
        return self._heard.setdefault(command.encode() + b"\0", asyncio.Event())

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._busy.add(task)
        host, port = self._parts.hostname or "localhost", self._parts.port or 27017
        with suppress(*TROUBLE, asyncio.CancelledError):
            theirs, ours = await asyncio.open_connection(host, port)
            try:
                await self._carry((reader, writer), (theirs, ours))
            finally:
                ours.close()
        writer.close()
        self._busy.discard(task)

    async def _carry(self, client: End, server: End) -> None:
        losing = asyncio.Event()
        ways = [
            asyncio.ensure_future(self._asked(client[0], server[1], losing)),
            asyncio.ensure_future(self._answered(server[0], client[1], losing)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _asked(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while True:
            message = await one(reader)
            for name in [each for each in self._heard if message[COMMAND:].startswith(each)]:
                self._heard.pop(name).set()
            command, times = self._losing
            if times and message[COMMAND:].startswith(command):
                self._losing = (command, times - 1)
                losing.set()
            writer.write(message)
            await writer.drain()

    async def _answered(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while True:
            message = await one(reader)
            if losing.is_set():
                self.lost += 1
                return
            writer.write(message)
            await writer.drain()


async def one(reader: asyncio.StreamReader) -> bytes:
    """One whole message."""
    length = await reader.readexactly(LENGTH)
    return length + await reader.readexactly(int.from_bytes(length, "little") - LENGTH)
