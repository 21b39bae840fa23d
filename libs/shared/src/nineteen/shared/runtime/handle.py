"""The handle loop: load, fold, decide, append; on a conflict read again and decide again."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nineteen.shared.decider import AnyDecider, Command, Facts, Missing, Ref, Rejected, Stamp
from nineteen.shared.runtime.agency_settings import SettingsSource
from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Codec, Unknown
from nineteen.shared.runtime.fresh_ids import uuid7
from nineteen.shared.runtime.on_behalf import for_whom
from nineteen.shared.runtime.ports import Commit, Conflict, EventStore
from nineteen.shared.runtime.turns import Turns
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.settings import Settings

MOST_STATES = 10_000
MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Order:
    """A command with what the shell knows of it. `target` None: the id follows from the command."""

    decider: AnyDecider
    command: Command
    tenant: str
    actor: Actor
    occurred_at: datetime
    command_id: str
    target: str | None = None
    payload_hash: str = ""
    expected: int | None = None
    on_behalf_of: str | None = None
    correlation: str = ""
    causation: str = ""
    settings_of: str | None = None
    """Whose settings hold, when the stream belongs to nobody (`commons`)."""
    persistent: bool = False
    """Conflicts are retried without limit (to-dos)."""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a command; `events` are wire names; `repeated` when it was decided before."""

    stream: Stream
    version: int
    events: tuple[str, ...] = ()
    repeated: bool = False


