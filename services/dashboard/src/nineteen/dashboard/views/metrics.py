"""The metrics M1-M11 and M13-M15: definitions as published, figures worked out from counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nineteen.dashboard.views.employer_hosting import penetration, repeat_hosts
from nineteen.dashboard.views.figures import (
    Figure,
    Spread,
    agreement_verdict,
    histogram,
    ratio,
    share,
    spread,
    survival,
)
from nineteen.shared.schema.settings import DEFAULTS, PolicyValues
from nineteen.shared.view import Document

Counts = Mapping[str, int]
Reading = Figure | Spread


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """What is shown beside each number, word for word."""

    id: str
    title: str
    definition: str
    unit: Literal["%", "per held interview", "days"]
    numerator: str
    denominator: str
    period: str
    """What fact puts a case into a period (dates of the agency's zone)."""


METRICS: tuple[MetricDefinition, ...] = (
    MetricDefinition(
        id="M1",
        title="Agreement",
        definition="Requests with the final answer yes, of all with a final answer. Drafts, open "
        "and withdrawn requests stay out; one withdrawn by hand after its first nudge counts as "
        "expired, an opt-out as declined; a late yes moves from expired to agreed. The band is "
        "50-60 %, from ten final answers on.",
        unit="%",
        numerator="agreed",
        denominator="agreed + declined + expired + bounced",
        period="date of the final answer",
    ),
    MetricDefinition(
        id="M2",
        title="Held",
        definition="Held interviews of the meetings that were ever confirmed and whose start "
        "passed or which were cancelled; a rescheduled meeting is the same one. Held: ended, "
        "the jobseeker there, the host or a stand-in there.",
        unit="%",
        numerator="held",
        denominator="held + confirmed but not held",
        period="end, no-show, unknown attendance or cancellation",
    ),
    MetricDefinition(
        id="M3",
        title="Time kept",
        definition="Held interviews that ended within the promised minutes, the host's extension "
        "or 30 seconds of tolerance, of those whose end is known to the second.",
        unit="%",
        numerator="promise kept",
        denominator="held, end known to the second",
        period="end of the talk",
    ),
    MetricDefinition(
        id="M4",
        title="Thank-you on time",
        definition="Written thank-yous sent within 24 hours, of those sent or late; one is owed "
        "to each host of each held interview. Waived ones stay out.",
        unit="%",
        numerator="sent within 24 hours",
        denominator="sent or late, less waived",
        period="sending or lateness, whichever came first",
    ),
    MetricDefinition(
        id="M5",
        title="Talk balance",
        definition="The jobseeker's own estimate of their share of speaking: the median, and how "
        "many lie within 40-60 %, of held interviews with a report.",
        unit="%",
        numerator="share within the band",
        denominator="held with a report",
        period="end of the talk",
    ),
    MetricDefinition(
        id="M6",
        title="Resume at the end",
        definition="Resumes left at the end, of held interviews where it is known; where the host "
        "declined it, the talk stays out.",
        unit="%",
        numerator="left at the end",
        denominator="left at the end + early + not left",
        period="end of the talk",
    ),
    MetricDefinition(
        id="M7",
        title="Names",
        definition="People named by hosts per held interview; and the interviews that names led "
        "to, per name.",
        unit="per held interview",
        numerator="names given",
        denominator="held",
        period="end of the talk",
    ),
    MetricDefinition(
        id="M8",
        title="Repeat hosts",
        definition="Employers with two or more held interviews in 12 months, of those with any.",
        unit="%",
        numerator="employers with at least two held",
        denominator="employers with at least one held",
        period="12 months to the period's end",
    ),
    MetricDefinition(
        id="M9",
        title="Penetration",
        definition="Employers that held an interview in 12 months, of all on the county's list.",
        unit="%",
        numerator="employers that held",
        denominator="employers registered in the county and not closed",
        period="12 months to the period's end",
    ),
    MetricDefinition(
        id="M10",
        title="Results so far",
        definition="Job interviews that jobseekers confirm to come from an interview held here, "
        "per held interview; hires likewise. Later ones will still come. Self-reported: not an "
        "employment rate.",
        unit="%",
        numerator="attributed job interviews",
        denominator="held",
        period="end of the credited talk",
    ),
    MetricDefinition(
        id="M11",
        title="Lags",
        definition="Days from the interview held here to the invitation, and from the invitation "
        "to the hire: medians with quartiles.",
        unit="days",
        numerator="",
        denominator="attributed outcomes",
        period="date of the outcome",
    ),
    MetricDefinition(
        id="M13",
        title="Missed meetings",
        definition="Meetings that a side missed, of those whose start passed: the host's side "
        "and the jobseeker's. A cancelled meeting has no attendance; one that was made up for "
        "is the same one.",
        unit="%",
        numerator="missed by the side",
        denominator="held, missed or of unknown attendance",
        period="end, no-show or unknown attendance",
    ),
    MetricDefinition(
        id="M14",
        title="Time to the goal",
        definition="Days from the opening of a campaign to its own goal of held interviews: "
        "median and quartiles, estimated so that campaigns still running or ended without it "
        "count as long as they lasted.",
        unit="days",
        numerator="",
        denominator="campaigns that reached their goal",
        period="date on which the goal was reached",
    ),
    MetricDefinition(
        id="M15",
        title="Weeks with enough work search",
        definition="Benefit weeks with at least as many activities as the state wants, of the "
        "weeks that jobseekers claimed. Where no number of the state is known, weeks stay out.",
        unit="%",
        numerator="weeks with at least the state's minimum",
        denominator="weeks claimed",
        period="last day of the benefit week",
    ),
)


def metrics(counts: Counts, policy: PolicyValues = DEFAULTS.policy) -> tuple[Reading, ...]:
    """M1-M7, M10 and M11 of a scope and period, from its summed cells."""
    return (*conduct(counts, policy), *names_and_results(counts))


def conduct(counts: Counts, policy: PolicyValues) -> tuple[Reading, ...]:
    """M1-M6 and M13: how the practice is kept."""
    agreed, held = counts.get("agreed", 0), counts.get("held", 0)
    final = agreed + sum(counts.get(each, 0) for each in ("declined", "expired", "bounced"))
    shares = histogram(counts, "share")
    in_band = sum(
        n for value, n in shares.items() if policy.balance_from <= value <= policy.balance_to
    )
    at_end = counts.get("resume_end", 0)
    resumes = at_end + counts.get("resume_early", 0) + counts.get("resume_not_left", 0)
    return (
        share("M1", agreed, final, agreement_verdict(agreed, final)),
        share("M2", held, held + counts.get("not_held", 0)),
        ratio("M2.held_per_agreed", held, agreed),
        share("M3", counts.get("kept", 0), counts.get("timed", 0)),
        share("M4", counts.get("thank_you_on_time", 0), counts.get("thank_you_passed", 0)),
        spread("M5", shares),
        share("M5.in_band", in_band, sum(shares.values())),
        share("M6", at_end, resumes),
        share("M13.host", counts.get("host_no_show", 0), counts.get("start_passed", 0)),
        share("M13.jobseeker", counts.get("jobseeker_no_show", 0), counts.get("start_passed", 0)),
    )


def names_and_results(counts: Counts) -> tuple[Reading, ...]:
    """M7, M10, M11 and M15: what came of it."""
    held, names = counts.get("held", 0), counts.get("names", 0)
    return (
        ratio("M7", names, held),
        ratio("M7.conversion", counts.get("held_from_lead", 0), names),
        so_far("M10", counts.get("job_interviews", 0), held),
        so_far("M10.hires", counts.get("hires", 0), held),
        spread("M11.interview", histogram(counts, "interview_lag")),
        spread("M11.hire", histogram(counts, "hire_lag")),
        share("M15", counts.get("weeks_enough", 0), counts.get("weeks_claimed", 0)),
    )


def so_far(metric: str, results: int, held: int) -> Figure:
    """A share, unless one talk led to several results: then there is no interval to give."""
    return share(metric, results, held) if results <= held else ratio(metric, results, held)


def time_to_goal(counts: Counts, running: Iterable[Document], today: date) -> Spread:
    """M14, with the campaigns of the scope that are still on their way."""
    on_the_way = Counter((today - date.fromisoformat(each["opened_on"])).days for each in running)
    censored = on_the_way + Counter(histogram(counts, "goal_missed"))
    return survival("M14", histogram(counts, "goal_days"), censored)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose talks M8 and M9 count, and on which counties' lists (None: all)."""

    campaigns: frozenset[str] | None = None
    counties: frozenset[str] | None = None


def hosting(employers: Iterable[Document], until: date, reach: Reach) -> tuple[Figure, Figure]:
    """M8 and M9, from the documents of `employer-hosting`, over 12 months to `until`."""
    listed = list(employers)
    return (
        repeat_hosts(listed, until, reach.campaigns),
        penetration(listed, until, reach.campaigns, reach.counties),
    )
