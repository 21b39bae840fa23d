"""V10, the work-search log: one row per benefit week, with every statement made about it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.strands import only
from nineteen.shared.view import Document, Part, View

WEEK = timedelta(days=6)


class Activity(BaseModel):
    """One thing that counts, and what proves it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    activity: str
    kind: str = Field(description="informational_interview or follow_up")
    on: str
    code: str = Field(description="the state's kind of activity")
    employer: str
    contact: str | None
    person: str | None = Field(description="subject id; the name is joined at read")
    method: str = Field(description="how the employer was contacted")
    evidence: list[str] = Field(description="event ids")


class Statement(BaseModel):
    """What the jobseeker attested; an amended week has several, the last one counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    attested_at: str
    method: str = Field(description="page, paper or phone")
    witness: str | None = Field(description="staff before whom it was said or signed")
    activities: list[Activity]


class BenefitWeek(Columns):
    """One jobseeker's benefit week."""

    jobseeker: str
    campaign: str
    state: str = Field(description="whose rules hold")
    rules: str | None = Field(description="their version, once the week is claimed")
    starts_on: str
    ends_on: str
    status: str = Field(description="open, claimed, attested or amending")
    claimed_at: str | None
    minimum: int | None = Field(description="activities that the state wants")
    qualified: int = Field(description="activities that count now")
    enough: bool | None = Field(description="at least the minimum, where there is one (M15)")
    news: bool = Field(description="something counts that the last statement does not say")
    activities: list[Activity]
    statements: list[Statement]


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    week = only("week", parts)
    if "ends_on" not in week:
        return None
    activities, statements = in_order(week), week.get("statements", [])
    minimum = week.get("minimum")
    return {
        "id": doc_id,
        **{name: week[name] for name in ("jobseeker", "campaign", "state", "ends_on")},
        **{name: week.get(name) for name in ("rules", "claimed_at", "minimum")},
        "starts_on": (date.fromisoformat(week["ends_on"]) - WEEK).isoformat(),
        "status": status(week),
        "qualified": len(activities),
        "enough": None if minimum is None else len(activities) >= minimum,
        "news": bool(statements) and ids(activities) != ids(statements[-1]["activities"]),
        "activities": activities,
        "statements": [
            each | {"activities": sorted(each["activities"], key=place)} for each in statements
        ],
    }


def in_order(week: Part) -> list[dict[str, Any]]:
    return sorted(week.get("activities", {}).values(), key=place)


def place(activity: Mapping[str, Any]) -> tuple[str, str]:
    return activity["on"], activity["activity"]


def ids(activities: list[dict[str, Any]]) -> set[str]:
    return {each["activity"] for each in activities}


def status(week: Part) -> str:
    if week.get("statements"):
        return "amending" if week["amending"] else "attested"
    return "claimed" if week.get("claimed_at") else "open"


work_search_log = View(
    name="work-search-log",
    version=1,
    document=BenefitWeek,
    key=strands.keyed("week", strands.types("week")),
    fold=strands.fold,
    render=render,
    filters=("jobseeker", "campaign", "state", "status", "ends_on"),
    sort=("ends_on", "id"),
)
