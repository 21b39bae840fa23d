"""Reports of job interviews, offers and hires: whoever tells them, one outcome (S15, S16)."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from nineteen.followup.domain.trace import Outcome, OutcomeEvent, Reported, credit
from nineteen.shared.decider import Command, Invalid
from nineteen.shared.schema.base import PII
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.followup import (
    HireReported,
    HowKnown,
    JobInterviewReported,
    OfferReported,
    ReportSource,
    WageBand,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.words import Day, Line, Soc

INTERVIEW = ("invited_on", "held_on", "contact", "how_known", "wage_band")
OFFER = ("offered_on", "wage_band", "soc")
HIRE = ("hired_on", "starts_on", "wage_band", "soc")
UNSAID = (None, "unknown")
Key = tuple[str, ...]


def outcome_key(tenant: str, jobseeker: Id, employer: Id, campaign: Id, episode: int) -> Key:
    """The natural key of an outcome: one employer in one episode of a campaign."""
    return ("outcome", tenant, jobseeker, employer, campaign, str(episode))


class Report(Command):
    """What each report names: one employer in one episode of a campaign is one stream."""

    creates: ClassVar[bool] = True

    campaign: Id
    jobseeker: Id
    employer: Id
    episode: int = Field(default=1, ge=1, le=99)

    def natural(self) -> tuple[str, ...]:
        """Interview, offer and hire of one employer are one outcome, whoever reports them."""
        return outcome_key(self.tenant, self.jobseeker, self.employer, self.campaign, self.episode)


class ReportJobInterview(Report):
    """Report an invitation to a job interview; a later report may add when it was held."""

    invited_on: Day
    held_on: Day | None = None
    caller: Annotated[Line | None, PII("jobseeker", key="narrative")] = None
    contact: Id | None = Field(default=None, description="the contact who called, if one of ours")
    how_known: HowKnown = "unknown"
    wage_band: WageBand | None = None


class ReportOffer(Report):
    """Report that a job was offered."""

    offered_on: Day
    wage_band: WageBand | None = None
    soc: Soc | None = None


class ReportHire(Report):
    """Report that the jobseeker was hired; the start may lie ahead."""

    hired_on: Day
    starts_on: Day | None = None
    wage_band: WageBand | None = None
    soc: Soc | None = None


def report_job_interview(state: Outcome, command: ReportJobInterview) -> list[OutcomeEvent]:
    refuse_future(command, command.invited_on, command.held_on)
    facts = known_after(state.interview, command, INTERVIEW)
    refuse_disorder(facts["invited_on"], facts["held_on"], "the job interview was held")
    hired_on = state.hire.hired_on if state.hire else None
    refuse_disorder(facts["invited_on"], hired_on, "the jobseeker was hired")
    caller_is_news = command.caller is not None and not state.caller_known
    if is_known(state.interview, facts) and not caller_is_news:
        return []
    told = JobInterviewReported(**named(command), **credit(state), **facts, caller=command.caller)
    return [told, *hire_with_its_lag(state, told.invited_on)]


def hire_with_its_lag(state: Outcome, invited_on: date) -> list[OutcomeEvent]:
    """A hire that was known before its job interview is told again, with the days between."""
    hire = state.hire
    if hire is None or hire.lag_hire_days == (days := (hire.hired_on - invited_on).days):
        return []
    return [hire.model_copy(update={"lag_hire_days": days, **credit(state)})]


def report_offer(state: Outcome, command: ReportOffer) -> list[OutcomeEvent]:
    refuse_future(command, command.offered_on)
    facts = known_after(state.offer, command, OFFER)
    if is_known(state.offer, facts):
        return []
    return [OfferReported(**named(command), **credit(state), **facts)]


def report_hire(state: Outcome, command: ReportHire) -> list[OutcomeEvent]:
    refuse_future(command, command.hired_on)
    facts = known_after(state.hire, command, HIRE)
    refuse_disorder(facts["hired_on"], facts["starts_on"], "the job starts")
    invited_on = state.interview.invited_on if state.interview else None
    refuse_disorder(invited_on, facts["hired_on"], "the jobseeker was hired")
    if is_known(state.hire, facts):
        return []
    lag = (facts["hired_on"] - invited_on).days if invited_on else None
    return [HireReported(**named(command), **credit(state), **facts, lag_hire_days=lag)]


def refuse_future(command: Command, *dates: date | None) -> None:
    today = local_date(command.at, command.settings.zone)
    if any(each is not None and each > today for each in dates):
        raise Invalid(
            "date_in_the_future",
            "This date lies in the future, and only what has happened can be reported. "
            "Nothing was recorded; check the date, or report it when the day has come.",
        )


def refuse_disorder(first: date | None, then: date | None, what: str) -> None:
    if first is not None and then is not None and then < first:
        raise Invalid(
            "dates_out_of_order",
            f"By these dates {what} before it could be. Nothing was recorded; "
            "check both dates and report again.",
        )


def known_after(known: Reported | None, command: Report, names: tuple[str, ...]) -> dict[str, Any]:
    """What is said replaces what was known, but a partner's word only fills a person's gaps."""
    said = {name: getattr(command, name) for name in names}
    if known is None:
        return {**said, "source": source_of(command.actor)}
    had = {name: getattr(known, name) for name in names}
    fills_gaps = source_of(command.actor) == "partner" != known.source
    first, second = (had, said) if fills_gaps else (said, had)
    facts = {name: second[name] if first[name] in UNSAID else first[name] for name in names}
    return {**facts, "source": known.source if fills_gaps else source_of(command.actor)}


def is_known(known: Reported | None, facts: dict[str, Any]) -> bool:
    """Whether a report says nothing new; who says it is no news."""
    said = facts.keys() - {"source"}
    return known is not None and all(getattr(known, name) == facts[name] for name in said)


def source_of(actor: Actor) -> ReportSource:
    """What a policy reports comes from a partner's record (P13)."""
    if actor.role == "jobseeker":
        return "jobseeker"
    return "staff" if actor.is_staff else "partner"


def named(command: Report) -> dict[str, Any]:
    """What each report carries."""
    return {
        "outcome": command.target,
        "campaign": command.campaign,
        "jobseeker": command.jobseeker,
        "employer": command.employer,
        "episode": command.episode,
    }
