"""From approval to the host: research first, clean text, then dates by business days."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.dossier import dossier_id, dossiers
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.contact.domain.request import (
    ApproveDraft,
    Expire,
    Hold,
    Nudge,
    SendRequest,
    requests,
)
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    CampaignClosed,
    CampaignGoalReached,
    CampaignPaused,
    ChannelBounced,
    ConsentRecorded,
    ContactOptedOut,
    DraftApproved,
    RequestDrafted,
    RequestExpired,
    RequestHeld,
    RequestLintFailed,
    RequestNudged,
    RequestSent,
    ResearchCompleted,
    ResearchGateOverridden,
    ResearchNoted,
)
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
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, POLICY, Given, given

ZONE = "America/Los_Angeles"
REQUEST = an_id("request")
DOSSIER = dossier_id(CAMPAIGN, MILL)
ASK = Ask(
    request=REQUEST,
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
    channel="email",
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
OF_CAMPAIGN = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER.id}
OF_DOSSIER = {**OF_CAMPAIGN, "dossier": DOSSIER, "employer": MILL}
RESEARCHED = ResearchCompleted(**OF_DOSSIER)
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


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in Seattle, winter or summer."""
    offset = timedelta(hours=-7 if day >= date(2026, 3, 8) else -8)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone(offset))
    return local.astimezone(UTC)


MONDAY = date(2026, 3, 2)
APPROVED = DraftApproved(ask=ASK, round=1, approved_at=at(MONDAY, 8), ready_on=MONDAY)
QUEUED = RequestHeld(
    ask=ASK, round=1, reason="contact_busy", next_free_on=date(2026, 3, 21), queued=True
)


def sent(on: date = MONDAY) -> RequestSent:
    (event,) = ready(DRAFTED, APPROVED).at(at(on)).when(SendRequest(round=1)).events
    assert isinstance(event, RequestSent)
    return event


def ready(*events: Event, **beside: Any) -> Given:
    """Everything that sending looks at is as it should be, but for what is given here."""
    return (
        given(requests, *events)
        .by(JOBSEEKER)
        .at(at(MONDAY))
        .beside(campaigns, CAMPAIGN, OPENED, *beside.get("campaign", ()))
        .beside(dossiers, DOSSIER, *beside.get("dossier", (RESEARCHED,)))
        .beside(jobseekers, JOBSEEKER.id, ENROLLED, *beside.get("jobseeker", CONSENTS))
        .beside(contacts, FOREMAN, FOREMAN_ADDED, *beside.get("contact", ()))
    )


def test_s17_an_approved_draft_goes_to_the_gate() -> None:
    ready(DRAFTED).when(ApproveDraft()).then(
        DraftApproved(ask=ASK, round=1, approved_at=at(MONDAY), ready_on=MONDAY)
    )


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(MONDAY, 0), MONDAY),
        (at(MONDAY, 16, 59), MONDAY),
        (at(MONDAY, 17), date(2026, 3, 3)),
        (at(date(2026, 3, 7), 12), date(2026, 3, 9)),
        (at(date(2026, 2, 16), 12), date(2026, 2, 17)),
    ],
)
def test_what_is_approved_after_hours_or_on_a_day_off_is_ready_the_next_business_day(
    moment: datetime, day: date
) -> None:
    (approved,) = ready(DRAFTED).at(moment).when(ApproveDraft()).events

    assert isinstance(approved, DraftApproved)
    assert approved.ready_on == day


def test_s9_nobody_is_asked_before_the_research_is_done() -> None:
    noted = ResearchNoted(**OF_DOSSIER, what_they_do="Lumber", noted=("what_they_do",))
    no = ready(DRAFTED, dossier=(noted,)).when(ApproveDraft()).then_rejected("dossier_incomplete")

    assert no.facts["missing"] == "size_class, mission_note, why_them"
    assert "how large they are" in no.sentence


def test_s17_without_any_research_all_four_facts_are_missing() -> None:
    no = ready(DRAFTED, dossier=()).when(ApproveDraft()).then_rejected("dossier_incomplete")

    assert no.facts["missing"] == "what_they_do, size_class, mission_note, why_them"


def test_s17_staff_may_let_an_incomplete_dossier_pass() -> None:
    override = ResearchGateOverridden(**OF_DOSSIER, reason="Known for years")

    ready(DRAFTED, dossier=(override,)).when(ApproveDraft()).then_types(DraftApproved)


