"""What views must hold once everything came to rest: a fold of the event stores, and no more."""

from collections.abc import AsyncIterator, Sequence

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.runtime.reader import Reader
from nineteen.shared.runtime.verify import folded
from nineteen.shared.runtime.view_fold import generation_name


async def everything(app: App) -> AsyncIterator[Sequence[Commit]]:
    """Every commit of every service, as its event store has it."""
    for node in app.nodes.values():
        if node.store:
            async for commits in node.store.read_all():
                yield commits


async def differing(app: App) -> list[str]:
    """Documents that are missing or not byte-equal to a fold (I3), of every service."""
    return [name for node in app.nodes.values() for name in await differing_of(app, node)]


async def differing_of(app: App, node: Node) -> list[str]:
    """The same of one service, in the generations that are read now."""
    found = []
    reader = Reader(app.around.codec)
    active = await node.watched.active([view.name for view in node.service.views])
    for each in await folded(node.service.views, reader, everything(app)):
        generation = generation_name(each.view, active.get(each.view.name, 1))
        expected = {(generation, *doc): body for doc, body in each.documents().items()}
        held = await node.watched.documents(expected)
        found += [" ".join(key) for key, body in expected.items() if held.get(key) != body]
    return found
