"""Outcomes: job interviews, offers, hires, and what they owe to which talk."""

from datetime import date
from typing import Annotated, Literal

from nineteen.shared.schema.base import PII, Event
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Soc, Words

__all__ = [
    "AttributionConfirmed",
    "AttributionDisputed",
    "AttributionProposed",
    "HireReported",
    "HowKnown",
    "JobInterviewReported",
    "OfferReported",
    "OutcomeVerified",
    "ReportSource",
    "WageBand",
]
WageBand = Literal["under_15", "15_20", "20_25", "25_30", "30_40", "40_plus"]
"""Dollars an hour."""
HowKnown = Literal["resume_passed_on", "told_by_host", "other", "unknown"]
ReportSource = Literal["jobseeker", "staff", "partner"]


class OfOutcome(Event, abstract=True):
    """One employer, one campaign episode: interview, offer and hire are one stream."""

    outcome: Id
    campaign: Id
    jobseeker: Id
    employer: Id
    episode: int = 1
    credited: Id | None = None
    """The session whose attribution stands confirmed before this fact; later facts echo it."""
    lead: Id | None = None
    """The lead that led to the credited (or here proposed) session."""


class JobInterviewReported(OfOutcome):
    """Somebody there invited the jobseeker to a job interview (S15, S16)."""

    invited_on: date
    held_on: date | None = None
    caller: Annotated[str | None, PII("jobseeker", key="narrative")] = None
    """Who called, if known: may be nobody on the contact list."""
    contact: Id | None = None
    """The contact who called, if the caller is one of ours."""
    wage_band: WageBand | None = None
    how_known: HowKnown = "unknown"
    source: ReportSource


class OfferReported(OfOutcome):
    """A job was offered."""

    offered_on: date
    wage_band: WageBand | None = None
    soc: Soc | None = None
    source: ReportSource


class HireReported(OfOutcome):
    """The jobseeker was hired (S16)."""

    hired_on: date
    starts_on: date | None = None
    wage_band: WageBand | None = None
    soc: Soc | None = None
    source: ReportSource
    lag_hire_days: int | None = None
    """From invited_on, local dates."""


class AttributionProposed(OfOutcome):
    """This talk probably led to it: hop 0 the host, 1 a colleague, 2 through a lead."""

    round: int = 1
    """Rises with each better proposal."""
    session: Id
    contact: Id
    hop: int
    session_on: date
    lag_interview_days: int
    also_helped: tuple[Id, ...] = ()


class AttributionConfirmed(OfOutcome):
    """The jobseeker says so too."""

    session: Id
    contact: Id
    hop: int
    session_on: date
    lag_interview_days: int
    also_helped: tuple[Id, ...] = ()
    invited_on: date | None = None
    offered_on: date | None = None
    hired_on: date | None = None
    """The dates known by now: readers of the session's documents see no earlier report."""


class AttributionDisputed(OfOutcome):
    """The jobseeker says no."""

    session: Id
    reason: Annotated[Words | None, PII("jobseeker", key="narrative")] = None


class OutcomeVerified(OfOutcome):
    """Somebody saw proof; kept apart from what is self-reported."""

    verified_by: Literal["employer", "pay_stub", "wage_record"]
    verified_on: date
