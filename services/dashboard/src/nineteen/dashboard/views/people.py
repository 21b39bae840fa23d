"""`people`: one document per person, the only one with personal data; erasure deletes it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from nineteen.dashboard.views.columns import Columns
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact.agency import StaffAdded
from nineteen.shared.schema.contact.campaign import AcquaintanceNoted
from nineteen.shared.schema.contact.host import ContactAdded
from nineteen.shared.schema.contact.jobseeker import ContactWaysSet, JobseekerEnrolled
from nineteen.shared.schema.followup.plan import ReferralNamed
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling.appointment import HostDelegated
from nineteen.shared.schema.scheduling.session import SessionEnded, StandIn
from nineteen.shared.schema.words import Ask
from nineteen.shared.view import Document, Part, View

KINDS = ("jobseeker", "staff", "contact", "lead", "acquaintance", "stand_in")
"""In this order their own word on a person counts."""
PERSONAL = ("name", "title", "email", "phone")
IDS = ("contact", "employer", "lead")


class Person(Columns):
    """A person by subject id, as pages and lists join them."""

    kinds: tuple[str, ...] = Field(
        description="what the person is here: jobseeker, staff, contact, lead, acquaintance, "
        "stand_in"
    )
    name: str | None
    title: str | None
    email: str | None
    phone: str | None
    contact: str | None = Field(description="the contact that this person is")
    employer: str | None
    lead: str | None = Field(description="the lead by which the person was named")


def enrolled(event: JobseekerEnrolled) -> Part:
    return {"kind": "jobseeker", "person": event.jobseeker, "name": event.name}


def ways_set(event: ContactWaysSet) -> Part:
    ways = {"email": event.email, "phone": event.phone}
    return {"kind": "jobseeker", "person": event.jobseeker} | ways


def staff_added(event: StaffAdded) -> Part:
    return {"kind": "staff", "person": event.staff, "name": event.name}


def contact_added(event: ContactAdded) -> Part:
    return {
        "kind": "contact",
        "person": event.person,
        "contact": event.contact,
        "employer": event.employer,
        "lead": event.lead,
    } | personal(event)


def acquaintance_noted(event: AcquaintanceNoted) -> Part:
    return {
        "kind": "acquaintance",
        "person": event.acquaintance,
        "employer": event.employer,
        "name": event.name,
    }


def named(event: ReferralNamed) -> Part:
    return {
        "kind": "lead",
        "person": event.person,
        "lead": event.lead,
        "employer": event.employer,
    } | personal(event)


def personal(event: ContactAdded | ReferralNamed) -> Part:
    return {name: getattr(event, name) for name in PERSONAL}


def stood_in(event: SessionEnded) -> Part | None:
    return in_the_place(event.ask, event.stand_in) if event.stand_in else None


def handed_over(event: HostDelegated) -> Part:
    return in_the_place(event.ask, event.to)


def in_the_place(ask: Ask, other: StandIn) -> Part:
    return {"kind": "stand_in", "employer": ask.employer} | other.model_dump(mode="json")


TELLS: Mapping[type[Event], Callable[[Any], Part | None]] = {
    JobseekerEnrolled: enrolled,
    ContactWaysSet: ways_set,
    StaffAdded: staff_added,
    ContactAdded: contact_added,
    AcquaintanceNoted: acquaintance_noted,
    ReferralNamed: named,
    SessionEnded: stood_in,
    HostDelegated: handed_over,
}


def told(recorded: Recorded) -> Part | None:
    """What an event tells of a person, if it does."""
    tell = TELLS.get(type(recorded.event))
    return tell(recorded.event) if tell else None


def key(recorded: Recorded) -> tuple[str, ...]:
    found = told(recorded)
    return (found["person"],) if found else ()


def fold(part: Part | None, recorded: Recorded) -> Part | None:
    found = told(recorded)
    return (part or {}) | found if found else part


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    if not parts:
        return None
    ranked = sorted(parts, key=lambda name: (KINDS.index(parts[name]["kind"]), name))
    heard = [parts[name] for name in ranked]
    return {
        "id": doc_id,
        "kinds": sorted({part["kind"] for part in heard}, key=KINDS.index),
        **{name: first(name, heard) for name in (*PERSONAL, *IDS)},
    }


def first(name: str, heard: list[Part]) -> str | None:
    """The first word on it; only whether there is one matters, never what it says."""
    return next((part[name] for part in heard if part.get(name) is not None), None)


people = View(
    name="people",
    version=1,
    document=Person,
    key=key,
    fold=fold,
    render=render,
    personal=True,
    filters=("contact", "employer", "lead"),
    sort=("id",),
)
