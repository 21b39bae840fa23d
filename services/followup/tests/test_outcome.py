"""A job interview, an offer, a hire, and the talk they are owed to."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from nineteen.followup.domain.outcome import (
    ConfirmAttribution,
    DisputeAttribution,
    ProposeAttribution,
    VerifyOutcome,
    outcomes,
)
from nineteen.followup.domain.reports import ReportHire, ReportJobInterview, ReportOffer
from nineteen.shared.decider import Command, Stamp
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    AttributionConfirmed,
    AttributionDisputed,
    AttributionProposed,
    HireReported,
    JobInterviewReported,
    OfferReported,
    OutcomeVerified,
)
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, POLICY, Given, given

CAMPAIGN = "00000000-0000-4000-8000-00000000000c"
EMPLOYER = "00000000-0000-4000-8000-00000000000e"
HOST = "00000000-0000-4000-8000-000000000037"
SESSION = "00000000-0000-4000-8000-000000000018"
EARLIER = "00000000-0000-4000-8000-000000000012"
OUTCOME = natural_id("outcome", "agency", JOBSEEKER.id, EMPLOYER, CAMPAIGN, "1")
TUESDAY = datetime(2026, 5, 5, 21, tzinfo=UTC)
"""05-05, the day of the hire."""
OF: dict[str, Any] = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER.id, "employer": EMPLOYER}
KEYS: dict[str, Any] = {**OF, "outcome": OUTCOME}
INVITED = date(2026, 4, 29)
HELD = date(2026, 5, 4)
HIRED = date(2026, 5, 5)
TALKED = date(2026, 3, 18)
INTERVIEW = JobInterviewReported(**KEYS, invited_on=INVITED, source="jobseeker")
HIRE = HireReported(**KEYS, hired_on=HIRED, source="jobseeker", lag_hire_days=6)
PROPOSED = AttributionProposed(
    **KEYS, session=SESSION, contact=HOST, hop=1, session_on=TALKED, lag_interview_days=42
)
CONFIRMED = AttributionConfirmed(
    **KEYS,
    session=SESSION,
    contact=HOST,
    hop=1,
    session_on=TALKED,
    lag_interview_days=42,
    invited_on=INVITED,
)
DISPUTED = AttributionDisputed(**KEYS, session=SESSION)
PROPOSE = ProposeAttribution(
    round=1, session=SESSION, contact=HOST, hop=1, session_on=TALKED, lag_interview_days=42
)


def outcome(*events: Event) -> Given:
    return given(outcomes, *events).by(JOBSEEKER).on(OUTCOME).at(TUESDAY)


def test_interview_offer_and_hire_of_one_employer_are_one_outcome() -> None:
    stamp = Stamp(TUESDAY, "agency", JOBSEEKER)
    reports = (
        ReportJobInterview(**OF, invited_on=INVITED),
        ReportOffer(**OF, offered_on=HIRED),
        ReportHire(**OF, hired_on=HIRED),
    )

    ids = {natural_id(*each.model_copy(update={"stamp": stamp}).natural()) for each in reports}
    assert ids == {OUTCOME}


def test_s15_a_colleague_whom_nobody_knows_calls_six_weeks_later() -> None:
    report = ReportJobInterview(**OF, invited_on=INVITED, caller="Somebody from operations")

    outcome().when(report).then(INTERVIEW.model_copy(update={"caller": "Somebody from operations"}))


def test_the_same_report_twice_is_not_news() -> None:
    outcome(INTERVIEW).when(ReportJobInterview(**OF, invited_on=INVITED)).then()


def test_e1_a_later_report_adds_when_the_job_interview_was_held() -> None:
    report = ReportJobInterview(**OF, invited_on=INVITED, held_on=HELD)

    outcome(INTERVIEW).when(report).then(INTERVIEW.model_copy(update={"held_on": HELD}))


def test_what_is_not_said_again_stays() -> None:
    told = INTERVIEW.model_copy(update={"how_known": "resume_passed_on"})
    report = ReportJobInterview(**OF, invited_on=INVITED, held_on=HELD)

    outcome(told).when(report).then(told.model_copy(update={"held_on": HELD}))


def test_the_name_of_the_caller_is_news_once() -> None:
    report = ReportJobInterview(**OF, invited_on=INVITED, caller="Somebody from operations")

    outcome(INTERVIEW).when(report).then_types(JobInterviewReported)
    outcome(INTERVIEW.model_copy(update={"caller": "[erased]"})).when(report).then()


@pytest.mark.parametrize(
    "report",
    [
        ReportJobInterview(**OF, invited_on=date(2026, 5, 6)),
        ReportJobInterview(**OF, invited_on=INVITED, held_on=date(2026, 5, 6)),
        ReportOffer(**OF, offered_on=date(2026, 5, 6)),
        ReportHire(**OF, hired_on=date(2026, 5, 6)),
    ],
)
def test_what_lies_in_the_future_cannot_be_reported(report: Command) -> None:
    refused = outcome().when(report).then_rejected("date_in_the_future")

    assert "report it when the day has come" in refused.sentence


def test_the_day_ends_when_it_ends_at_the_agency() -> None:
    late_that_evening = datetime(2026, 5, 6, 6, 59, tzinfo=UTC)
    report = ReportHire(**OF, hired_on=date(2026, 5, 6))

    outcome().at(late_that_evening).when(report).then_rejected("date_in_the_future")


def test_a_job_may_start_in_the_future() -> None:
    report = ReportHire(**OF, hired_on=HIRED, starts_on=date(2026, 5, 18))

    outcome().when(report).then_types(HireReported)


@pytest.mark.parametrize(
    "report",
    [
        ReportJobInterview(**OF, invited_on=INVITED, held_on=date(2026, 4, 28)),
        ReportHire(**OF, hired_on=date(2026, 4, 28)),
        ReportHire(**OF, hired_on=HIRED, starts_on=date(2026, 5, 4)),
    ],
)
def test_nothing_happens_before_what_leads_to_it(report: Command) -> None:
    outcome(INTERVIEW).when(report).then_rejected("dates_out_of_order")


def test_s16_the_hire_comes_six_days_after_the_call() -> None:
    outcome(INTERVIEW).when(ReportHire(**OF, hired_on=HIRED)).then(HIRE)


def test_a_hire_without_a_job_interview_has_no_lag() -> None:
    outcome().when(ReportHire(**OF, hired_on=HIRED)).then(
        HIRE.model_copy(update={"lag_hire_days": None})
    )


def test_s16_a_hire_known_before_its_job_interview_gets_its_lag() -> None:
    unlinked = HIRE.model_copy(update={"lag_hire_days": None})

    outcome(unlinked).when(ReportJobInterview(**OF, invited_on=INVITED)).then(INTERVIEW, HIRE)


def test_a_hire_reported_twice_is_one_outcome() -> None:
    outcome(INTERVIEW, HIRE).when(ReportHire(**OF, hired_on=HIRED)).then()


def test_a_partner_repeats_nothing_and_fills_gaps() -> None:
    partner = outcome(INTERVIEW, HIRE).by(POLICY)

    partner.when(ReportHire(**OF, hired_on=date(2026, 5, 4))).then()
    partner.when(ReportHire(**OF, hired_on=HIRED, wage_band="25_30")).then(
        HIRE.model_copy(update={"wage_band": "25_30"})
    )


def test_a_partner_can_correct_a_partner_and_people_correct_both() -> None:
    told = HIRE.model_copy(update={"source": "partner"})
    corrected = told.model_copy(update={"hired_on": HELD, "lag_hire_days": 5})
    report = ReportHire(**OF, hired_on=HELD)

    outcome(INTERVIEW, told).by(POLICY).when(report).then(corrected)
    outcome(INTERVIEW, told).by(COUNSELOR).when(report).then(
        corrected.model_copy(update={"source": "staff"})
    )


def test_an_offer_is_reported_once() -> None:
    report = ReportOffer(**OF, offered_on=HIRED, wage_band="25_30")
    offer = OfferReported(**KEYS, offered_on=HIRED, wage_band="25_30", source="jobseeker")

    outcome().when(report).then(offer).and_when(report).then()


def test_s15_a_talk_is_proposed() -> None:
    outcome(INTERVIEW).by(POLICY).when(PROPOSE).then(PROPOSED)


def test_nothing_is_proposed_for_an_outcome_that_nobody_reported() -> None:
    outcome().by(POLICY).when(PROPOSE).then_rejected("not_yet")


def test_an_overtaken_proposal_is_not_news() -> None:
    better = PROPOSED.model_copy(update={"round": 2, "session": EARLIER})

    outcome(INTERVIEW, PROPOSED).by(POLICY).when(PROPOSE).then()
    outcome(INTERVIEW, better).by(POLICY).when(PROPOSE).then()


def test_a_better_proposal_replaces_the_first_before_confirmation_only() -> None:
    better = PROPOSE.model_copy(update={"round": 2, "session": EARLIER, "hop": 0})

    outcome(INTERVIEW, PROPOSED).by(POLICY).when(better).then_types(AttributionProposed)
    outcome(INTERVIEW, PROPOSED, CONFIRMED).by(POLICY).when(better).then()


def test_the_same_proposal_in_a_later_round_is_not_news() -> None:
    again = PROPOSE.model_copy(update={"round": 2})

    outcome(INTERVIEW, PROPOSED).by(POLICY).when(again).then()


def test_what_was_disputed_is_not_proposed_again() -> None:
    again = PROPOSE.model_copy(update={"round": 2})

    outcome(INTERVIEW, PROPOSED, DISPUTED).by(POLICY).when(again).then()


def test_e1_the_jobseeker_confirms_the_talk() -> None:
    outcome(INTERVIEW, PROPOSED).when(ConfirmAttribution()).then(CONFIRMED)


def test_what_follows_a_confirmation_repeats_the_credited_talk() -> None:
    outcome(INTERVIEW, PROPOSED, CONFIRMED).when(ReportHire(**OF, hired_on=HIRED)).then(
        HIRE.model_copy(update={"credited": SESSION})
    )


def test_an_answer_is_given_once() -> None:
    outcome(INTERVIEW, PROPOSED, CONFIRMED).when(ConfirmAttribution()).then()
    outcome(INTERVIEW, PROPOSED, DISPUTED).when(DisputeAttribution()).then()


def test_the_jobseeker_can_say_no() -> None:
    outcome(INTERVIEW, PROPOSED).when(DisputeAttribution()).then(DISPUTED)


def test_an_answer_stands() -> None:
    outcome(INTERVIEW, PROPOSED, CONFIRMED).when(DisputeAttribution()).then_rejected(
        "already_confirmed"
    )
    outcome(INTERVIEW, PROPOSED, DISPUTED).when(ConfirmAttribution()).then_rejected(
        "already_disputed"
    )


def test_there_is_nothing_to_answer_before_a_proposal() -> None:
    outcome(INTERVIEW).when(ConfirmAttribution()).then_rejected("nothing_proposed")
    outcome(INTERVIEW).when(DisputeAttribution()).then_rejected("nothing_proposed")


def test_staff_verify_once_what_they_saw() -> None:
    verify = VerifyOutcome(verified_by="pay_stub", verified_on=HIRED)
    verified = OutcomeVerified(**KEYS, verified_by="pay_stub", verified_on=HIRED)

    outcome(INTERVIEW, HIRE).by(COUNSELOR).when(verify).then(verified).and_when(verify).then()


def test_proof_needs_staff_and_a_report_and_a_day_that_has_come() -> None:
    verify = VerifyOutcome(verified_by="pay_stub", verified_on=HIRED)
    ahead = VerifyOutcome(verified_by="pay_stub", verified_on=date(2026, 5, 6))

    outcome(HIRE).when(verify).then_rejected("staff_only")
    outcome().by(COUNSELOR).when(verify).then_rejected("not_yet")
    outcome(HIRE).by(COUNSELOR).when(ahead).then_rejected("date_in_the_future")
