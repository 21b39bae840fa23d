"""ReferralLead: somebody whom a host named, and how far that name led (S13, P6)."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal, assert_never

from pydantic import Field, StringConstraints

from nineteen.shared.decider import (
    Command,
    Decider,
    Facts,
    Forbidden,
    FreshId,
    Missing,
    Ref,
    Rejected,
)
from nineteen.shared.schema.base import PII
from nineteen.shared.schema.followup import (
    NameUseGranted,
    NameUseRefused,
    ReferralBecameContact,
    ReferralClosed,
    ReferralNamed,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Line, Words

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]
"""As the host said it: whether mail or calls can go there is decided with the contact."""
NameUse = Literal["granted", "refused", "not_asked"]
LOOP = "The name leads back to somebody on the way to it."


class NameReferral(Command):
    """Record a name that a host gave, in a talk or in a reply to a request."""

    creates: ClassVar[bool] = True

    source: Literal["session", "reply", "partner"]
    origin: Id = Field(description="the session, the request or the partner's record")
    index: int = Field(default=0, ge=0, le=99, description="which of the names given there")
    campaign: Id
    jobseeker: Id
    referrer: Id = Field(description="the contact who gave the name")
    parent: Id | None = Field(default=None, description="the lead that led to the referrer")
    root_session: Id | None = None
    person: FreshId = ""
    name: Annotated[Line, PII("person")]
    title: Annotated[Said | None, PII("person")] = None
    email: Annotated[Said | None, PII("person")] = None
    phone: Annotated[Said | None, PII("person")] = None
    name_use: NameUse = "not_asked"
    employer: Id | None = None
    contact: Id | None = Field(default=None, description="if the named person is a contact already")

    def natural(self) -> tuple[str, ...]:
        """One lead per place in the list of names; a request's reply has a list of its own."""
        own = ("reply",) if self.source == "reply" else ()
        return ("lead", *own, self.origin, str(self.index))


class GrantNameUse(Command):
    """Record that the referrer allows the use of their name."""


class RefuseNameUse(Command):
    """Record that the referrer would rather not be named."""


class MarkBecameContact(Command):
    """Note that the named person is a contact now."""

    internal: ClassVar[bool] = True

    contact: Id
    employer: Id


class CloseLead(Command):
    """Stop following a lead, with a reason."""

    reason: Words


LeadCommand = NameReferral | GrantNameUse | RefuseNameUse | MarkBecameContact | CloseLead
LeadEvent = ReferralNamed | NameUseGranted | NameUseRefused | ReferralBecameContact | ReferralClosed


@dataclass(frozen=True, slots=True)
class NoLead:
    """Nobody was named here."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A named person; `ancestors` are the contacts on the way, the referrer last."""

    lead: Id
    person: Id
    campaign: Id
    jobseeker: Id
    source: Literal["session", "reply", "partner"]
    session: Id | None
    request: Id | None
    root_session: Id | None
    referrer: Id
    generation: int
    ancestors: tuple[Id, ...]
    name_use: NameUse = "not_asked"
    contact: Id | None = None
    closed: bool = False


ReferralLead = NoLead | Lead


def needs(_state: ReferralLead, command: LeadCommand) -> tuple[Ref, ...]:
    """The lead that led to the referrer knows the ancestors."""
    if isinstance(command, NameReferral) and command.parent is not None:
        return (Ref(leads, command.parent),)
    return ()


def decide(state: ReferralLead, command: LeadCommand, facts: Facts) -> list[LeadEvent]:
    if isinstance(command, NameReferral):
        return name_referral(state, command, facts)
    if isinstance(state, NoLead):
        raise Missing(
            "not_yet",
            "Nobody was named under this id yet. Nothing was changed; "
            "record the name first, or try again in a moment.",
        )
    match command:
        case GrantNameUse():
            refuse_if_closed(state)
            return name_use(state, "granted")
        case RefuseNameUse():
            refuse_if_closed(state)
            return name_use(state, "refused")
        case MarkBecameContact():
            return mark_became_contact(state, command)
        case CloseLead():
            return close(state, command.reason)
    assert_never(command)


