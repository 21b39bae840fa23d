"""Asks that Nineteen does not send: cleared first, then made, and recorded as they were (4.1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.dossier import dossier_id, dossiers
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.contact.domain.request import (
    Hold,
    Nudge,
    RecordAskMade,
    RecordReply,
    SendRequest,
    Withdraw,
    requests,
)
from nineteen.contact.domain.slot_commands import RecordOutsideAsk, ReleaseSlot, ReserveSlot
from nineteen.contact.domain.slots import contact_ledgers
from nineteen.contact.policies.asks_by_hand import Nothing, asks_by_hand
from nineteen.shared.policy import Target
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    AskMadeOutside,
    Blocked,
    ConsentRecorded,
    DraftApproved,
    OutsideAskRecorded,
    RequestAgreed,
    RequestCleared,
    RequestDrafted,
    RequestHeld,
    RequestLintFailed,
    RequestNudged,
    RequestSent,
    RequestWithdrawn,
    ResearchCompleted,
    SlotRefused,
    SlotReleased,
)
from nineteen.shared.schema.ids import COMMONS, Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import (
    CAMPAIGN,
    ENROLLED,
    FOREMAN,
    FOREMAN_ADDED,
    LEDGER,
    MILL,
    OPENED,
    PERSON,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, Given, given

ZONE = "America/Los_Angeles"
MONDAY = datetime(2026, 3, 2, 17, tzinfo=UTC)
THURSDAY_EVENING = datetime(2026, 3, 6, 1, tzinfo=UTC)
DOSSIER = dossier_id(CAMPAIGN, MILL)
ASK = Ask(
    request=an_id("request"),
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=MILL,
    contact=FOREMAN,
    person=PERSON,
    route="list",
)
DRAFTED = RequestDrafted(
    ask=ASK,
    contact_ledger=FOREMAN_ADDED.ledger,
    employer_ledger=LEDGER,
    asker=an_id("asker"),
    channel="phone",
    minutes=19,
    subject="19 minutes?",
    body="Not about a job: could I have 19 minutes of your advice?",
    segment="dislocated",
    soc="51-4041",
    county="53061",
    size_class="1-9",
    ownership="private",
    zone=ZONE,
    employer_zone=ZONE,
)
APPROVED = DraftApproved(ask=ASK, round=1, approved_at=MONDAY, ready_on=date(2026, 3, 2))
CLEARED = RequestCleared(ask=ASK, round=1, channel="phone", until=THURSDAY_EVENING)
CALLED = RecordAskMade(said_not_a_job=True, said_purpose=True, said_minutes=True)
CONSENTS = tuple(
    ConsentRecorded.model_validate(
        {
            "jobseeker": JOBSEEKER.id,
            "purpose": purpose,
            "text_version": "2026-01",
            "language": "en",
            "method": "signed",
        }
    )
    for purpose in ("store", "send_for_me", "share_name_with_hosts")
)


def ready(*events: Event, channels: tuple[str, ...] = ("phone",)) -> Given:
    reachable = FOREMAN_ADDED.model_copy(update={"channels": channels})
    researched: dict[str, Any] = {
        "dossier": DOSSIER,
        "campaign": CAMPAIGN,
        "jobseeker": JOBSEEKER.id,
        "employer": MILL,
    }
    return (
        given(requests, DRAFTED, *events)
        .by(JOBSEEKER)
        .at(MONDAY)
        .beside(campaigns, CAMPAIGN, OPENED)
        .beside(dossiers, DOSSIER, ResearchCompleted(**researched))
        .beside(jobseekers, JOBSEEKER.id, ENROLLED, *CONSENTS)
        .beside(contacts, FOREMAN, reachable)
    )


def test_p1_without_e_mail_the_gate_clears_the_ask_and_sends_nothing() -> None:
    """The slots are kept for three business days."""
    ready(APPROVED).by(POLICY).when(SendRequest(round=1)).then(CLEARED)


def test_p1_a_person_without_a_telephone_number_cannot_be_called() -> None:
    (held,) = (
        ready(APPROVED, channels=("email",))
        .by(POLICY)
        .when(SendRequest(round=1))
        .then_types(RequestHeld)
    )

    assert isinstance(held, RequestHeld)
    assert held.reason == "channel_closed"


def test_p1_an_ask_that_was_made_is_an_ask_that_was_sent() -> None:
    """Its nudges become calls, its expiry counts from the call (P2)."""
    made = ready(APPROVED, CLEARED).when(CALLED)

    (sent,) = made.then_types(RequestSent)
    assert isinstance(sent, RequestSent)
    assert (sent.channel, sent.round) == ("phone", 1)
    (nudged,) = made.and_when(Nudge(number=1)).then_types(RequestNudged)
    assert isinstance(nudged, RequestNudged)
    assert nudged.channel == "phone"
    made.and_when(RecordReply(answer="agree")).then_types(RequestAgreed)
    made.and_when(CALLED).then_rejected("sent_already")


@pytest.mark.parametrize(
    ("left_out", "error"),
    [
        ("said_not_a_job", "not_a_job_missing"),
        ("said_purpose", "purpose_missing"),
        ("said_minutes", "minutes_missing"),
    ],
)
def test_s19_what_was_not_said_is_named_and_the_ask_is_kept(left_out: str, error: str) -> None:
    said = CALLED.model_copy(update={left_out: False})

    failed, _ = ready(APPROVED, CLEARED).when(said).then_types(RequestLintFailed, RequestSent)

    assert isinstance(failed, RequestLintFailed)
    assert failed.errors == (error,)


def test_p1_what_nobody_made_in_time_gives_its_slots_back() -> None:
    alarm, cleared = Hold(round=1, reason="not_sent_in_time"), ready(APPROVED, CLEARED).by(POLICY)

    cleared.at(MONDAY + timedelta(minutes=15)).when(alarm).then()
    cleared.at(THURSDAY_EVENING).when(alarm).then_types(RequestHeld)


def test_a_cleared_ask_is_taken_back_before_anybody_called() -> None:
    (event,) = ready(APPROVED, CLEARED).when(Withdraw()).then_types(RequestWithdrawn)

    assert isinstance(event, RequestWithdrawn)
    assert not event.sent


@pytest.mark.parametrize("before", [(), (APPROVED,)])
def test_m12_an_ask_made_without_clearance_is_stored_and_never_refused(
    before: tuple[Event, ...],
) -> None:
    outside, sent = ready(*before).when(CALLED).then_types(AskMadeOutside, RequestSent)

    assert isinstance(outside, AskMadeOutside)
    assert isinstance(sent, RequestSent)
    assert outside.round == sent.round == len(before)
    assert (outside.made_on, outside.expires_at) == (date(2026, 3, 2), sent.expires_at)


def ledger(*events: Event) -> Given:
    return given(contact_ledgers, *events).by(POLICY).at(MONDAY)


OUTSIDE = RecordOutsideAsk(
    reservation=ASK.request,
    round=0,
    zone=ZONE,
    on=date(2026, 3, 2),
    until=MONDAY + timedelta(days=20),
)


def test_m12_an_ask_from_outside_counts_in_the_ledger_like_any_other() -> None:
    other = ReserveSlot(
        reservation=an_id("other"),
        round=1,
        zone=ZONE,
        approved_at=MONDAY,
        until=MONDAY + timedelta(days=20),
        asker="somebody else",
    )
    recorded = ledger().when(OUTSIDE)

    recorded.then_types(OutsideAskRecorded)
    recorded.and_when(OUTSIDE).then()
    recorded.and_when(other).then_types(SlotRefused)
    declined = ReleaseSlot(
        reservation=ASK.request, round=0, zone=ZONE, reason="declined", on=date(2026, 3, 3)
    )
    recorded.and_when(declined).then_types(SlotReleased, Blocked)


def test_m12_the_ledger_is_told_of_it() -> None:
    outside = AskMadeOutside(
        ask=ASK,
        round=0,
        channel="phone",
        contact_ledger=FOREMAN_ADDED.ledger,
        made_on=date(2026, 3, 2),
        expires_at=OUTSIDE.until,
    )

    def asked(event: Event) -> Any:
        stream = Stream("agency", "request", ASK.request)
        recorded = Recorded(event, stream, 1, "0.0", NOON, NOON, JOBSEEKER)
        assert asks_by_hand.key(recorded) == ASK.request
        _, (todo,) = asks_by_hand.react(Nothing(), recorded)
        return todo

    told = asked(outside)
    assert told.target == Target("contact-ledger", FOREMAN_ADDED.ledger, COMMONS)
    assert told.command == OUTSIDE.model_copy(update={"zone": "UTC"})
    kept = asked(CLEARED)
    assert (kept.command, kept.due) == (
        Hold(round=1, reason="not_sent_in_time"),
        THURSDAY_EVENING,
    )
