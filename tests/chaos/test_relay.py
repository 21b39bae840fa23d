"""The relay dies, repeats or leaves something out: everything arrives, each stream in its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.relay import Publisher, Sent
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.testing.faults import Aim, Crash, Strike, dies_after, dies_before
from nineteen.shared.testing.invariants import check_groups, check_views, ends_well, redriven
from nineteen.shared.testing.on_servers import OnServers
from nineteen.shared.testing.passers_by import PLACES, PassersBy, opens, passes
from nineteen.shared.testing.simulation import (
    Run,
    answered,
    goes_on,
    one_step,
    order_of,
    settled,
)

pytestmark = pytest.mark.cluster
PUBLISH, RELAYED = "contact-publisher.publish", "contact-backlog.relayed"
ENDS_WELL = "I1 I2 I3 I4 I6 I7"


@pytest.mark.fault("F-04", checks=ENDS_WELL)
async def test_what_a_relay_did_not_send_before_it_died_is_sent_by_the_next(
    run: Run[OnServers],
) -> None:
    run.installed.faults.aim(Aim(PUBLISH, run.chance.randint(1, 4), dies_before))

    await goes_on(run, PassersBy(), until=PUBLISH)

    await ends_well(run)


@dataclass
class Interrupted:
    """Sends only the first commits of what it is given; the relay dies before it hears of it."""

    publisher: Publisher
    chance: Random
    sends: int = 0
    """So many publications from now the next one is cut off."""
    cut: int = 0

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        self.sends -= 1
        if self.sends > 0 or self.cut or len(commits) < 2:
            return await self.publisher.publish(commits)
        self.cut = self.chance.randrange(1, len(commits))
        await self.publisher.publish(commits[: self.cut])
        raise Crash


@pytest.mark.fault("F-05", checks=ENDS_WELL)
async def test_a_relay_that_dies_with_half_of_a_batch_acknowledged_only_repeats(
    run: Run[OnServers],
) -> None:
    cut = await run.installed.put_between(
        "publisher", lambda each: Interrupted(each, run.chance, run.chance.randint(1, 3))
    )
    for _ in range(40):
        if any(each.cut for each in cut):
            break
        await one_step(run, PassersBy())

    assert any(each.cut for each in cut)
    await ends_well(run)


@pytest.mark.fault("F-06", checks=ENDS_WELL)
@pytest.mark.parametrize("strike", [dies_before, dies_after])
async def test_a_relay_that_dies_around_its_note_only_repeats(
    run: Run[OnServers], strike: Strike
) -> None:
    run.installed.faults.aim(Aim(RELAYED, run.chance.randint(1, 4), strike))

    await goes_on(run, PassersBy(), until=RELAYED)

    await ends_well(run)


@dataclass
class Thrice:
    """Sends everything three times."""

    publisher: Publisher
    sent: int = 0

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        for _ in range(2):
            await self.publisher.publish(commits)
        self.sent += len(commits)
        return await self.publisher.publish(commits)


@pytest.mark.fault("F-27", checks=ENDS_WELL)
async def test_what_comes_three_times_has_one_effect(run: Run[OnServers]) -> None:
    thrice = await run.installed.put_between("publisher", Thrice)
    for _ in range(15):
        await one_step(run, PassersBy())

    assert sum(each.sent for each in thrice) > 0
    await ends_well(run)


@dataclass
class Leaky:
    """Says of one commit that it arrived, and never sends it."""

    publisher: Publisher
    stream: str
    version: int
    lost: list[Commit] = field(default_factory=list)

    async def publish(self, commits: Sequence[Commit]) -> Sent:
        leaks = [c for c in commits if (c.stream, c.from_version) == (self.stream, self.version)]
        self.lost += leaks
        sent = await self.publisher.publish([c for c in commits if c not in leaks])
        return Sent([*sent.acknowledged, *(c.id for c in leaks)], sent.too_large, sent.failed)


@pytest.mark.fault("F-29", checks="I1 I2 I3 I6 I8")
async def test_a_stream_with_a_hole_waits_alone_and_goes_on_when_it_is_filled(
    run: Run[OnServers],
) -> None:
    place, *others = run.chance.sample(PLACES, len(PLACES))
    stream = str(Stream("agency", "turnstile", natural_id("turnstile", "agency", place)))
    leaks = await run.installed.put_between(
        "publisher", lambda each: Leaky(each, stream, run.chance.randint(2, 4))
    )
    for each in (place, *others):
        for wish in (opens(each), *(passes(each) for _ in range(5))):
            await answered(run, order_of(run, wish))
    await run.installed.app.drain()

    views = run.installed.views("contact")
    rows = await views.parked()
    assert {(row.stream, row.reason) for row in rows} == {(stream, "gap")}
    await check_groups(run, "contact", parked=frozenset({stream}))

    await settled(run)
    relay = run.installed.app.nodes["contact"].relay
    assert relay
    await relay.publisher.publish(leaks[0].lost)
    await redriven(run)
    await check_groups(run, "contact")
    await check_views(run.installed)
