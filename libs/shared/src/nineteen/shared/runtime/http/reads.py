"""Reads of what a service decides about: the state of a stream, and its history."""

import re
from typing import Any

from pydantic_core import to_json, to_jsonable_python
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nineteen.shared.decider import AnyDecider
from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.desk import Desk
from nineteen.shared.runtime.envelope import BATCH, cloud_event
from nineteen.shared.runtime.handle import absent
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.ids import COMMONS, UUID, Stream
from nineteen.shared.schema.recorded import Recorded


def routes(service: Service) -> list[Route]:
    """State and history of every kind of stream that an agency owns."""
    found = []
    for decider in service.deciders:
        if decider.shared:
            continue  # no route returns a commons stream
        base = f"/{service.name}/v1/{decider.collection}/{{id}}"
        reader = StreamReads(decider)
        name = decider.kind.replace("-", "_")
        found.append(Route(base, reader.state, methods=["GET"], name=f"{name}_state"))
        found.append(
            Route(f"{base}/history", reader.history, methods=["GET"], name=f"{name}_history")
        )
    return found


class StreamReads:
    """The reads of one kind of stream; another agency's id is unknown."""

    def __init__(self, decider: AnyDecider) -> None:
        self._decider = decider

    async def state(self, request: Request) -> Response:
        """The state that the events fold to."""
        node, stream = self._where(request)
        assert node.handler  # noqa: S101  it decides about this kind
        state, version = await node.handler.state(self._decider, stream)
        if not version:
            raise absent(self._decider)
        body = {
            "id": stream.id,
            "stream": str(stream),
            "version": version,
            "status": type(state).__name__,
            "state": to_jsonable_python(state, fallback=str),
        }
        return Response(to_json(body), 200, {"etag": f'"{version}"'}, "application/json")

    async def history(self, request: Request) -> Response:
        """Every event in order, readable; as CloudEvents when asked for."""
        node, stream = self._where(request)
        assert node.store  # noqa: S101  it decides about this kind
        commits = await node.store.read(str(stream))
        if not commits:
            raise absent(self._decider)
        desk: Desk = request.app.state.desk
        as_cloud_events = BATCH in request.headers.get("accept", "")
        events = await desk.readable(commits)
        if as_cloud_events:
            body: Any = [cloud_event(c, i, data_of(found)) for c, i, found in events]
            return Response(to_json(body), 200, media_type=BATCH)
        body = {"stream": str(stream), "events": [line(c, i, found) for c, i, found in events]}
        return Response(to_json(body), 200, media_type="application/json")

    def _where(self, request: Request) -> tuple[Node, Stream]:
        desk: Desk = request.app.state.desk
        persona = persona_of(request)
        stream_id = request.path_params["id"]
        if not re.match(UUID, stream_id) or persona.tenant == COMMONS:
            raise absent(self._decider)
        stream = Stream(persona.tenant, self._decider.kind, stream_id)
        return desk.node_of(self._decider.kind), stream


def data_of(found: Recorded | Unknown) -> dict[str, Any]:
    """The event's own data."""
    if isinstance(found, Unknown):
        return {}
    return found.event.model_dump(mode="json", exclude_defaults=True)


def line(commit: Commit, index: int, found: Recorded | Unknown) -> dict[str, Any]:
    """One event as people read it: what it means, when, by whom."""
    name = commit.events[index].type
    sentence = "" if isinstance(found, Unknown) else type(found.event).__doc__ or ""
    return {
        "version": commit.from_version + index,
        "id": f"{commit.id}.{index}",
        "type": name.rpartition(".")[2],
        "meaning": sentence.strip(),
        "occurred_at": commit.occurred_at,
        "recorded_at": commit.recorded_at,
        "actor": commit.actor,
        "on_behalf_of": commit.on_behalf_of,
        "data": data_of(found),
    }
