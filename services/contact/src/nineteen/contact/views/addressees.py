"""`addressees`: how people are called and reached; erasure deletes the document."""

from collections.abc import Mapping

from pydantic import Field

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    ContactAdded,
    ContactWaysSet,
    JobseekerEnrolled,
    StaffAdded,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Document, Part, View

Told = dict[str, str | None]


class Addressee(Value):
    """A person by subject id, or the agency by its own id."""

    name: str | None = Field(default=None, description="as the person is called")
    email: str | None = Field(default=None, description="where mail reaches them")


def told(recorded: Recorded) -> tuple[str, Told] | None:
    """Whose name or address an event tells."""
    match recorded.event:
        case JobseekerEnrolled(jobseeker=who, name=name):
            return who, {"name": name}
        case StaffAdded(staff=who, name=name, email=email):
            return who, {"name": name, "email": email}
        case ContactWaysSet(jobseeker=who, email=email):
            return who, {"email": email}
        case ContactAdded(person=who, name=name, email=email):
            return who, {"name": name, "email": email}
        case AgencyRegistered(name=name):
            return recorded.stream.id, {"name": name}
        case _:
            return None


def key(recorded: Recorded) -> tuple[str, ...]:
    found = told(recorded)
    return (found[0],) if found else ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    found = told(recorded)
    return {**(part or {}), **found[1]} if found else part


def render(_id: str, parts: Mapping[str, Part]) -> Document | None:
    """Parts of several streams name the same person; the first that knows is heard."""
    known = [parts[name] for name in sorted(parts)]
    said = {f: [p[f] for p in known if p.get(f) is not None] for f in ("name", "email")}
    return {field: values[0] if values else None for field, values in said.items()}


addressees = View("addressees", 1, Addressee, key, fold, render, personal=True)
