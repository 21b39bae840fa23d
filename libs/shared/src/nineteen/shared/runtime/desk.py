"""The desk: where a command from outside (page, API, partner, simulator) becomes an order."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from nineteen.shared.decider import AnyDecider, Command, Forbidden, Invalid, Missing
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.fresh_ids import uuid7
from nineteen.shared.runtime.handle import Done, Order
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.ids import Id, Stream, natural_id
from nineteen.shared.schema.recorded import Actor, Recorded, Role
from nineteen.shared.schema.words import Instant

AHEAD = timedelta(minutes=5)
"""A person's clock may run ahead by so much (DESIGN 4)."""
SHELL_FIELDS = ("occurred_at", "id")
READ_ONLY: frozenset[Role] = frozenset({"auditor", "host"})
CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
AN_ID: TypeAdapter[str] = TypeAdapter(Id)


@dataclass(frozen=True, slots=True)
class Persona:
    """Who speaks: an agency, a role and a random id."""

    tenant: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Letter:
    """A command as it came in: JSON data, and what the transport said of it."""

    decider: AnyDecider
    command: type[Command]
    body: Mapping[str, Any]
    persona: Persona
    target: str | None = None
    key: str | None = None
    """Idempotency key; without one a retry may repeat."""
    expected: int | None = None


class Desk:
    """Turns letters into orders and has the service's handler decide."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._nodes = {d.kind: n for n in app.nodes.values() for d in n.service.deciders}
        self._deciders = {d.kind: d for n in app.nodes.values() for d in n.service.deciders}
        self._named = {
            (d.kind, c.__name__): (d, c)
            for n in app.nodes.values()
            for d in n.service.deciders
            for c in d.commands
            if not c.internal
        }

    def node_of(self, kind: str) -> Node:
        """The service that decides about this kind of stream."""
        return self._nodes[kind]

    def named(self, kind: str, command: str) -> tuple[AnyDecider, type[Command]]:
        """A public command by the kind of its stream and its name."""
        return self._named[kind, command]

    async def readable(
        self, commits: Sequence[Commit]
    ) -> list[tuple[Commit, int, Recorded | Unknown]]:
        """Every event of the commits, decrypted."""
        codec = self._app.around.codec
        await codec.fetch_keys(commits)
        return [(c, i, codec.read(c, i)) for c in commits for i in range(len(c.events))]

    async def hashed(self, tenant: str, *parts: str) -> str:
        """A keyed hash of what must not be read, uuid-shaped."""
        return await self._app.around.codec.ring.hashed(tenant, *parts)

    async def note_new(self, kind: str, tenant: str, ids: Iterable[str]) -> None:
        """Know at once which of many streams of a kind are new (see Handler.note_new)."""
        node = self._nodes[kind]
        assert node.handler  # noqa: S101  a node with deciders has one
        decider = next(d for d in node.service.deciders if d.kind == kind)
        await node.handler.note_new(decider, [Stream(tenant, kind, each) for each in ids])

    async def issue(
        self, kind: str, command: Command, persona: Persona, *, target: str | None = None
    ) -> Done:
        """Decide a command that an edge of ours made itself (a list's row, a partner's event)."""
        node = self._nodes[kind]
        assert node.handler  # noqa: S101  a node with deciders has one
        decider = self._deciders[kind]
        now = self._app.clock.now()
        order = Order(decider, command, persona.tenant, persona.actor, now, uuid7(), target)
        return await node.handler.handle(order)

    async def admit(self, persona: Persona) -> None:
        """Let in who may do something here; raises Forbidden or Missing."""
        may_command(persona)
        if registry := self._nodes.get("agency"):
            await must_be_known(registry, persona.tenant)

    async def submit(self, letter: Letter) -> Done:
        """Decide a letter. Raises pydantic.ValidationError, Rejected and what handling raises."""
        if letter.decider.kind == "agency":
            may_command(letter.persona)
        else:
            await self.admit(letter.persona)
        now = self._app.clock.now()
        node = self._nodes[letter.decider.kind]
        body, at, target = taken_apart(letter, now)
        command = letter.command.model_validate_json(to_json(body), strict=True)
        assert node.handler  # noqa: S101  a node with deciders has one
        order = Order(
            decider=letter.decider,
            command=command,
            tenant=letter.persona.tenant,
            actor=letter.persona.actor,
            occurred_at=at,
            command_id=command_id(letter),
            target=target,
            payload_hash=fingerprint(letter.body) if letter.key else "",
            expected=letter.expected,
        )
        return await node.handler.handle(order)


def may_command(persona: Persona) -> None:
    """Some only look."""
    if persona.actor.role in READ_ONLY:
        raise Forbidden(
            "role_only_reads",
            "This role only reads; nothing was changed. Ask a counselor to do it.",
        )


async def must_be_known(node: Node, tenant: str) -> None:
    """Nothing happens for an agency that nobody registered."""
    settings = await node.settings.of(tenant)
    if not settings.known:
        raise Missing(
            "unknown_agency",
            "This agency is not registered here; nothing was changed. Register it first.",
        )


def taken_apart(letter: Letter, now: datetime) -> tuple[dict[str, Any], datetime, str | None]:
    """The command's own fields, when it happened, and the id a client chose for a new stream."""
    body = dict(letter.body)
    if not_ours := (letter.command.filled | {"stamp"}) & body.keys():
        raise Invalid(
            "unknown_field",
            f"The fields {', '.join(sorted(not_ours))} are set by Nineteen; leave them out.",
        )
    said = body.pop("occurred_at", None)
    at = now if said is None else INSTANT.validate_json(to_json(said), strict=True)
    if at > now + AHEAD:
        raise Invalid(
            "in_the_future",
            "occurred_at lies more than 5 minutes ahead; nothing was recorded. Check the clock.",
        )
    target = letter.target
    if letter.command.creates and "id" in body and "id" not in letter.command.model_fields:
        target = AN_ID.validate_python(body.pop("id"))
    return body, at, target


def fingerprint(body: Mapping[str, Any]) -> str:
    """A hash of the client's payload, whatever the order of its fields."""
    return sha256(CANONICAL.encode(body).encode("utf-8", "surrogatepass")).hexdigest()


def command_id(letter: Letter) -> str:
    """One id per (agency, actor, route, target, key); without a key a new one."""
    if letter.key is None:
        return uuid7()
    route = f"{letter.decider.kind}/{letter.command.__name__}"
    persona = letter.persona
    parts = (persona.tenant, str(persona.actor), route, letter.target or "", letter.key)
    return natural_id(*parts)
