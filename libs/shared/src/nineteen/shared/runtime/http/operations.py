"""Health, metrics, the manual clock, and what operators see of a service."""

import re
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nineteen.shared.runtime.app import App, NotManual
from nineteen.shared.runtime.clock import system_milliseconds
from nineteen.shared.runtime.http.bodies import json_object
from nineteen.shared.runtime.http.problems import Problem
from nineteen.shared.runtime.measures import (
    DUPLICATES,
    LAG,
    LEASES,
    PARKED,
    RELAY_BLOCKED,
    RELAY_OLDEST,
    RELAY_PENDING,
    RELAY_PUBLISHED,
    RELAY_RENEWED,
    TODOS,
)
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.progress import at_rest, ends_of, lag
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.schema.words import Instant

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
DURATION: TypeAdapter[timedelta] = TypeAdapter(timedelta)
LIMIT = MOST_COUNTED = 10_000


def routes() -> list[Route]:
    """Routes of the process."""
    return [
        Route("/health/startup", startup, methods=["GET"], name="health_startup"),
        Route("/health/live", live, methods=["GET"], name="health_live"),
        Route("/health/ready", ready, methods=["GET"], name="health_ready"),
        Route("/metrics", metrics, methods=["GET"], name="metrics"),
        Route("/ops/clock", clock, methods=["GET"], name="clock"),
        Route("/ops/clock", turn_clock, methods=["POST"], name="turn_clock"),
        Route("/ops/quiescent", quiescent, methods=["GET"], name="quiescent"),
        Route("/{service}/v1/operations", operations, methods=["GET"], name="operations"),
    ]


async def startup(_: Request) -> Response:
    """The process has started."""
    return JSONResponse({"status": "started"})


async def live(request: Request) -> Response:
    """The process works: no loop has ended for good."""
    app: App = request.app.state.app
    if app.broken:
        return JSONResponse({"status": "broken", "why": app.broken}, 503)
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> Response:
    """The process takes work: stores answer, no group needs a rebuild, it is not stopping."""
    app: App = request.app.state.app
    needs = [c.needs_rebuild for n in app.nodes.values() for c in (n.policies, n.projector) if c]
    why = [each for each in needs if each]
    if request.app.state.stopping.is_set():
        why.append("stopping")
    if why or app.broken:
        return JSONResponse({"status": "not ready", "why": why or [app.broken]}, 503)
    return JSONResponse({"status": "ready", "demo": request.app.state.demo.status()})


async def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    app: App = request.app.state.app
    for node in app.nodes.values():
        await measure(app, node)
    for lease, changes in app.loops.lease_changes().items():
        LEASES.labels(lease).set(changes)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def measure(app: App, node: Node) -> None:
    """Read the gauges of one service."""
    for consumer in (node.policies, node.projector):
        if not consumer:
            continue
        for source, behind in (await lag(app, node, consumer.group)).items():
            LAG.labels(consumer.group, source).set(behind)
        DUPLICATES.labels(consumer.group).set(consumer.duplicates)
        PARKED.labels(consumer.group).set(len(await node.views.parked(consumer.group)))
    for code, n in (node.todos.codes if node.todos else {}).items():
        TODOS.labels(node.service.name, code).set(n)
    if node.relay:
        await measure_relay(node.relay)


async def measure_relay(relay: Relay) -> None:
    """Read the gauges of a relay; what waits is the same in every process."""
    since = await relay.backlog.oldest_pending()
    waited = 0.0 if since is None else max(0, system_milliseconds() - since) / 1000
    RELAY_OLDEST.labels(relay.service).set(waited)
    RELAY_PENDING.labels(relay.service).set(await relay.backlog.count_pending(MOST_COUNTED))
    RELAY_PUBLISHED.labels(relay.service).set(relay.carried)
    RELAY_RENEWED.labels(relay.service).set(relay.renewed)
    RELAY_BLOCKED.labels(relay.service).set(len(relay.blocked))


