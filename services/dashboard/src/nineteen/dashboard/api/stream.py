"""`GET /dashboard/v1/stream`: server-sent hints that views took news; no data in them."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from nineteen.shared.runtime.app import App

KEEPALIVE_S = 15.0
AT_MOST_EVERY_S = 1.0
HELLO = b"retry: 3000\nevent: hello\ndata:\n\n"
CHANGED = b"event: changed\ndata:\n\n"
ALIVE = b": still here\n\n"
EVENTS = {
    "200": {
        "description": "`hello`, then `changed` after each change; no data",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
router = APIRouter(prefix="/dashboard/v1", tags=["stream"])


@router.get("/stream", operation_id="stream", openapi_extra={"responses": EVENTS})
async def stream(request: Request) -> Response:
    """Say `changed` whenever views took news, at most once a second."""
    app: App = request.app.state.app
    stopping: asyncio.Event = request.app.state.stopping
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(hints(app, stopping), 200, headers, "text/event-stream")


async def hints(app: App, stopping: asyncio.Event) -> AsyncIterator[bytes]:
    """Hints until the process stops or the reader leaves."""
    changed = app.changed
    yield HELLO
    while not stopping.is_set():
        if await either(changed, stopping, KEEPALIVE_S):
            if stopping.is_set():
                return
            changed = app.changed  # before the pause, or what comes in it would be missed
            yield CHANGED
            await either(stopping, stopping, AT_MOST_EVERY_S)
        else:
            yield ALIVE


async def either(one: asyncio.Event, other: asyncio.Event, seconds: float) -> bool:
    """Wait for one of two events; False when neither came in time."""
    waits = {asyncio.ensure_future(each.wait()) for each in (one, other)}
    try:
        done, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for each in waits:
            each.cancel()