def test_s3_s19_a_text_without_purpose_is_named_and_not_approved() -> None:
    lacking = DRAFTED.model_copy(update={"lint": ("purpose_missing", "minutes_missing")})

    ready(lacking).when(ApproveDraft()).then(
        RequestLintFailed(ask=ASK, errors=("purpose_missing", "minutes_missing"))
    )


def test_s34_staff_say_how_the_jobseeker_said_yes() -> None:
    staff = ready(DRAFTED).by(COUNSELOR)

    staff.when(ApproveDraft()).then_rejected("said_yes_missing")
    (approved,) = staff.when(ApproveDraft(said_yes="On the phone, Monday 08:10.")).events
    assert isinstance(approved, DraftApproved)
    assert approved.said_yes == "On the phone, Monday 08:10."


PAUSED = CampaignPaused(**OF_CAMPAIGN)
CLOSED = CampaignClosed(**OF_CAMPAIGN, reason="stopped")
OPTED_OUT = ContactOptedOut(
    contact=FOREMAN, person=PERSON, employer=MILL, ledger=FOREMAN_ADDED.ledger
)
BOUNCED = ChannelBounced(contact=FOREMAN, channel="email")
IN_THE_WAY = [
    ("campaign_paused", {"campaign": (PAUSED,)}),
    ("campaign_closed", {"campaign": (CLOSED,)}),
    ("consent_missing", {"jobseeker": CONSENTS[:2]}),
    ("opted_out", {"contact": (OPTED_OUT,)}),
    ("channel_closed", {"contact": (BOUNCED,)}),
]


@pytest.mark.parametrize(("reason", "beside"), IN_THE_WAY)
def test_what_the_facts_show_is_refused_at_approval(reason: str, beside: Any) -> None:
    ready(DRAFTED, **beside).when(ApproveDraft()).then_rejected(reason)


@pytest.mark.parametrize(("reason", "beside"), IN_THE_WAY)
def test_what_has_come_between_holds_the_request_at_sending(reason: Any, beside: Any) -> None:
    ready(DRAFTED, APPROVED, **beside).by(POLICY).when(SendRequest(round=1)).then(
        RequestHeld(ask=ASK, round=1, reason=reason)
    )


def test_s6_after_the_goal_an_ask_needs_a_confirmation() -> None:
    reached = CampaignGoalReached(**OF_CAMPAIGN, held=24, goal=24)
    done = ready(DRAFTED, campaign=(reached,))

    done.when(ApproveDraft()).then_rejected("goal_reached")
    done.when(ApproveDraft(confirm_after_goal=True)).then_types(DraftApproved)


def test_approving_twice_is_not_news() -> None:
    ready(DRAFTED, APPROVED).when(ApproveDraft()).then()
    ready(DRAFTED, APPROVED, QUEUED).when(ApproveDraft()).then()


def test_what_was_sent_is_not_approved_again() -> None:
    ready(DRAFTED, APPROVED, sent()).when(ApproveDraft()).then_rejected("sent_already")


def test_what_was_held_is_approved_for_the_next_round() -> None:
    held = RequestHeld(ask=ASK, round=2, reason="reapprove", release_at=at(date(2026, 3, 4), 17))
    (approved,) = ready(DRAFTED, APPROVED, QUEUED, held).when(ApproveDraft()).events

    assert isinstance(approved, DraftApproved)
    assert approved.round == 3


@pytest.mark.parametrize(
    ("day", "nudges", "expires"),
    [
        (MONDAY, ((3, 5), (3, 11)), (3, 20)),
        (date(2026, 2, 2), ((2, 5), (2, 11)), (2, 23)),
        (date(2026, 1, 13), ((1, 16), (1, 23)), (2, 3)),
        (date(2026, 1, 22), ((1, 27), (2, 2)), (2, 11)),
        (date(2026, 1, 23), ((1, 28), (2, 3)), (2, 12)),
        (date(2026, 1, 27), ((1, 30), (2, 5)), (2, 17)),
        (date(2026, 2, 5), ((2, 10), (2, 17)), (2, 26)),
        (date(2026, 2, 12), ((2, 18), (2, 24)), (3, 5)),
        (date(2026, 2, 18), ((2, 23), (2, 27)), (3, 10)),
        (date(2026, 2, 24), ((2, 27), (3, 5)), (3, 16)),
        (date(2026, 3, 5), ((3, 10), (3, 16)), (3, 25)),
        (date(2026, 3, 11), ((3, 16), (3, 20)), (3, 31)),
        (date(2026, 3, 18), ((3, 23), (3, 27)), (4, 7)),
        (date(2026, 3, 19), ((3, 24), (3, 30)), (4, 8)),
        (date(2026, 3, 30), ((4, 2), (4, 8)), (4, 17)),
        (date(2026, 4, 1), ((4, 6), (4, 10)), (4, 21)),
    ],
)
def test_e1_e2_nudges_and_expiry_fall_on_business_days_in_the_hosts_zone(
    day: date, nudges: Any, expires: Any
) -> None:
    went = sent(day)

    assert went.sent_on == day
    assert went.nudges_at == tuple(at(date(2026, *each)) for each in nudges)
    assert went.expires_at == at(date(2026, *expires), 17)


