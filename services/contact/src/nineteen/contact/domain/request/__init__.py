"""OutreachRequest: the precise written ask for advice, from draft to the final answer."""

from typing import assert_never, get_args

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.request.answering import bounce, keep_open, reply, settle, withdraw
from nineteen.contact.domain.request.by_hand import ask_made
from nineteen.contact.domain.request.commands import (
    AnswerQuestion,
    ApproveDraft,
    Attachment,
    Colleague,
    DraftRequest,
    Expire,
    Hold,
    KeepOpen,
    NoteQuestionLeftOpen,
    Nudge,
    RecordAskMade,
    RecordBounce,
    RecordReply,
    ReleaseSibling,
    RequestCommand,
    ResumeWaiting,
    ReviseDraft,
    SendRequest,
    SettleLateYes,
    Withdraw,
)
from nineteen.contact.domain.request.drafting import draft, draft_needs, revise
from nineteen.contact.domain.request.message import Message, Parties, message_of
from nineteen.contact.domain.request.questions import answer, leave_open, resume
from nineteen.contact.domain.request.readiness import sending_needs
from nineteen.contact.domain.request.sending import approve, expire, hold, nudge, release, send
from nineteen.contact.domain.request.state import Request, RequestEvent, Unwritten, evolve
from nineteen.contact.domain.request.template import draft_text
from nineteen.shared.decider import Decider, Facts, Missing, Ref

__all__ = [
    "AnswerQuestion",
    "ApproveDraft",
    "Attachment",
    "Colleague",
    "DraftRequest",
    "Expire",
    "Hold",
    "KeepOpen",
    "Message",
    "NoteQuestionLeftOpen",
    "Nudge",
    "Parties",
    "RecordAskMade",
    "RecordBounce",
    "RecordReply",
    "ReleaseSibling",
    "Request",
    "RequestCommand",
    "RequestEvent",
    "ResumeWaiting",
    "ReviseDraft",
    "SendRequest",
    "SettleLateYes",
    "Withdraw",
    "draft_text",
    "message_of",
    "requests",
]


def needs(request: Request, command: RequestCommand) -> tuple[Ref, ...]:
    """To draft: who asks and who is asked; to approve and send: all that can stand in the way."""
    match request, command:
        case Unwritten(), DraftRequest():
            return draft_needs(command)
        case Unwritten(), _:
            return ()
        case _, ApproveDraft() | SendRequest() | ReleaseSibling():
            return sending_needs(request.written)
        case _, Nudge():
            ask = request.written.drafted.ask
            return (Ref(campaigns, ask.campaign), Ref(contacts, ask.contact))
        case _, Hold(round=0):
            return (Ref(campaigns, request.written.drafted.ask.campaign),)
        case _:
            return ()


def decide(request: Request, command: RequestCommand, facts: Facts) -> list[RequestEvent]:
    if isinstance(command, DraftRequest):
        return [*draft(request, command, facts)]
    if isinstance(request, Unwritten):
        raise Missing("not_found", "There is no request with this id. Draft it first.")
    match command:
        case ReviseDraft():
            return [*revise(request, command)]
        case ApproveDraft():
            return [*approve(request, command, facts)]
        case SendRequest():
            return [*send(request, command, facts)]
        case Hold():
            return [*hold(request, command, facts)]
        case Nudge():
            return [*nudge(request, command, facts)]
        case Expire():
            return [*expire(request, command)]
        case RecordReply():
            return reply(request, command)
        case AnswerQuestion():
            return [*answer(request, command)]
        case NoteQuestionLeftOpen():
            return [*leave_open(request, command)]
        case ResumeWaiting():
            return [*resume(request, command)]
        case SettleLateYes():
            return [*settle(request, command)]
        case RecordBounce():
            return [*bounce(request, command)]
        case Withdraw():
            return [*withdraw(request, command)]
        case RecordAskMade():
            return [*ask_made(request, command)]
        case KeepOpen():
            return [*keep_open(request, command)]
        case ReleaseSibling():
            return [*release(request, command, facts)]
    assert_never(command)


requests: Decider[Request, RequestCommand, RequestEvent] = Decider(
    kind="request",
    collection="requests",
    initial=Unwritten(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RequestCommand),
    events=get_args(RequestEvent),
    needs=needs,
)
