"""Drafting and revising: what is refused at once, and what is stamped for good."""

from typing import Any, NamedTuple, TypeVar

from nineteen.contact.domain.campaign import Opened, campaigns
from nineteen.contact.domain.contact import Known, contacts
from nineteen.contact.domain.employer import Listed, employers
from nineteen.contact.domain.industry import naics_sector
from nineteen.contact.domain.linter import lint
from nineteen.contact.domain.request.commands import Attachment, DraftRequest, ReviseDraft
from nineteen.contact.domain.request.state import Draft, Held, Request, Unwritten, Written
from nineteen.contact.domain.request.template import draft_text
from nineteen.shared.decider import Decider, Facts, Invalid, Missing, Ref, Rejected
from nineteen.shared.schema.contact import DraftRevised, RequestDrafted
from nineteen.shared.schema.words import Ask

T = TypeVar("T")
CEILING = 20
"""Nobody is asked for more minutes (S21)."""


def draft_needs(command: DraftRequest) -> tuple[Ref, ...]:
    """Who asks, and who is asked."""
    return (
        Ref(campaigns, command.campaign),
        Ref(employers, command.employer),
        Ref(contacts, command.contact),
    )


def draft(request: Request, command: DraftRequest, facts: Facts) -> list[RequestDrafted]:
    if not isinstance(request, Unwritten):
        raise Rejected(
            "already_exists",
            "A request with this id exists already. Nothing was changed; "
            "leave the id out to get a new one.",
        )
    refuse_attachments(command.attachments)
    minutes = promised(command)
    campaign = known(facts, campaigns, command.campaign, Opened)
    employer = known(facts, employers, command.employer, Listed)
    contact = known(facts, contacts, command.contact, Known)
    refuse_strangers(command, campaign, contact)
    refuse_unpermitted(command, campaign)
    return [stamped(command, minutes, Sides(campaign, employer, contact))]


class Sides(NamedTuple):
    """In whose campaign, at which employer, whom."""

    campaign: Opened
    employer: Listed
    contact: Known


def stamped(command: DraftRequest, minutes: int, sides: Sides) -> RequestDrafted:
    """The draft with everything that later facts never restate."""
    campaign, employer, contact = sides
    template = draft_text(employer.name, minutes, command.language)
    body = command.body or template[1]
    opened, zone = campaign.opened, command.settings.zone
    return RequestDrafted(
        ask=ask_of(command, contact),
        contact_ledger=contact.ledger,
        employer_ledger=employer.ledger,
        asker=command.asker,
        channel=command.channel,
        minutes=minutes,
        subject=command.subject or template[0],
        body=body,
        introducer=command.introducer,
        offered_times=command.offered_times,
        office=campaign.office,
        segment=opened.segment,
        soc=opened.soc,
        county=opened.county,
        naics_sector=naics_sector(employer.naics) if employer.naics else None,
        size_class=employer.size_class,
        ownership=employer.ownership,
        zone=zone,
        employer_zone=employer.zone or zone,
        language=command.language,
        invited=command.invited,
        lint=lint(body, minutes, command.settings.policy.words),
    )


def ask_of(command: DraftRequest, contact: Known) -> Ask:
    """The ids that every later fact of the request echoes."""
    return Ask(
        request=command.target,
        campaign=command.campaign,
        jobseeker=command.jobseeker,
        employer=command.employer,
        contact=command.contact,
        person=contact.person,
        route=command.route,
        lead=command.lead or contact.lead,
        root_session=command.root_session or contact.root_session,
    )


def promised(command: DraftRequest) -> int:
    """The minutes of the promise: as given, else the agency's, and never over 20 (S21, S22)."""
    minutes = command.minutes or command.settings.policy.minutes
    if minutes > CEILING:
        raise Invalid(
            "promise_too_long",
            f"{minutes} minutes are too many: nobody is asked for more than {CEILING}. "
            "Nothing was kept; ask for 19.",
        )
    return minutes


def refuse_attachments(attachments: tuple[Attachment, ...]) -> None:
    """A resume breeds suspicion before the talk (S12, S31); nothing else is attached either."""
    if any(attachment.type == "resume" for attachment in attachments):
        raise Invalid(
            "resume_on_request",
            "A resume never goes with a request: it is left at the end of the talk. "
            "Nothing was kept; draft the request without it.",
        )
    if attachments:
        raise Invalid(
            "attachment_on_request",
            "A request is a short text without attachments. Nothing was kept; "
            "draft it without them.",
        )


def known(facts: Facts, decider: Decider[Any, Any, Any], id: str, kind: type[T]) -> T:  # noqa: A002
    """What stands under an id that the command names, or a refusal."""
    state = facts.of(decider, id)
    if not isinstance(state, kind):
        raise Missing(
            f"{decider.kind}_unknown",
            f"There is no {decider.kind} with this id. The request was not drafted; check the id.",
        )
    return state


def refuse_strangers(command: DraftRequest, campaign: Opened, contact: Known) -> None:
    if campaign.opened.jobseeker != command.jobseeker:
        raise Rejected(
            "campaign_of_another",
            "The campaign belongs to another jobseeker. The request was not drafted; "
            "choose one of this jobseeker's campaigns.",
        )
    if campaign.closed:
        raise Rejected(
            "campaign_closed",
            f"The campaign was closed ({campaign.closed}). The request was not drafted.",
        )
    if contact.employer != command.employer:
        raise Rejected(
            "contact_elsewhere",
            "The contact works at another employer. The request was not drafted; "
            "name the contact's own employer.",
        )


def refuse_unpermitted(command: DraftRequest, campaign: Opened) -> None:
    """A warm introduction needs somebody there who permitted the use of their name (S10)."""
    if command.route != "warm":
        return
    if command.introducer is None:
        raise Invalid(
            "introducer_missing",
            "A warm introduction names who introduces. The request was not drafted; "
            "name an acquaintance, or choose the route list.",
        )
    if not campaign.may_introduce(command.introducer, command.employer):
        raise Rejected(
            "introducer_not_permitted",
            "This acquaintance at the employer has not permitted the use of their name. "
            "The request was not drafted; record the permission first.",
        )


def revise(request: Request, command: ReviseDraft) -> list[DraftRevised]:
    """A new text before approval, or while it is held and must be approved again."""
    refuse_attachments(command.attachments)
    if not isinstance(request, Draft | Held) or (isinstance(request, Held) and request.queued):
        raise Rejected(
            "approved_already",
            "The text was approved and may go out as it is. Nothing was changed; "
            "withdraw the request and draft another one.",
        )
    written = request.written
    return changed(written, command) if differs(written, command) else []


def differs(written: Written, command: ReviseDraft) -> bool:
    """A text given counts as new: whether it is cannot be told once the old one is erased."""
    times = command.offered_times
    return bool(command.subject or command.body) or times not in (None, written.offered_times)


def changed(written: Written, command: ReviseDraft) -> list[DraftRevised]:
    errors = written.lint
    if command.body:
        errors = lint(command.body, written.drafted.minutes, command.settings.policy.words)
    times = written.offered_times if command.offered_times is None else command.offered_times
    return [
        DraftRevised(
            ask=written.drafted.ask,
            subject=command.subject or written.subject,
            body=command.body or written.body,
            offered_times=times,
            lint=errors,
        )
    ]