def name_referral(state: ReferralLead, command: NameReferral, facts: Facts) -> list[LeadEvent]:
    if isinstance(state, Lead):
        return []
    if not (command.actor.is_staff or command.actor.role == "policy"):
        raise Forbidden(
            "staff_only",
            "Names are recorded with the talk or the reply in which they were given; "
            "only staff may add one here. Nothing was recorded.",
        )
    parent = facts.of(leads, command.parent) if command.parent else NoLead()
    ancestors = parent.ancestors if isinstance(parent, Lead) else ()
    ancestors = (*ancestors, command.referrer)
    if command.contact in ancestors:
        raise Rejected(
            "referral_loop",
            f"{LOOP} Nothing was recorded; a person who was asked already is not a new name.",
        )
    generation = parent.generation + 1 if isinstance(parent, Lead) else 1
    first = named(command, ancestors, generation)
    return [first, *name_use(noted(first), command.name_use)]


def name_use(lead: Lead, answer: NameUse) -> list[LeadEvent]:
    """What the referrer said of the use of their name, if it is news."""
    if answer in ("not_asked", lead.name_use):
        return []
    said = NameUseGranted if answer == "granted" else NameUseRefused
    return [said(**echo(lead))]


def named(command: NameReferral, ancestors: tuple[Id, ...], generation: int) -> ReferralNamed:
    session = command.origin if command.source == "session" else None
    request = None if command.source == "partner" else command.origin
    return ReferralNamed(
        lead=command.target,
        person=command.person,
        campaign=command.campaign,
        jobseeker=command.jobseeker,
        source=command.source,
        session=session,
        request=request,
        root_session=command.root_session or request,
        referrer=command.referrer,
        generation=generation,
        name=command.name,
        title=command.title,
        email=command.email,
        phone=command.phone,
        employer=command.employer,
        ancestors=ancestors,
    )


def refuse_if_closed(lead: Lead) -> None:
    if lead.closed:
        raise Rejected(
            "lead_closed",
            "This lead is closed. Nothing was changed; if the name comes up again, record it anew.",
        )


def mark_became_contact(lead: Lead, command: MarkBecameContact) -> list[LeadEvent]:
    """A loop that shows only now, when the name turns out to be an ancestor, closes the lead."""
    if command.contact in lead.ancestors:
        return close(lead, LOOP)
    if lead.contact == command.contact:
        return []
    return [ReferralBecameContact(**echo(lead), contact=command.contact, employer=command.employer)]


def close(lead: Lead, reason: str) -> list[LeadEvent]:
    return [] if lead.closed else [ReferralClosed(**echo(lead), reason=reason)]


def echo(lead: Lead) -> dict[str, Any]:
    """What each later fact of a lead repeats."""
    return {
        "lead": lead.lead,
        "person": lead.person,
        "campaign": lead.campaign,
        "jobseeker": lead.jobseeker,
        "source": lead.source,
        "session": lead.session,
        "request": lead.request,
        "root_session": lead.root_session,
        "referrer": lead.referrer,
        "generation": lead.generation,
    }


def evolve(state: ReferralLead, event: LeadEvent) -> ReferralLead:
    if isinstance(event, ReferralNamed):
        return noted(event)
    if isinstance(state, NoLead):
        return state
    match event:
        case NameUseGranted():
            return replace(state, name_use="granted")
        case NameUseRefused():
            return replace(state, name_use="refused")
        case ReferralBecameContact():
            return replace(state, contact=event.contact)
        case ReferralClosed():
            return replace(state, closed=True)
    assert_never(event)


def noted(event: ReferralNamed) -> Lead:
    return Lead(
        lead=event.lead,
        person=event.person,
        campaign=event.campaign,
        jobseeker=event.jobseeker,
        source=event.source,
        session=event.session,
        request=event.request,
        root_session=event.root_session,
        referrer=event.referrer,
        generation=event.generation,
        ancestors=event.ancestors,
    )


leads: Decider[ReferralLead, LeadCommand, LeadEvent] = Decider(
    kind="lead",
    collection="referrals",
    initial=NoLead(),
    decide=decide,
    evolve=evolve,
    commands=(NameReferral, GrantNameUse, RefuseNameUse, MarkBecameContact, CloseLead),
    events=(ReferralNamed, NameUseGranted, NameUseRefused, ReferralBecameContact, ReferralClosed),
    needs=needs,
)
