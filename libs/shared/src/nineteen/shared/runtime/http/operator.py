"""What operators do: look at parked events, redrive them, rebuild a view."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.charge import Charge, in_charge
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.http.bodies import json_object
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import ParkedRow
from nineteen.shared.runtime.rebuild import NoSuchView, RebuildFailed, rebuild

LIMIT = 10_000


@dataclass
class Rebuilding:
    """A rebuild under way, or the last one."""

    view: str
    read: int = 0
    total: int = 0
    generation: int | None = None
    failed: str | None = None

    def status(self) -> dict[str, Any]:
        """For the one who waits."""
        done = 1.0 if self.generation else min(0.99, self.read / max(1, self.total))
        return {
            "view": self.view,
            "done": round(done, 3),
            "generation": self.generation,
            "failed": self.failed,
        }


def routes() -> list[Route]:
    """Routes of the process."""
    return [
        Route("/ops/parked", parked, methods=["GET"], name="parked"),
        Route("/ops/parked/redrive", redrive, methods=["POST"], name="redrive"),
        Route("/ops/rebuild", rebuilding, methods=["GET"], name="rebuilding"),
        Route("/ops/rebuild", start_rebuild, methods=["POST"], name="rebuild"),
    ]


def shown(service: str, row: ParkedRow) -> dict[str, Any]:
    """One parked event; nothing of its content."""
    return {
        "service": service,
        "group": row.group,
        "fold": row.fold,
        "stream": row.stream,
        "version": row.version,
        "type": row.commit.events[row.index].type,
        "reason": row.reason,
        "error": row.error,
        "at": row.at.isoformat(),
    }


async def parked(request: Request) -> Response:
    """Every parked event."""
    app: App = request.app.state.app
    rows = [
        shown(node.service.name, row)
        for node in app.nodes.values()
        for row in await node.views.parked()
    ]
    return JSONResponse({"parked": rows})


async def redrive(request: Request) -> Response:
    """Try parked events again, in order; those of one stream, or all."""
    app: App = request.app.state.app
    body = await json_object(request, LIMIT)
    if body.keys() - {"group", "stream"} or not all(isinstance(v, str) for v in body.values()):
        raise Problem(422, "bad_redrive", 'Send {"group": ..., "stream": ...}, or nothing for all.')
    tried = went = 0
    for node in app.nodes.values():
        some, through = await redriven(app, node, body.get("group"), body.get("stream"))
        tried, went = tried + some, went + through
    return JSONResponse({"tried": tried, "went_through": went, "still_parked": tried - went})


async def redriven(
    app: App,
    node: Node,
    group: Any,  # noqa: ANN401
    stream: Any,  # noqa: ANN401
) -> tuple[int, int]:
    """(events tried, events that went through) of one service."""
    tried = went = 0
    charges: tuple[tuple[Charge, Consumer | None], ...]
    charges = (("work", node.policies), ("views", node.projector))
    for what, consumer in charges:
        if consumer is None or group not in (None, consumer.group):
            continue
        rows = [r for r in await node.watched.parked(consumer.group) if stream in (None, r.stream)]
        if rows:
            async with in_charge(app, node, what):
                tried += len(rows)
                went += await consumer.redrive(rows)
    return tried, went


async def start_rebuild(request: Request) -> Response:
    """Rebuild a view beside the live one; answers at once, GET tells how far it is."""
    app: App = request.app.state.app
    body = await json_object(request, LIMIT)
    view = body.get("view")
    known = [v.name for node in app.nodes.values() for v in node.service.views]
    if view not in known:
        raise Problem(404, "no_such_view", f"There is no such view. There are: {', '.join(known)}.")
    running: asyncio.Task[None] | None = getattr(request.app.state, "rebuild_task", None)
    if running and not running.done():
        raise Problem(409, "rebuild_under_way", "Another rebuild is under way. Wait for its end.")
    state = request.app.state.rebuilding = Rebuilding(str(view))
    request.app.state.rebuild_task = asyncio.create_task(run(app, state), name=f"rebuild {view}")
    return JSONResponse(state.status(), 202, {"location": "/ops/rebuild"})


async def rebuilding(request: Request) -> Response:
    """How far the rebuild is."""
    state: Rebuilding | None = getattr(request.app.state, "rebuilding", None)
    return JSONResponse(state.status() if state else {"view": None, "done": None})


async def run(app: App, state: Rebuilding) -> None:
    """Rebuild, and note how far it is."""

    def progress(read: int, total: int) -> None:
        state.read, state.total = read, total

    try:
        state.generation = await rebuild(app, state.view, progress)
    except (RebuildFailed, NoSuchView) as error:
        state.failed = f"{error}. The live view was left as it is."
    except Exception as error:  # noqa: BLE001  whoever waits must hear of it
        state.failed = f"{type(error).__name__}. The live view was left as it is."
