"""Folds delivered events into a policy's memories and turns its plans into to-do rows."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nineteen.shared.policy import Policy, Todo
from nineteen.shared.runtime.codec import Codec, Data, plain, wanted
from nineteen.shared.runtime.ports import Changes, TodoRow, ViewStore
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded

MOST_LOADED = 5_000


class PolicyFold:
    """A policy in a consumer group."""

    def __init__(self, policy: Policy[Any], codec: Codec) -> None:
        self.policy = policy
        self.name = policy.name
        self._codec = codec
        self._memories: OrderedDict[str, Value] = OrderedDict()
        self._changed: dict[str, None] = {}
        self._planned: list[tuple[str, Todo, Data, Recorded]] = []

    def keys(self, recorded: Recorded) -> tuple[str, ...]:
        """The one memory an event reaches, if any."""
        key = self.policy.key(recorded)
        if key is None:
            return ()
        return (key if self.policy.hears_commons else f"{recorded.tenant}/{key}",)

    async def load(self, store: ViewStore, keys: Iterable[str]) -> None:
        """Have these memories at hand."""
        missing = [(self.name, key) for key in keys if key not in self._memories]
        if not missing:
            return
        bodies = await store.memories(missing)
        for place in missing:
            body = bodies.get(place)
            read = self.policy.memory.model_validate_json
            self._memories[place[1]] = read(body) if body else self.policy.initial()

    def apply(self, recorded: Recorded, keys: tuple[str, ...], *, careful: bool) -> None:
        """Note the fact and plan; whatever may be wrong with a plan is met here."""
        del careful
        (key,) = keys
        before = self._memories[key]
        memory, todos = self.policy.react(before, recorded)
        planned = [(key, todo, payload(todo), recorded) for todo in todos]
        if memory != before:
            self._memories[key] = memory
            self._changed[key] = None
        self._planned += planned

    async def collect(self, changes: Changes) -> None:
        """Add changed memories and planned to-dos to `changes`."""
        for key in self._changed:
            changes.memories[self.name, key] = self._memories[key].model_dump_json()
        self._changed.clear()
        for key, todo, data, recorded in self._planned:
            changes.todos.append(await self._row(key, todo, data, recorded))
        self._planned.clear()
        while len(self._memories) > MOST_LOADED:
            self._memories.popitem(last=False)

    def forget(self) -> None:
        """Drop what is loaded: the store is the truth."""
        self._memories.clear()
        self._changed.clear()
        self._planned.clear()

    async def _row(self, key: str, todo: Todo, data: Data, recorded: Recorded) -> TodoRow:
        todo_id = natural_id("todo", self.name, key, todo.step)
        tenant = todo.target.tenant or recorded.tenant
        target = todo.target.id
        lane = str(Stream(tenant, todo.target.kind, target)) if target else f"{self.name}/{key}"
        skip = todo.late.skip_after
        due: datetime = todo.due or recorded.recorded_at
        return TodoRow(
            todo_id,
            self.name,
            lane,
            tenant,
            todo.target.kind,
            target,
            type(todo.command).__name__,
            await self._codec.seal(tenant, type(todo.command), data, todo_id),
            due,
            recorded.correlation,
            recorded.id,
            todo.on_behalf_of,
            None if skip is None else int(skip.total_seconds()),
        )


def payload(todo: Todo) -> Data:
    """The command's fields; raises KeyError when a personal field has nobody it is about."""
    data = plain(todo.command)
    wanted("", type(todo.command), data)
    return data
