"""Being in charge of a service's work, views or relay for a while, for an operator."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.lease import Lease
from nineteen.shared.runtime.node import Node

Charge = Literal["work", "views", "relay"]
ASK_AGAIN_S = 0.2


@asynccontextmanager
async def in_charge(app: App, node: Node, what: Charge) -> AsyncIterator[None]:
    """Nobody else does this now: the process that did hands it over, and has it back after.

    In one process alone there is nobody to ask.
    """
    if node.leases is None:
        yield
        return
    me = f"{app.around.process}/{secrets.token_hex(4)}"
    lease = Lease(node.leases, f"{node.service.name}.{what}", me)
    while not await lease.step():
        await lease.ask()
        await asyncio.sleep(ASK_AGAIN_S)
    try:
        if what == "work":
            await node.regained_work()
        elif what == "views":
            await node.regained_views()
        async with keeping(lease):
            yield
    finally:
        await lease.release()


@asynccontextmanager
async def keeping(lease: Lease) -> AsyncIterator[None]:
    """Beat while something goes on."""

    async def beat() -> None:
        while await lease.step():  # noqa: ASYNC110  time passing is what is waited for
            await asyncio.sleep(1.0)

    beating = asyncio.create_task(beat(), name=f"keeping {lease.name}")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