async def operations(request: Request) -> Response:
    """What one service says of itself (V15): lag, to-dos, messages, parked events, views."""
    app: App = request.app.state.app
    node = app.nodes.get(request.path_params["service"])
    if node is None:
        raise Problem(404, "not_found", "There is no such service here.")
    due = await node.todos.next_due() if node.todos else None
    active = await node.views.active([view.name for view in node.service.views])
    body: dict[str, Any] = {
        "service": node.service.name,
        "groups": [await group(app, node, c) for c in (node.policies, node.projector) if c],
        "next_todo_due": due.isoformat() if due else None,
        "todo_lag_s": max(0, int((app.clock.now() - due).total_seconds())) if due else 0,
        "outbox": len(await node.watched.waiting(MOST_COUNTED)) if node.outbox else 0,
        "todos_closed": dict(node.todos.codes) if node.todos else {},
        "views": {
            v.name: {"version": v.version, "generation": active.get(v.name, 1)}
            for v in node.service.views
        },
        "rebuild": rebuild_of(request, node),
    }
    return JSONResponse(body)


def rebuild_of(request: Request, node: Node) -> dict[str, Any] | None:
    """How far the rebuild of one of its views is, or how the last one ended."""
    state = getattr(request.app.state, "rebuilding", None)
    mine = {view.name for view in node.service.views}
    return state.status() if state and state.view in mine else None


async def group(app: App, node: Node, consumer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Where a consumer group stands."""
    parked = await node.views.parked(consumer.group)
    return {
        "group": consumer.group,
        "lag": sum((await lag(app, node, consumer.group)).values()),
        "duplicates": consumer.duplicates,
        "parked_events": len(parked),
        "parked_streams": len({(row.fold, row.stream) for row in parked}),
        "needs_rebuild": consumer.needs_rebuild,
    }


async def quiescent(request: Request) -> Response:
    """Whether the services of this process have nothing left to do at this moment.

    With `views=false` views may lag: nothing that is decided depends on them. One answer may have
    missed what went on while it was given: services rest when all are quiescent, tell the same
    `ends`, and tell all of it twice.
    """
    app: App = request.app.state.app
    views = request.query_params.get("views") != "false"
    if app.look_at_clock:
        await app.look_at_clock()
    ends = await ends_of(app)
    rests = [await at_rest(app, node, ends, views=views) for node in app.nodes.values()]
    dues = [each.next_due for each in rests if each.next_due]
    body = {
        "quiescent": all(each.quiescent for each in rests),
        "pending": sum(each.pending for each in rests),
        "taken": sum(each.taken for each in rests),
        "next_due_at": min(dues).isoformat() if dues else None,
        "now": app.clock.now().isoformat(),
        "ends": {source: sum(end.next) for source, end in ends.items()},
    }
    return JSONResponse(body)


async def clock(request: Request) -> Response:
    """Business time."""
    app: App = request.app.state.app
    due = await app.next_due()
    now = app.clock.now().isoformat()
    return JSONResponse({"now": now, "next_due": due.isoformat() if due else None})


async def turn_clock(request: Request) -> Response:
    """Turn the manual clock to a moment or by a duration; to-dos run at their own times."""
    app: App = request.app.state.app
    body = await json_object(request, LIMIT)
    target = target_of(body, app.clock.now())
    try:
        await app.turn_to(target)
    except NotManual:
        raise Problem(
            409, "clock_is_real", "The clock is the system's. Start with NINETEEN_CLOCK=manual."
        ) from None
    except ValueError:
        raise Problem(409, "clock_backwards", "A clock never goes back; it stays.") from None
    return await clock(request)


def target_of(body: dict[str, Any], now: datetime) -> datetime:
    """Where the clock shall be turned to; raises Problem."""
    try:
        match body:
            case {"set": str(moment), **rest} if not rest:
                return INSTANT.validate_python(moment)
            case {"advance": str(duration), **rest} if not rest and re.match("P", duration):
                return now + DURATION.validate_python(duration)
            case _:
                pass
    except (ValidationError, OverflowError):
        pass
    raise Problem(
        422, "bad_clock", 'Send {"set": "2026-01-05T09:00:00-08:00"} or {"advance": "PT24H"}.'
    )
