"""What operators ask of Nineteen over HTTP: parked events, and rebuilds."""

import asyncio
from collections.abc import Sequence
from typing import Any

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.connection import (
    PAUSE_S,
    Connection,
    answered,
    connected,
    finished,
)
from nineteen.standalone.cli.screen import Bar, bar

KEPT = "Stopped. Nothing is lost."
LIVE = "Stopped waiting. The live view is as it was until the new one is whole."
Status = dict[str, Any]


def parked_rows(settings: Settings) -> list[dict[str, Any]]:
    """Every parked event; raises Ended."""

    async def ask() -> list[dict[str, Any]]:
        async with connected(settings) as nineteen:
            rows: list[dict[str, Any]] = answered(await nineteen.http.get("/ops/parked"))["parked"]
            return rows

    return finished(ask(), KEPT)


def redriven(settings: Settings, wanted: dict[str, str]) -> dict[str, int]:
    """Try parked events again; how many were tried, went through, stay. Raises Ended."""

    async def ask() -> dict[str, int]:
        async with connected(settings) as nineteen:
            response = await nineteen.http.post("/ops/parked/redrive", json=wanted)
            counts: dict[str, int] = answered(response)
            await nineteen.drain()
            return counts

    return finished(ask(), KEPT)


def rebuilt(settings: Settings, views: Sequence[str]) -> list[Status]:
    """Rebuild views one after the other, all when none is named; raises Ended."""

    async def ask() -> list[Status]:
        with bar("Opening") as shown:
            async with connected(settings) as nineteen:
                names = views or await all_views(nineteen)
                return [await one_rebuilt(nineteen, name, shown) for name in names]

    return finished(ask(), LIVE)


async def all_views(nineteen: Connection) -> list[str]:
    """The views of every service."""
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415  slow to load

    asked = [
        answered(await nineteen.http.get(f"/{service.name}/v1/operations"))["views"]
        for service in SERVICES
    ]
    return [name for views in asked for name in views]


async def one_rebuilt(nineteen: Connection, view: str, shown: Bar) -> Status:
    """Start one and wait for its end."""
    status: Status = answered(await nineteen.http.post("/ops/rebuild", json={"view": view}))
    while status["generation"] is None and status["failed"] is None:
        shown.show(status["done"], view)
        await asyncio.sleep(PAUSE_S)
        status = answered(await nineteen.http.get("/ops/rebuild"))
    return status
