"""One ask as facts, from its draft to the final answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.contact import (
    DraftApproved,
    RequestAgreed,
    RequestBounced,
    RequestDeclined,
    RequestDrafted,
    RequestExpired,
    RequestNudged,
    RequestSent,
)
from nineteen.shared.schema.words import Ask, Ownership
from nineteen.shared.testing.chronicle import Chronicle, an_id

Answer = Literal["agreed", "declined", "expired", "bounced", "open", "draft"]
ZONE = "America/Los_Angeles"
DAY = timedelta(days=1)
MINUTES = 19


@dataclass(frozen=True, slots=True)
class Asked:
    """When an ask went out and what was answered; `open`: nothing yet; `draft`: not sent."""

    ask: Ask
    answer: Answer
    sent_at: datetime
    answered_at: datetime
    ownership: Ownership = "private"


def ask_for(book: Chronicle, asked: Asked, office: str | None = None) -> None:
    """Write the whole stream of the request."""
    request = asked.ask.request
    drafted = asked.sent_at - timedelta(hours=2)
    book.write("request", request, drafted, draft(asked, office))
    if asked.answer == "draft":
        return
    approved = DraftApproved(
        ask=asked.ask,
        round=1,
        approved_at=asked.sent_at,
        ready_on=local_date(asked.sent_at, ZONE),
    )
    book.write("request", request, asked.sent_at, approved, sent(asked))
    if asked.answer == "expired":
        for number in (1, 2):
            nudged = RequestNudged(ask=asked.ask, number=number)
            book.write("request", request, asked.sent_at + number * 4 * DAY, nudged)
    for answer in answers(asked):
        book.write("request", request, asked.answered_at, answer)


def draft(asked: Asked, office: str | None) -> RequestDrafted:
    return RequestDrafted(
        ask=asked.ask,
        contact_ledger=an_id("ledger", asked.ask.contact),
        employer_ledger=an_id("ledger", asked.ask.employer),
        asker=an_id("asker", asked.ask.jobseeker),
        channel="email",
        minutes=MINUTES,
        subject="Nineteen minutes of your advice (canary)",
        body="I am not asking for a job. (canary)",
        office=office,
        segment="dislocated",
        soc="51-4041",
        county="53033",
        naics_sector="31-33",
        size_class="10-49",
        ownership=asked.ownership,
        zone=ZONE,
        employer_zone=ZONE,
    )


def sent(asked: Asked) -> RequestSent:
    return RequestSent(
        ask=asked.ask,
        round=1,
        sent_on=local_date(asked.sent_at, ZONE),
        channel="email",
        nudges_at=(asked.sent_at + 3 * DAY, asked.sent_at + 9 * DAY),
        expires_at=asked.sent_at + 20 * DAY,
        minutes=MINUTES,
    )


def answers(asked: Asked) -> tuple[Event, ...]:
    match asked.answer:
        case "agreed":
            return (RequestAgreed(ask=asked.ask, minutes=MINUTES),)
        case "declined":
            return (RequestDeclined(ask=asked.ask),)
        case "expired":
            return (RequestExpired(ask=asked.ask),)
        case "bounced":
            return (RequestBounced(ask=asked.ask, channel="email"),)
        case "open" | "draft":
            return ()
