"""docs/events.md: every event, what it means, what it carries, who writes and who hears it."""

from collections.abc import Sequence

from nineteen.shared.runtime.service import SETTINGS, Service
from nineteen.shared.schema.base import Event, Value
from nineteen.standalone.docs.listeners import hears
from nineteen.standalone.docs.markdown import code, listed, page, sentence, table
from nineteen.standalone.docs.schemas import fields, values_in, vocabulary

INTRODUCTION = """\
A fact is written once, by the service that decided it, and heard by whoever cares.
Fields marked personal are encrypted one by one, under a key of the person whose id stands in the
field named; destroying that key erases them. `record` is what identifies a person, `narrative`
what was told about one.

*Heard by* is read off the key functions of policies and views: it names the classes that they take
notice of. Some look at a field as well and pass over an event that does not concern them. Every
service also remembers the settings of agencies (policy `settings`)."""
TITLES = ("field", "type", "notes")


def events(services: Sequence[Service]) -> str:
    """The page."""
    hearers, writers = heard(services), written(services)
    parts = [INTRODUCTION, contents(services)]
    for service in services:
        if service.deciders:
            parts += [f"## {service.name}", f"{service.title}."]
            parts += chapter(service, writers, hearers)
    if unwritten := [event for event in vocabulary() if event not in writers]:
        parts += ["## Not written yet", "The vocabulary names these; no service decides them yet."]
        parts += [entry(event, [], hearers.get(event, [])) for event in unwritten]
    parts += ["## Values", "What several events carry in one field."]
    parts += [described(value) for value in values_in(vocabulary())]
    return page("Events", *parts)


def written(services: Sequence[Service]) -> dict[type[Event], list[str]]:
    """The kinds of streams that each event is written to."""
    found: dict[type[Event], list[str]] = {}
    for service in services:
        for decider in service.deciders:
            for event in decider.events:
                found.setdefault(event, []).append(f"{service.name}: {decider.kind}")
    return found


def heard(services: Sequence[Service]) -> dict[type[Event], list[str]]:
    """The policies and views that hear each event."""
    found: dict[type[Event], list[str]] = {}
    for service in services:
        for policy in service.policies:
            for event in hears(policy):
                found.setdefault(event, []).append(f"policy {service.name}.{policy.name}")
        for view in service.views:
            for event in hears(view):
                found.setdefault(event, []).append(f"view {view.name}")
    for event in hears(SETTINGS):
        found.setdefault(event, []).append(f"policy {SETTINGS.name} of every service")
    return found


def contents(services: Sequence[Service]) -> str:
    """How many there are, and where."""
    rows = [
        (
            f"[{service.name}](#{service.name})",
            str(sum(len(decider.events) for decider in service.deciders)),
            listed(decider.kind for decider in service.deciders),
        )
        for service in services
        if service.deciders
    ]
    return table(("service", "events", "kinds of streams"), rows)


def chapter(
    service: Service, writers: dict[type[Event], list[str]], hearers: dict[type[Event], list[str]]
) -> list[str]:
    """The events of one service, stream by stream; one of several streams stands at the first."""
    parts = []
    for decider in service.deciders:
        shared = ", shared by all agencies" if decider.shared else ""
        title = f"{service.name}: {decider.kind}"
        mine = [event for event in decider.events if writers[event][0] == title]
        parts += [f"### {title}{shared}"] if mine else []
        parts += [entry(event, writers[event], hearers.get(event, [])) for event in mine]
    return parts


def entry(event: type[Event], writers: list[str], hearers: list[str]) -> str:
    """One event."""
    name = f"{code(event.type_name)}, schema {event.schema_version}."
    streams = f"Written by: {', '.join(writers) or 'nobody yet'}."
    listeners = f"Heard by: {', '.join(hearers) or 'nobody yet'}."
    says = f"{name} {streams} {listeners}"
    parts = [f"#### {event.__name__}", sentence(event.__doc__), says, table(TITLES, fields(event))]
    return "\n\n".join(filter(None, parts))


def described(value: type[Value]) -> str:
    """One value."""
    parts = [f"### {value.__name__}", sentence(value.__doc__), table(TITLES, fields(value))]
    return "\n\n".join(filter(None, parts))
