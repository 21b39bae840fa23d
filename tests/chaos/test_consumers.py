"""A worker dies, or meets trouble, around its transaction: everything has its effect once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from nineteen.shared.runtime.ports import (
    Bus,
    Changes,
    KeyStore,
    Polled,
    Position,
    Positions,
    Unavailable,
    WrappedKey,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.faults import Aim, Strike, dies_after, dies_before
from nineteen.shared.testing.invariants import check, check_groups, ends_well, redriven, stored_in
from nineteen.shared.testing.lossy_wire import LossyWire
from nineteen.shared.testing.memory.bus import interleaved
from nineteen.shared.testing.on_servers import OnServers
from nineteen.shared.testing.passers_by import PLACES, PassersBy, opens, passes
from nineteen.shared.testing.simulation import (
    Run,
    answered,
    goes_on,
    one_round,
    one_step,
    order_of,
)
from nineteen.shared.testing.turnstile import visitors
from nineteen.shared.testing.visitor_book import guarded_turnstiles
from nineteen.shared.view import Part

pytestmark = pytest.mark.cluster
COMMIT = "contact-views.commit"
ENDS_WELL = "I1 I2 I3 I4 I6 I7"


@pytest.mark.parametrize(
    "strike",
    [
        pytest.param(dies_before, marks=pytest.mark.fault("F-08", checks=ENDS_WELL)),
        pytest.param(dies_after, marks=pytest.mark.fault("F-10", checks=ENDS_WELL)),
    ],
)
async def test_a_worker_that_dies_around_its_transaction_has_done_all_of_it_or_nothing(
    run: Run[OnServers], strike: Strike
) -> None:
    run.installed.faults.aim(Aim(COMMIT, run.chance.randint(1, 6), strike))

    await goes_on(run, PassersBy(), until=COMMIT)

    await ends_well(run)


def closes(_group: str, changes: Changes) -> bool:
    return bool(changes.closed)


@pytest.mark.fault("F-12", checks=ENDS_WELL)
async def test_a_to_do_whose_command_was_kept_before_the_worker_died_adds_no_second_fact(
    run: Run[OnServers],
) -> None:
    run.installed.faults.aim(Aim(COMMIT, 1, dies_before, closes))

    await goes_on(run, PassersBy(), until=COMMIT)

    await ends_well(run)


@asynccontextmanager
async def lossy(run: Run[OnServers]) -> AsyncIterator[LossyWire]:
    """From its next boot the installation speaks to MongoDB over a wire that loses answers."""
    straight = run.installed.mongo
    async with LossyWire(straight) as wire:
        run.installed.mongo = wire.uri
        await run.installed.boot()
        yield wire
        run.installed.mongo = straight
        await run.installed.boot()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("insert", marks=pytest.mark.fault("F-21", checks=ENDS_WELL)),
        pytest.param("commitTransaction", marks=pytest.mark.fault("F-23", checks=ENDS_WELL)),
        pytest.param("update", marks=pytest.mark.fault("F-09", "F-23", checks=ENDS_WELL)),
    ],
)
async def test_answers_that_get_lost_change_nothing(run: Run[OnServers], command: str) -> None:
    async with lossy(run) as wire:
        for _ in range(4):
            wire.lose(command, run.chance.randint(1, 3))
            for _ in range(4):
                await one_step(run, PassersBy())

        assert wire.lost > 0
    await ends_well(run)


@dataclass(frozen=True)
class Shuffled:
    """Hands out the commits of different streams in any order."""

    bus: Bus
    chance: Random

    async def start_position(self, source: str) -> Position:
        return await self.bus.start_position(source)

    async def end_position(self, source: str) -> Position:
        return await self.bus.end_position(source)

    async def poll(
        self, group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        polled = await self.bus.poll(group, positions, limit, upto)
        return [replace(each, partitions=self._in_any_order(each)) for each in polled]

    def _in_any_order(self, polled: Polled) -> Sequence[Sequence[Any]]:
        together = [commit for commits in polled.partitions for commit in commits]
        return [interleaved(together, self.chance)]


@pytest.mark.fault("F-28", checks=ENDS_WELL)
async def test_the_order_of_different_streams_does_not_matter(run: Run[OnServers]) -> None:
    await run.installed.put_between("bus", lambda bus: Shuffled(bus, run.chance))
    for place in PLACES:
        for wish in (opens(place), *(passes(place) for _ in range(4))):
            await answered(run, order_of(run, wish))
    for _ in range(10):
        await one_step(run, PassersBy())

    await ends_well(run)


@pytest.mark.fault("F-33", checks="I1 I2 I3 I6 I8")
async def test_a_stream_that_a_view_cannot_fold_waits_alone_until_the_view_is_mended(
    run: Run[OnServers],
) -> None:
    victim, *others = run.chance.sample(PLACES, len(PLACES))

    def fold(part: Part | None, recorded: Recorded) -> Part | None:
        if getattr(recorded.event, "name", "") == victim:
            raise ZeroDivisionError
        return visitors.fold(part, recorded)

    broken = replace(visitors, fold=fold)
    run.installed.services = [replace(guarded_turnstiles, views=(broken,))]
    await run.installed.boot()
    for place in (victim, *others):
        for wish in (opens(place), *(passes(place) for _ in range(3))):
            await answered(run, order_of(run, wish))
    await run.installed.app.drain()

    rows = await run.installed.views("contact").parked()
    assert {row.reason for row in rows} == {"fold_failed"}
    assert {row.fold for row in rows} == {"visitors"}
    (stream,) = {row.stream for row in rows}
    await check_groups(run, "contact", parked=frozenset({stream}))

    run.installed.services = [replace(guarded_turnstiles, views=(visitors,))]
    await run.installed.boot()
    await redriven(run)
    await check(run)


@dataclass
class Away:
    """A key store that does not answer."""

    keys: KeyStore
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.keys, name)

    async def keys_of(self, wanted: Any) -> list[WrappedKey]:
        del wanted
        self.asked += 1
        raise Unavailable("The key store is away.")

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        del keys
        raise Unavailable("The key store is away.")


@pytest.mark.fault("F-37", checks=ENDS_WELL)
async def test_while_the_key_store_is_away_groups_wait_and_nothing_counts_as_erased(
    run: Run[OnServers],
) -> None:
    place = run.chance.choice(PLACES)
    for wish in (opens(place), passes(place)):
        await answered(run, order_of(run, wish))
    (store,) = await run.installed.put_between("keys", Away)
    app = run.installed.app
    with pytest.raises(Unavailable):
        await app.drain()
    for _ in range(3):
        await answered(run, order_of(run, passes(place)))
        await one_round(run, app.nodes["contact"])

    assert len(run.unanswered) == 3
    views = run.installed.views("contact")
    assert store.asked > 0
    assert await views.parked() == []
    assert await views.documents([("halls.v1.g1", "agency", place[-1])]) == {}

    await ends_well(run)


@pytest.mark.fault("F-40", checks=ENDS_WELL)
async def test_what_became_due_while_nothing_ran_is_done_once_afterwards(
    run: Run[OnServers],
) -> None:
    for place in PLACES:
        for wish in (opens(place), *(passes(place) for _ in range(run.chance.randint(1, 3)))):
            await answered(run, order_of(run, wish))
    await run.installed.app.drain()
    assert await locked(run) == 0

    await run.installed.close()
    run.clock.set(run.clock.now() + timedelta(days=3))

    await ends_well(run)
    assert await locked(run) == len(PLACES)


async def locked(run: Run[OnServers]) -> int:
    """How many turnstiles were locked, each by a fact."""
    commits = await stored_in(run.installed, "contact")
    types = [event.type for commit in commits for event in commit.events]
    return sum(type_.endswith("TurnstileLocked") for type_ in types)
