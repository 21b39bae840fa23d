"""Contact: somebody at an employer who could be asked, told apart by the best key known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Self, assert_never, get_args

from pydantic import Field, model_validator

from nineteen.contact.domain.concerns import (
    Concerns,
    RaiseConcern,
    SettleConcern,
    raised,
    settle,
)
from nineteen.contact.domain.contact_key import BY_EMPLOYER, contact_key, is_personal
from nineteen.contact.domain.employer import NoEmployer, employers, provenance_of
from nineteen.contact.domain.host_limit import HostLimit, SetHostLimit, state_limit
from nineteen.shared.decider import Command, Decider, Facts, FreshId, Missing, Ref, Seal
from nineteen.shared.schema.base import PII
from nineteen.shared.schema.contact import (
    ChannelBounced,
    ConcernRaised,
    ConcernSettled,
    ContactAdded,
    ContactOptedOut,
    ContactProvenanceAttached,
    HostLimitStated,
    OptOutScope,
    Provenance,
)
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.partner import Email, Phone
from nineteen.shared.schema.words import Channel, Line


class AddContact(Command):
    """Add somebody at an employer; a known person gets one more provenance."""

    creates: ClassVar[bool] = True

    employer: Id
    person: FreshId = ""
    ledger: Seal = ""
    name: Annotated[Line | None, PII("person")] = None
    title: Annotated[Line | None, PII("person")] = None
    email: Annotated[Email | None, PII("person")] = None
    phone: Annotated[Phone | None, PII("person")] = None
    lead: Id | None = None
    root_session: Id | None = None
    provenance: Provenance | None = None

    @model_validator(mode="after")
    def can_be_told_apart(self) -> Self:
        """Without name, role and mailbox of their own it could be anybody there."""
        if not (self.name or self.title or is_personal(self.email)):
            raise ValueError("give a name, a title or a personal e-mail address")
        return self

    def secret(self) -> tuple[str, ...]:
        """The contact key at creation, under the tenant's key."""
        return ("contact", *self.key(self.employer))

    def sealed(self) -> Mapping[str, tuple[str, ...]]:
        """The same for every agency; of an employer's own id it must know nothing (4.0)."""
        return {"ledger": ("contact", *self.key(""))}

    def key(self, employer: str) -> tuple[str, ...]:
        """The best key for what is said of the person."""
        return contact_key(employer, self.name or "", self.title or "", self.email, self.phone)


class AttachProvenance(Command):
    """Note that another source names this contact."""

    lead: Id | None = None
    root_session: Id | None = None
    provenance: Provenance


class RecordOptOut(Command):
    """Record that the contact wants no more requests: for ever, by nobody unless narrowed."""

    scope: OptOutScope = "anyone"
    request: Id | None = Field(default=None, description="the request that was answered so")


class NoteBounce(Command):
    """Note that what was sent to the contact came back."""

    internal: ClassVar[bool] = True

    channel: Channel
    request: Id | None = None


ContactCommand = (
    AddContact
    | AttachProvenance
    | RecordOptOut
    | NoteBounce
    | RaiseConcern
    | SettleConcern
    | SetHostLimit
)
ContactEvent = (
    ContactAdded
    | ContactProvenanceAttached
    | ContactOptedOut
    | ChannelBounced
    | ConcernRaised
    | ConcernSettled
    | HostLimitStated
)
Source = tuple[str, str | None, str | None, str | None]
"""What tells one naming of a contact from another: source, feed, record, lead."""


@dataclass(frozen=True, slots=True)
class NoContact:
    """Nobody was added under this key."""


@dataclass(frozen=True, slots=True)
class Known:
    """A contact; `ledger` is their id in `commons`, `channels` are the open ones."""

    contact: str
    person: str
    employer: str
    ledger: str
    channels: tuple[Channel, ...]
    lead: str | None = None
    root_session: str | None = None
    bounced: frozenset[Channel] = field(default_factory=frozenset)
    opted_out: frozenset[OptOutScope] = field(default_factory=frozenset)
    sources: frozenset[Source] = field(default_factory=frozenset)
    concerns: Concerns = field(default_factory=Concerns)
    limit: HostLimit | None = None


Contact = NoContact | Known


def needs(contact: Contact, command: ContactCommand) -> tuple[Ref, ...]:
    """A new contact needs its employer."""
    if isinstance(contact, NoContact) and isinstance(command, AddContact):
        return (Ref(employers, command.employer),)
    return ()


