"""A topic filled anew from the event store: for one that was cut, compacted or lost."""

from collections.abc import Sequence

from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.charge import in_charge
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.topics import Topic, create_anew
from nineteen.shared.runtime.node import Node, policies_group, views_group
from nineteen.shared.runtime.ports import Changes, Fenced, Position


class TopicNotMade(Exception):
    """What is wrong with the topic that was made, in sentences; nothing was put on it."""

    def __init__(self, troubles: Sequence[str]) -> None:
        super().__init__(" ".join(troubles))


async def renewed(app: App, service: str, connection: Connection, topic: Topic) -> int:
    """Make a service's topic anew and have all its facts relayed again; how many commits.

    Every group starts at the new topic's first record, and passes over what it had. May be
    repeated after a failure at any point. Raises TopicNotMade, Unavailable.
    """
    node = app.nodes[service]
    assert node.relay  # noqa: S101  a service that decides has one
    async with in_charge(app, node, "relay"):
        if troubles := await create_anew(connection, topic):
            raise TopicNotMade(troubles)
        count = await node.relay.backlog.start_again()
        start = await app.around.bus.start_position(service)
        for each in app.nodes.values():
            for group in (policies_group(each.service.name), views_group(each.service.name)):
                await set_back(each, group, service, start)
    return count


async def set_back(node: Node, group: str, source: str, start: Position) -> None:
    """Have a group read a source from `start` on, whoever works for it now."""
    while True:
        before = (await node.views.positions(group)).get(source)
        if before in (None, start):
            return
        try:
            await node.views.commit(group, Changes(moves=[(source, before, start)]))
        except Fenced:
            continue
        return
