"""One running service: its stores, its handler, its consumer groups, its to-dos."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json

from nineteen.shared.runtime.agency_settings import (
    Seconds,
    SettingsFold,
    SettingsOfStream,
    SettingsRemembered,
    SettingsSource,
)
from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.fold import Fold
from nineteen.shared.runtime.fresh_ids import uuid7
from nineteen.shared.runtime.handle import Handler
from nineteen.shared.runtime.lease import LeaseStore
from nineteen.shared.runtime.outbox import Nowhere, OutboxFold, OutboxRunner, Post
from nineteen.shared.runtime.outside import Outside
from nineteen.shared.runtime.policy_fold import PolicyFold
from nineteen.shared.runtime.ports import Bus, DocumentReader, EventStore, Positions, ViewStore
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.relay import Relay
from nineteen.shared.runtime.service import Service
from nineteen.shared.runtime.todo_runner import TodoRunner
from nineteen.shared.runtime.view_fold import ViewFold, generation_name
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.settings import Settings
from nineteen.shared.view import Document, View


@dataclass(frozen=True)
class Surroundings:
    """What all services of a process share."""

    bus: Bus
    codec: Codec
    reader: Reader
    clock: Clock
    sources: tuple[str, ...]
    """The services that decide; each has a log of its own."""
    fresh_id: Callable[[], str] = uuid7
    post: Post = field(default_factory=Nowhere)
    """Where messages to the outside go."""
    outside: Outside = field(default_factory=Outside)
    """How people outside reach us, and we them."""
    seconds: Seconds = time.monotonic
    process: str = "alone"
    """What this process calls itself in leases."""
    stalled_for: Callable[[], float] = lambda: 0.0
    """Seconds that the bus was silent, though it could have spoken."""
    look_s: float | None = None
    """How often a loop looks into a store that others write too (None: they wake it)."""
    poll_s: float | None = None
    """How long a loop rests after a poll that waited by itself (None: it did not)."""


@dataclass
class Node:
    """A service that runs. A service without deciders has no store, handler or to-dos."""

    service: Service
    views: ViewStore
    settings: SettingsSource
    around: Surroundings
    store: EventStore | None = None
    handler: Handler | None = None
    policies: Consumer | None = None
    todos: TodoRunner | None = None
    projector: Consumer | None = None
    documents: DocumentReader | None = None
    outbox: OutboxRunner | None = None
    relay: Relay | None = None
    leases: LeaseStore | None = None
    """Where several processes share a service: which of them does what only one may do."""
    after_swap: Callable[[], Awaitable[object]] | None = None
    """Who else must know that another generation of a view is read now."""
    watched: ViewStore = field(init=False)
    """For looking at positions without taking a group over."""

    def __post_init__(self) -> None:
        self.watched = self.views

    async def positions_of(self, group: str, bus: Bus, sources: Sequence[str]) -> Positions:
        """Where a group of this service stands, whichever process works for it."""
        found = await self.watched.positions(group)
        return {s: found.get(s) or await bus.start_position(s) for s in sources}

    async def state_of(self, stream: Stream) -> object:
        """The state of one of the service's own streams."""
        assert self.handler  # noqa: S101  only a service with deciders has streams
        decider = next(d for d in self.service.deciders if d.kind == stream.kind)
        state, _ = await self.handler.state(decider, stream)
        return state

    async def settings_of(self, tenant: str) -> Settings:
        """The settings of an agency as this service knows them."""
        return await self.settings.of(tenant)

    async def document_of(self, view: View, tenant: str, id: str) -> Document | None:  # noqa: A002
        """A document of one of the service's own views."""
        assert self.documents  # noqa: S101  only a service with views has documents
        active = await self.views.active([view.name])
        name = generation_name(view, active.get(view.name, 1))
        found = await self.documents.document((name, tenant, id))
        document: Document | None = from_json(found) if found else None
        return document

    async def sealed(self, tenant: str, *parts: str) -> str:
        """A keyed hash under the agency's key, uuid-shaped."""
        return await self.around.codec.ring.hashed(tenant, *parts)

    @property
    def address(self) -> str:
        """Where people outside reach the pages."""
        return self.around.outside.address

    @property
    def sender(self) -> str:
        """The address that mail comes from."""
        return self.around.outside.sender

    async def regained_work(self) -> None:
        """Another process did the work meanwhile: what is cached of it is old."""
        if self.policies:
            self.policies.forget()
        if self.todos:
            self.todos.forget()

    async def regained_views(self) -> None:
        """Somebody else kept the views meanwhile, or swapped one: read all of it again."""
        if self.projector:
            self.projector.folds = [*await view_folds(self.service, self.views)]
            self.projector.forget()

    def forget(self) -> None:
        """Drop every hot cache."""
        for consumer in (self.policies, self.projector):
            if consumer:
                consumer.forget()
        if self.handler:
            self.handler.forget()


def policies_group(service: str) -> str:
    """The consumer group of a service's policies."""
    return f"nineteen.{service}.policies"


def views_group(service: str) -> str:
    """The consumer group of a service's views."""
    return f"nineteen.{service}.views"


async def started(
    service: Service,
    views: ViewStore,
    store: EventStore | None,
    around: Surroundings,
    documents: DocumentReader | None = None,
) -> Node:
    """Put a service's parts together."""
    settings: SettingsSource = SettingsRemembered(views, around.seconds)
    if store and any(decider.kind == "agency" for decider in service.deciders):
        settings = SettingsOfStream(store, around.codec, around.seconds)
    node = Node(service, views, settings, around, store, documents=documents)
    if store:
        node.handler = Handler(store, around.codec, around.clock, settings, around.fresh_id)
        node.policies = Consumer(
            policies_group(service.name),
            around.sources,
            bus=around.bus,
            views=views,
            reader=around.reader,
            folds=policy_folds(service, around, settings),
            clock=around.clock,
        )
        node.todos = TodoRunner(
            views=views,
            handler=node.handler,
            codec=around.codec,
            deciders=service.deciders,
            policies=node.policies,
            clock=around.clock,
        )
    if service.courier:
        node.outbox = OutboxRunner(
            courier=service.courier, views=views, known=node, post=around.post
        )
    if service.views:
        node.projector = projector(service.name, await view_folds(service, views), views, around)
    return node


def policy_folds(service: Service, around: Surroundings, settings: SettingsSource) -> list[Fold]:
    """What a policies group folds: the policies, the settings, and the courier."""
    folds: list[Fold] = [PolicyFold(policy, around.codec) for policy in service.policies]
    folds.append(SettingsFold(around.codec, settings))
    return [*folds, OutboxFold(service.courier)] if service.courier else folds


async def view_folds(service: Service, views: ViewStore) -> list[ViewFold]:
    """The active generation of each view."""
    active = await views.active([view.name for view in service.views])
    return [ViewFold(view, active.get(view.name, 1)) for view in service.views]


def projector(
    service: str, folds: Sequence[ViewFold], views: ViewStore, around: Surroundings
) -> Consumer:
    """The consumer group of a service's live views."""
    return Consumer(
        views_group(service),
        around.sources,
        bus=around.bus,
        views=views,
        reader=around.reader,
        folds=folds,
        clock=around.clock,
    )
