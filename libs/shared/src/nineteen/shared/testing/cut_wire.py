"""A wire to a Kafka of one node that can be cut: nobody is told, nothing comes through any more."""

import asyncio
from contextlib import suppress
from typing import Self

from nineteen.shared.testing.lossy_wire import TROUBLE, End

LENGTH = 4
CHUNK = 65_536


class CutWire:
    """Listens where clients connect to, and hands everything on; `async with` starts it.

    Brokers name the address that clients shall use: in their answers this end's port stands for it.
    """

    def __init__(self, address: str) -> None:
        host, port = address.split(":")
        self._there = (host, int(port))
        self._whole = asyncio.Event()
        self._whole.set()
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Bootstrap servers, as whoever goes over this wire must be told."""
        return f"{self._there[0]}:{self._port}"

    def cut(self) -> None:
        """From now on nothing comes through, in neither direction."""
        self._whole.clear()

    def mend(self) -> None:
        """What was on its way arrives."""
        self._whole.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, self._there[0], 0)
        self._port = self._server.sockets[0].getsockname()[1]
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
        with suppress(*TROUBLE, asyncio.CancelledError):
            theirs, ours = await asyncio.open_connection(*self._there)
            try:
                await self._carry((reader, writer), (theirs, ours))
            finally:
                ours.close()
        writer.close()
        self._busy.discard(task)

    async def _carry(self, client: End, server: End) -> None:
        ways = [
            asyncio.ensure_future(self._asked(client[0], server[1])),
            asyncio.ensure_future(self._answered(server[0], client[1])),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(CHUNK):
            await self._whole.wait()
            writer.write(some)
            await writer.drain()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._there
        named, instead = (host.encode() + each.to_bytes(4, "big") for each in (port, self._port))
        while True:
            length = await reader.readexactly(LENGTH)
            message = await reader.readexactly(int.from_bytes(length, "big"))
            await self._whole.wait()
            writer.write(length + message.replace(named, instead))
            await writer.drain()
