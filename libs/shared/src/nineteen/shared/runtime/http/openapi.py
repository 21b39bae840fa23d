"""The OpenAPI document of a service, from its commands, reads and views."""

import re
from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from pydantic_core import to_json

from nineteen.shared.runtime.http.commands import CommandRoute, command_routes
from nineteen.shared.runtime.http.examples import example_body
from nineteen.shared.runtime.service import Service

Json = dict[str, Any]
PROBLEM: Json = {
    "type": "object",
    "description": "What happened, what was kept, what to do next (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; programs look at this"},
        "detail": {"type": "string", "description": "for people"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
DONE: Json = {
    "type": "object",
    "required": ["id", "stream", "version", "events"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "stream": {"type": "string"},
        "version": {"type": "integer", "description": "also the ETag; send it as min_version"},
        "events": {"type": "array", "items": {"type": "string"}},
    },
    "example": {
        "id": "0195e3a0-0000-7000-8000-000000000019",
        "stream": "cascade/campaign-0195e3a0-0000-7000-8000-000000000019",
        "version": 1,
        "events": ["CampaignOpened"],
    },
}
REFUSALS = {
    "400": "not readable",
    "401": "unknown persona",
    "403": "this role may not",
    "404": "unknown id, or not yet there",
    "409": "not possible in this state",
    "412": "changed meanwhile",
    "413": "too large",
    "415": "not JSON",
    "422": "does not fit",
    "428": "If-Match is missing",
    "503": "not now: try again",
    "507": "the disk is full",
}
ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}


def header(name: str, says: str) -> Json:
    """An optional request header."""
    return {"name": name, "in": "header", "description": says, "schema": {"type": "string"}}


PERSONA = header("X-Nineteen-Persona", "<agency>/<role>/<id>; without it the demo's counselor")
KEY = header("Idempotency-Key", "the same key and body: the same answer, decided once")
IF_MATCH = header("If-Match", "the version you saw, as in ETag")
REFERENCE = "#/components/schemas/{model}"


def refusals() -> Json:
    """Every problem a route may answer with."""
    return {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}


def responses() -> Json:
    """What those problems are."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": says, "content": content} for status, says in REFUSALS.items()}


def document(service: Service) -> Json:
    """The OpenAPI 3.1 document."""
    commands = list(command_routes(service))
    models = list[type[BaseModel]]({c.command: None for c in commands})
    models += [view.document for view in service.views]
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=REFERENCE
    )
    schemas = {"Problem": PROBLEM, "Done": DONE, **definitions.get("$defs", {})}
    names = ["Problem", "Done", *(model.__name__ for model in models)]
    paths: Json = {}
    for command in commands:
        paths.setdefault(command.path, {})["post"] = operation(command)
    for path, get in [*reads(service), *views(service)]:
        paths.setdefault(path, {})["get"] = get
    for path, method, other in others(service):
        paths.setdefault(path, {})[method] = other
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Nineteen: {service.name}", "version": "1", "summary": service.title},
        "paths": paths,
        "components": {"schemas": reachable(schemas, names), "responses": responses()},
    }


def reachable(schemas: Json, names: Iterable[str]) -> Json:
    """The schemas that these need; what only the shell sees stays out."""
    needed: dict[str, None] = {}
    waiting = [*names]
    while waiting:
        if (name := waiting.pop(0)) not in needed:
            needed[name] = None
            text = to_json(schemas[name]).decode()
            waiting += re.findall(REFERENCE.format(model=r"(\w+)"), text)
    return {name: schemas[name] for name in sorted(needed)}


def operation(route: CommandRoute) -> Json:
    """One command."""
    command = route.command
    summary = (command.__doc__ or command.__name__).strip().splitlines()[0]
    done = {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}
    answers = {"200": {"description": "taken (or already so: no events)", "content": done}}
    if command.creates:
        answers["201"] = {"description": "made; Location says where", "content": done}
    body = {
        "schema": {"$ref": REFERENCE.format(model=command.__name__)},
        "example": example_body(command),
    }
    return {
        "operationId": route.operation,
        "summary": summary,
        "tags": [route.decider.collection],
        "parameters": [
            *([] if command.creates else [ID]),
            PERSONA,
            KEY,
            {**IF_MATCH, "required": command.guarded},
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {**answers, **refusals()},
    }


def reads(service: Service) -> Iterable[tuple[str, Json]]:
    """State and history of each kind of stream."""
    for decider in service.deciders:
        if decider.shared:
            continue
        base = f"/{service.name}/v1/{decider.collection}/{{id}}"
        name = decider.kind.replace("-", "_")
        yield base, read(f"{name}_state", f"The state of a {decider.kind}", decider.collection, ID)
        what = f"Every event of a {decider.kind}, readable"
        yield f"{base}/history", read(f"{name}_history", what, decider.collection, ID)


def views(service: Service) -> Iterable[tuple[str, Json]]:
    """A page and a document of each view."""
    for view in service.views:
        base, name = f"/{service.name}/v1/views/{view.name}", view.name.replace("-", "_")
        filters = [query(f"filter: {each}", each) for each in view.filters]
        paging = [query("most documents, 1 to 200", "limit"), query("from `next`", "cursor")]
        order = query(f"one of {', '.join((*view.sort, 'id'))}; - for descending", "sort")
        wait = query("<stream>:<version> to wait for, repeatable", "min_version")
        yield (
            base,
            read(f"view_{name}", f"A page of {view.name}", "views", *filters, *paging, order, wait),
        )
        yield f"{base}/{{id}}", read(f"view_{name}_one", f"One of {view.name}", "views", ID, wait)


def others(service: Service) -> Iterable[tuple[str, str, Json]]:
    """What a service's own router answers, where it gives an operation id."""
    for route in service.router.routes if service.router else ():
        if not isinstance(route, APIRoute) or not route.operation_id:
            continue
        ids = [
            {**ID, "name": name, "schema": {"type": "string"}} for name in route.param_convertors
        ]
        what = {
            "operationId": route.operation_id,
            "summary": (route.endpoint.__doc__ or route.name).strip().splitlines()[0],
            "tags": [*route.tags],
            "parameters": [*ids, PERSONA],
            "responses": {"200": {"description": "taken, or found"}, **refusals()},
            **(route.openapi_extra or {}),
        }
        for method in sorted(route.methods or ()):
            yield route.path_format, method.lower(), what


def query(says: str, name: str) -> Json:
    """An optional query parameter."""
    return {"name": name, "in": "query", "description": says, "schema": {"type": "string"}}


def read(operation_id: str, summary: str, tag: str, *parameters: Json) -> Json:
    """One read."""
    ok = {"description": "found", "content": {"application/json": {"schema": {"type": "object"}}}}
    few = {s: a for s, a in refusals().items() if s in {"401", "404", "422", "503"}}
    return {
        "operationId": operation_id,
        "summary": summary,
        "tags": [tag],
        "parameters": [*parameters, PERSONA],
        "responses": {"200": ok, **few},
    }
