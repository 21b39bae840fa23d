"""Who listens to what: read off the key functions of policies and views, without any event.

A key function decides whether an event is its business, so it names each class it takes. What it
can see is followed: names it uses, functions of ours it calls, collections in its closure. Whether
it takes *every* event of a class (it may look at a field) cannot be told from that.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import CodeType, FunctionType, ModuleType, UnionType
from typing import Any, TypeVar, get_args

from nineteen.shared.decider import Command
from nineteen.shared.policy import Policy
from nineteen.shared.schema.base import Event
from nineteen.shared.view import View
from nineteen.standalone.docs.schemas import vocabulary

OURS = "nineteen."
B = TypeVar("B", Event, Command)


def hears(listener: Policy[Any] | View) -> frozenset[type[Event]]:
    """The events that a policy or view takes; where its key goes by the stream, those it folds."""
    step = listener.react if isinstance(listener, Policy) else listener.fold
    return events_named(listener.key) or events_named(step)


def events_named(function: Callable[..., Any]) -> frozenset[type[Event]]:
    """The events that a function names; a base stands for all its events."""
    bases = named(function, Event)
    return frozenset(e for base in bases for e in vocabulary() if issubclass(e, base))


def commands_named(react: Callable[..., Any]) -> frozenset[type[Command]]:
    """The commands that a policy may issue."""
    return frozenset(named(react, Command) - {Command})


def named(function: Callable[..., Any], base: type[B]) -> set[type[B]]:
    """The classes below `base` that a function, or one of ours that it calls, names."""
    found: set[type[B]] = set()
    seen: dict[int, Any] = {}
    waiting: list[Any] = [function]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        if isinstance(thing, type):
            if issubclass(thing, base) and thing is not base:
                found.add(thing)
        else:
            waiting += inside(thing)
    return found


def inside(thing: Any) -> Iterator[Any]:  # noqa: ANN401  whatever a function can name
    """What else to look at."""
    match thing:
        case FunctionType() if thing.__module__.startswith(OURS):
            yield from used(thing)
        case partial():
            yield from (thing.func, *thing.args, *thing.keywords.values())
        case UnionType():
            yield from get_args(thing)
        case Mapping():
            yield from (*thing.keys(), *thing.values())
        case frozenset() | set() | tuple() | list():
            yield from thing
        case _:
            return


def used(function: FunctionType) -> Iterator[Any]:
    """The values behind the names in a function's code, and in its closure."""
    for cell in function.__closure__ or ():
        yield cell.cell_contents
    names = set(names_in(function.__code__))
    for name in sorted(names & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, ModuleType) and value.__name__.startswith(OURS):
            yield from (vars(value)[each] for each in sorted(names & vars(value).keys()))
        else:
            yield value


def names_in(code: CodeType) -> Iterator[str]:
    """Names that code uses, also in functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
