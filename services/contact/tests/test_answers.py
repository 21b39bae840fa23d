"""An answer to a request says something about the person asked."""

from datetime import UTC, datetime

from nineteen.contact.domain.contact import NoteBounce, RecordOptOut
from nineteen.contact.policies.answers import answers
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    LateReplyReceived,
    RequestBounced,
    RequestDeclined,
    RequestReplyCorrected,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import CAMPAIGN, FOREMAN, MILL, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.given import JOBSEEKER

REQUEST = an_id("request", 28)
ASK = Ask(
    request=REQUEST,
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=MILL,
    contact=FOREMAN,
    person=PERSON,
    route="list",
)


def todos_after(event: Event) -> list[Todo]:
    book = Chronicle()
    book.write("request", REQUEST, datetime(2026, 2, 27, 22, tzinfo=UTC), event)
    if answers.key(book.facts[0]) is None:
        return []
    _, todos = answers.react(answers.initial(), book.facts[0])
    return todos


def test_a_bounce_closes_the_channel_of_the_contact() -> None:
    (todo,) = todos_after(RequestBounced(ask=ASK, channel="email"))

    assert todo.target == Target("contact", FOREMAN)
    assert todo.command == NoteBounce(channel="email", request=REQUEST)


def test_a_decline_with_an_opt_out_is_recorded_as_one() -> None:
    (todo,) = todos_after(RequestDeclined(ask=ASK, opted_out=True))

    assert todo.target == Target("contact", FOREMAN)
    assert todo.command == RecordOptOut(scope="anyone", request=REQUEST)


def test_a_late_no_can_be_for_ever_too() -> None:
    corrected = RequestReplyCorrected(
        ask=ASK, answer="decline", was="expired", minutes=19, opted_out=True
    )
    for said in (LateReplyReceived(ask=ASK, answer="decline", opted_out=True), corrected):
        (todo,) = todos_after(said)

        assert todo.command == RecordOptOut(scope="anyone", request=REQUEST)


def test_a_late_yes_is_no_opt_out() -> None:
    assert todos_after(LateReplyReceived(ask=ASK, answer="agree")) == []


def test_a_plain_decline_is_no_opt_out() -> None:
    assert todos_after(RequestDeclined(ask=ASK)) == []
