"""What can be asked of a request."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nineteen.shared.decider import Command, FreshId, Seal
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import HoldReason
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.partner import Email, Phone
from nineteen.shared.schema.words import Channel, Line, OfferedTime, Route, Words

Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Language = Literal["en", "es"]
"""The languages in which the linter and the template know what to say (S19)."""
Times = Annotated[tuple[OfferedTime, ...], Field(max_length=5)]
WithdrawReason = Literal["by_hand", "campaign_closed", "consent_withdrawn", "opted_out", "sibling"]


class Attachment(Value):
    """Something to go with the text; a resume never does (S31)."""

    type: Line


class DraftRequest(Command):
    """Draft an ask for advice; without a text of one's own it gets the template's."""

    creates: ClassVar[bool] = True

    campaign: Id
    jobseeker: Id
    employer: Id
    contact: Id
    route: Route = "list"
    channel: Channel = Field(default="email", description="only e-mail is sent by Nineteen")
    introducer: Id | None = Field(default=None, description="an acquaintance of the campaign (S10)")
    lead: Id | None = None
    root_session: Id | None = None
    invited: bool = Field(default=False, description="the host invited to ask again")
    language: Language = "en"
    minutes: int | None = Field(default=None, ge=5, description="at most 20 (S21)")
    subject: Line | None = None
    body: Body | None = None
    offered_times: Times = ()
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=10)] = ()
    asker: Seal = ""

    def sealed(self) -> Mapping[str, tuple[str, ...]]:
        """Who asks, for the ledgers that agencies share; no one can tell who it is."""
        return {"asker": ("asker", self.tenant, self.jobseeker)}


class ReviseDraft(Command):
    """Change the text or the offered times before approval; None leaves them as they are."""

    subject: Line | None = None
    body: Body | None = None
    offered_times: Times | None = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def something_changes(self) -> Self:
        """An empty revision says nothing."""
        if not self.model_fields_set - {"stamp"}:
            raise ValueError("give a subject, a body or offered_times")
        return self


class ApproveDraft(Command):
    """Approve the text: the gate sends it as soon as host, employer and pace allow."""

    guarded: ClassVar[bool] = True

    said_yes: Words | None = Field(
        default=None, description="staff record how and when the jobseeker said yes"
    )
    confirm_after_goal: bool = Field(
        default=False, description="ask on, though the goal is reached"
    )


class SendRequest(Command):
    """Send what the gate let through."""

    internal: ClassVar[bool] = True
    round: int


class Hold(Command):
    """Keep the request back, with the first date on which it might go; round 0 is any round."""

    internal: ClassVar[bool] = True
    round: int = 0
    reason: HoldReason
    next_free_on: date | None = None
    queued: bool = False


class Nudge(Command):
    """Remind the host, once or twice; `wait` is the question after which the waiting went on."""

    internal: ClassVar[bool] = True
    number: int
    wait: int = 0


class Expire(Command):
    """Stop waiting for a reply."""

    internal: ClassVar[bool] = True


class SettleLateYes(Command):
    """Answer a late yes by what the host's ledger said."""

    internal: ClassVar[bool] = True
    agreed: bool
    next_free_on: date | None = None


class Colleague(Value):
    """Somebody whom a host names in a reply."""

    name: Line
    title: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    name_use: Literal["granted", "refused", "not_asked"] = "not_asked"


class RecordReply(Command):
    """Record the host's answer, with a time or a colleague if one was named; or a question."""

    answer: Literal["agree", "decline", "question"]
    question: Words | None = Field(default=None, description="what the host asks back")
    picked: OfferedTime | None = None
    proposed: Times = ()
    colleague: Colleague | None = None
    colleague_person: FreshId = ""
    opted_out: bool = Field(default=False, description="no more requests, from anyone")

    @model_validator(mode="after")
    def is_one_answer(self) -> Self:
        """A yes has times, a no may have a colleague; who opts out says no."""
        if self.answer != "decline" and (self.opted_out or self.colleague):
            raise ValueError("a colleague or an opt-out goes with the answer decline")
        if self.answer != "agree" and (self.picked or self.proposed):
            raise ValueError("times go with the answer agree")
        if (self.answer == "question") != (self.question is not None):
            raise ValueError("the answer question, and it alone, comes with a question")
        return self


class AnswerQuestion(Command):
    """Answer what the host asked back; the waiting goes on from here (P2)."""

    answer: Words


class NoteQuestionLeftOpen(Command):
    """Note that nobody answered the host's question."""

    internal: ClassVar[bool] = True
    number: int


class ResumeWaiting(Command):
    """Go on waiting for the host, though the question was not answered."""

    internal: ClassVar[bool] = True
    number: int


class RecordBounce(Command):
    """Record that the ask came back undelivered."""


class Withdraw(Command):
    """Take the ask back before there is an answer."""

    reason: WithdrawReason = "by_hand"


class RecordAskMade(Command):
    """Record that the ask was made by phone, letter or in person; the ticks stand for the text."""

    channel: Channel | None = Field(default=None, description="if another than was drafted")
    said_not_a_job: bool = False
    said_purpose: bool = False
    said_minutes: bool = False


class KeepOpen(Command):
    """Keep this request going, as staff, though somebody else at the employer agrees (P11)."""

    why: Words


class ReleaseSibling(Command):
    """Let go on what waited for another host at the employer, who will not meet after all."""

    internal: ClassVar[bool] = True
    round: int


RequestCommand = (
    DraftRequest
    | ReviseDraft
    | ApproveDraft
    | SendRequest
    | Hold
    | Nudge
    | Expire
    | SettleLateYes
    | RecordReply
    | AnswerQuestion
    | NoteQuestionLeftOpen
    | ResumeWaiting
    | RecordBounce
    | Withdraw
    | KeepOpen
    | RecordAskMade
    | ReleaseSibling
)
