"""docs/commands.md: the routes of every service."""

from collections.abc import Iterator, Sequence
from typing import Any

from nineteen.shared.runtime.http.openapi import document
from nineteen.shared.runtime.service import Service
from nineteen.standalone.docs.markdown import code, page, table

INTRODUCTION = """\
Every command answers `{"id", "stream", "version", "events"}`; every refusal is a
[problem](problems.md) with a stable code. `Idempotency-Key` makes a retry safe.
Where *If-Match* is demanded, send the version you saw (the ETag of the last answer); elsewhere it
is honoured when sent. Bodies, with an example each, are in `openapi/<service>.json`, and a running
server has them at `/<service>/openapi.json`."""
COMMANDS = ("route", "operation", "what it does", "If-Match")
READS = ("route", "operation", "what it answers")
METHODS = ("post", "get", "put", "patch", "delete")


def commands(services: Sequence[Service]) -> str:
    """The page."""
    parts = [INTRODUCTION]
    for service in services:
        routes = [*operations(document(service))]
        taken = [row for method, row in routes if method == "post"]
        reads = [row[:3] for method, row in routes if method != "post"]
        parts += [f"## {service.name}", f"{service.title}."]
        parts += filter(None, [table(COMMANDS, taken), table(READS, reads)])
    return page("Commands and reads over HTTP", *parts)


def operations(openapi: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """(method, row) of each route."""
    for path, methods in openapi["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                route = f"{method.upper()} {path}"
                demanded = "demanded" if demands_version(said) else ""
                yield method, (code(route), code(said["operationId"]), said["summary"], demanded)


def demands_version(operation: dict[str, Any]) -> bool:
    """Whether If-Match must be sent."""
    return any(p["name"] == "If-Match" and p.get("required") for p in operation["parameters"])
