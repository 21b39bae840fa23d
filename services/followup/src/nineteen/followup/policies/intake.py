"""What partners tell of names and jobs goes the way of everybody's reports (P13)."""

from typing import get_args

from pydantic import Field, ValidationError

from nineteen.followup.domain.lead import NameReferral
from nineteen.followup.domain.reports import ReportHire, ReportJobInterview, outcome_key
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import CampaignOpened, RecordAccepted, RecordResolved
from nineteen.shared.schema.followup import WageBand
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.partner import (
    FACTS,
    AnyFact,
    HireOutcome,
    JobInterviewOutcome,
    ReferralNamed,
)
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import Instant

OURS = ("referral.named", "outcome.job_interview", "outcome.hire")
Record = RecordAccepted | RecordResolved


class Campaigns(Value):
    """One jobseeker's campaigns and when each was opened: partners do not know them."""

    opened: dict[Id, Instant] = Field(default_factory=dict)

    @property
    def latest(self) -> Id | None:
        """The campaign that a report is meant for."""
        return max(self.opened, key=lambda each: (self.opened[each], each), default=None)


def key(e: Recorded) -> str | None:
    match e.event:
        case CampaignOpened(jobseeker=jobseeker):
            return jobseeker
        case RecordAccepted(type=told, refs=refs) | RecordResolved(type=told, refs=refs):
            return refs.get("jobseeker") if told in OURS and is_placed(refs) else None
        case _:
            return None


def is_placed(refs: dict[str, Id]) -> bool:
    """A record whose employer is not known yet waits: RecordResolved tells it again (P13)."""
    return "employer" in refs or "employer_record" not in refs


def react(m: Campaigns, e: Recorded) -> tuple[Campaigns, list[Todo]]:
    match e.event:
        case CampaignOpened(campaign=campaign):
            return Campaigns(opened={**m.opened, campaign: e.occurred_at}), []
        case RecordAccepted() | RecordResolved() if m.latest is not None:
            return m, plan(e, e.event, {"campaign": m.latest, **e.event.refs})
        case _:
            return m, []


def plan(e: Recorded, record: Record, refs: dict[str, Id]) -> list[Todo]:
    """A record that lacks an id, or was erased since, asks for nothing."""
    step = f"{record.type}/{record.record}/{record.record_version}"
    match fact_in(record):
        case JobInterviewOutcome() as told if "employer" in refs:
            return [Todo(step, outcome(e.tenant, refs), report_job_interview(told, refs))]
        case HireOutcome() as told if "employer" in refs:
            return [Todo(step, outcome(e.tenant, refs), report_hire(told, refs))]
        case ReferralNamed() as told if "contact" in refs:
            return [Todo(step, Target("lead"), name_referral(told, record, refs))]
        case _:
            return []


def fact_in(record: Record) -> AnyFact | None:
    try:
        return FACTS[record.type].model_validate_json(record.payload)
    except ValidationError:
        return None


def outcome(tenant: str, refs: dict[str, Id]) -> Target:
    """Whoever reports, and in which order: one stream."""
    named = (refs["jobseeker"], refs["employer"], refs["campaign"])
    return Target("outcome", natural_id(*outcome_key(tenant, *named, episode=1)))


def report_job_interview(told: JobInterviewOutcome, refs: dict[str, Id]) -> ReportJobInterview:
    return ReportJobInterview(
        campaign=refs["campaign"],
        jobseeker=refs["jobseeker"],
        employer=refs["employer"],
        invited_on=told.invited_on,
        held_on=told.held_on,
        wage_band=band(told.wage_band),
    )


def report_hire(told: HireOutcome, refs: dict[str, Id]) -> ReportHire:
    return ReportHire(
        campaign=refs["campaign"],
        jobseeker=refs["jobseeker"],
        employer=refs["employer"],
        hired_on=told.hired_on,
        starts_on=told.starts_on,
        wage_band=band(told.wage_band),
    )


def band(text: str | None) -> WageBand | None:
    """A partner's wage counts when it is one of our bands."""
    return next((each for each in get_args(WageBand) if each == text), None)


def name_referral(told: ReferralNamed, record: Record, refs: dict[str, Id]) -> NameReferral:
    return NameReferral(
        source="partner",
        origin=record.record,
        campaign=refs["campaign"],
        jobseeker=refs["jobseeker"],
        referrer=refs["contact"],
        root_session=refs.get("session"),
        employer=refs.get("employer"),
        person=record.person,
        name=told.name,
        title=told.title,
        email=told.email,
        phone=told.phone,
        name_use="granted" if told.name_use_granted else "not_asked",
    )


intake: Policy[Campaigns] = Policy("followup-intake", Campaigns, key, react)
