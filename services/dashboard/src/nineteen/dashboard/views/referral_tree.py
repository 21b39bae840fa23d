"""V7, the referral tree: one row per person whom a host named."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.view import Document, Part, View

SAME = ("campaign", "jobseeker", "source", "session", "root_session", "referrer")


class Lead(Columns):
    """One referral lead: who was named by whom, and what came of it (S13)."""

    campaign: str
    jobseeker: str
    source: str = Field(description="session, reply or partner")
    session: str | None = Field(description="the talk in which the name was given")
    root_session: str | None = Field(description="where the chain of names began")
    referrer: str = Field(description="the contact who gave the name")
    person: str = Field(description="subject id of the named person")
    name_use: str = Field(description="granted, refused or not_asked")
    generation: int = Field(description="1: named by a host who was not named by another")
    employer: str | None
    named_at: str
    contact: str | None = Field(description="the contact whom the person became")
    became_contact_at: str | None
    requests: tuple[str, ...] = Field(description="asks made of the person")
    agreed: bool
    held: bool
    outcome: str | None = Field(description="best that came of it: job_interview, offer or hire")
    closed_at: str | None


def render(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    lead = only("lead", parts)
    if "named_at" not in lead:
        return None
    requests = told_by("request", parts)
    return {
        "id": doc_id,
        **{name: lead[name] for name in SAME},
        **{name: lead[name] for name in ("person", "name_use", "generation", "named_at")},
        **{name: lead.get(name) for name in ("employer", "contact", "became_contact_at")},
        "requests": [each["request"] for each in requests],
        "agreed": any(each.get("final") == "agreed" for each in requests),
        "held": any(each.get("held") for each in told_by("session", parts)),
        "outcome": best(told_by("outcome", parts)),
        "closed_at": lead.get("closed_at"),
    }


def best(outcomes: list[Part]) -> str | None:
    """The furthest of what the jobseeker confirmed to come from talks with this person."""
    confirmed = [each for each in outcomes if each.get("attribution") == "confirmed"]
    for name, date in (
        ("hire", "hired_on"),
        ("offer", "offered_on"),
        ("job_interview", "invited_on"),
    ):
        if any(date in each for each in confirmed):
            return name
    return None


referral_tree = View(
    name="referral-tree",
    version=1,
    document=Lead,
    key=strands.keyed("lead", strands.types("lead", "request", "session", "outcome")),
    fold=strands.fold,
    render=render,
    filters=("campaign", "jobseeker", "session", "root_session", "referrer", "name_use"),
    sort=("named_at", "id"),
)


def tree(rows: list[Document]) -> list[dict[str, Any]]:
    """Rows of one campaign as a forest: a name stands below the contact who gave it."""
    below: dict[str, list[Document]] = {}
    for row in sorted(rows, key=lambda row: (row["named_at"], row["id"])):
        below.setdefault(row["referrer"], []).append(row)
    contacts = {row["contact"] for row in rows if row["contact"]}
    roots = [row for row in rows if row["referrer"] not in contacts]
    ordered = sorted(roots, key=lambda row: (row["named_at"], row["id"]))
    return [branch(row, below, frozenset()) for row in ordered]


def branch(
    row: Document, below: Mapping[str, list[Document]], above: frozenset[str]
) -> dict[str, Any]:
    """One name with all names that came from it; a loop, should there be one, is cut."""
    seen = above | {row["id"]}
    further = below.get(row["contact"] or "", [])
    return {
        "lead": row,
        "named": [branch(each, below, seen) for each in further if each["id"] not in seen],
    }
