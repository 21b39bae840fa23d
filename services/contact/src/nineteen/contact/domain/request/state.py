"""What a request knows of itself: from a first text to the final answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from nineteen.shared.schema.contact import (
    AskMadeOutside,
    DraftApproved,
    DraftRevised,
    HoldReason,
    LateReplyReceived,
    LateYesHeld,
    LintError,
    QuestionAnswered,
    QuestionLeftOpen,
    RequestAgreed,
    RequestAgreedLate,
    RequestBounced,
    RequestCleared,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestHeld,
    RequestKeptOpen,
    RequestLintFailed,
    RequestNudged,
    RequestQuestioned,
    RequestReplyCorrected,
    RequestSent,
    RequestWithdrawn,
    WaitingResumed,
)
from nineteen.shared.schema.words import Channel, OfferedTime

RequestEvent = (
    RequestDrafted
    | DraftRevised
    | RequestLintFailed
    | DraftApproved
    | RequestHeld
    | RequestCleared
    | AskMadeOutside
    | RequestKeptOpen
    | RequestSent
    | RequestNudged
    | RequestAgreed
    | RequestDeclined
    | RequestQuestioned
    | QuestionLeftOpen
    | QuestionAnswered
    | WaitingResumed
    | RequestBounced
    | RequestExpired
    | LateReplyReceived
    | RequestReplyCorrected
    | RequestAgreedLate
    | LateYesHeld
    | RequestWithdrawn
)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Nothing was drafted under this id."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the request asks, of whom, and what its text lacks."""

    drafted: RequestDrafted
    subject: str
    body: str
    offered_times: tuple[OfferedTime, ...]
    lint: tuple[LintError, ...]
    kept_open: bool = False
    """Whatever becomes of another ask at the same employer (P11)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Not approved yet."""

    written: Written


@dataclass(frozen=True, slots=True)
class Approved:
    """The gate works on it."""

    written: Written
    round: int


@dataclass(frozen=True, slots=True)
class Held:
    """It cannot go now; queued while a ledger's waiting list has it."""

    written: Written
    round: int
    reason: HoldReason
    queued: bool


@dataclass(frozen=True, slots=True)
class Cleared:
    """It may be made by phone, letter or in person until then."""

    written: Written
    round: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What the host asked back; `since` is when the waiting stopped."""

    number: int
    since: datetime
    left_open: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The host has it; `nudged` is the number of the last reminder."""

    written: Written
    expires_at: datetime
    nudged: int = 0
    nudges: tuple[tuple[int, datetime], ...] = ()
    """When each reminder is due, by its number."""
    asked: Question | None = None
    """The question that waits for an answer: until then nobody is reminded, nothing expires."""
    last_question: int = 0
    answer: str | None = None
    """What the host was told last."""
    channel: Channel = "email"
    wait: int = 0
    """Number of the question after which the waiting went on last; 0: it never stood still."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The final answer is known."""

    written: Written
    answer: Literal["agreed", "declined", "bounced"]


@dataclass(frozen=True, slots=True)
class Expired:
    """No reply came in time; a late yes waits for the host's ledger."""

    written: Written
    expires_at: datetime
    late: LateReplyReceived | None = None
    asked: Question | None = None
    last_question: int = 0
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Taken back before an answer."""

    written: Written


Begun = Draft | Approved | Held | Cleared | Sent | Answered | Expired | Withdrawn
Request = Unwritten | Begun


def evolve(request: Request, event: RequestEvent) -> Request:
    if isinstance(event, RequestDrafted):
        return Draft(Written(event, event.subject, event.body, event.offered_times, event.lint))
    if isinstance(request, Unwritten):
        return request
    written = request.written
    match event:
        case DraftRevised():
            return revised(request, event)
        case RequestLintFailed() | AskMadeOutside():
            return request
        case DraftApproved():
            return Approved(written, event.round)
        case RequestHeld():
            return Held(written, event.round, event.reason, event.queued)
        case RequestKeptOpen():
            return replace(request, written=replace(written, kept_open=True))
        case RequestCleared():
            return Cleared(written, event.round, event.until)
        case RequestSent():
            return sent(written, event)
        case RequestNudged():
            return replace(request, nudged=event.number) if isinstance(request, Sent) else request
        case RequestQuestioned() | QuestionLeftOpen() | QuestionAnswered() | WaitingResumed():
            return questioned(request, event)
        case RequestAgreed() | RequestAgreedLate() | RequestReplyCorrected(answer="agree"):
            return Answered(written, "agreed")
        case RequestDeclined() | RequestReplyCorrected():
            return Answered(written, "declined")
        case RequestBounced():
            return Answered(written, "bounced")
        case RequestExpired():
            return expired(request) if isinstance(request, Sent) else request
        case LateReplyReceived() | LateYesHeld():
            late = event if isinstance(event, LateReplyReceived) else None
            return replace(request, late=late) if isinstance(request, Expired) else request
        case RequestWithdrawn():
            return Withdrawn(written)
    assert_never(event)


def sent(written: Written, event: RequestSent) -> Sent:
    nudges = tuple(enumerate(event.nudges_at, 1))
    return Sent(written, event.expires_at, nudges=nudges, channel=event.channel)


def expired(request: Sent) -> Expired:
    return Expired(
        request.written,
        request.expires_at,
        asked=request.asked,
        last_question=request.last_question,
        answer=request.answer,
    )


def revised(request: Begun, event: DraftRevised) -> Begun:
    written = replace(
        request.written,
        subject=event.subject,
        body=event.body,
        offered_times=event.offered_times,
        lint=event.lint,
    )
    return replace(request, written=written)


def questioned(
    request: Begun,
    event: RequestQuestioned | QuestionLeftOpen | QuestionAnswered | WaitingResumed,
) -> Begun:
    if not isinstance(request, Sent | Expired):
        return request
    match event:
        case RequestQuestioned(number=number, asked_at=since):
            return replace(request, asked=Question(number, since), last_question=number)
        case QuestionLeftOpen():
            left = request.asked and replace(request.asked, left_open=True)
            return replace(request, asked=left)
        case QuestionAnswered(answer=answer):
            return replace(request, asked=None, answer=answer)
        case WaitingResumed(number=number, nudges=nudges, expires_at=expires_at):
            if isinstance(request, Expired):
                return request
            going = replace(request, nudges=nudges, expires_at=expires_at)
            return replace(going, asked=None, wait=number)
    assert_never(event)
