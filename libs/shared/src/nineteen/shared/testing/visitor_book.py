"""Turnstiles whose every visitor is written down once: whatever has an effect twice shows.

The facts of the toy itself forgive repeats; a line too many in a book does not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from pydantic import BaseModel

from nineteen.shared.decider import Command, Decider, Facts
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.base import Event, Value
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.turnstile import PersonPassed, turnstile_service
from nineteen.shared.view import Document, Part, View


class LineWritten(Event):
    """A visitor stands in the book."""

    book: str
    line: int


class WriteLine(Command):
    """Write a visitor down."""

    internal: ClassVar[bool] = True


@dataclass(frozen=True)
class Book:
    lines: int = 0


def decide(book: Book, command: WriteLine, _facts: Facts) -> list[LineWritten]:
    return [LineWritten(book=command.target, line=book.lines + 1)]


def evolve(book: Book, _event: LineWritten) -> Book:
    return replace(book, lines=book.lines + 1)


books: Decider[Book, WriteLine, LineWritten] = Decider(
    kind="book",
    collection="books",
    initial=Book(),
    decide=decide,
    evolve=evolve,
    commands=(WriteLine,),
    events=(LineWritten,),
)


class Counted(Value):
    """How many were seen: an event that is seen twice plans a line too many."""

    visitors: int = 0


def key(recorded: Recorded) -> str | None:
    return recorded.stream.id if recorded.stream.kind == "turnstile" else None


def react(counted: Counted, recorded: Recorded) -> tuple[Counted, list[Todo]]:
    match recorded.event:
        case PersonPassed(turnstile=turnstile):
            number = counted.visitors + 1
            target = Target("book", book_of(turnstile))
            return Counted(visitors=number), [Todo(f"line/{number}", target, WriteLine())]
        case _:
            return counted, []


class Footfall(BaseModel):
    """How many events a stream has."""

    events: int


def of_stream(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.stream.id,)


def count(part: Part | None, _recorded: Recorded) -> Part:
    return {"events": (part or {"events": 0})["events"] + 1}


def show(_doc: str, parts: Mapping[str, Part]) -> Document:
    (part,) = parts.values()
    return {"events": part["events"]}


def book_of(turnstile: str) -> str:
    """The book that lies beside a turnstile."""
    return natural_id("book", turnstile)


def agree(commits: Iterable[Commit]) -> None:
    """I4: a line for each visitor, and no more."""
    passed: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for commit in commits:
        stream = Stream.parse(commit.stream)
        for event in commit.events:
            name = event.type.rpartition(".")[2]
            passed[book_of(stream.id)] += name == "PersonPassed"
            written[stream.id] += name == "LineWritten"
    assert +written == +passed, "I4: one fact for each to-do"


write_down: Policy[Counted] = Policy("write-down", Counted, key, react)
footfall = View("footfall", 1, Footfall, of_stream, count, show)
guarded_turnstiles = replace(
    turnstile_service,
    deciders=(*turnstile_service.deciders, books),
    policies=(*turnstile_service.policies, write_down),
    views=(*turnstile_service.views, footfall),
)
