"""Deciders and policies together: E7 and the end of E1, and E12, without a shell."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nineteen.followup.domain.outcome import ConfirmAttribution
from nineteen.followup.domain.plan import WaiveItem
from nineteen.followup.domain.reports import ReportHire, ReportJobInterview
from nineteen.followup.domain.thank_you import RecordHandwritten, SendThankYou, thank_you_id
from nineteen.followup.domain.tie import AskToConnect
from nineteen.followup.main import service
from nineteen.shared.decider import Rejected
from nineteen.shared.schema.contact import CampaignOpened, RecordAccepted
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionProposed,
    HireReported,
    ThankYouSent,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.partner import EmployerRef, HireOutcome, Occupation, PersonRef
from nineteen.shared.schema.scheduling import (
    ReferralsAsked,
    SessionDebriefed,
    SessionEnded,
)
from nineteen.shared.schema.words import Ask, NamedPerson
from nineteen.shared.testing.chronicle import AGENCY
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER
from nineteen.shared.testing.play import Play

SEATTLE = "America/Los_Angeles"
SESSION = "00000000-0000-4000-8000-000000000018"
CAMPAIGN = "00000000-0000-4000-8000-00000000000c"
EMPLOYER = "00000000-0000-4000-8000-00000000000e"
HOST = "00000000-0000-4000-8000-000000000001"
RECORD = "00000000-0000-4000-8000-0000000000d0"
ASK = Ask(
    request=SESSION,
    campaign=CAMPAIGN,
    jobseeker=JOBSEEKER.id,
    employer=EMPLOYER,
    contact="00000000-0000-4000-8000-000000000037",
    person=HOST,
    route="warm",
)
STARTED = datetime(2026, 3, 18, 17, tzinfo=UTC)
ENDED = STARTED + timedelta(minutes=18, seconds=40)
HOUR = timedelta(hours=1)
THANKS = thank_you_id(AGENCY, SESSION, HOST)
OUTCOME = natural_id("outcome", AGENCY, JOBSEEKER.id, EMPLOYER, CAMPAIGN, "1")
OF: dict[str, Any] = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER.id, "employer": EMPLOYER}
ROSA = NamedPerson(person=natural_id("rosa"), name="Rosa Quill", name_use="granted")
TALK = SessionEnded(
    ask=ASK,
    started_at=STARTED,
    ended_at=ENDED,
    actual_s=1120,
    precision="second",
    zone=SEATTLE,
    employer_zone=SEATTLE,
)


def on_stage(now: datetime = ENDED) -> Play:
    return Play(service.deciders, service.policies, now=now)


def after_the_talk() -> Play:
    play = on_stage()
    play.write("session", SESSION, ReferralsAsked(ask=ASK, answer="names", names=(ROSA,)), TALK)
    play.run()
    return play


def test_e7_a_thank_you_runs_late_then_overdue_and_comes_by_hand_at_60_hours() -> None:
    play = after_the_talk()

    play.advance(ENDED + 24 * HOUR)
    assert play.of("thank-you", THANKS) == ["ThankYouLate"]
    assert play.of("plan", SESSION) == ["PlanOpened", "ItemDone", "ItemOverdue"]

    play.advance(ENDED + 48 * HOUR)
    assert play.last("plan", SESSION).item == "thank_you"
    assert play.of("plan", SESSION)[-1] == "ItemOverdue"

    call = SendThankYou(session=SESSION, host=HOST, channel="phone")
    with pytest.raises(Rejected, match="thank-you is written"):
        play.do("thank-you", THANKS, call, by=JOBSEEKER)

    play.advance(ENDED + 60 * HOUR)
    play.do("thank-you", THANKS, RecordHandwritten(session=SESSION, host=HOST), by=JOBSEEKER)
    sent = play.last("thank-you", THANKS)
    assert isinstance(sent, ThankYouSent)
    assert (sent.channel, sent.hours, sent.on_time) == ("handwritten", 60, False)
    assert play.last("plan", SESSION).item == "thank_you"
    assert play.of("plan", SESSION)[-1] == "ItemDone"
    assert not play.refused


def test_e1_every_promise_kept_closes_the_plan_and_nothing_is_ever_late() -> None:
    play = after_the_talk()
    play.now = ENDED + 3 * HOUR
    ask = AskToConnect(
        jobseeker=ASK.jobseeker, contact=ASK.contact, session=SESSION, channel="linkedin"
    )

    play.do("thank-you", THANKS, SendThankYou(session=SESSION, host=HOST, channel="email"))
    play.write("session", SESSION, SessionDebriefed(ask=ASK))
    play.do("tie", natural_id("tie", ASK.jobseeker, ASK.contact), ask)
    play.advance(ENDED + 72 * HOUR)

    assert play.of("plan", SESSION) == ["PlanOpened", *["ItemDone"] * 4, "PlanClosed"]
    assert play.of("thank-you", THANKS) == ["ThankYouSent"]
    assert not play.refused


def test_a_waived_thank_you_is_neither_late_nor_overdue() -> None:
    play = after_the_talk()

    waiver = WaiveItem(item="thank_you", host=HOST, reason="The host passed away.")
    play.do("plan", SESSION, waiver, by=COUNSELOR)
    play.advance(ENDED + 48 * HOUR)

    assert play.of("thank-you", THANKS) == []
    assert play.last("plan", SESSION).item == "debrief"


def test_s13_a_name_from_the_talk_is_a_lead_with_permission() -> None:
    play = after_the_talk()

    assert play.of("lead", natural_id("lead", SESSION, "0")) == ["ReferralNamed", "NameUseGranted"]


def test_e1_s15_s16_from_the_call_at_day_42_to_the_hire_at_day_48() -> None:
    play = after_the_talk()
    play.advance(datetime(2026, 4, 29, 18, tzinfo=UTC))

    play.do("outcome", OUTCOME, ReportJobInterview(**OF, invited_on=date(2026, 4, 29)))
    proposed = play.last("outcome", OUTCOME)
    assert isinstance(proposed, AttributionProposed)
    assert (proposed.session, proposed.hop, proposed.lag_interview_days) == (SESSION, 1, 42)

    play.do("outcome", OUTCOME, ConfirmAttribution(), by=JOBSEEKER)
    assert isinstance(play.last("outcome", OUTCOME), AttributionConfirmed)

    play.advance(datetime(2026, 5, 5, 18, tzinfo=UTC))
    play.do("outcome", OUTCOME, ReportHire(**OF, hired_on=date(2026, 5, 5)), by=JOBSEEKER)
    hired = play.last("outcome", OUTCOME)
    assert isinstance(hired, HireReported)
    assert hired.lag_hire_days == 6
    assert play.of("outcome", OUTCOME).count("AttributionProposed") == 1


def test_e12_a_partners_hire_told_twice_before_the_talk_is_one_outcome_proposed_once() -> None:
    play = on_stage(datetime(2026, 5, 6, 18, tzinfo=UTC))
    ref = PersonRef(feed="county", ref=JOBSEEKER.id)
    fact = HireOutcome(
        external_id="x-1",
        version=1,
        observed_at=play.now,
        lawful_basis="public_task",
        county_fips="53061",
        soc=Occupation(code="51-4121", code_set="SOC 2018"),
        participant=ref,
        employer=EmployerRef(feed="county", ref="e-1"),
        hired_on=date(2026, 5, 5),
    )
    told = RecordAccepted(
        record=RECORD,
        feed="county",
        external_id="x-1",
        record_version=1,
        type="outcome.hire",
        person=natural_id("subject"),
        payload=fact.model_dump_json(),
        refs={"jobseeker": JOBSEEKER.id, "employer": EMPLOYER},
        observed_at=play.now,
    )
    opened = CampaignOpened(
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        soc="51-4121",
        county="53061",
        segment="dislocated",
        zone=SEATTLE,
        goal=24,
    )

    play.write("campaign", CAMPAIGN, opened)
    play.write("record", RECORD, told, told.model_copy(update={"record_version": 2}))
    play.run()
    assert play.of("outcome", OUTCOME) == ["HireReported"]

    play.write("session", SESSION, TALK)
    play.run()
    assert play.of("outcome", OUTCOME) == ["HireReported", "AttributionProposed"]


def test_what_was_done_is_not_done_again_when_all_is_told_anew() -> None:
    play = after_the_talk()
    play.advance(ENDED + 60 * HOUR)
    play.do("thank-you", THANKS, RecordHandwritten(session=SESSION, host=HOST))
    play.advance(datetime(2026, 5, 5, 18, tzinfo=UTC))
    play.do("outcome", OUTCOME, ReportJobInterview(**OF, invited_on=date(2026, 4, 29)))
    play.do("outcome", OUTCOME, ConfirmAttribution(), by=JOBSEEKER)
    play.do("outcome", OUTCOME, ReportHire(**OF, hired_on=date(2026, 5, 5)))

    again = play.replay()
    for fact in play.facts:
        again.tell(fact)
    again.advance(play.now)

    assert again.facts == play.facts
