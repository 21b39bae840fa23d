"""A second reader of calendar objects, by hand: what stands in their lines (RFC 5545, 3.1)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

FORM = "%Y%m%dT%H%M%S"
LONGEST = 75
"""Octets of a line, its break not counted."""


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    lines: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)
    """Property -> its parameters and value, in their order."""
    inner: list[Self] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """The value of a property that stands there once."""
        ((_, value),) = self.lines[name]
        return value

    def every(self, name: str) -> list[Self]:
        """The components of a name inside."""
        return [each for each in self.inner if each.name == name]

    def moment(self, name: str) -> datetime:
        """An instant, in the zone it names or in UTC."""
        ((parameters, value),) = self.lines[name]
        zone = parameters.get("TZID") or ("UTC" if value.endswith("Z") else "")
        return datetime.strptime(value.rstrip("Z"), FORM).replace(tzinfo=ZoneInfo(zone))


def read(text: str) -> Component:
    """The one calendar of a text; raises ValueError when its form is broken."""
    octets = text.encode()
    if not octets.endswith(b"\r\n") or b"\n" in octets.replace(b"\r\n", b""):
        raise ValueError("each line ends in CR LF")
    if any(len(each) > LONGEST for each in octets.split(b"\r\n")):
        raise ValueError("a line is too long")
    open_: list[Component] = [Component("")]
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, parameters, value = parts(line)
        if name == "BEGIN":
            open_.append(Component(value))
        elif name == "END":
            done = open_.pop()
            if done.name != value:
                raise ValueError("another component ends here")
            open_[-1].inner.append(done)
        else:
            open_[-1].lines.setdefault(name, []).append((parameters, value))
    (calendar,) = open_[0].every("VCALENDAR")
    return calendar


def parts(line: str) -> tuple[str, dict[str, str], str]:
    """Name, parameters and value of a content line; colons inside quotes do not end the name."""
    quoted, cut = False, len(line)
    for place, sign in enumerate(line):
        quoted ^= sign == '"'
        if sign == ":" and not quoted:
            cut = place
            break
    name, *parameters = line[:cut].split(";")
    known = dict(each.split("=", 1) for each in parameters)
    return name, {key: value.strip('"') for key, value in known.items()}, line[cut + 1 :]


def the_event(text: str) -> Component:
    """The one event of a calendar object."""
    (event,) = read(text).every("VEVENT")
    return event


def lasts(event: Component) -> timedelta:
    """How long an event takes, on a watch."""
    start, end = event.moment("DTSTART"), event.moment("DTEND")
    return end.astimezone(ZoneInfo("UTC")) - start.astimezone(ZoneInfo("UTC"))
