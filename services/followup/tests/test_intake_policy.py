"""What partners tell of names and jobs goes the way of everybody's reports."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nineteen.followup.domain.lead import NameReferral
from nineteen.followup.domain.outcome import outcomes
from nineteen.followup.domain.reports import ReportHire, ReportJobInterview
from nineteen.followup.policies.intake import Campaigns, intake
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import CampaignOpened, RecordAccepted, RecordResolved
from nineteen.shared.schema.followup import HireReported
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.partner import (
    EmployerRef,
    HireOutcome,
    JobInterviewOutcome,
    Occupation,
    PartnerFact,
    PersonRef,
    ReferralNamed,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.given import JOBSEEKER, NOON, POLICY, given

OLDER = "00000000-0000-4000-8000-00000000000b"
CAMPAIGN = "00000000-0000-4000-8000-00000000000c"
RECORD = "00000000-0000-4000-8000-0000000000d0"
PERSON = "00000000-0000-4000-8000-000000000005"
REFS = {
    "jobseeker": JOBSEEKER.id,
    "employer_record": "00000000-0000-4000-8000-0000000000d1",
    "employer": "00000000-0000-4000-8000-00000000000e",
    "contact": "00000000-0000-4000-8000-000000000037",
    "session": "00000000-0000-4000-8000-000000000018",
}
OUTCOME = natural_id("outcome", "agency", JOBSEEKER.id, REFS["employer"], CAMPAIGN, "1")
WHO = PersonRef(feed="county", ref="p-1")
WHERE = EmployerRef(feed="county", ref="e-1")
FACT: dict[str, Any] = {
    "external_id": "x-1",
    "version": 1,
    "observed_at": NOON,
    "lawful_basis": "public_task",
    "county_fips": "53033",
    "soc": Occupation(code="51-4121", code_set="SOC 2018"),
    "participant": WHO,
}
NAMED = ReferralNamed(
    **FACT, named_by=WHO, name="Rosa Quill", email="rosa@example.org", name_use_granted=True
)
INTERVIEW = JobInterviewOutcome(
    **FACT, employer=WHERE, invited_on=date(2026, 4, 29), held_on=date(2026, 5, 4)
)
HIRE = HireOutcome(
    **FACT,
    employer=WHERE,
    hired_on=date(2026, 5, 5),
    starts_on=date(2026, 5, 18),
    wage_band="25_30",
)


def row(told: str, fact: PartnerFact, change: dict[str, object]) -> dict[str, object]:
    said = {
        "record": RECORD,
        "feed": "county",
        "external_id": "x-1",
        "record_version": 1,
        "type": told,
        "person": PERSON,
        "payload": fact.model_dump_json(exclude_none=True),
        "refs": REFS,
        "observed_at": NOON,
    }
    return {**said, **change}


def accepted(told: str, fact: PartnerFact, **change: object) -> RecordAccepted:
    return RecordAccepted.model_validate(row(told, fact, change))


def recorded(event: Event, at: datetime = NOON) -> Recorded:
    return Recorded(event, Stream("agency", "record", RECORD), 1, "0.0", at, at, POLICY)


def play(*events: Recorded) -> list[Todo]:
    """What is planned, through the memory as it is stored."""
    stored, todos = Campaigns().model_dump_json(), []
    for event in events:
        if intake.key(event) is None:
            continue
        memory, planned = intake.react(Campaigns.model_validate_json(stored), event)
        stored = memory.model_dump_json()
        todos += planned
    return todos


def opened(campaign: str) -> CampaignOpened:
    return CampaignOpened(
        campaign=campaign,
        jobseeker=JOBSEEKER.id,
        soc="51-4121",
        county="53033",
        segment="dislocated",
        zone="America/Los_Angeles",
        goal=24,
    )


def todos(event: Event) -> list[Todo]:
    return play(recorded(opened(CAMPAIGN)), recorded(event))


OF: dict[str, Any] = {
    "campaign": CAMPAIGN,
    "jobseeker": JOBSEEKER.id,
    "employer": REFS["employer"],
}


def test_a_partners_job_interview_is_reported() -> None:
    (todo,) = todos(accepted("outcome.job_interview", INTERVIEW))

    report = ReportJobInterview(**OF, invited_on=date(2026, 4, 29), held_on=date(2026, 5, 4))
    assert todo == Todo(f"outcome.job_interview/{RECORD}/1", Target("outcome", OUTCOME), report)


def test_p13_a_partners_hire_is_reported() -> None:
    (todo,) = todos(accepted("outcome.hire", HIRE))

    report = ReportHire(
        **OF, hired_on=date(2026, 5, 5), starts_on=date(2026, 5, 18), wage_band="25_30"
    )
    assert todo == Todo(f"outcome.hire/{RECORD}/1", Target("outcome", OUTCOME), report)


def test_a_wage_outside_our_bands_is_left_out() -> None:
    odd = HIRE.model_copy(update={"wage_band": "a lot"})

    (todo,) = todos(accepted("outcome.hire", odd))

    assert isinstance(todo.command, ReportHire)
    assert todo.command.wage_band is None


def test_s13_a_partners_name_becomes_a_lead() -> None:
    (todo,) = todos(accepted("referral.named", NAMED))

    assert todo == Todo(
        f"referral.named/{RECORD}/1",
        Target("lead"),
        NameReferral(
            source="partner",
            origin=RECORD,
            campaign=CAMPAIGN,
            jobseeker=JOBSEEKER.id,
            referrer=REFS["contact"],
            root_session=REFS["session"],
            employer=REFS["employer"],
            person=PERSON,
            name="Rosa Quill",
            email="rosa@example.org",
            name_use="granted",
        ),
    )


def without(*missing: str) -> dict[str, str]:
    return {name: ref for name, ref in REFS.items() if name not in missing}


def test_a_name_may_come_without_an_employer() -> None:
    refs = without("employer", "employer_record")

    (todo,) = todos(accepted("referral.named", NAMED, refs=refs))

    assert isinstance(todo.command, NameReferral)
    assert todo.command.employer is None


@pytest.mark.parametrize(
    ("told", "fact", "missing"),
    [
        ("outcome.hire", HIRE, "jobseeker"),
        ("outcome.hire", HIRE, "employer"),
        ("outcome.job_interview", INTERVIEW, "employer"),
        ("referral.named", NAMED, "contact"),
    ],
)
def test_what_concerns_people_we_cannot_place_is_not_reported(
    told: str, fact: PartnerFact, missing: str
) -> None:
    assert not todos(accepted(told, fact, refs=without(missing, "employer_record")))


def test_nobody_without_a_campaign_has_outcomes() -> None:
    assert not play(recorded(accepted("outcome.hire", HIRE)))


def test_a_report_is_meant_for_the_latest_campaign_in_whatever_order_they_are_told() -> None:
    older = recorded(opened(OLDER), NOON - timedelta(days=400))
    newer = recorded(opened(CAMPAIGN))
    hire = recorded(accepted("outcome.hire", HIRE))

    assert play(older, newer, hire) == play(newer, older, hire) == todos(hire.event)


def test_what_waits_for_its_employer_is_told_again_once_that_is_known() -> None:
    waiting = accepted("outcome.hire", HIRE, refs=without("employer"))
    resolved = RecordResolved.model_validate(row("outcome.hire", HIRE, {}))

    assert intake.key(recorded(waiting)) is None
    assert todos(resolved) == todos(accepted("outcome.hire", HIRE))


def test_what_was_erased_asks_for_nothing() -> None:
    assert not todos(accepted("outcome.hire", HIRE, payload="[erased]"))


def test_e12_a_hire_delivered_twice_is_one_outcome() -> None:
    at = datetime(2026, 5, 6, 18, tzinfo=UTC)
    first, again = (
        todos(accepted("outcome.hire", HIRE, record_version=version))[0].command
        for version in (1, 2)
    )

    outcome = given(outcomes).by(POLICY).on(RECORD).at(at).when(first)

    (hire,) = outcome.then_types(HireReported)
    assert isinstance(hire, HireReported)
    assert hire.source == "partner"
    outcome.and_when(again).then()


def test_employers_and_contacts_are_not_its_business() -> None:
    assert intake.key(recorded(accepted("contact.listed", NAMED))) is None
