"""Rebuilds a view beside the live one, then swaps the pointer; the old one stays for a way back."""

import asyncio
from collections.abc import Callable

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.charge import in_charge
from nineteen.shared.runtime.consumer import Consumer
from nineteen.shared.runtime.node import Node, views_group
from nineteen.shared.runtime.ports import ParkedRow, Position, Positions
from nineteen.shared.runtime.progress import ends_of
from nineteen.shared.runtime.view_fold import ViewFold, generation_name
from nineteen.shared.view import View

CHUNK = 1000
Progress = Callable[[int, int], None]
"""(commits read, commits in all)"""


class RebuildFailed(Exception):
    """A fold failed on an event; the live view was left as it is."""

    def __init__(self, view: str, row: ParkedRow) -> None:
        super().__init__(f"{view}: {row.reason} {row.error}, version {row.version} of its stream")


class NoSuchView(Exception):
    """No service here has this view."""


def view_named(app: App, name: str) -> tuple[Node, View]:
    """Where a view is; raises NoSuchView."""
    for node in app.nodes.values():
        for view in node.service.views:
            if view.name == name:
                return node, view
    raise NoSuchView(name)


async def rebuild(app: App, name: str, progress: Progress) -> int:
    """Fold a view anew from the first commit and swap it in; the generation now active."""
    node, view = view_named(app, name)
    active = (await node.views.active([name])).get(name, 1)
    fresh = active + 1
    group = f"{views_group(node.service.name)}.{name}.v{fresh}"
    await node.views.drop(generation_name(view, fresh), group)
    consumer = catching_up(app, node, ViewFold(view, fresh), group)
    ends = await ends_of(app)
    total = sum(max(end.next) for end in ends.values())
    consumer.upto = ends  # else who writes all the time would keep it busy for ever
    while await consumer.position() != ends:
        await consumer.step()
        read = sum([max(at.next) for at in (await consumer.position()).values()])
        progress(read, total)
        await refuse_errors(node, view, group, fresh)
        await asyncio.sleep(0)  # whoever else is served here must not wait for the whole of it
    await joined(app, node, view, consumer, fresh)
    if node.after_swap:
        await node.after_swap()
    await node.views.drop(None, group)
    if active > 1:
        await node.views.drop(generation_name(view, active - 1), None)
    return fresh


async def joined(app: App, node: Node, view: View, consumer: Consumer, fresh: int) -> None:
    """Bring the new generation to where the live one stands, and read it from then on."""
    assert node.projector  # noqa: S101  it has this view
    async with in_charge(app, node, "views"), node.projector.lock:
        await join(consumer, node.projector)
        await refuse_errors(node, view, consumer.group, fresh)
        await node.views.swap(view.name, fresh - 1, fresh, views_group(node.service.name))
        await node.regained_views()  # what it knew as parked is not parked any more


def catching_up(app: App, node: Node, fold: ViewFold, group: str) -> Consumer:
    """A group of its own that reads everything from the start."""
    around = app.around
    return Consumer(
        group,
        around.sources,
        bus=around.bus,
        views=node.views,
        reader=around.reader,
        folds=[fold],
        clock=around.clock,
        limit=CHUNK,
    )


async def join(consumer: Consumer, live: Consumer) -> None:
    """Step both until they stand at the same place; nobody else steps the live one meanwhile.

    That place is where the one that is further stands now, else news would keep them apart.
    """
    meet = furthest(await consumer.position(), await live.position())
    consumer.upto = live.upto = meet
    try:
        while await consumer.position() != meet or await live.position() != meet:
            await consumer.step()
            await live.locked_step()
    finally:
        consumer.upto = live.upto = None


def furthest(one: Positions, other: Positions) -> dict[str, Position]:
    """Per partition the place behind the other."""
    return {
        source: Position(at.epoch, tuple(map(max, at.next, other[source].next)))
        for source, at in one.items()
    }


async def refuse_errors(node: Node, view: View, group: str, generation: int) -> None:
    """Rebuilding is strict: one event that cannot be folded stops it."""
    if rows := await node.views.parked(group):
        await node.views.drop(generation_name(view, generation), group)
        raise RebuildFailed(view.name, rows[0])
