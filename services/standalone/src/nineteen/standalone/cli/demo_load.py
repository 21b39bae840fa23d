"""Opens an empty folder as the server does, and waits until the demo agency stands in it."""

import asyncio
from typing import Any

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.connection import PAUSE_S, Connection, finished, opened
from nineteen.standalone.cli.exits import BrokeOff
from nineteen.standalone.cli.screen import Bar, bar


def loaded(settings: Settings) -> None:
    """Load it; raises Ended."""
    finished(load(settings), "Stopped before the demo was whole. Start again: it begins anew.")


async def load(settings: Settings) -> None:
    """The same, to be awaited."""
    with bar("Opening") as shown:
        async with opened(settings, demo=True) as nineteen:
            trouble = await watched(nineteen, shown)
            await nineteen.drain()
    if trouble:
        raise BrokeOff(trouble)


async def watched(nineteen: Connection, shown: Bar) -> str | None:
    """Show how far it is until its end; what went wrong."""
    while status := await status_of(nineteen):
        if status["failed"] or status["done"] >= 1:
            return str(status["failed"]) if status["failed"] else None
        shown.show(status["done"], "Half a year of an agency's work")
        await asyncio.sleep(PAUSE_S)
    return "The demo did not begin. `nineteen doctor` looks everything over."


async def status_of(nineteen: Connection) -> dict[str, Any] | None:
    """How far the demo is; None when there is none."""
    answer: dict[str, Any] = (await nineteen.http.get("/health/ready")).json()
    return answer.get("demo")
