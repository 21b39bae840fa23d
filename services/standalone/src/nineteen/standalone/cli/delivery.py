"""Sends a list to Nineteen and waits until every row has been decided."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.connection import (
    PAUSE_S,
    Connection,
    answered,
    connected,
    finished,
    sentence_of,
)
from nineteen.standalone.cli.exits import BrokeOff, Refused
from nineteen.standalone.cli.screen import Bar, bar

PIECE = 256 * 1024
FOR_AS_LONG_AS_IT_TAKES = httpx.Timeout(30, read=None, write=None)
AGAIN = "Send the list again to go on: rows that were taken count as duplicates."
HINTS = {
    "list_columns_missing": "On the command line: --map 'Firm=name'.",
    "list_header_missing": "On the command line: --map 'Firm=name'.",
    "unknown_agency": (
        "With `nineteen up` running: POST /contact/v1/agencies, with a name and a zone. Or look at "
        "the demo agency first: `nineteen demo`."
    ),
}
"""What a refusal means on the command line, by its code."""
Summary = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A list, and how it is to be read."""

    file: Path
    feed: str
    query: dict[str, str]
    mapping: dict[str, str]
    rows: Path
    """Where to write what became of each row."""
    persona: str | None

    @property
    def headers(self) -> dict[str, str]:
        """Who sends it; the server says what is wrong with a persona."""
        if self.persona is None:
            return {}
        return {"x-nineteen-persona": self.persona.encode("ascii", "replace").decode()}


def delivered(delivery: Delivery, settings: Settings) -> Summary:
    """Send it and wait for its end; the counts. Raises Ended."""
    if delivery.query.get("dry_run"):
        return finished(sent(delivery, settings), "Stopped. It was a dry run: nothing was taken.")
    return finished(sent(delivery, settings), f"Stopped here. {AGAIN}")


async def sent(delivery: Delivery, settings: Settings) -> Summary:
    """The same, to be awaited."""
    with bar("Opening") as shown:
        async with connected(settings) as nineteen:
            summary = await upload(nineteen, delivery, shown)
            while not summary["finished"]:
                shown.show(summary["done"], f"{summary['rows']:,} rows")
                if summary["failed"]:
                    raise BrokeOff(f"{summary['failed']} {AGAIN}")
                await asyncio.sleep(PAUSE_S)
                summary = await progress(nineteen, delivery, summary["id"])
            await keep_rows(nineteen, delivery, summary["rows_at"])
            shown.wait("Making employers and contacts")
            await nineteen.drain()
    return summary


async def upload(nineteen: Connection, delivery: Delivery, shown: Bar) -> Summary:
    """Send the file piece by piece."""
    size = delivery.file.stat().st_size
    query = delivery.query | {"mapping": json.dumps(delivery.mapping)}
    headers = {"content-type": "text/csv", "content-length": str(size), **delivery.headers}

    def sent_so_far(done: float) -> None:
        shown.show(done, "Sending" if done < 1 else "Reading")

    response = await nineteen.http.post(
        f"/contact/v1/partner-feeds/{delivery.feed}/batches",
        params=query,
        headers=headers,
        content=pieces(delivery.file, size, sent_so_far),
        timeout=FOR_AS_LONG_AS_IT_TAKES,
    )
    if hint := next((says for code, says in HINTS.items() if code in response.text), None):
        raise Refused(f"{sentence_of(response)} {hint}")
    found: Summary = answered(response)
    return found


async def pieces(
    file: Path, size: int, sent_so_far: Callable[[float], None]
) -> AsyncIterator[bytes]:
    """The file, never whole in memory."""
    read = 0
    with file.open("rb") as handle:
        while read < size and (piece := handle.read(min(PIECE, size - read))):
            yield piece
            read += len(piece)
            sent_so_far(read / size)


async def progress(nineteen: Connection, delivery: Delivery, batch: str) -> Summary:
    """How far it is; raises BrokeOff when the server lost sight of it."""
    response = await nineteen.http.get(
        f"/contact/v1/batches/{batch}/progress", headers=delivery.headers
    )
    if response.status_code == httpx.codes.NOT_FOUND:
        raise BrokeOff(f"The server was started anew while it read the list. {AGAIN}")
    found: Summary = answered(response)
    return found


async def keep_rows(nineteen: Connection, delivery: Delivery, where: str) -> None:
    """Write down what became of each row."""
    request = nineteen.http.stream("GET", where, headers=delivery.headers)
    async with request as response:
        if not response.is_success:
            await response.aread()
            answered(response)
        with delivery.rows.open("wb") as file:
            async for piece in response.aiter_bytes():
                file.write(piece)
