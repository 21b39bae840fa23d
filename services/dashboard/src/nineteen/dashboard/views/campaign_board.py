"""V1, the campaign board: one row per campaign, in counts and dates."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.counting import counts
from nineteen.dashboard.views.figures import rate, requests_needed
from nineteen.dashboard.views.instants import day, days_between, text
from nineteen.dashboard.views.next_action import next_step
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.view import Document, Part, View

Parts = Mapping[str, Part]
FOLLOWED = ("campaign", "request", "appointment", "session", "plan", "thank_you", "lead")


class Campaign(Columns):
    """One campaign. Rates and what depends on today are worked out when it is read."""

    jobseeker: str = Field(description="subject id; the name is joined at read")
    counselor: str | None
    office: str | None
    segment: str = Field(description="opaque programme code")
    soc: str = Field(description="occupation, SOC or O*NET-SOC")
    county: str = Field(description="FIPS")
    zone: str = Field(description="the agency's zone, in which dates are written")
    opened_on: str
    closed_on: str | None
    close_reason: str | None
    status: str = Field(description="open, paused or closed")
    goal: int = Field(description="held interviews aimed at (S6)")
    goal_reached_on: str | None
    requests_sent: int
    requests_open: int = Field(description="sent and without a final answer")
    requests_final: int = Field(description="agreed, declined, expired or bounced (M1)")
    agreed: int
    confirmed: int = Field(description="meetings that were ever confirmed")
    scheduled: int = Field(description="confirmed meetings that have not taken place")
    held: int
    timed: int = Field(description="held with an end known to the second (M3)")
    kept: int = Field(description="of timed: within the promise, its extension or tolerance")
    thank_yous_passed: int = Field(description="thank-yous sent or late, less waived (M4)")
    thank_yous_on_time: int
    referrals_received: int = Field(description="people named by hosts (S13)")
    held_from_leads: int
    employers_distinct: int = Field(description="different employers among the held (S7)")
    held_public: int = Field(description="held at public employers (S7)")
    preferred_target: str | None = Field(description="employer (S8)")
    next_action: str
    next_action_at: str | None
    next_action_about: str | None = Field(description="request")
    last_event_at: str


def render(doc_id: str, parts: Parts) -> Document | None:
    campaign = only("campaign", parts)
    if "opened_at" not in campaign:
        return None
    return {
        "id": doc_id,
        **stands(campaign),
        **asked(parts),
        **met(parts),
        **totals(parts),
        **ahead(parts),
        "last_event_at": max(part["last_at"] for part in parts.values()),
    }


def stands(campaign: Part) -> Document:
    """What the campaign's own stream says."""
    same = ("jobseeker", "counselor", "office", "segment", "soc", "county", "zone", "goal")
    dates = {
        "opened_on": "opened_at",
        "closed_on": "closed_at",
        "goal_reached_on": "goal_reached_at",
    }
    return (
        {name: campaign[name] for name in (*same, "status")}
        | {name: campaign.get(name) for name in ("close_reason", "preferred_target")}
        | {
            name: campaign.get(at) and day(campaign[at], campaign["zone"])
            for name, at in dates.items()
        }
    )


def asked(parts: Parts) -> Document:
    requests = told_by("request", parts)
    return {
        "requests_sent": sum("sent_at" in each for each in requests),
        "requests_open": sum(each.get("state") == "sent" for each in requests),
    }


def met(parts: Parts) -> Document:
    """Meetings to come, and how varied the held ones were (S7)."""
    talks = told_by("session", parts)
    held = [each for each in talks if each.get("held")]
    over = {each["request"] for each in talks if each["state"] in {"ended", "unknown"}}
    meetings = told_by("appointment", parts)
    ownership = {each["request"]: each.get("ownership") for each in told_by("request", parts)}
    return {
        "confirmed": sum("confirmed_at" in each for each in meetings),
        "scheduled": sum(
            each["state"] == "confirmed" and each["request"] not in over for each in meetings
        ),
        "employers_distinct": len({each["employer"] for each in held}),
        "held_public": sum(ownership.get(each["request"]) == "public" for each in held),
    }


def totals(parts: Parts) -> Document:
    count = Counter(cell for _, cell in counts(parts))
    return {
        "requests_final": sum(count[each] for each in ("agreed", "declined", "expired", "bounced")),
        "agreed": count["agreed"],
        "held": count["held"],
        "timed": count["timed"],
        "kept": count["kept"],
        "thank_yous_passed": count["thank_you_passed"],
        "thank_yous_on_time": count["thank_you_on_time"],
        "referrals_received": sum("named_at" in each for each in told_by("lead", parts)),
        "held_from_leads": count["held_from_lead"],
    }


def ahead(parts: Parts) -> Document:
    step = next_step(parts)
    return {
        "next_action": step.action,
        "next_action_at": step.at,
        "next_action_about": step.about,
    }


def present(document: Document, as_of: datetime) -> Document:
    """Add what changes with the clock, and the rates (None: nothing to divide by yet)."""
    at, held = document["next_action_at"], document["held"]
    end = document["closed_on"] or day(text(as_of), document["zone"])
    return document | {
        "days_open": days_between(document["opened_on"], end),
        "next_action_overdue": at is not None and at < text(as_of),
        "agreement_rate": rate(document["agreed"], document["requests_final"]),
        "held_vs_goal": rate(held, document["goal"]),
        "time_kept_rate": rate(document["kept"], document["timed"]),
        "thank_you_on_time_rate": rate(
            document["thank_yous_on_time"], document["thank_yous_passed"]
        ),
        "public_share": rate(document["held_public"], held),
        "requests_needed": requests_needed(
            document["goal"], held, document["agreed"], document["requests_final"]
        ),
        "diversity_warning": diversity_warning(held, document["employers_distinct"]),
    }


FEW = 4
"""Below this many talks nothing can be said about variety [assume]."""


def diversity_warning(held: int, employers: int) -> bool:
    """Fewer than half of the held talks were at different employers (S7) [assume]."""
    return held >= FEW and employers * 2 < held


campaign_board = View(
    name="campaign-board",
    version=1,
    document=Campaign,
    key=strands.keyed("campaign", strands.types(*FOLLOWED)),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("jobseeker", "counselor", "office", "segment", "soc", "county", "status"),
    sort=("next_action_at", "opened_on", "last_event_at", "id"),
)
