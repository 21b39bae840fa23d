"""A consumer group: one poll, all folds, one transaction (DESIGN 6)."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import structlog

from nineteen.shared.runtime.clock import Clock
from nineteen.shared.runtime.codec import Unknown
from nineteen.shared.runtime.fold import Fold, FoldFailed, Keys, Wanted, keys_or_none
from nineteen.shared.runtime.ports import (
    Bus,
    Changes,
    Fenced,
    Head,
    LogChanged,
    ParkedRow,
    Polled,
    Position,
    Unavailable,
    ViewStore,
)
from nineteen.shared.runtime.reader import Delivered, Found, Reader, Undecodable

MOST_HEADS = 10_000
WHOLE_STREAM = "*"
"""Parked under this name, a stream waits for every fold of the group."""
log = structlog.get_logger()


class Consumer:
    """Reads its sources from where its offset rows say, and writes everything at once."""

    def __init__(  # noqa: PLR0913  the composition root hands over what a group needs
        self,
        group: str,
        sources: Sequence[str],
        *,
        bus: Bus,
        views: ViewStore,
        reader: Reader,
        folds: Sequence[Fold],
        clock: Clock,
        limit: int = 500,
    ) -> None:
        self.group = group
        self.folds = folds
        self.duplicates = 0
        self.needs_rebuild: str | None = None
        self._rewritten: str | None = None
        self.lock = asyncio.Lock()
        """Held while the group steps; whoever swaps its folds holds it too."""
        self._sources = sources
        self._bus = bus
        self._views = views
        self._reader = reader
        self._clock = clock
        self.upto: dict[str, Position] | None = None
        """Where to stop for now: nothing at or after this is taken."""
        self._limit = limit
        self._closed: list[tuple[str, str]] = []
        self._positions: dict[str, Position] | None = None
        self._stored: dict[str, Position] = {}
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._parked: set[tuple[str, str]] | None = None
        self._careful = False

    def close_todos(self, done: Iterable[tuple[str, str]]) -> None:
        """Have these to-dos closed in the next transaction."""
        self._closed += done

    async def step(self) -> int:
        """Take what is there; the number of events taken. Raises Unavailable (then nothing was)."""
        async with self.lock:
            return await self.locked_step()

    async def locked_step(self) -> int:
        """The same for who holds the lock."""
        polled = await self._polled()
        if not polled and not self._closed:
            return 0
        try:
            return await self._taken(polled)
        except Fenced:
            self.forget()
            return 1
        except BaseException:
            self.forget()
            raise

    async def position(self) -> dict[str, Position]:
        """Where the group stands now."""
        return dict(await self._where())

    async def behind(self) -> bool:
        """Whether the bus holds more than this group has taken."""
        for source, at in (await self._where()).items():
            end = await self._bus.end_position(source)
            if any(mine < last for mine, last in zip(at.next, end.next, strict=True)):
                return True
        return False

    async def redrive(self, rows: Sequence[ParkedRow]) -> int:
        """Try parked events again, through the same folds; the number that went through.

        Whoever waits behind these rows (same fold and stream) is tried as well, in order.
        """
        async with self.lock:
            self.forget()
            self._careful = True
            try:
                return await self._redriven({(row.fold, row.stream) for row in rows})
            except BaseException:
                self.forget()
                raise
            finally:
                self._careful = False

    def forget(self) -> None:
        """Drop every hot cache: folds may have changed what was not committed."""
        self._positions = None
        self._parked = None
        self._heads.clear()
        for fold in self.folds:
            fold.forget()

    async def _where(self) -> dict[str, Position]:
        if self._positions is None:
            stored = await self._views.positions(self.group)
            starts = {s: await self._bus.start_position(s) for s in self._sources}
            for source, start in starts.items():
                if stored.get(source, start).epoch != start.epoch:
                    self.needs_rebuild = f"the log of {source} is another one than was read"
                    raise Unavailable(f"{self.group} needs a rebuild: {self.needs_rebuild}.")
            self._stored = {s: p for s, p in stored.items() if s in starts}
            self._positions = starts | self._stored
        return self._positions

    async def _polled(self) -> Sequence[Polled]:
        try:
            found = await self._bus.poll(self.group, await self._where(), self._limit, self.upto)
        except LogChanged as changed:
            self.needs_rebuild = str(changed)
            self.forget()  # once its topic was renewed it stands elsewhere
            log.error("needs_rebuild", group=self.group)
            raise Unavailable(f"{self.group} needs a rebuild: {changed}.") from changed
        self.needs_rebuild = self._rewritten
        return found

    async def _taken(self, polled: Sequence[Polled]) -> int:
        try:
            return await self._take(polled)
        except FoldFailed:
            self.forget()
        self._careful = True
        try:
            return await self._take(polled)
        finally:
            self._careful = False

    async def _take(self, polled: Sequence[Polled]) -> int:
        commits = [c for each in polled for partition in each.partitions for c in partition]
        events = await self._reader.read(commits)
        changes = Changes()
        changes.moves = [(p.source, self._stored.get(p.source), p.after) for p in polled]
        changes.closed, self._closed = self._closed, []
        try:
            await self._deliver(events, self.folds, changes)
            await self._write(changes)
        except BaseException:
            self._closed = changes.closed + self._closed
            raise
        for each in polled:
            self._stored[each.source] = each.after
            (self._positions or {})[each.source] = each.after
        return len(events) or 1

    async def _redriven(self, places: set[tuple[str, str]]) -> int:
        await self._where()
        rows = [r for r in await self._views.parked(self.group) if (r.fold, r.stream) in places]
        self._parked = await self._views.parked_folds(self.group) - places
        unpark = [(row.fold, row.stream, row.version) for row in rows]
        changes = Changes(unpark=unpark)
        changes.moves = [(source, at, at) for source, at in self._stored.items()]  # this fences
        events = await self._reader.read([row.commit for row in rows])
        by_place = {(e.commit.id, e.index): e for e in events}
        for row in rows:
            event = by_place[row.commit.id, row.index]
            if row.fold == WHOLE_STREAM:
                await self._deliver([event], self.folds, changes)
                continue
            folds = [fold for fold in self.folds if fold.name == row.fold]
            (wanted,) = await self._load([event], folds)
            self._fold(event, wanted, changes)
        await self._write(changes)
        return len(rows) - len(changes.park)

    async def _write(self, changes: Changes) -> None:
        for fold in self.folds:
            await fold.collect(changes)
        await self._views.commit(self.group, changes)
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)

    async def _deliver(
        self, events: Sequence[Delivered], folds: Sequence[Fold], changes: Changes
    ) -> None:
        keys = await self._load(events, folds)
        streams = {e.commit.stream for e in events}
        unknown = [stream for stream in streams if stream not in self._heads]
        self._heads.update(await self._views.heads(self.group, unknown))
        if self._parked is None:
            self._parked = await self._views.parked_folds(self.group)
        for event, wanted in zip(events, keys, strict=True):
            self._one(event, wanted, changes)

    async def _load(self, events: Sequence[Delivered], folds: Sequence[Fold]) -> list[Wanted]:
        found: list[Wanted] = [[] for _ in events]
        for fold in folds:
            keys: dict[str, None] = {}
            for event, wanted in zip(events, found, strict=True):
                some = keys_or_none(fold, event.found)
                if some:
                    keys.update(dict.fromkeys(some))
                elif some is not None:
                    continue
                wanted.append((fold, some))
            await fold.load(self._views, keys)
        return found

    def _one(self, event: Delivered, wanted: Wanted, changes: Changes) -> None:
        stream = event.commit.stream
        version, event_id = self._heads.get(stream, (0, ""))
        if event.version <= version:
            self._repeated(event, version, event_id)
            return
        if event.version > version + 1 or (WHOLE_STREAM, stream) in (self._parked or ()):
            self._park(changes, WHOLE_STREAM, event, "gap", "")
            return
        if isinstance(event.found, Undecodable):
            future = event.found.error == "SchemaFromFutureError"
            reason = "schema_from_future" if future else "undecodable"
            self._park(changes, WHOLE_STREAM, event, reason, event.found.error)
            return
        head = (event.version, event.event_id)
        self._heads[stream] = changes.heads[stream] = head
        self._fold(event, wanted, changes)

    def _repeated(self, event: Delivered, version: int, event_id: str) -> None:
        self.duplicates += 1
        if event.version == version and event.event_id != event_id:
            self._rewritten = "a stream was written anew under versions that were read before"
            self.needs_rebuild = self._rewritten
            log.error("needs_rebuild", group=self.group, stream=event.commit.stream)

    def _fold(self, event: Delivered, wanted: Wanted, changes: Changes) -> None:
        for fold, keys in wanted:
            if (fold.name, event.commit.stream) in (self._parked or ()):
                self._park(changes, fold.name, event, "fold_failed", "")
                continue
            found = event.found
            error = self._attempt(fold, found, keys) and self._attempt(fold, found, keys)
            if error:
                self._park(changes, fold.name, event, "fold_failed", error)

    def _attempt(self, fold: Fold, found: Found, keys: Keys | None) -> str | None:
        """Apply an event; the class of the error, if there was one."""
        if isinstance(found, Undecodable):
            return found.error
        if isinstance(found, Unknown):
            return None
        try:
            fold.apply(found, fold.keys(found) if keys is None else keys, careful=self._careful)
        except Exception as error:  # noqa: BLE001  folds are pure: what failed twice will fail again
            return type(error).__name__
        return None

    def _park(self, changes: Changes, fold: str, event: Delivered, reason: str, error: str) -> None:
        stream = event.commit.stream
        self._parked = (self._parked or set()) | {(fold, stream)}
        row = ParkedRow(
            self.group,
            fold,
            stream,
            event.version,
            reason,  # type: ignore[arg-type]  # one of the reasons above
            error,
            self._clock.now(),
            event.commit,
            event.index,
        )
        changes.park.append(row)
        log.warning("parked", group=self.group, fold=fold, reason=reason, error=error)
