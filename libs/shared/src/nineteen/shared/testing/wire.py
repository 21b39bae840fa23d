"""A wire to a server: it listens where clients connect to, and hands on what it will."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self

TROUBLE = (OSError, asyncio.IncompleteReadError)
End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Wire:
    """`async with` starts it; what becomes of a connection, `ways` says."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def here(self) -> tuple[str, int]:
        """Where clients connect to."""
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    def ways(self, client: End, server: End) -> tuple[Coroutine[Any, Any, None], ...]:
        """What carries one connection, there and back; it ends with the first of them."""
        raise NotImplementedError

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
        with suppress(*TROUBLE, asyncio.CancelledError):
            theirs, ours = await asyncio.open_connection(*self._there)
            try:
                await self._carry((reader, writer), (theirs, ours))
            finally:
                ours.close()
        writer.close()
        self._busy.discard(task)

    async def _carry(self, client: End, server: End) -> None:
        ways = [asyncio.ensure_future(way) for way in self.ways(client, server)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
