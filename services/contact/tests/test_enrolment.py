"""What follows for campaigns and requests when a jobseeker's standing changes."""

from datetime import timedelta

import pytest

from nineteen.contact.domain.campaign import AssignCampaign, PauseCampaign
from nineteen.contact.domain.request import Hold, Withdraw
from nineteen.contact.policies.enrolment import Standing, enrolment
from nineteen.shared.decider import Command
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    CampaignClosed,
    CampaignPaused,
    CampaignResumed,
    ConsentWithdrawn,
    CounselorAssigned,
    DraftApproved,
    RequestAgreed,
    RequestSent,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.asks import Asked, draft
from nineteen.shared.testing.cast import CAMPAIGN, ENROLLED, FOREMAN, MILL, OPENED, PERSON
from nineteen.shared.testing.chronicle import Chronicle, an_id, interleaved
from nineteen.shared.testing.given import JOBSEEKER, NOON

HOUR = timedelta(hours=1)
ME = JOBSEEKER.id
BEN = an_id("staff", "ben")
SECOND = an_id("campaign", 2)
WITHDRAWN = ConsentWithdrawn(jobseeker=ME, purpose="send_for_me")
ASSIGNED = CounselorAssigned(jobseeker=ME, counselor=BEN)
OF = {"campaign": CAMPAIGN, "jobseeker": ME}
CLOSED = CampaignClosed(**OF, reason="hired_through_interview")
PAUSED = CampaignPaused(**OF)
SEEDS = range(12)

Done = list[tuple[str, Command]]


def ask(number: int, campaign: str = CAMPAIGN) -> Ask:
    return Ask(
        request=an_id("request", number),
        campaign=campaign,
        jobseeker=ME,
        employer=MILL,
        contact=FOREMAN,
        person=PERSON,
        route="list",
    )


DRAFTED = draft(Asked(ask(1), "open", NOON, NOON), None)
APPROVED = DraftApproved(ask=ask(1), round=1, approved_at=NOON, ready_on=NOON.date())
SENT = RequestSent(
    ask=ask(1),
    round=1,
    sent_on=NOON.date(),
    channel="email",
    nudges_at=(),
    expires_at=NOON,
    minutes=19,
)
AGREED = RequestAgreed(ask=ask(1), minutes=19)


class Book(Chronicle):
    """Facts an hour apart, one stream for each of jobseeker, campaigns and requests."""

    def tell(self, *events: Event) -> "Book":
        for event in events:
            at = NOON + len(self.facts) * HOUR
            told = getattr(event, "ask", None)
            if told:
                self.write("request", told.request, at, event)
            elif campaign := getattr(event, "campaign", None):
                self.write("campaign", campaign, at, event)
            else:
                self.write("jobseeker", ME, at, event)
        return self


def planned(book: Chronicle, seed: int | None = None) -> Done:
    """What the policy asks for, each step once."""
    facts = book.facts if seed is None else interleaved(book.facts, seed)
    memory, steps = enrolment.initial(), dict[str, tuple[str, Command]]()
    for fact in facts:
        assert enrolment.key(fact) in (ME, None)
        if enrolment.key(fact):
            memory, todos = enrolment.react(memory, fact)
            steps.update({t.step: (str(t.target.id), t.command) for t in todos})
    return list(steps.values())


def test_a_withdrawn_consent_pauses_campaigns_and_withdraws_open_requests() -> None:
    book = Book().tell(ENROLLED, OPENED, DRAFTED, APPROVED, SENT, WITHDRAWN)

    assert planned(book) == [
        (CAMPAIGN, PauseCampaign()),
        (ask(1).request, Withdraw(reason="consent_withdrawn")),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_in_which_streams_arrive_does_not_matter(seed: int) -> None:
    book = Book().tell(ENROLLED, OPENED, DRAFTED, APPROVED, SENT, WITHDRAWN, ASSIGNED)

    there = planned(book, seed)

    assert (CAMPAIGN, PauseCampaign()) in there
    assert (ask(1).request, Withdraw(reason="consent_withdrawn")) in there
    assert (CAMPAIGN, AssignCampaign(counselor=BEN)) in there
    assert len(there) == 3


def test_an_answered_request_is_not_withdrawn() -> None:
    book = Book().tell(OPENED, DRAFTED, APPROVED, SENT, AGREED, WITHDRAWN)

    assert planned(book) == [(CAMPAIGN, PauseCampaign())]


def test_what_is_begun_after_the_withdrawal_goes_its_own_way() -> None:
    book = Book().tell(WITHDRAWN, OPENED, DRAFTED)

    assert planned(book) == []


def test_each_withdrawal_pauses_anew() -> None:
    resumed = CampaignResumed(**OF)
    book = Book().tell(OPENED, WITHDRAWN, PAUSED, resumed, WITHDRAWN)

    assert planned(book) == [(CAMPAIGN, PauseCampaign())] * 2


def test_a_new_counselor_gets_every_campaign_of_the_jobseeker() -> None:
    second = OPENED.model_copy(update={"campaign": SECOND, "soc": "51-4121"})
    book = Book().tell(OPENED, second, ASSIGNED)

    assert planned(book) == [
        (CAMPAIGN, AssignCampaign(counselor=BEN)),
        (SECOND, AssignCampaign(counselor=BEN)),
    ]


def test_a_campaign_that_opens_meanwhile_follows_the_counselor_too() -> None:
    assert planned(Book().tell(ASSIGNED, OPENED)) == [(CAMPAIGN, AssignCampaign(counselor=BEN))]


def test_a_closed_campaign_withdraws_its_open_requests_and_no_others() -> None:
    other = draft(Asked(ask(2, SECOND), "open", NOON, NOON), None)
    book = Book().tell(OPENED, DRAFTED, other, CLOSED)

    assert planned(book) == [(ask(1).request, Withdraw(reason="campaign_closed"))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_request_that_arrives_after_the_close_is_withdrawn_too(seed: int) -> None:
    book = Book().tell(OPENED, DRAFTED, APPROVED, SENT, CLOSED)

    assert planned(book, seed) == [(ask(1).request, Withdraw(reason="campaign_closed"))]


def test_a_closed_campaign_is_not_paused() -> None:
    assert planned(Book().tell(OPENED, CLOSED, WITHDRAWN)) == []


def test_a_pause_holds_what_is_approved_and_not_sent() -> None:
    hold = (ask(1).request, Hold(reason="campaign_paused"))

    assert planned(Book().tell(OPENED, DRAFTED, APPROVED, PAUSED)) == [hold]
    assert planned(Book().tell(OPENED, DRAFTED, PAUSED)) == []
    assert planned(Book().tell(OPENED, DRAFTED, APPROVED, SENT, PAUSED)) == []


def test_what_is_approved_during_a_pause_is_held_and_after_it_is_not() -> None:
    hold = (ask(1).request, Hold(reason="campaign_paused"))
    resumed = CampaignResumed(**OF)

    assert planned(Book().tell(OPENED, DRAFTED, PAUSED, APPROVED)) == [hold]
    assert planned(Book().tell(OPENED, DRAFTED, PAUSED, resumed, APPROVED)) == []


def test_the_memory_keeps_open_requests_only() -> None:
    memory: Standing = enrolment.initial()
    for fact in Book().tell(OPENED, DRAFTED, APPROVED, SENT, AGREED).facts:
        memory, _ = enrolment.react(memory, fact)

    assert memory.asks == {}
    assert list(memory.campaigns) == [CAMPAIGN]
