"""A view that lags is not swapped: it catches up first, or everything stays as it is."""

import asyncio

import pytest

from nineteen.shared.runtime import rebuild as rebuilding
from nineteen.shared.runtime.clock import ManualClock
from nineteen.shared.runtime.handle import Order
from nineteen.shared.runtime.http.operator import Rebuilding, run
from nineteen.shared.runtime.node import views_group
from nineteen.shared.runtime.ports import Polled, Position, Positions, Unavailable
from nineteen.shared.runtime.rebuild import rebuild
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.testing.contracts.examples import AT
from nineteen.shared.testing.memory.bus import Disorder
from nineteen.shared.testing.memory.installation import Memory, open_memory
from nineteen.shared.testing.oracle import differing
from nineteen.shared.testing.turnstile import OpenTurnstile, Pass, turnstile_service, turnstiles

PLACES = [f"{number}" for number in range(12)]
LIVE = views_group("contact")
ANN = Actor("counselor", "ann")


async def opened(memory: Memory) -> None:
    await issue(memory, *(OpenTurnstile(place=place) for place in PLACES))


async def passed(memory: Memory, round_: int) -> None:
    await issue(memory, *(Pass(name=f"{round_} {place}") for place in PLACES))


async def issue(memory: Memory, *commands: OpenTurnstile | Pass) -> None:
    """A command for each place."""
    handler = memory.app.nodes["contact"].handler
    assert handler
    for place, command in zip(PLACES, commands, strict=True):
        target = None if command.creates else natural_id("turnstile", "agency", place)
        name = natural_id(place, command.model_dump_json())
        await handler.handle(Order(turnstiles, command, "agency", ANN, AT, name, target))


@pytest.fixture
async def memory(fault_seed: int, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """An installation whose live views have read half of what there is."""
    monkeypatch.setattr(rebuilding, "CHUNK", 24)
    memory = await open_memory(
        [turnstile_service], ManualClock(AT), fault_seed, disorder=Disorder()
    )
    await opened(memory)
    await memory.app.drain()
    for round_ in range(4):
        await passed(memory, round_)
    projector = memory.app.nodes["contact"].projector
    assert projector
    assert await projector.behind()
    return memory


def documents(memory: Memory) -> dict[str, str]:
    """What is read of the view before any swap."""
    tables = memory.views["contact"].tables
    return {doc: body for (name, _, doc), body in tables.items() if name == "visitors.v1.g1"}


def ignore(read: int, total: int) -> None:
    del read, total


@pytest.mark.fault("F-44", checks="I3")
async def test_a_view_is_not_swapped_while_the_live_group_cannot_catch_up(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    views, poll = memory.views["contact"], memory.bus.poll
    before = documents(memory)

    async def silent_for_the_live(
        group: str, positions: Positions, limit: int, upto: Positions | None = None
    ) -> list[Polled]:
        if group == LIVE:
            raise Unavailable("Away.")
        return await poll(group, positions, limit, upto)

    with monkeypatch.context() as away:
        away.setattr(memory.bus, "poll", silent_for_the_live)
        state = Rebuilding("visitors")
        await run(memory.app, state)

    assert state.failed == "Unavailable. The live view was left as it is."
    assert await views.active(["visitors"]) == {}
    assert documents(memory) == before

    assert await rebuild(memory.app, "visitors", ignore) == 2
    await memory.app.drain()
    assert await differing(memory.app) == []


@pytest.mark.fault("F-44", checks="I3")
async def test_at_a_swap_both_generations_stand_at_the_same_place(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    views, swap = memory.views["contact"], memory.views["contact"].swap
    at_swap: list[dict[str, Position]] = []
    traffic: list[asyncio.Task[None]] = []

    async def watched(view: str, before: int, after: int, group: str) -> None:
        at_swap.extend([await views.positions(LIVE), await views.positions(f"{LIVE}.visitors.v2")])
        await swap(view, before, after, group)

    def progress(read: int, total: int) -> None:
        del read, total
        if len(traffic) < 3:
            traffic.append(asyncio.create_task(passed(memory, 10 + len(traffic))))

    monkeypatch.setattr(views, "swap", watched)
    assert await rebuild(memory.app, "visitors", progress) == 2

    await asyncio.gather(*traffic)
    live, fresh = at_swap
    assert live == fresh
    await memory.app.drain()
    assert await differing(memory.app) == []
