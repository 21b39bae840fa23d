"""The precise written ask, from draft to its final answer."""

from datetime import date
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import (
    Ask,
    Channel,
    Fips,
    Instant,
    Line,
    NamedPerson,
    OfferedTime,
    Ownership,
    Segment,
    SizeClass,
    Soc,
    Zone,
)

__all__ = [
    "AskMadeOutside",
    "DraftApproved",
    "DraftRevised",
    "HoldReason",
    "LateReplyReceived",
    "LateYesHeld",
    "LintError",
    "QuestionAnswered",
    "QuestionLeftOpen",
    "RequestAgreed",
    "RequestAgreedLate",
    "RequestBounced",
    "RequestCleared",
    "RequestDeclined",
    "RequestDrafted",
    "RequestExpired",
    "RequestHeld",
    "RequestKeptOpen",
    "RequestLintFailed",
    "RequestNudged",
    "RequestQuestioned",
    "RequestReplyCorrected",
    "RequestSent",
    "RequestWithdrawn",
    "WaitingResumed",
]
LintError = Literal[
    "not_a_job_missing",
    "purpose_missing",
    "minutes_missing",
    "more_than_one_ask",
    "too_long",
]
HoldReason = Literal[
    "contact_busy",
    "contact_blocked",
    "opted_out",
    "asked_within_12_months",
    "employer_busy",
    "campaign_paused",
    "campaign_closed",
    "concern_open",
    "consent_missing",
    "dossier_incomplete",
    "channel_closed",
    "not_sent_in_time",
    "pace_full",
    "reapprove",
    "sibling",
    "waited_too_long",
]


class OfRequest(Event, abstract=True):
    """Ancestors that each fact of a request carries."""

    ask: Ask


class RequestDrafted(OfRequest):
    """A first text of the ask; it stamps who and where once, never restated."""

    contact_ledger: str
    employer_ledger: str
    asker: str
    """Keyed hash of the jobseeker, for the ledgers that several agencies share."""
    channel: Channel
    minutes: int
    subject: Annotated[Line, PII("ask.jobseeker", key="narrative")]
    body: Annotated[str, PII("ask.jobseeker", key="narrative")]
    introducer: Id | None = None
    offered_times: tuple[OfferedTime, ...] = ()
    office: Id | None = None
    segment: Segment
    soc: Soc
    county: Fips
    naics_sector: str | None = None
    size_class: SizeClass
    ownership: Ownership
    zone: Zone
    """The agency's zone."""
    employer_zone: Zone
    language: Line = "en"
    invited: bool = False
    """Whether the host invited this jobseeker to ask again (else once in 12 months)."""
    lint: tuple[LintError, ...] = ()
    """What the text lacks (S19); decisions look at this, for the text is personal."""


class DraftRevised(OfRequest):
    """The text was changed before approval."""

    subject: Annotated[Line, PII("ask.jobseeker", key="narrative")]
    body: Annotated[str, PII("ask.jobseeker", key="narrative")]
    offered_times: tuple[OfferedTime, ...] = ()
    lint: tuple[LintError, ...] = ()


class RequestLintFailed(OfRequest):
    """The text lacks what makes it an ask for advice and not for a job (S19)."""

    errors: tuple[LintError, ...]


class DraftApproved(OfRequest):
    """The jobseeker said yes to this text; from here on the gate decides when it goes."""

    round: int
    approved_at: Instant
    ready_on: date
    """The day from which it may go, in the employer's zone."""
    said_yes: Annotated[str | None, PII("ask.jobseeker", key="narrative")] = None
    """If staff approved: how and when the jobseeker said yes."""


class RequestHeld(OfRequest):
    """The ask cannot go now; `next_free_on` is the first date it might (S: fatigue)."""

    round: int
    reason: HoldReason
    next_free_on: date | None = None
    queued: bool = False
    release_at: Instant | None = None
    """Until then an offered slot is kept for a new approval."""


