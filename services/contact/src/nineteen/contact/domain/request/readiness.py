"""Whether a request may go: research, campaign, consents, a channel, no opt-out (S9, S17)."""

from collections.abc import Iterator
from dataclasses import dataclass

from nineteen.contact.domain.campaign import Opened, campaigns
from nineteen.contact.domain.contact import Known, contacts
from nineteen.contact.domain.dossier import MINIMUM, Dossier, dossier_id, dossiers, may_ask
from nineteen.contact.domain.jobseeker import Enrolled, jobseekers
from nineteen.contact.domain.request.state import Written
from nineteen.shared.decider import Facts, Invalid, Ref, Rejected
from nineteen.shared.schema.contact import ConsentPurpose, HoldReason

CONSENTS: tuple[ConsentPurpose, ...] = ("store", "send_for_me", "share_name_with_hosts")
"""Without these nothing is sent in a jobseeker's name."""

REACHED = {"email": "e-mail address", "phone": "phone number"}
"""Channels for which something must be known of the person."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not now; as a refusal at approval, as a reason to hold afterwards."""

    reason: HoldReason
    sentence: str
    missing: tuple[str, ...] = ()

    def refusal(self) -> Rejected:
        """The same for who approves."""
        kind = Invalid if self.reason == "dossier_incomplete" else Rejected
        if not self.missing:
            return kind(self.reason, self.sentence)
        return kind(self.reason, self.sentence, missing=", ".join(self.missing))


def sending_needs(written: Written) -> tuple[Ref, ...]:
    """Everything that can stand in the way."""
    ask = written.drafted.ask
    return (
        Ref(campaigns, ask.campaign),
        Ref(dossiers, dossier_id(ask.campaign, ask.employer)),
        Ref(jobseekers, ask.jobseeker),
        Ref(contacts, ask.contact),
    )


def first_obstacle(written: Written, facts: Facts) -> Obstacle | None:
    """The first thing that stands in the way, if any."""
    return next(obstacles(written, facts), None)


def obstacles(written: Written, facts: Facts) -> Iterator[Obstacle]:
    yield from in_campaign(written, facts)
    yield from in_research(written, facts)
    yield from beside_another(written, facts)
    jobseeker = facts.of(jobseekers, written.drafted.ask.jobseeker)
    consents = jobseeker.consents if isinstance(jobseeker, Enrolled) else {}
    if missing := tuple(purpose for purpose in CONSENTS if purpose not in consents):
        yield Obstacle(
            "consent_missing",
            f"The jobseeker has not said yes to: {', '.join(missing)}. "
            "The text is kept; record the consent first.",
            missing,
        )
    contact = facts.of(contacts, written.drafted.ask.contact)
    if isinstance(contact, Known) and "anyone" in contact.opted_out:
        yield Obstacle(
            "opted_out",
            "This person wants no more requests. The text is kept; ask somebody else.",
        )
    if isinstance(contact, Known) and contact.concerns.open:
        yield Obstacle(
            "concern_open",
            "A concern about this person is open, so nobody asks them. The text is kept; "
            "approve it again when a supervisor has settled the concern.",
        )
    channel = written.drafted.channel
    if not isinstance(contact, Known) or (channel in REACHED and channel not in contact.channels):
        what = REACHED.get(channel, "way")
        yield Obstacle(
            "channel_closed",
            f"There is no {what} of this person that works. The text is kept; "
            "find one, or ask somebody else.",
        )


def in_campaign(written: Written, facts: Facts) -> Iterator[Obstacle]:
    campaign = facts.of(campaigns, written.drafted.ask.campaign)
    if not isinstance(campaign, Opened) or campaign.closed:
        yield Obstacle("campaign_closed", "The campaign is closed. Nothing is sent.")
    elif campaign.paused:
        yield Obstacle(
            "campaign_paused",
            "The campaign is paused. The text is kept; approve it when the campaign goes on.",
        )


def beside_another(written: Written, facts: Facts) -> Iterator[Obstacle]:
    """One host at an employer is enough, until the interview took place or will not (P11)."""
    ask = written.drafted.ask
    dossier = facts.of(dossiers, dossier_id(ask.campaign, ask.employer))
    if written.kept_open or not isinstance(dossier, Dossier):
        return
    if dossier.agreed not in {None, ask.request}:
        yield Obstacle(
            "sibling",
            "Somebody else at this employer has agreed to meet. The text is kept; "
            "it goes on if no interview comes of it, or when staff keep it open.",
        )


def in_research(written: Written, facts: Facts) -> Iterator[Obstacle]:
    """The four minimum facts come before the first contact, unless staff let it pass (S17)."""
    ask = written.drafted.ask
    dossier = facts.of(dossiers, dossier_id(ask.campaign, ask.employer))
    if may_ask(dossier):
        return
    missing = dossier.missing if isinstance(dossier, Dossier) else tuple(MINIMUM)
    wanted = "; ".join(MINIMUM[name] for name in missing) or "the word that it is complete"
    yield Obstacle(
        "dossier_incomplete",
        f"The research on this employer is incomplete; still missing: {wanted}. "
        "The text is kept; complete the research, or let staff open the gate with a reason.",
        missing,
    )
