"""Asks that Nineteen does not send: by phone, by letter, in person (4.1, ways to ask)."""

from nineteen.contact.domain.request.commands import RecordAskMade
from nineteen.contact.domain.request.sending import sent
from nineteen.contact.domain.request.state import Approved, Begun, Cleared, Draft, Held
from nineteen.shared.decider import Rejected
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import (
    AskMadeOutside,
    LintError,
    RequestLintFailed,
    RequestSent,
)

Made = RequestLintFailed | AskMadeOutside | RequestSent


def ask_made(request: Begun, command: RecordAskMade) -> list[Made]:
    """What was said is recorded as it was; an ask without clearance too, as one from outside."""
    match request:
        case Cleared():
            outside = False
        case Draft() | Approved() | Held():
            outside = True
        case _:
            raise Rejected(
                "sent_already",
                "This request went out or was settled already. Nothing was changed; "
                "record the answer instead.",
            )
    drafted = request.written.drafted
    last = 0 if isinstance(request, Draft) else request.round
    channel = command.channel or drafted.channel
    went = sent(request.written, command, last, channel)
    events: list[Made] = []
    if missing := unsaid(command):
        events.append(RequestLintFailed(ask=drafted.ask, errors=missing))
    if outside:
        events.append(
            AskMadeOutside(
                ask=drafted.ask,
                round=last,
                channel=channel,
                contact_ledger=drafted.contact_ledger,
                made_on=local_date(command.at, drafted.employer_zone),
                expires_at=went.expires_at,
            )
        )
    return [*events, went]


def unsaid(command: RecordAskMade) -> tuple[LintError, ...]:
    """What the linter would have missed in a text (S19)."""
    ticks: dict[LintError, bool] = {
        "not_a_job_missing": command.said_not_a_job,
        "purpose_missing": command.said_purpose,
        "minutes_missing": command.said_minutes,
    }
    return tuple(name for name, said in ticks.items() if not said)
