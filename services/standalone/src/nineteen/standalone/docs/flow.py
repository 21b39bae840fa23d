"""docs/flow.md: how facts travel between services, policies and views."""

from collections.abc import Iterator, Sequence
from typing import Any

from nineteen.shared.policy import Policy
from nineteen.shared.runtime.service import Service
from nineteen.shared.schema.base import Event
from nineteen.standalone.docs.listeners import commands_named, hears
from nineteen.standalone.docs.markdown import listed, page, table

INTRODUCTION = """\
A command reaches the service that decides it; its events go into that service's
log; policies and views hear every log and take what is their business. A policy answers with more
commands to its own service, so services share facts and never call each other. Drawn from the
`Service` values; who hears what is read off the key functions, as in [events](events.md)."""


def flow(services: Sequence[Service]) -> str:
    """The page."""
    diagram = "\n".join(["```mermaid", "flowchart LR", *drawn(services), "```"])
    policies = [
        (f"{service.name}.{policy.name}", *told(policy))
        for service in services
        for policy in service.policies
    ]
    views = [
        (view.name, listed(names(hears(view)))) for service in services for view in service.views
    ]
    return page(
        "Flow",
        INTRODUCTION,
        diagram,
        "## Policies",
        "Whenever this happened, do that.",
        table(("policy", "hears", "may order"), policies),
        "## Views",
        table(("view", "hears"), views),
    )


def drawn(services: Sequence[Service]) -> Iterator[str]:
    """The lines of the diagram."""
    for service in services:
        yield f'  subgraph {service.name}["{service.name}: {service.title}"]'
        if service.deciders:
            yield f'    {service.name}_decides["decides"] --> {service.name}_log[("events")]'
        for policy in service.policies:
            yield f'    {node(service, policy.name)}{{{{"{policy.name}"}}}}'
        for view in service.views:
            yield f'    {node(service, view.name)}[/"{view.name}"/]'
        yield "  end"
    for service in services:
        for policy in service.policies:
            where = node(service, policy.name)
            yield from heard(where, hears(policy))
            yield f"  {where} --> {service.name}_decides"
        for view in service.views:
            yield from heard(node(service, view.name), hears(view))


def node(service: Service, name: str) -> str:
    """An id for the diagram."""
    return f"{service.name}_{name}".replace("-", "_")


def heard(where: str, events: frozenset[type[Event]]) -> Iterator[str]:
    """An arrow from each log that holds something of interest."""
    for log in sorted({event.type_name.split(".")[1] for event in events}):
        yield f"  {log}_log --> {where}"


def told(policy: Policy[Any]) -> tuple[str, str]:
    """What a policy hears, and which commands it may issue."""
    return listed(names(hears(policy))), listed(names(commands_named(policy.react)))


def names(classes: frozenset[type]) -> list[str]:
    """Their names, sorted."""
    return sorted(each.__name__ for each in classes)
