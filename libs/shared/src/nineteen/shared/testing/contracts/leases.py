"""How processes hand a lease to each other, over every store of leases (reference B.2, F-07)."""

import asyncio
from dataclasses import dataclass, field

import pytest

from nineteen.shared.runtime.lease import EVERY_S, LEASE_S, Lease, LeaseRow, LeaseStore
from nineteen.shared.runtime.ports import Unavailable

NAME = "relay"


@dataclass
class Stopwatch:
    """A process's own seconds, turned by hand."""

    at: float = 1_000.0

    def __call__(self) -> float:
        """The seconds now."""
        return self.at


@dataclass
class Deaf:
    """A store of leases whose next answer to a write gets lost on its way."""

    store: LeaseStore
    lost: int = 1
    rows: list[LeaseRow] = field(default_factory=list)

    async def lease(self, name: str) -> LeaseRow:
        """The row as it stands."""
        return await self.store.lease(name)

    async def replace_lease(self, name: str, before: LeaseRow, after: LeaseRow) -> bool:
        """Write, and do not hear of it."""
        done = await self.store.replace_lease(name, before, after)
        if self.lost:
            self.lost -= 1
            raise Unavailable("Away.")
        return done


class LeaseContract:
    """Inherit beside a fixture `leases`: an empty store of leases."""

    async def two(self, leases: LeaseStore) -> tuple[Lease, Lease, Stopwatch]:
        """A holder, and somebody who has seen that there is one; both read one stopwatch."""
        seconds = Stopwatch()
        holder = Lease(leases, NAME, "one", seconds)
        other = Lease(leases, NAME, "two", seconds)
        assert await holder.step()
        assert not await other.step()
        return holder, other, seconds

    async def test_the_first_who_asks_holds_it(self, leases: LeaseStore) -> None:
        holder, other, _ = await self.two(leases)

        assert holder.held
        assert not other.held
        assert (await leases.lease(NAME)).holder == "one"

    async def test_of_many_at_once_one_holds_it(self, leases: LeaseStore) -> None:
        contenders = [Lease(leases, NAME, str(number), Stopwatch()) for number in range(9)]

        held = await asyncio.gather(*(each.step() for each in contenders))

        assert sum(held) == 1
        assert (await leases.lease(NAME)).fence == 1

    async def test_leases_of_other_names_are_others(self, leases: LeaseStore) -> None:
        await self.two(leases)

        assert await Lease(leases, "views", "two", Stopwatch()).step()

    async def test_who_beats_keeps_it(self, leases: LeaseStore) -> None:
        holder, other, seconds = await self.two(leases)

        for _ in range(30):
            seconds.at += EVERY_S
            assert await holder.step()
            assert not await other.step()

        assert (await leases.lease(NAME)).fence == 1

    async def test_nothing_is_written_between_two_beats(self, leases: LeaseStore) -> None:
        holder, _, seconds = await self.two(leases)
        before = await leases.lease(NAME)

        seconds.at += EVERY_S / 2
        assert await holder.step()

        assert await leases.lease(NAME) == before

    async def test_a_whole_lease_without_a_beat_hands_it_over(self, leases: LeaseStore) -> None:
        _, other, seconds = await self.two(leases)

        seconds.at += LEASE_S - 0.1
        assert not await other.step()
        seconds.at += 0.1
        assert await other.step()

        row = await leases.lease(NAME)
        assert (row.fence, row.holder) == (2, "two")
        assert other.changes == 1

    async def test_who_comes_late_waits_a_whole_lease_of_its_own(self, leases: LeaseStore) -> None:
        _, _, seconds = await self.two(leases)
        seconds.at += 10 * LEASE_S
        late = Lease(leases, NAME, "late", seconds)

        assert not await late.step()
        seconds.at += LEASE_S
        assert await late.step()

    async def test_the_holder_stops_before_another_may_start(self, leases: LeaseStore) -> None:
        holder, other, seconds = await self.two(leases)

        seconds.at += LEASE_S

        assert not holder.held
        assert await other.step()

    async def test_a_process_that_slept_notices_that_it_was_deposed(
        self, leases: LeaseStore
    ) -> None:
        holder, other, seconds = await self.two(leases)
        seconds.at += LEASE_S
        assert await other.step()

        assert not await holder.step()

        assert other.held
        assert (await leases.lease(NAME)).holder == "two"
        for _ in range(9):
            seconds.at += EVERY_S
            assert await other.step()
            assert not await holder.step()

    async def test_a_process_that_slept_and_was_not_missed_goes_on(
        self, leases: LeaseStore
    ) -> None:
        holder, _, seconds = await self.two(leases)
        seconds.at += 2 * LEASE_S
        assert not holder.held

        assert await holder.step()

        assert (await leases.lease(NAME)).fence == 1

    async def test_a_release_hands_it_over_at_once(self, leases: LeaseStore) -> None:
        holder, other, _ = await self.two(leases)

        await holder.release()

        assert not holder.held
        assert await other.step()
        assert not await holder.step()

    async def test_who_asks_is_let_in_at_the_holders_next_beat(self, leases: LeaseStore) -> None:
        holder, other, seconds = await self.two(leases)
        third = Lease(leases, NAME, "three", seconds)

        await other.ask()
        seconds.at += EVERY_S
        assert not await holder.step()

        assert not await holder.step()
        assert not await third.step()
        assert await other.step()

    async def test_asking_over_and_over_does_not_keep_a_dead_holder_in(
        self, leases: LeaseStore
    ) -> None:
        _, other, seconds = await self.two(leases)
        third = Lease(leases, NAME, "three", seconds)

        held = False
        for _ in range(12):
            await other.ask()
            await third.ask()
            seconds.at += EVERY_S
            held = held or await other.step()

        assert held

    async def test_who_asked_and_died_keeps_nobody_out(self, leases: LeaseStore) -> None:
        holder, other, seconds = await self.two(leases)
        await Lease(leases, NAME, "dead", seconds).ask()
        seconds.at += EVERY_S
        assert not await holder.step()

        assert not await other.step()
        seconds.at += LEASE_S

        assert await other.step()

    async def test_a_release_goes_through_while_somebody_asks(self, leases: LeaseStore) -> None:
        holder, other, _ = await self.two(leases)
        await other.ask()

        await holder.release()

        assert await other.step()

    async def test_the_release_of_a_deposed_process_changes_nothing(
        self, leases: LeaseStore
    ) -> None:
        holder, other, seconds = await self.two(leases)
        seconds.at += LEASE_S
        assert await other.step()

        await holder.release()

        assert (await leases.lease(NAME)).holder == "two"

    async def test_a_beat_without_an_answer_counts_from_when_it_was_sent(
        self, leases: LeaseStore
    ) -> None:
        seconds = Stopwatch()
        holder = Lease(Deaf(leases, lost=0), NAME, "one", seconds)
        other = Lease(leases, NAME, "two", seconds)
        assert await holder.step()
        holder._store = Deaf(leases)
        seconds.at += EVERY_S
        with pytest.raises(Unavailable):
            await holder.step()
        assert not await other.step()

        seconds.at += LEASE_S - 1
        await holder.step()  # learns that the beat before got through
        seconds.at += 1

        assert not (holder.held and await other.step())

    async def test_after_a_beat_without_an_answer_it_beats_on(self, leases: LeaseStore) -> None:
        holder, other, seconds = await self.two(leases)
        holder._store = Deaf(leases)
        seconds.at += EVERY_S
        with pytest.raises(Unavailable):
            await holder.step()

        for _ in range(9):
            seconds.at += EVERY_S
            assert await holder.step()
            assert not await other.step()

    async def test_the_fence_rises_with_each_holder_and_never_falls(
        self, leases: LeaseStore
    ) -> None:
        holder, other, seconds = await self.two(leases)
        fences = [(await leases.lease(NAME)).fence]
        for _ in range(3):
            await holder.release()
            assert await other.step()
            fences.append((await leases.lease(NAME)).fence)
            seconds.at += LEASE_S
            assert not await holder.step()
            seconds.at += LEASE_S
            assert await holder.step()
            fences.append((await leases.lease(NAME)).fence)
            assert not await other.step()

        assert fences == sorted(set(fences))
