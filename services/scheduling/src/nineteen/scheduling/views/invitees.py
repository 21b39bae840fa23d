"""`invitees`: how those who meet are called and reached; erasure deletes the document."""

from collections.abc import Mapping
from typing import assert_never

from pydantic import Field

from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    AgencyRegistered,
    ContactAdded,
    ContactWaysSet,
    CounselorAssigned,
    JobseekerEnrolled,
    LanguagesSet,
    StaffAdded,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Document, Part, View

OfJobseeker = JobseekerEnrolled | CounselorAssigned | ContactWaysSet | LanguagesSet
Told = dict[str, str | None]
FIELDS = ("name", "email", "language", "counselor")


class Invitee(Value):
    """A person by subject id, or the agency by its own id."""

    name: str | None = Field(default=None, description="as the person is called")
    email: str | None = Field(default=None, description="where mail reaches them")
    language: str | None = Field(default=None, description="that they read (BCP 47)")
    counselor: str | None = Field(default=None, description="who answers in the jobseeker's place")


def told(recorded: Recorded) -> tuple[str, Told] | None:
    """Whose name, address, language or counselor an event tells."""
    match recorded.event:
        case StaffAdded(staff=who, name=name, email=email):
            return who, {"name": name, "email": email}
        case ContactAdded(person=who, name=name, email=email):
            return who, {"name": name, "email": email}
        case AgencyRegistered(name=name):
            return recorded.stream.id, {"name": name}
        case event if isinstance(event, OfJobseeker):
            return event.jobseeker, of_jobseeker(event)
        case _:
            return None


def of_jobseeker(event: OfJobseeker) -> Told:
    match event:
        case JobseekerEnrolled(name=name, counselor=counselor):
            return {"name": name, "counselor": counselor}
        case CounselorAssigned(counselor=counselor):
            return {"counselor": counselor}
        case ContactWaysSet(email=email):
            return {"email": email}
        case LanguagesSet(read=read):
            return {"language": read[0] if read else None}
    assert_never(event)


def key(recorded: Recorded) -> tuple[str, ...]:
    found = told(recorded)
    return (found[0],) if found else ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    found = told(recorded)
    return {**(part or {}), **found[1]} if found else part


def render(_id: str, parts: Mapping[str, Part]) -> Document | None:
    """Parts of several streams name the same person; the first that knows is heard."""
    known = [parts[name] for name in sorted(parts)]
    said = {f: [p[f] for p in known if p.get(f) is not None] for f in FIELDS}
    return {field: values[0] if values else None for field, values in said.items()}


invitees = View("invitees", 1, Invitee, key, fold, render, personal=True)
