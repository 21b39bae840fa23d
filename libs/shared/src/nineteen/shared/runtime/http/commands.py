"""Command routes, made from the deciders of a service."""

import re
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nineteen.shared.decider import AnyDecider, Command
from nineteen.shared.runtime.desk import Desk, Letter
from nineteen.shared.runtime.handle import Done
from nineteen.shared.runtime.http.bodies import json_object
from nineteen.shared.runtime.http.personas import persona_of
from nineteen.shared.runtime.http.problems import Problem, answer_to
from nineteen.shared.runtime.measures import COMMAND_SECONDS, COMMANDS
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.ids import UUID

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]
MOST_KEY = 255
log = structlog.get_logger()


def kebab(name: str) -> str:
    """`ApproveDraft` as `approve-draft`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """One public command of a service and its path."""

    service: str
    decider: AnyDecider
    command: type[Command]

    @property
    def path(self) -> str:
        """POST goes here; where several commands create, each has its name in the path."""
        base = f"/{self.service}/v1/{self.decider.collection}"
        name = kebab(self.command.__name__)
        if not self.command.creates:
            return f"{base}/{{id}}/{name}"
        ways = [each for each in self.decider.commands if each.creates and not each.internal]
        return base if len(ways) == 1 else f"{base}/{name}"

    @property
    def operation(self) -> str:
        """The stable operation id."""
        kind = self.decider.kind.replace("-", "_")
        return f"{kind}_{kebab(self.command.__name__).replace('-', '_')}"


def command_routes(service: Service) -> Iterator[CommandRoute]:
    """Every public command."""
    for decider in service.deciders:
        for command in decider.commands:
            if not command.internal:
                yield CommandRoute(service.name, decider, command)


def routes(service: Service, limit: int) -> list[Route]:
    """The routes of a service's commands."""
    return [
        Route(each.path, endpoint(each, limit), methods=["POST"], name=each.operation)
        for each in command_routes(service)
    ]


def endpoint(route: CommandRoute, limit: int) -> Endpoint:
    """Answer one command; a lean path, for it is the busiest."""
    labels = (route.service, route.decider.kind, route.command.__name__)
    seconds = COMMAND_SECONDS.labels(*labels)
    outcomes: dict[str, Any] = {}

    async def command(request: Request) -> Response:
        began = time.perf_counter()
        try:
            done = await taken(route, request, limit)
            code, answer = "done" if done.events else "nothing", accepted(route, done)
        except Exception as error:
            refusal = answer_to(error)
            if refusal is None:
                raise
            code, answer = code_of(error), refusal
        took = time.perf_counter() - began
        if code not in outcomes:
            outcomes[code] = COMMANDS.labels(*labels, code)
        outcomes[code].inc()
        seconds.observe(took)
        log.info(
            "command",
            service=route.service,
            command=route.command.__name__,
            outcome=code,
            status=answer.status_code,
            ms=round(took * 1000, 2),
        )
        return answer

    return command


async def taken(route: CommandRoute, request: Request, limit: int) -> Done:
    """Read the request and have it decided."""
    desk: Desk = request.app.state.desk
    persona = persona_of(request)
    body = await json_object(request, limit)
    target = request.path_params.get("id")
    if target is not None and not re.match(UUID, target):
        raise Problem(404, "not_found", f"There is no {route.decider.kind} with this id.")
    letter = Letter(
        route.decider,
        route.command,
        body,
        persona,
        target,
        idempotency_key(request),
        expected_version(request, guarded=route.command.guarded),
    )
    return await desk.submit(letter)


def idempotency_key(request: Request) -> str | None:
    """The client's key for safe retries; raises Problem for an empty or endless one."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= MOST_KEY:
        raise Problem(
            400,
            "bad_idempotency_key",
            f"Idempotency-Key must have 1 to {MOST_KEY} characters; nothing was changed.",
        )
    return key


def expected_version(request: Request, *, guarded: bool) -> int | None:
    """The version of `If-Match`; raises Problem (428) where a command demands one."""
    said = request.headers.get("if-match")
    if said is None:
        if guarded:
            raise Problem(
                428,
                "version_missing",
                "Say with If-Match which version you saw (its ETag); nothing was changed.",
            )
        return None
    found = re.fullmatch(r'\s*(?:W/)?"?(\d{1,9})"?\s*', said)
    if said.strip() == "*" and not guarded:
        return None
    if not found:
        raise Problem(
            400, "bad_if_match", 'If-Match must be a version such as "3"; nothing was changed.'
        )
    return int(found[1])


def accepted(route: CommandRoute, done: Done) -> Response:
    """The answer to a command that was taken."""
    body = {
        "id": done.stream.id,
        "stream": str(done.stream),
        "version": done.version,
        "events": [name.rpartition(".")[2] for name in done.events],
    }
    headers = {"etag": f'"{done.version}"'}
    created = route.command.creates and 0 < done.version == len(done.events)
    if created:
        headers["location"] = f"/{route.service}/v1/{route.decider.collection}/{done.stream.id}"
    return Response(to_json(body), 201 if created else 200, headers, "application/json")


def code_of(error: Exception) -> str:
    """The stable code of a refusal, for metrics and logs."""
    return str(getattr(error, "code", type(error).__name__))