class StaleVersion(Exception):
    """The stream moved on since the client read it (412)."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class PayloadDiffers(Exception):
    """The same command id came with another payload (422)."""


@dataclass(slots=True)
class Known:
    """A stream as far as it was read."""

    version: int
    state: Any


class Handler:
    """Handles the commands of one service's deciders."""

    def __init__(
        self,
        store: EventStore,
        codec: Codec,
        clock: Clock,
        settings: SettingsSource,
        fresh_id: Callable[[], str] = uuid7,
    ) -> None:
        self._store = store
        self._codec = codec
        self._clock = clock
        self._settings = settings
        self._fresh_id = fresh_id
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._turns = Turns()

    async def handle(self, order: Order) -> Done:
        """Decide and append; the same command again gets the same answer.

        Raises Rejected, StaleVersion, PayloadDiffers, CommitTooLarge, Conflict, Unavailable.
        """
        stream, command = await self._prepared(order)
        async with self._turns.of(str(stream)):
            return await self._tried(order, stream, command)

    async def state(self, decider: AnyDecider, stream: Stream) -> tuple[Any, int]:
        """The state of a stream and its version, read to its end."""
        known = await self._load(decider, str(stream))
        return known.state, known.version

    async def note_new(self, decider: AnyDecider, streams: Iterable[Stream]) -> None:
        """Know at once which of many streams are new, in place of a look-up for each."""
        names = [name for name in map(str, streams) if name not in self._known]
        if not names:
            return
        there = await self._store.existing(names)
        for name in names:
            if name not in there:
                self._remember(name, Known(0, decider.initial))

    def forget(self) -> None:
        """Drop every cached state."""
        self._known.clear()

    async def _tried(self, order: Order, stream: Stream, command: Command) -> Done:
        tries = 0
        while True:
            try:
                return await self._once(order, stream, command)
            except Conflict:
                self._known.pop(str(stream), None)
                tries += 1
                if tries >= MOST_TRIES and not order.persistent:
                    raise
                await self._load(order.decider, str(stream))

    async def _once(self, order: Order, stream: Stream, command: Command) -> Done:
        name = str(stream)
        before, refusal = -1, None
        known = self._known.get(name)
        if not known and command.creates:  # as old as a cached state may be: nothing is there yet
            known = Known(0, order.decider.initial)
        known = known or await self._load(order.decider, name)
        while known.version != before:  # a cached state may be old: nothing is refused on one
            before, refusal = known.version, None
            if order.expected in (None, known.version):
                try:
                    if events := await self._decide(order, known, command):
                        return await self._append(order, stream, known, events, command.settings)
                except Rejected as no:
                    refusal = no
            known = await self._load(order.decider, name)
        return await self._earlier(order, stream) or unchanged(order, stream, known, refusal)

    async def _decide(self, order: Order, known: Known, command: Command) -> list[Event]:
        decider = order.decider
        if known.version == 0 and not command.creates and not command.internal:
            raise absent(decider)
        if known.version and command.creates and not by_key(command):
            raise Rejected(
                "already_exists",
                f"A {decider.kind} with this id exists already; nothing was changed. "
                "Leave the id out to get a new one.",
            )
        facts = await self._facts(order.tenant, decider.needs(known.state, command))
        decided: list[Event] = decider.decide(known.state, command, facts)
        return decided

    async def _facts(self, tenant: str, refs: Iterable[Ref]) -> Facts:
        states = {}
        for ref in refs:
            name = str(Stream(ref.tenant or tenant, ref.decider.kind, ref.id))
            known = await self._load(ref.decider, name)
            states[ref.decider.kind, ref.id] = (known.state, known.version)
        return Facts(states)

    async def _append(
        self, order: Order, stream: Stream, known: Known, events: list[Event], settings: Settings
    ) -> Done:
        command_id = order.command_id
        commit = Commit(
            command_id,
            str(stream),
            known.version + 1,
            await self._codec.store(order.tenant, command_id, events),
            order.occurred_at,
            self._clock.now(),
            str(order.actor),
            order.payload_hash,
            order.on_behalf_of or for_whom(order.actor, events),
            order.correlation or command_id,
            order.causation,
            settings.policy_version,
        )
        try:
            standing = await self._store.append(commit)
        except Conflict:
            if earlier := await self._earlier(order, stream):
                return earlier
            raise
        if stream.kind == "agency":
            self._settings.forget(stream.tenant)
        if standing:
            return repeated(order, stream, standing)
        self._remember(
            str(stream), Known(commit.to_version, order.decider.fold(events, known.state))
        )
        return Done(stream, commit.to_version, tuple(e.type_name for e in events))

    async def _earlier(self, order: Order, stream: Stream) -> Done | None:
        commit = await self._store.commit_of(order.command_id)
        return repeated(order, stream, commit) if commit else None

    async def _load(self, decider: AnyDecider, name: str) -> Known:
        known = self._known.get(name)
        after, state = (known.version, known.state) if known else (0, decider.initial)
        commits = await self._store.read(name, after)
        if commits:
            await self._codec.fetch_keys(commits)
        for commit in commits:
            for index in range(len(commit.events)):
                found = self._codec.read(commit, index)
                if isinstance(found, Unknown):
                    raise TypeError(f"{name} holds {found.type}, which this release does not know")
                state = decider.evolve(state, found.event)
            after = commit.to_version
        fresh = Known(after, state)
        self._remember(name, fresh)
        return fresh

    def _remember(self, name: str, known: Known) -> None:
        if (held := self._known.get(name)) and held.version > known.version:
            return
        self._known[name] = known
        self._known.move_to_end(name)
        if len(self._known) > MOST_STATES:
            self._known.popitem(last=False)

    async def _prepared(self, order: Order) -> tuple[Stream, Command]:
        command, ring = order.command, self._codec.ring
        settings = await self._settings.of(order.settings_of or order.tenant)
        said = (order.occurred_at, order.tenant, order.actor, order.on_behalf_of, settings)
        empty = [name for name in sorted(command.filled) if not getattr(command, name)]
        filling: dict[str, Any] = {name: self._fresh_id() for name in empty}
        filling["stamp"] = Stamp(*said, order.target or "")
        command = command.model_copy(update=filling)
        target = order.target or await self._identified(command)
        seals = command.sealed()
        filling = {name: await ring.sealed(*parts) for name, parts in seals.items()}
        if not order.target:
            filling["stamp"] = Stamp(*said, target)
        if filling:
            command = command.model_copy(update=filling)
        return Stream(order.tenant, order.decider.kind, target), command

    async def _identified(self, command: Command) -> str:
        if parts := command.natural():
            return natural_id(*parts)
        if parts := command.secret():
            return await self._codec.ring.hashed(command.tenant, *parts)
        return self._fresh_id()


def by_key(command: Command) -> bool:
    """Whether the id follows from a key: then a second one is no error."""
    return bool(command.natural() or command.secret())


def absent(decider: AnyDecider) -> Rejected:
    """Nothing stands under this id: not yet, if policies make such things, else never."""
    if not any(command.creates and not command.internal for command in decider.commands):
        return Missing(
            "not_yet",
            f"There is no {decider.kind} under this id yet; it is made when its time comes. "
            "Try again in a moment.",
        )
    return Missing("not_found", f"There is no {decider.kind} with this id. Check the id.")


def repeated(order: Order, stream: Stream, commit: Commit) -> Done:
    """The stored answer of a command that was decided before."""
    if commit.payload_hash != order.payload_hash:
        raise PayloadDiffers(order.command_id)
    return Done(
        Stream.parse(commit.stream) if commit.stream else stream,
        commit.to_version,
        tuple(event.type for event in commit.events),
        repeated=True,
    )


def unchanged(order: Order, stream: Stream, known: Known, refusal: Rejected | None) -> Done:
    """The answer to a command that decided nothing; raises why, if it was refused."""
    if order.expected not in (None, known.version):
        there = known.version or order.command.creates
        raise StaleVersion(known.version) if there else absent(order.decider)
    if refusal:
        raise refusal
    return Done(stream, known.version)
