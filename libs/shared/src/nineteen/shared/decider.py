"""Deciding: commands in, events out; time, ids and settings arrive in the command's stamp."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import Annotated, Any, ClassVar, Generic, TypeVar, cast

from pydantic import Field, InstanceOf
from pydantic.json_schema import SkipJsonSchema

from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.settings import DEFAULTS, Settings

S = TypeVar("S")
C = TypeVar("C", bound="Command")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the shell says of a command: when, by whom, for whom, under which settings."""

    at: datetime
    tenant: str
    actor: Actor
    on_behalf_of: str | None = None
    settings: Settings = DEFAULTS
    target: str = ""


UNSTAMPED = Stamp(datetime.min.replace(tzinfo=UTC), "", Actor("policy", ""))


class Filled:
    """Marks a field that the shell fills and no client may send."""


FreshId = Annotated[SkipJsonSchema[str], Filled()]
"""A new random id, made by the shell; declare it with the default ""."""
Seal = Annotated[SkipJsonSchema[str], Filled()]
"""A keyed hash under the installation's key, made by the shell of `sealed()[field]`."""


class Command(Value):
    """An intention. Its fields are the body of its route; the stamp comes from the shell."""

    internal: ClassVar[bool] = False
    """Only policies may issue it: no route."""
    creates: ClassVar[bool] = False
    """POST on the collection; otherwise POST on {id}/<command-in-kebab-case>."""
    guarded: ClassVar[bool] = False
    """Demands If-Match (428 without)."""
    filled: ClassVar[frozenset[str]] = frozenset()

    stamp: SkipJsonSchema[InstanceOf[Stamp]] = Field(default=UNSTAMPED, exclude=True, repr=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.filled = frozenset(
            name
            for name, info in cls.model_fields.items()
            if any(isinstance(mark, Filled) for mark in info.metadata)
        )

    @property
    def at(self) -> datetime:
        """When it happened, by the actor's word (`occurred_at`)."""
        return self.stamp.at

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.stamp.actor

    @property
    def tenant(self) -> str:
        """The agency that acts."""
        return self.stamp.tenant

    @property
    def settings(self) -> Settings:
        """The agency's settings in force."""
        return self.stamp.settings

    @property
    def target(self) -> str:
        """The id of the stream that decides."""
        return self.stamp.target

    def natural(self) -> tuple[str, ...] | None:
        """The natural key of the stream this creates (its id is the uuid5), or None."""
        return None

    def secret(self) -> tuple[str, ...] | None:
        """Like `natural`, for a key with personal data: the id is a keyed hash under the tenant."""
        return None

    def sealed(self) -> Mapping[str, tuple[str, ...]]:
        """For each `Seal` field the parts that the shell hashes under the installation's key."""
        return {}


class Rejected(Exception):
    """This should not happen: a stable code, and a sentence that says what to do next."""

    def __init__(self, code: str, sentence: str, **facts: str | int | None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts


class Invalid(Rejected):
    """The command itself is wrong, whatever the state (422 over HTTP)."""


class Forbidden(Rejected):
    """This actor may not (403 over HTTP)."""


class Missing(Rejected):
    """What the command names does not exist (404 over HTTP)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Another stream that a decision must know."""

    decider: "AnyDecider"
    id: str
    tenant: str | None = None
    """None: the command's own tenant."""


@dataclass(frozen=True, slots=True)
class Facts:
    """States of other streams of the service, by (kind, id), with their versions."""

    states: Mapping[tuple[str, str], tuple[Any, int]] = field(default_factory=dict)

    def of(self, decider: "Decider[S, Any, Any]", id: str) -> S:  # noqa: A002
        """The state of a declared stream (the initial one if nothing happened there)."""
        state, _ = self.states.get((decider.kind, id), (decider.initial, 0))
        return cast("S", state)


NO_FACTS = Facts()


def nothing(_state: Any, _command: Any) -> tuple[Ref, ...]:  # noqa: ANN401
    """Most commands need no other stream."""
    return ()


@dataclass(frozen=True)
class Decider(Generic[S, C, E]):
    """One kind of stream: its commands, its events, and the two functions between them."""

    kind: str
    collection: str
    initial: S
    decide: Callable[[S, C, Facts], list[E]]
    evolve: Callable[[S, E], S]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    needs: Callable[[S, C], tuple[Ref, ...]] = nothing
    shared: bool = False
    """Lives in the tenant `commons`: no route returns its streams."""

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state after `events`."""
        return reduce(self.evolve, events, self.initial if state is None else state)


AnyDecider = Decider[Any, Any, Any]