def decide(contact: Contact, command: ContactCommand, facts: Facts) -> list[ContactEvent]:
    if isinstance(contact, NoContact):
        return [add(command, facts)]
    match command:
        case AddContact() | AttachProvenance():
            return attach(contact, command)
        case RecordOptOut(scope=scope, request=request):
            if contact.opted_out & {"anyone", scope}:
                return []
            return [
                ContactOptedOut(
                    contact=contact.contact,
                    person=contact.person,
                    employer=contact.employer,
                    ledger=contact.ledger,
                    scope=scope,
                    request=request,
                )
            ]
        case NoteBounce(channel=channel, request=request):
            if channel in contact.bounced:
                return []
            return [ChannelBounced(contact=contact.contact, channel=channel, request=request)]
        case RaiseConcern():
            return [raised(command, whom(contact))]
        case SettleConcern():
            return [*settle(contact.concerns, command, whom(contact))]
        case SetHostLimit():
            return [*state_limit(contact.limit, command, whom(contact), contact.ledger)]
    assert_never(command)


def add(command: ContactCommand, facts: Facts) -> ContactAdded:
    if not isinstance(command, AddContact):
        raise Missing("not_found", "There is no contact with this id. Add the person first.")
    employer = facts.of(employers, command.employer)
    if isinstance(employer, NoEmployer):
        raise Missing(
            "employer_unknown",
            "There is no employer with this id. The contact was not kept; "
            "register the employer first, then add the contact.",
        )
    ledger = command.ledger
    if command.key("")[0] == BY_EMPLOYER:
        ledger = natural_id("contact at", employer.ledger, command.ledger)
    return ContactAdded(
        contact=command.target,
        person=command.person,
        ledger=ledger,
        employer=command.employer,
        name=command.name,
        title=command.title,
        email=command.email,
        phone=command.phone,
        channels=channels_of(command),
        lead=command.lead,
        root_session=command.root_session,
        provenance=provenance_of(command.provenance, command.actor),
    )


def channels_of(said: AddContact) -> tuple[Channel, ...]:
    by_mail: tuple[Channel, ...] = ("email",) if said.email else ()
    by_phone: tuple[Channel, ...] = ("phone",) if said.phone else ()
    return by_mail + by_phone


def attach(contact: Known, command: AddContact | AttachProvenance) -> list[ContactEvent]:
    provenance = provenance_of(command.provenance, command.actor)
    if source_of(provenance, command.lead) in contact.sources:
        return []
    return [
        ContactProvenanceAttached(
            contact=contact.contact,
            person=contact.person,
            employer=contact.employer,
            lead=command.lead,
            root_session=command.root_session,
            provenance=provenance,
        )
    ]


def source_of(provenance: Provenance, lead: str | None) -> Source:
    return (provenance.source, provenance.feed, provenance.record, lead)


def whom(contact: Known) -> dict[str, str]:
    """What each concern repeats."""
    return {
        "contact": contact.contact,
        "person": contact.person,
        "employer": contact.employer,
    }


def evolve(contact: Contact, event: ContactEvent) -> Contact:
    if isinstance(event, ContactAdded):
        return Known(
            event.contact,
            event.person,
            event.employer,
            event.ledger,
            event.channels,
            event.lead,
            event.root_session,
            sources=frozenset({source_of(event.provenance, event.lead)}),
        )
    if isinstance(contact, NoContact):
        return contact
    match event:
        case ContactProvenanceAttached():
            source = source_of(event.provenance, event.lead)
            return replace(contact, sources=contact.sources | {source})
        case ContactOptedOut():
            return replace(contact, opted_out=contact.opted_out | {event.scope})
        case ChannelBounced():
            still_open = tuple(each for each in contact.channels if each != event.channel)
            bounced = contact.bounced | {event.channel}
            return replace(contact, channels=still_open, bounced=bounced)
        case ConcernRaised() | ConcernSettled():
            return replace(contact, concerns=contact.concerns.after(event))
        case HostLimitStated(interviews=interviews, days=days):
            return replace(contact, limit=HostLimit(interviews, days) if interviews else None)
    assert_never(event)


contacts: Decider[Contact, ContactCommand, ContactEvent] = Decider(
    kind="contact",
    collection="contacts",
    initial=NoContact(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ContactCommand),
    events=get_args(ContactEvent),
    needs=needs,
)
