"""The host's answer, in time or late; final answers are final (E2)."""

from typing import Literal, assert_never

from nineteen.contact.domain.request.commands import (
    Colleague,
    KeepOpen,
    RecordBounce,
    RecordReply,
    SettleLateYes,
    Withdraw,
)
from nineteen.contact.domain.request.questions import question
from nineteen.contact.domain.request.state import (
    Answered,
    Approved,
    Begun,
    Cleared,
    Draft,
    Expired,
    Held,
    RequestEvent,
    Sent,
    Withdrawn,
    Written,
)
from nineteen.shared.decider import Forbidden, Invalid, Rejected
from nineteen.shared.schema.contact import (
    LateReplyReceived,
    LateYesHeld,
    RequestAgreed,
    RequestAgreedLate,
    RequestBounced,
    RequestDeclined,
    RequestKeptOpen,
    RequestReplyCorrected,
    RequestWithdrawn,
)
from nineteen.shared.schema.words import NamedPerson

SAME_ANSWER = {"agree": "agreed", "decline": "declined"}


def reply(request: Begun, command: RecordReply) -> list[RequestEvent]:
    refuse_unoffered(request.written, command)
    match request:
        case Sent() | Expired() if command.answer == "question":
            return [question(request, command)]
        case Sent():
            return [in_time(request.written, command)]
        case Expired():
            return out_of_time(request, command)
        case Answered(answer=answer):
            if answer == SAME_ANSWER.get(command.answer):
                return []
            raise Rejected(
                "answer_is_final",
                f"The final answer is known already ({answer}). Nothing was changed.",
            )
        case Withdrawn():
            raise Rejected(
                "request_withdrawn",
                "The request was withdrawn before there was an answer. Nothing was changed.",
            )
        case Draft() | Approved() | Held() | Cleared():
            raise not_sent()
    assert_never(request)


def not_sent() -> Rejected:
    return Rejected(
        "not_sent", "The request has not gone out yet. Nothing was changed; approve it first."
    )


def refuse_unoffered(written: Written, command: RecordReply) -> None:
    """A picked time is one of those offered; any other is a proposal."""
    offered = {each.starts_at for each in written.offered_times}
    if command.picked and command.picked.starts_at not in offered:
        raise Invalid(
            "time_not_offered",
            "This time was not among those offered. The answer was not kept; "
            "send it as a proposed time.",
        )


def in_time(written: Written, command: RecordReply) -> RequestAgreed | RequestDeclined:
    drafted = written.drafted
    if command.answer == "agree":
        return RequestAgreed(
            ask=drafted.ask,
            picked=command.picked,
            proposed=command.proposed,
            minutes=drafted.minutes,
            offered_times=written.offered_times,
        )
    return RequestDeclined(
        ask=drafted.ask,
        opted_out=command.opted_out,
        colleague=named(command.colleague, command.colleague_person),
    )


def named(colleague: Colleague | None, person: str) -> NamedPerson | None:
    """The colleague, as the subject of their own data."""
    if colleague is None:
        return None
    return NamedPerson(
        person=person,
        name=colleague.name,
        title=colleague.title,
        email=colleague.email,
        phone=colleague.phone,
        name_use=colleague.name_use,
    )


def out_of_time(request: Expired, command: RecordReply) -> list[RequestEvent]:
    """What was said before the expiry corrects it; what was said after is a late reply."""
    drafted = request.written.drafted
    answer: Literal["agree", "decline"] = "agree" if command.answer == "agree" else "decline"
    if command.at < request.expires_at:
        return [
            RequestReplyCorrected(
                ask=drafted.ask,
                answer=answer,
                was="expired",
                picked=command.picked,
                proposed=command.proposed,
                minutes=drafted.minutes,
                opted_out=command.opted_out,
            )
        ]
    if request.late and request.late.answer == answer and not command.opted_out:
        return []
    return [
        LateReplyReceived(
            ask=drafted.ask,
            answer=answer,
            picked=command.picked,
            proposed=command.proposed,
            opted_out=command.opted_out,
        )
    ]


def settle(request: Begun, command: SettleLateYes) -> list[RequestAgreedLate | LateYesHeld]:
    """A late yes counts if the host's slot was still free; else the date is told."""
    if not isinstance(request, Expired) or not request.late or request.late.answer != "agree":
        return []
    drafted, late = request.written.drafted, request.late
    if not command.agreed:
        return [LateYesHeld(ask=drafted.ask, next_free_on=command.next_free_on)]
    return [
        RequestAgreedLate(
            ask=drafted.ask,
            picked=late.picked,
            proposed=late.proposed,
            minutes=drafted.minutes,
        )
    ]


def bounce(request: Begun, command: RecordBounce) -> list[RequestBounced]:
    match request:
        case Sent():
            drafted = request.written.drafted
            return [RequestBounced(ask=drafted.ask, channel=drafted.channel)]
        case Answered() | Expired() | Withdrawn():
            return []
        case Draft() | Approved() | Held() | Cleared():
            raise not_sent()
    assert_never(request)


def withdraw(request: Begun, command: Withdraw) -> list[RequestWithdrawn]:
    """Before a final answer only; for a policy an answer that came first is no error."""
    match request:
        case Withdrawn():
            return []
        case _ if command.reason == "sibling" and request.written.kept_open:
            return []
        case Answered() | Expired():
            if command.reason != "by_hand":
                return []
            raise Rejected(
                "answer_is_final",
                "There is a final answer already. Nothing was changed; "
                "cancel the appointment if there is one.",
            )
        case _:
            return [withdrawn(request, command)]


def keep_open(request: Begun, command: KeepOpen) -> list[RequestKeptOpen]:
    """Staff only; before the other host's yes, or while the ask is held for it."""
    if not command.actor.is_staff:
        raise Forbidden(
            "staff_only",
            "Only staff may ask two people at one employer at once. Nothing was changed; "
            "talk to the counselor.",
        )
    if request.written.kept_open:
        return []
    return [RequestKeptOpen(ask=request.written.drafted.ask, why=command.why)]


def withdrawn(request: Begun, command: Withdraw) -> RequestWithdrawn:
    return RequestWithdrawn(
        ask=request.written.drafted.ask,
        sent=isinstance(request, Sent),
        nudged=isinstance(request, Sent) and request.nudged > 0,
        reason=command.reason,
    )
