"""Somebody whom a host named becomes a contact who can be asked (P6, S13).

The name is enough: `NameUseGranted` decides only whether the ask may say who gave it.
"""

from pydantic import TypeAdapter, ValidationError

from nineteen.contact.domain.contact import AddContact
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import Provenance
from nineteen.shared.schema.followup import ReferralNamed
from nineteen.shared.schema.partner import Email, Phone
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import Line

TITLE: TypeAdapter[str] = TypeAdapter(Line)
EMAIL: TypeAdapter[str] = TypeAdapter(Email)
PHONE: TypeAdapter[str] = TypeAdapter(Phone)


class Nothing(Value):
    """No memory: a name is complete when it is given."""


def key(e: Recorded) -> str | None:
    match e.event:
        case ReferralNamed(lead=lead, employer=str()):
            return lead
        case _:
            return None


def react(m: Nothing, e: Recorded) -> tuple[Nothing, list[Todo]]:
    match e.event:
        case ReferralNamed(employer=str() as employer) as named:
            return m, [Todo("add", Target("contact"), add_contact(named, employer))]
        case _:
            return m, []


def add_contact(named: ReferralNamed, employer: str) -> AddContact:
    """Who is known already gets one more provenance: the command decides that."""
    return AddContact(
        employer=employer,
        person=named.person,
        name=named.name,
        title=usable(TITLE, named.title),
        email=usable(EMAIL, named.email),
        phone=usable(PHONE, named.phone),
        lead=named.lead,
        root_session=named.root_session,
        provenance=Provenance(source="referral"),
    )


def usable(form: TypeAdapter[str], said: str | None) -> str | None:
    """What the host said, or None where it has not the form of such a thing."""
    try:
        return form.validate_python(said)
    except ValidationError:
        return None


referrals: Policy[Nothing] = Policy("referral-to-contact", Nothing, key, react)
