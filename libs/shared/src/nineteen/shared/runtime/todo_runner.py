"""Runs to-dos: issues each command from its stored payload, in order per target stream."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from nineteen.shared.decider import AnyDecider, Command, Rejected
from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.handle import Handler, Order
from nineteen.shared.runtime.ports import (
    BROKEN,
    CommitTooLarge,
    Conflict,
    TodoRow,
    Unavailable,
    ViewStore,
)
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Actor

LATE = timedelta(minutes=1)
log = structlog.get_logger()


class TodoRunner:
    """Issues what is due. Closing rows travels with the next transaction of the policies' group."""

    def __init__(  # noqa: PLR0913  the composition root hands over what a runner needs
        self,
        *,
        views: ViewStore,
        handler: Handler,
        codec: Codec,
        deciders: Sequence[AnyDecider],
        policies: Consumer,
        clock: Clock,
        limit: int = 500,
    ) -> None:
        self.codes: Counter[str] = Counter()
        self._views = views
        self._handler = handler
        self._codec = codec
        self._deciders = {decider.kind: decider for decider in deciders}
        self._commands = commands_by_name(deciders)
        self._policies = policies
        self._clock = clock
        self._limit = limit
        self._closing: set[str] = set()
        self._alone = asyncio.Lock()
        self.late = 0
        """How many of the to-dos seen last were left over from an outage."""
        self._well_since = self._well_at = datetime.min.replace(tzinfo=UTC)

    async def step(self, most_late: int | None = None) -> int:
        """Issue what is due now, of an outage's leftovers only so many; the number of to-dos run.

        What waits longer because much is going on is no leftover. Raises Unavailable.
        """
        async with self._alone:
            now = self._clock.now()
            if now - self._well_at > LATE:
                self._well_since = now
            rows = await self._views.due(now, self._limit)
            self._closing &= {row.id for row in rows}
            rows = [row for row in rows if row.id not in self._closing]
            outage = min(self._well_since, now - LATE)
            late = [row for row in rows if row.due_at < outage]
            self.late = len(late)
            waiting = {row.lane for row in late[most_late:]} if most_late is not None else set()
            rows = late[:most_late] + [r for r in rows[len(late) :] if r.lane not in waiting]
            lanes: dict[str, list[TodoRow]] = defaultdict(list)
            for row in rows:
                lanes[row.lane].append(row)
            await self._note_new(rows)
            ends = await asyncio.gather(
                *(self._lane(lane) for lane in lanes.values()), return_exceptions=True
            )
            for trouble in filter(None, ends):
                raise trouble
            self._well_at = self._clock.now()
            return len(rows)

    async def _note_new(self, rows: Sequence[TodoRow]) -> None:
        by_kind: dict[str, list[Stream]] = defaultdict(list)
        for row in rows:
            if row.target:
                by_kind[row.kind].append(Stream(row.tenant, row.kind, row.target))
        for kind, streams in by_kind.items():
            await self._handler.note_new(self._deciders[kind], streams)

    def forget(self) -> None:
        """Drop what was done and not yet noted: it is found done when it is tried again."""
        self._closing.clear()

    async def next_due(self) -> datetime | None:
        """When the next open to-do is due."""
        return await self._views.next_due()

    async def _lane(self, rows: Sequence[TodoRow]) -> None:
        for row in rows:
            code = await self._run(row)
            self.codes[code] += 1
            self._closing.add(row.id)
            self._policies.close_todos([(row.id, code)])

    async def _run(self, row: TodoRow) -> str:
        now = self._clock.now()
        if row.skip_after_s is not None and now - row.due_at > timedelta(seconds=row.skip_after_s):
            return "skipped"
        try:
            done = await self._handler.handle(await self._order(row, now))
        except Rejected as no:
            return no.code
        except CommitTooLarge:
            return "too_large"
        except (Conflict, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001  the others must go on
            fault = place_of(error)  # without its message, which may hold personal data
            log.error("todo_broken", policy=row.policy, command=row.command, at=fault)
            return BROKEN
        return "done" if done.events else "nothing"

    async def _order(self, row: TodoRow, now: datetime) -> Order:
        model = self._commands[row.kind, row.command]
        command = await self._codec.open_value(row.tenant, model, row.payload, row.id)
        return Order(
            decider=self._deciders[row.kind],
            command=command,
            tenant=row.tenant,
            actor=Actor("policy", row.policy),
            occurred_at=now,
            command_id=natural_id("command", row.id),
            target=row.target,
            on_behalf_of=row.on_behalf_of,
            correlation=row.correlation,
            causation=row.causation,
            persistent=True,
        )


def commands_by_name(deciders: Sequence[AnyDecider]) -> Mapping[tuple[str, str], type[Command]]:
    """Every command by (kind of stream, name)."""
    return {(d.kind, c.__name__): c for d in deciders for c in d.commands}
