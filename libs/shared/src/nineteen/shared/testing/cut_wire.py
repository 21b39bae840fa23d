"""A wire to a Kafka of one node that can be cut: nobody is told, nothing comes through any more."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from nineteen.shared.testing.wire import End, Wire

LENGTH = 4
CHUNK = 65_536


class CutWire(Wire):
    """Hands everything on while it is whole; `async with` starts it.

    Brokers name the address that clients shall use: in their answers this end's port stands for it.
    """

    def __init__(self, address: str) -> None:
        host, port = address.split(":")
        super().__init__(host, int(port))
        self._whole = asyncio.Event()
        self._whole.set()

    @property
    def address(self) -> str:
        """Bootstrap servers, as whoever goes over this wire must be told."""
        return f"{self._there[0]}:{self.here[1]}"

    def cut(self) -> None:
        """From now on nothing comes through, in neither direction."""
        self._whole.clear()

    def mend(self) -> None:
        """What was on its way arrives."""
        self._whole.set()

    def ways(self, client: End, server: End) -> tuple[Coroutine[Any, Any, None], ...]:
        """Requests there, answers back."""
        return self._asked(client[0], server[1]), self._answered(server[0], client[1])

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(CHUNK):
            await self._whole.wait()
            writer.write(some)
            await writer.drain()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._there
        named, instead = (host.encode() + each.to_bytes(4, "big") for each in (port, self.here[1]))
        while True:
            length = await reader.readexactly(LENGTH)
            message = await reader.readexactly(int.from_bytes(length, "big"))
            await self._whole.wait()
            writer.write(length + message.replace(named, instead))
            await writer.drain()
