"""What every bus does, and what it must not promise (reference G.3, cases 15-20, 26)."""

from dataclasses import replace
from typing import TypeVar

from nineteen.shared.runtime.ports import Bus, Commit, EventStore, Position
from nineteen.shared.testing.contracts.examples import SOURCE, commit, delivered, stream_of

V = TypeVar("V")
STREAMS = [stream_of(str(number)) for number in range(30)]


class BusContract:
    """Inherit beside a fixtures `store` and `bus`, which hands out the store's log."""

    async def appended(self, store: EventStore, versions: int = 4) -> list[Commit]:
        """So many commits of thirty streams, in turn."""
        commits = [
            commit(f"{stream} {version}", stream, version)
            for version in range(1, versions + 1)
            for stream in STREAMS
        ]
        for each in commits:
            await store.append(each)
        return commits

    async def read(self, bus: Bus, group: str, limit: int = 24) -> list[Commit]:
        """Everything that a new group is handed."""
        at = {SOURCE: await bus.start_position(SOURCE)}
        end = await bus.end_position(SOURCE)
        found: list[Commit] = []
        while not reached(at[SOURCE], end):
            for each in await bus.poll(group, at, limit):
                assert each.before == at[SOURCE]
                at[SOURCE] = each.after
                found += delivered([each])
        return found

    async def test_a_new_group_is_handed_everything_from_the_beginning(
        self, store: EventStore, bus: Bus
    ) -> None:
        commits = await self.appended(store)

        found = await self.read(bus, "one")

        assert {c.id for c in found} == {c.id for c in commits}

    async def test_what_is_handed_out_is_what_was_appended(
        self, store: EventStore, bus: Bus
    ) -> None:
        commits = {c.id: c for c in await self.appended(store, versions=1)}

        found = await self.read(bus, "one")

        assert [c for c in found if carried(c) != carried(commits[c.id])] == []

    async def test_each_stream_comes_in_its_order(self, store: EventStore, bus: Bus) -> None:
        await self.appended(store)

        found = await self.read(bus, "one")

        for stream in STREAMS:
            seen = [c.from_version for c in found if c.stream == stream]
            assert first_times(seen) == [1, 2, 3, 4]

    async def test_streams_do_not_come_in_the_order_they_were_appended(
        self, store: EventStore, bus: Bus
    ) -> None:
        commits = await self.appended(store)

        found = await self.read(bus, "one", limit=1000)

        assert first_times([c.id for c in found]) != [c.id for c in commits]

    async def test_what_was_not_taken_is_handed_out_again(
        self, store: EventStore, bus: Bus
    ) -> None:
        await self.appended(store)

        first = {c.id for c in await self.read(bus, "one")}
        again = {c.id for c in await self.read(bus, "one")}

        assert first == again

    async def test_groups_do_not_take_from_each_other(self, store: EventStore, bus: Bus) -> None:
        await self.appended(store)

        one = {c.id for c in await self.read(bus, "one")}
        two = {c.id for c in await self.read(bus, "two", limit=7)}

        assert one == two

    async def test_behind_the_end_comes_only_what_is_new(self, store: EventStore, bus: Bus) -> None:
        await self.appended(store)
        at = {SOURCE: await bus.end_position(SOURCE)}
        end = await bus.end_position(SOURCE)
        assert reached(at[SOURCE], end)

        await store.append(commit("news", STREAMS[0], 5))

        assert not reached(at[SOURCE], await bus.end_position(SOURCE))

    async def test_nothing_at_or_behind_a_given_place_is_handed_out(
        self, store: EventStore, bus: Bus
    ) -> None:
        commits = await self.appended(store, versions=2)
        stop = await bus.end_position(SOURCE)
        later = [commit(f"{stream} later", stream, 3) for stream in STREAMS]
        for each in later:
            await store.append(each)

        at = {SOURCE: await bus.start_position(SOURCE)}
        found: list[Commit] = []
        while at[SOURCE] != stop:
            for polled in await bus.poll("one", at, 24, {SOURCE: stop}):
                at[SOURCE] = polled.after
                found += delivered([polled])

        assert {c.id for c in found} == {c.id for c in commits}

    async def test_positions_never_go_back(self, store: EventStore, bus: Bus) -> None:
        await self.appended(store)
        at = await bus.start_position(SOURCE)

        while not reached(at, await bus.end_position(SOURCE)):
            for each in await bus.poll("one", {SOURCE: at}, 24):
                assert reached(each.after, at)
                at = each.after


def carried(commit: Commit) -> Commit:
    """The commit without what its store alone knows or sets."""
    return replace(commit, ts=0, payload_hash="")


def reached(at: Position, end: Position) -> bool:
    """Whether a position lies at or behind another of the same log."""
    return at.epoch == end.epoch and all(
        mine >= last for mine, last in zip(at.next, end.next, strict=True)
    )


def first_times(seen: list[V]) -> list[V]:
    """Each only once, where it came first."""
    return list(dict.fromkeys(seen))