class RequestKeptOpen(OfRequest):
    """Staff keep this ask going, though somebody else at the employer agrees (P11)."""

    why: Annotated[str, PII("ask.jobseeker", key="narrative")]


class RequestCleared(OfRequest):
    """The ask may be made now, by phone, letter or in person: Nineteen sends e-mail only."""

    round: int
    channel: Channel
    until: Instant
    """Until then the slots are kept."""


class AskMadeOutside(OfRequest):
    """Somebody asked before it was cleared: stored, never refused; blocks run from it (M12)."""

    round: int
    channel: Channel
    contact_ledger: str
    made_on: date
    """At the host's place."""
    expires_at: Instant


class RequestSent(OfRequest):
    """The ask went out; nudges and expiry are fixed here by the agency's business days."""

    round: int
    sent_on: date
    """In the agency's zone."""
    channel: Channel
    nudges_at: tuple[Instant, ...]
    expires_at: Instant
    minutes: int


class RequestNudged(OfRequest):
    """A reminder of the ask went out (at most two); without e-mail somebody has to call."""

    number: int
    channel: Channel = "email"


class RequestAgreed(OfRequest):
    """The host said yes; with `picked` one of the offered times, or `proposed` ones."""

    picked: OfferedTime | None = None
    proposed: tuple[OfferedTime, ...] = ()
    minutes: int
    offered_times: tuple[OfferedTime, ...] = ()


class RequestDeclined(OfRequest):
    """The host said no; maybe somebody else there would."""

    opted_out: bool = False
    colleague: NamedPerson | None = None


class RequestQuestioned(OfRequest):
    """The host asks back before answering; reminders and expiry wait meanwhile (P2)."""

    number: int
    """Counts the questions to one ask, from 1."""
    question: Annotated[str, PII("ask.person")]
    asked_at: Instant
    """Since when the waiting has stood still: the first question that was not answered."""
    answer_by: Instant
    """After two business days somebody should see to it."""
    resumes_at: Instant
    """After five business days the waiting goes on, answered or not."""


class QuestionLeftOpen(OfRequest):
    """Nobody answered the host's question for two business days."""

    number: int
    resumes_at: Instant


class QuestionAnswered(OfRequest):
    """The host's question was answered."""

    number: int
    answer: Annotated[str, PII("ask.jobseeker", key="narrative")]


class WaitingResumed(OfRequest):
    """The days that remained when the host asked back are counted on from here (P2)."""

    number: int
    """Of the question that had stopped them."""
    nudges: tuple[tuple[int, Instant], ...]
    """The reminders still to come: which one, and when."""
    expires_at: Instant


class RequestBounced(OfRequest):
    """The ask came back undelivered: the channel is closed."""

    channel: Channel


class RequestExpired(OfRequest):
    """No reply by the 14th business day."""


class LateReplyReceived(OfRequest):
    """A reply after expiry."""

    answer: Literal["agree", "decline"]
    picked: OfferedTime | None = None
    proposed: tuple[OfferedTime, ...] = ()
    opted_out: bool = False


class RequestReplyCorrected(OfRequest):
    """The final answer was another one than recorded."""

    answer: Literal["agree", "decline"]
    was: Literal["agreed", "declined", "expired"]
    picked: OfferedTime | None = None
    proposed: tuple[OfferedTime, ...] = ()
    minutes: int
    opted_out: bool = False


class RequestAgreedLate(OfRequest):
    """A late yes found the host still free."""

    picked: OfferedTime | None = None
    proposed: tuple[OfferedTime, ...] = ()
    minutes: int


class LateYesHeld(OfRequest):
    """A late yes came when the host's slot was taken; open for 90 days."""

    next_free_on: date | None = None


class RequestWithdrawn(OfRequest):
    """The ask was taken back before a final answer."""

    sent: bool
    """Whether the host had received it."""
    nudged: bool = False
    """Whether it had been nudged: then it counts as expired when withdrawn by hand (M1)."""
    reason: Literal["by_hand", "campaign_closed", "consent_withdrawn", "opted_out", "sibling"]
