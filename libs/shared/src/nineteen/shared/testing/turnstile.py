"""A toy service for tests of the runtime: turnstiles in halls that greet, count and lock up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, ClassVar, assert_never

from pydantic import BaseModel, Field

from nineteen.shared.decider import Command, Decider, Facts, FreshId, Ref, Rejected
from nineteen.shared.policy import Late, Policy, Target, Todo
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.base import PII, Event, Value
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Cells, Document, Part, View


class TurnstileOpened(Event):
    """A turnstile stands here."""

    turnstile: str
    hall: str
    place: str


class PersonPassed(Event):
    """Somebody went through."""

    turnstile: str
    hall: str
    person: str
    name: Annotated[str, PII("person")]
    count: int


class TurnstileLocked(Event):
    """Nobody goes through any more."""

    turnstile: str
    hall: str


class OpenTurnstile(Command):
    """Put up a turnstile."""

    creates: ClassVar[bool] = True
    place: str = Field(max_length=80)
    hall: str = Field(default="main", max_length=80)

    def natural(self) -> tuple[str, ...]:
        return "turnstile", self.tenant, self.place


class PutUpTurnstile(Command):
    """Put up a turnstile that has no key: its id is the client's, or a new one."""

    creates: ClassVar[bool] = True
    place: str = Field(max_length=80)
    hall: str = Field(default="main", max_length=80)


class Pass(Command):
    """Go through, perhaps coming from another turnstile."""

    name: Annotated[str, Field(max_length=80), PII("person")]
    coming_from: str | None = None
    person: FreshId = ""


class Lock(Command):
    """Lock up after so many people; an overtaken round is not news."""

    internal: ClassVar[bool] = True
    round: int


TurnstileCommand = OpenTurnstile | PutUpTurnstile | Pass | Lock
TurnstileEvent = TurnstileOpened | PersonPassed | TurnstileLocked


@dataclass(frozen=True)
class Turnstile:
    hall: str = ""
    count: int = 0
    locked: bool = False


def decide(turnstile: Turnstile, command: TurnstileCommand, facts: Facts) -> list[TurnstileEvent]:
    me, hall = command.target, turnstile.hall
    match command:
        case OpenTurnstile(place=place, hall=new) | PutUpTurnstile(place=place, hall=new):
            return [] if hall else [TurnstileOpened(turnstile=me, hall=new, place=place)]
        case Pass(name=name, person=person, coming_from=other):
            if turnstile.locked or (other and facts.of(turnstiles, other).locked):
                raise Rejected("locked", "The turnstile is locked. Use the next one.")
            count = turnstile.count + 1
            return [PersonPassed(turnstile=me, hall=hall, person=person, name=name, count=count)]
        case Lock(round=number):
            if turnstile.locked or number < turnstile.count:
                return []
            return [TurnstileLocked(turnstile=me, hall=hall)]
        case _:
            assert_never(command)


def evolve(turnstile: Turnstile, event: TurnstileEvent) -> Turnstile:
    match event:
        case TurnstileOpened(hall=hall):
            return replace(turnstile, hall=hall)
        case PersonPassed(count=count):
            return replace(turnstile, count=count)
        case TurnstileLocked():
            return replace(turnstile, locked=True)
        case _:
            assert_never(event)


def needs(_turnstile: Turnstile, command: TurnstileCommand) -> tuple[Ref, ...]:
    match command:
        case Pass(coming_from=str(other)):
            return (Ref(turnstiles, other),)
        case _:
            return ()


turnstiles: Decider[Turnstile, TurnstileCommand, TurnstileEvent] = Decider(
    kind="turnstile",
    collection="turnstiles",
    initial=Turnstile(),
    decide=decide,
    evolve=evolve,
    commands=(OpenTurnstile, PutUpTurnstile, Pass, Lock),
    events=(TurnstileOpened, PersonPassed, TurnstileLocked),
    needs=needs,
)


class Seen(Value):
    """How many went through."""

    count: int = 0


def key(recorded: Recorded) -> str | None:
    return recorded.stream.id if recorded.stream.kind == "turnstile" else None


def react(seen: Seen, recorded: Recorded) -> tuple[Seen, list[Todo]]:
    match recorded.event:
        case PersonPassed(count=count, turnstile=turnstile):
            due = recorded.occurred_at + timedelta(hours=2)
            late = Late(skip_after=timedelta(days=30))
            todo = Todo(
                f"lock/{count}", Target("turnstile", turnstile), Lock(round=count), due, late
            )
            return Seen(count=count), [todo]
        case _:
            return seen, []


class Visitors(BaseModel):
    """How many went through one turnstile, and where it stands."""

    place: str | None
    visitors: int


class Hall(BaseModel):
    """The turnstiles of one hall."""

    visitors: int
    open: int
    last: tuple[str, ...]


def of_turnstile(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.stream.id,) if recorded.stream.kind == "turnstile" else ()


def of_hall(recorded: Recorded) -> tuple[str, ...]:
    hall: str | None = getattr(recorded.event, "hall", None)
    return (hall,) if hall else ()


def count_people(part: Part | None, recorded: Recorded) -> Part | None:
    part = part or {"visitors": 0, "place": None, "last": None, "open": 1}
    match recorded.event:
        case TurnstileOpened(place=place):
            return {**part, "place": place}
        case PersonPassed(name=name, count=count):
            return {**part, "visitors": count, "last": name}
        case TurnstileLocked():
            return {**part, "open": 0}
        case _:
            return part


def show_turnstile(_doc: str, parts: Mapping[str, Part]) -> Document | None:
    (part,) = parts.values()
    return {"place": part["place"], "visitors": part["visitors"]}


def show_hall(_doc: str, parts: Mapping[str, Part]) -> Document | None:
    return {
        "visitors": sum(part["visitors"] for part in parts.values()),
        "open": sum(part["open"] for part in parts.values()),
        "last": [part["last"] for part in parts.values()],
    }


def add_up(document: Document) -> Cells:
    return {("all", "visitors"): document["visitors"]}


lock_up: Policy[Seen] = Policy("lock-up", Seen, key, react)
visitors = View("visitors", 1, Visitors, of_turnstile, count_people, show_turnstile, add_up)
halls = View("halls", 1, Hall, of_hall, count_people, show_hall, filters=("open",))
turnstile_service = Service("contact", "Turnstiles", (turnstiles,), (lock_up,), (visitors, halls))
