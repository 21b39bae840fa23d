"""P11: somebody at an employer agrees, and nobody else there is kept waiting."""

from typing import Any

from nineteen.shared.schema.contact import (
    RequestHeld,
    RequestSent,
    RequestWithdrawn,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.mailbox import mails
from nineteen.standalone.demo.e1_people import person

WORKS = {"name": "Works 1", "county": "53033", "size_class": "10-49"}


async def beside(cascade: Any, number: int) -> str:
    """A draft to somebody else at the employer of the first ask."""
    office = cascade.office
    request = natural_id("sibling", str(number))
    employer = (await office.ask("/contact/v1/employers", **WORKS))["id"]
    contact = await office.add_contact(employer, person(number))
    await office.draft(request, employer=employer, contact=contact)
    return request


async def test_p11_a_yes_takes_the_other_ask_back_with_a_courteous_line(cascade: Any) -> None:
    """C26: and a third one waits until it is known that no interview comes of the first."""
    await cascade.opens("03-02")
    first = await cascade.drafts(1)
    second, third = await beside(cascade, 2), await beside(cascade, 3)
    await cascade.clock("03-02", 8, 30)
    for request in (first, second):
        await cascade.office.approve(request)
    await cascade.clock("03-02", 9)

    await cascade.clock("03-02", 14)
    await cascade.office.agreed(first, cascade.moment("03-10", 10), zone="America/Los_Angeles")
    await cascade.nineteen.settle()
    refused = await cascade.nineteen.refused(cascade.office.approve(third))

    (withdrawn,) = await cascade.of(RequestWithdrawn, second)
    assert (withdrawn.reason, withdrawn.sent) == ("sibling", True)
    courteous = [each for each in mails(cascade.nineteen.folder) if "is taken back" in each]
    assert len(courteous) == 1
    assert refused == "sibling"


async def test_p11_what_was_held_goes_on_when_no_interview_comes_of_it(cascade: Any) -> None:
    await cascade.opens("03-02")
    first = await cascade.drafts(1)
    second = await beside(cascade, 2)
    await cascade.clock("03-02", 8, 30)
    await cascade.office.approve(first)
    await cascade.clock("03-02", 18)
    await cascade.office.approve(second)
    await cascade.clock("03-02", 19)
    await cascade.office.agreed(first, cascade.moment("03-10", 10), zone="America/Los_Angeles")
    await cascade.clock("03-03", 12)
    held = await cascade.of(RequestHeld, second)

    await cascade.office.host_cancels(first)
    await cascade.clock("03-04", 12)

    assert [each.reason for each in held] == ["sibling"]
    assert len(await cascade.of(RequestSent, second)) == 1