def test_an_older_round_does_not_send() -> None:
    again = APPROVED.model_copy(update={"round": 2})

    ready(DRAFTED, again).when(SendRequest(round=1)).then()
    ready(DRAFTED).when(SendRequest(round=1)).then()
    ready(DRAFTED, APPROVED, sent()).when(SendRequest(round=1)).then()


def test_who_waited_is_sent_in_the_round_of_the_offer_only() -> None:
    waiting = ready(DRAFTED, APPROVED, QUEUED)

    waiting.when(SendRequest(round=1)).then()
    waiting.when(SendRequest(round=2)).then_types(RequestSent)


def test_a_refusal_holds_the_request_with_the_date() -> None:
    hold = Hold(round=1, reason="contact_busy", next_free_on=date(2026, 3, 21), queued=True)
    ready(DRAFTED, APPROVED).when(hold).then(QUEUED).and_when(hold).then()


def test_holding_what_went_out_or_was_never_approved_is_not_news() -> None:
    hold = Hold(round=1, reason="not_sent_in_time")

    ready(DRAFTED, APPROVED, sent()).when(hold).then()
    ready(DRAFTED).when(hold).then()


def test_an_older_round_does_not_hold() -> None:
    again = APPROVED.model_copy(update={"round": 2})

    ready(DRAFTED, again).when(Hold(round=1, reason="not_sent_in_time")).then()


def test_the_alarm_of_a_round_that_ended_in_the_waiting_list_comes_for_nothing() -> None:
    alarm = Hold(round=1, reason="not_sent_in_time")
    offered = Hold(round=2, reason="not_sent_in_time")

    ready(DRAFTED, APPROVED, QUEUED).when(alarm).then()
    ready(DRAFTED, APPROVED, QUEUED).when(offered).then_types(RequestHeld)


def test_p0_holds_whatever_round_is_on_its_way() -> None:
    pause = Hold(reason="campaign_paused")
    held = RequestHeld(ask=ASK, round=1, reason="campaign_paused")

    paused = {"campaign": (PAUSED,)}
    ready(DRAFTED, APPROVED, **paused).when(pause).then(held).and_when(pause).then()
    ready(DRAFTED, APPROVED, QUEUED, **paused).when(pause).then(held)


def test_p0_holds_nothing_when_the_campaign_goes_on_again() -> None:
    ready(DRAFTED, APPROVED).when(Hold(reason="campaign_paused")).then()


def test_a_long_wait_asks_for_a_new_approval_within_two_business_days() -> None:
    friday = at(date(2026, 3, 6), 10)
    hold = Hold(round=2, reason="reapprove")
    ready(DRAFTED, APPROVED, QUEUED).at(friday).when(hold).then(
        RequestHeld(ask=ASK, round=2, reason="reapprove", release_at=at(date(2026, 3, 10), 17))
    )


def test_p2_a_reminder_goes_out_twice_at_most() -> None:
    open_ask = ready(DRAFTED, APPROVED, sent())
    first, second = RequestNudged(ask=ASK, number=1), RequestNudged(ask=ASK, number=2)

    open_ask.when(Nudge(number=1)).then(first).and_when(Nudge(number=1)).then()
    ready(DRAFTED, APPROVED, sent(), first).when(Nudge(number=2)).then(second)
    open_ask.when(Nudge(number=3)).then()


def test_p2_a_pause_stops_reminders_but_not_the_expiry() -> None:
    went = sent()
    paused = ready(DRAFTED, APPROVED, went, campaign=(PAUSED,))

    paused.when(Nudge(number=1)).then()
    paused.at(went.expires_at).when(Expire()).then(RequestExpired(ask=ASK))


def test_p2_nothing_expires_early_or_twice() -> None:
    went = sent()

    ready(DRAFTED, APPROVED, went).when(Expire()).then()
    ready(DRAFTED, APPROVED, went).at(went.expires_at).when(Expire()).and_when(Expire()).then()
    ready(DRAFTED, APPROVED).when(Expire()).then()
