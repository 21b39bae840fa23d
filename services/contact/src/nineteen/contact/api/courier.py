"""Which facts of the contact service send a mail, and how the mail is written."""

from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import formataddr
from typing import Any

from nineteen.contact.domain.jobseeker import Enrolled
from nineteen.contact.domain.request.message import Parties, courteous_line, message_of
from nineteen.contact.domain.request.state import Expired, Sent, Withdrawn, Written
from nineteen.contact.views.addressees import addressees
from nineteen.shared.runtime.http.host_links import link_to
from nineteen.shared.runtime.outbox import Courier, Dispatch, Known, NotYet
from nineteen.shared.schema.base import ERASED
from nineteen.shared.schema.contact import (
    QuestionAnswered,
    RequestNudged,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded

ANSWER = "answer/"
"""A step of the answer to the question of this number."""


TAKEN_BACK = "withdrawn"


def wants(recorded: Recorded) -> Iterable[Dispatch]:
    """The ask, each reminder of it and each answer to a question, where mail is the channel."""
    match recorded.event:
        case RequestSent(channel="email"):
            yield Dispatch(recorded.stream, "ask")
        case RequestNudged(channel="email", number=number):
            yield Dispatch(recorded.stream, f"nudge/{number}")
        case RequestWithdrawn(sent=True, reason=reason) if reason != "opted_out":
            yield Dispatch(recorded.stream, TAKEN_BACK)
        case QuestionAnswered(number=number):
            yield Dispatch(recorded.stream, f"{ANSWER}{number}")
        case _:
            pass


async def compose(dispatch: Dispatch, known: Known) -> EmailMessage | None:
    """The mail, or None when the request is no longer open, or nobody can be reached.

    Raises NotYet while the names have not arrived.
    """
    text = text_of(await known.state_of(dispatch.stream), dispatch.step)
    if text is None:
        return None
    request, subject, body = text
    parties = await parties_of(known, dispatch.stream.tenant, request.written)
    if parties is None:
        return None
    link = await link_of(known, dispatch.stream.tenant, dispatch.stream.id)
    message = message_of(parties, (subject, body), link)
    mail = EmailMessage()
    mail["From"] = formataddr((message.sender, known.sender))
    mail["Reply-To"] = message.reply_to
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{natural_id('mail', str(dispatch.stream), dispatch.step)}@nineteen>"
    mail.set_content(message.text)
    return mail


def text_of(request: object, step: str) -> tuple[Sent | Expired | Withdrawn, str, str] | None:
    """Subject and body; an answer still goes after the expiry, the ask and its reminders do not."""
    if step == TAKEN_BACK and isinstance(request, Withdrawn):
        line = courteous_line(request.written.drafted.minutes, request.written.drafted.language)
        return request, f"Re: {request.written.subject}", line
    if step.startswith(ANSWER) and isinstance(request, Sent | Expired) and request.answer:
        return request, f"Re: {request.written.subject}", request.answer
    if step.startswith(ANSWER) or not isinstance(request, Sent):
        return None
    return request, request.written.subject, request.written.body


async def link_of(known: Known, tenant: str, request: str) -> str:
    """The address of the host's own page."""
    return known.address + (await link_to(known, tenant, request)).path


async def parties_of(known: Known, tenant: str, written: Written) -> Parties | None:
    """Who writes to whom; None when the host or the sender was erased, or has no mailbox."""
    ask = written.drafted.ask
    jobseeker = await addressee(known, tenant, ask.jobseeker)
    host = await addressee(known, tenant, ask.person)
    agency = await addressee(known, tenant, natural_id("agency", tenant))
    if ERASED in {jobseeker["name"], host["email"]} or not host["email"]:
        return None
    settings = await known.settings_of(tenant)
    reply_to = jobseeker["email"] or await counselor_email(known, tenant, ask.jobseeker)
    return Parties(
        jobseeker=jobseeker["name"],
        agency=agency["name"],
        agency_address=settings.return_address,
        reply_to=reply_to or known.sender,
        to=host["email"],
    )


async def counselor_email(known: Known, tenant: str, jobseeker: str) -> str | None:
    """Where answers go when the jobseeker has no mailbox."""
    state = await known.state_of(Stream(tenant, "jobseeker", jobseeker))
    if not isinstance(state, Enrolled) or state.counselor is None:
        return None
    found = await known.document_of(addressees, tenant, state.counselor)
    return found["email"] if found else None


async def addressee(known: Known, tenant: str, subject: str) -> dict[str, Any]:
    """Name and address of a person or the agency; raises NotYet."""
    found = await known.document_of(addressees, tenant, subject)
    if found is None:
        raise NotYet(subject)
    return found


courier = Courier(wants, compose)
