"""A wire to a MongoDB on which chosen answers get lost: the server did it, nobody hears of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from nineteen.shared.testing.wire import End, Wire

LENGTH = 4
COMMAND = 26
"""Where the name of a command stands: after header, flags, kind, the document's size and a type."""


class LossyWire(Wire):
    """Hands everything on but the answers that are to be lost; `async with` starts it."""

    def __init__(self, uri: str) -> None:
        self.lost = 0
        self._parts = urlsplit(uri)
        super().__init__(self._parts.hostname or "localhost", self._parts.port or 27017)
        self._losing: tuple[bytes, int] = (b"", 0)
        self._heard: dict[bytes, asyncio.Event] = {}

    @property
    def uri(self) -> str:
        """The address of this end."""
        host, port = self.here
        user, at, _ = self._parts.netloc.rpartition("@")
        return urlunsplit(self._parts._replace(netloc=f"{user}{at}{host}:{port}"))

    def lose(self, command: str, times: int) -> None:
        """Lose the next answers to this command, and with each the connection."""
        self._losing = (command.encode() + b"\0", times)

    def heard(self, command: str) -> asyncio.Event:
        """Set when the next command of this name goes to the server."""
        return self._heard.setdefault(command.encode() + b"\0", asyncio.Event())

    def ways(self, client: End, server: End) -> tuple[Coroutine[Any, Any, None], ...]:
        """Commands there, answers back."""
        losing = asyncio.Event()
        there = self._asked(client[0], server[1], losing)
        return there, self._answered(server[0], client[1], losing)

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
