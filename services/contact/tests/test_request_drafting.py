"""Drafting an ask: informational only, at most 20 minutes, no resume, names only if permitted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.employer import employers
from nineteen.contact.domain.request import (
    ApproveDraft,
    Attachment,
    DraftRequest,
    RecordReply,
    ReviseDraft,
    requests,
)
from nineteen.shared.schema.clauses import purpose_clause
from nineteen.shared.schema.contact import (
    AcquaintanceNoted,
    CampaignClosed,
    DraftApproved,
    DraftRevised,
    NamePermitted,
    RequestDrafted,
    RequestHeld,
)
from nineteen.shared.schema.settings import PolicyValues, Settings
from nineteen.shared.schema.words import Ask, OfferedTime
from nineteen.shared.testing.cast import (
    CAMPAIGN,
    FERRY,
    FERRY_REGISTERED,
    FOREMAN,
    FOREMAN_ADDED,
    LEDGER,
    MILL,
    MILL_REGISTERED,
    OPENED,
    PERSON,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import JOBSEEKER, Given, given

REQUEST = an_id("request")
UNCLE = an_id("acquaintance", "uncle")
TEXT = "This is not about a job. Could I have 19 minutes of your advice?"
TUESDAY = OfferedTime(starts_at=datetime(2026, 1, 13, 18, tzinfo=UTC), zone="America/Los_Angeles")
SIX_TIMES = {"offered_times": [TUESDAY.model_dump()] * 6}
OF_CAMPAIGN = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER.id}
UNCLE_NOTED = AcquaintanceNoted(
    **OF_CAMPAIGN, acquaintance=UNCLE, employer=MILL, name="Uncle Gus", relation="uncle"
)
UNCLE_PERMITS = NamePermitted(**OF_CAMPAIGN, acquaintance=UNCLE, employer=MILL)


def draft(**more: Any) -> DraftRequest:
    return DraftRequest.model_validate(
        {
            "campaign": CAMPAIGN,
            "jobseeker": JOBSEEKER.id,
            "employer": MILL,
            "contact": FOREMAN,
            **more,
        }
    )


def desk(*campaign: Any) -> Given:
    """Everything a draft needs to know."""
    return (
        given(requests)
        .on(REQUEST)
        .beside(campaigns, CAMPAIGN, OPENED, *campaign)
        .beside(employers, MILL, MILL_REGISTERED)
        .beside(employers, FERRY, FERRY_REGISTERED)
        .beside(contacts, FOREMAN, FOREMAN_ADDED)
    )


def drafted(**more: Any) -> RequestDrafted:
    (event,) = desk(UNCLE_NOTED, UNCLE_PERMITS).when(draft(**more)).then_types(RequestDrafted)
    assert isinstance(event, RequestDrafted)
    return event


def test_a_draft_stamps_who_and_where_for_good() -> None:
    event = drafted(subject="19 minutes?", body=TEXT, offered_times=[TUESDAY.model_dump()])

    assert event == RequestDrafted(
        ask=Ask(
            request=REQUEST,
            campaign=CAMPAIGN,
            jobseeker=JOBSEEKER.id,
            employer=MILL,
            contact=FOREMAN,
            person=PERSON,
            route="list",
        ),
        contact_ledger=FOREMAN_ADDED.ledger,
        employer_ledger=LEDGER,
        asker="",
        channel="email",
        minutes=19,
        subject="19 minutes?",
        body=TEXT,
        offered_times=(TUESDAY,),
        office=OPENED.office,
        segment="dislocated",
        soc="51-4041",
        county="53061",
        naics_sector="31-33",
        size_class="1-9",
        ownership="private",
        zone="America/Los_Angeles",
        employer_zone="America/Los_Angeles",
    )


def test_the_asker_is_sealed_by_agency_and_jobseeker() -> None:
    assert draft().sealed() == {"asker": ("asker", "", JOBSEEKER.id)}


def test_s3_a_request_has_no_field_for_an_application() -> None:
    with pytest.raises(ValidationError):
        draft(application="Machinist II")


def test_s4_without_a_text_of_ones_own_the_template_carries_the_clause() -> None:
    event = drafted()

    assert purpose_clause() in event.body
    assert MILL_REGISTERED.name in event.body
    assert event.lint == ()


def test_s19_a_draft_says_what_its_text_lacks() -> None:
    assert drafted(body="Do you have a job?").lint == (
        "not_a_job_missing",
        "purpose_missing",
        "minutes_missing",
    )


def test_s21_a_promise_of_20_minutes_is_kept_as_it_is() -> None:
    assert drafted(minutes=20).minutes == 20


@pytest.mark.parametrize("minutes", [21, 45, 10_000])
def test_s21_a_promise_of_21_minutes_is_refused(minutes: int) -> None:
    desk().when(draft(minutes=minutes)).then_rejected("promise_too_long")


def test_s22_the_promise_is_19_minutes_unless_the_agency_says_less() -> None:
    short = Settings(policy=PolicyValues(minutes=15))
    (event,) = desk().under(short).when(draft()).then_types(RequestDrafted)

    assert drafted().minutes == 19
    assert isinstance(event, RequestDrafted)
    assert event.minutes == 15


def test_s31_a_resume_on_a_request_is_refused() -> None:
    resume = [Attachment(type="resume").model_dump()]

    desk().when(draft(attachments=resume)).then_rejected("resume_on_request")
    given(requests, drafted()).when(
        ReviseDraft(body=TEXT, attachments=(Attachment(type="resume"),))
    ).then_rejected("resume_on_request")


def test_nothing_else_is_attached_either() -> None:
    desk().when(draft(attachments=[{"type": "portfolio"}])).then_rejected("attachment_on_request")


def test_s10_a_warm_introduction_names_who_introduces() -> None:
    desk().when(draft(route="warm")).then_rejected("introducer_missing")


def test_s10_a_name_is_used_only_with_permission() -> None:
    warm = draft(route="warm", introducer=UNCLE)

    desk(UNCLE_NOTED).when(warm).then_rejected("introducer_not_permitted")
    desk(UNCLE_NOTED, UNCLE_PERMITS).when(warm).then_types(RequestDrafted)


def test_s10_an_acquaintance_introduces_at_their_own_employer_only() -> None:
    elsewhere = UNCLE_NOTED.model_copy(update={"employer": FERRY})
    permits = UNCLE_PERMITS.model_copy(update={"employer": FERRY})

    desk(elsewhere, permits).when(draft(route="warm", introducer=UNCLE)).then_rejected(
        "introducer_not_permitted"
    )


def test_a_referral_echoes_its_lead() -> None:
    lead, session = an_id("lead"), an_id("session")
    ask = drafted(route="referral", lead=lead, root_session=session).ask

    assert (ask.route, ask.lead, ask.root_session) == ("referral", lead, session)


def test_a_contact_who_was_named_brings_the_lead_along() -> None:
    lead, session = an_id("lead"), an_id("session")
    named = FOREMAN_ADDED.model_copy(update={"lead": lead, "root_session": session})
    (event,) = (
        desk()
        .beside(contacts, FOREMAN, named)
        .when(draft(route="referral"))
        .then_types(RequestDrafted)
    )

    assert isinstance(event, RequestDrafted)
    assert (event.ask.lead, event.ask.root_session) == (lead, session)


@pytest.mark.parametrize("what", ["campaign", "employer", "contact"])
def test_what_a_draft_names_must_exist(what: str) -> None:
    desk().when(draft(**{what: an_id("nowhere")})).then_rejected(f"{what}_unknown")


def test_a_contact_is_asked_at_their_own_employer() -> None:
    desk().when(draft(employer=FERRY)).then_rejected("contact_elsewhere")


def test_a_campaign_asks_for_its_own_jobseeker() -> None:
    desk().when(draft(jobseeker=an_id("omar"))).then_rejected("campaign_of_another")


def test_a_closed_campaign_asks_nobody() -> None:
    closed = CampaignClosed(**OF_CAMPAIGN, reason="stopped")

    desk(closed).when(draft()).then_rejected("campaign_closed")


@pytest.mark.parametrize("more", [{"minutes": 4}, {"body": ""}, SIX_TIMES])
def test_a_malformed_draft_is_no_command(more: Any) -> None:
    with pytest.raises(ValidationError):
        draft(**more)


def test_a_revision_changes_the_text_and_what_it_lacks() -> None:
    first = drafted(body="Do you have a job?")
    given(requests, first).when(ReviseDraft(body=TEXT)).then(
        DraftRevised(ask=first.ask, subject=first.subject, body=TEXT, lint=())
    )


def test_offering_the_same_times_is_not_news() -> None:
    first = drafted(offered_times=[TUESDAY.model_dump()])

    given(requests, first).when(ReviseDraft(offered_times=(TUESDAY,))).then()
    given(requests, first).when(ReviseDraft(offered_times=())).then_types(DraftRevised)


def test_an_empty_revision_is_no_command() -> None:
    with pytest.raises(ValidationError):
        ReviseDraft()


def test_an_approved_text_is_not_changed_any_more() -> None:
    first = drafted()
    approved = DraftApproved(
        ask=first.ask, round=1, approved_at=TUESDAY.starts_at, ready_on=TUESDAY.starts_at.date()
    )
    waits = RequestHeld(ask=first.ask, round=1, reason="contact_busy", queued=True)
    back = RequestHeld(ask=first.ask, round=2, reason="reapprove")
    revise = ReviseDraft(body=TEXT)

    given(requests, first, approved).when(revise).then_rejected("approved_already")
    given(requests, first, approved, waits).when(revise).then_rejected("approved_already")
    given(requests, first, approved, waits, back).when(revise).then_types(DraftRevised)


@pytest.mark.parametrize("command", [ApproveDraft(), ReviseDraft(body=TEXT)])
def test_what_was_never_drafted_is_not_found(command: Any) -> None:
    given(requests).when(command).then_rejected("not_found")
    given(requests).when(RecordReply(answer="agree")).then_rejected("not_found")
