"""The one next step of a campaign: the earliest thing that somebody can do or wait for."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nineteen.dashboard.views.instants import Text
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.view import Part

Parts = Mapping[str, Part]


class Step(NamedTuple):
    """`at`: the due time, the start, or when it became possible; `about`: a request's id."""

    at: Text | None
    action: str
    about: str | None = None


def next_step(parts: Parts) -> Step:
    """Follows from the facts alone, never from the clock: what is overdue comes first."""
    campaign = only("campaign", parts)
    if campaign["status"] == "closed":
        return Step(None, "none")
    if campaign["status"] == "paused":
        return Step(campaign["paused_at"], "resume_campaign")
    steps = [*owed(parts), *meetings(parts), *asks(parts)]
    if steps:
        return min(steps, key=lambda step: (step.at or "", step.action, step.about or ""))
    if reached := campaign.get("goal_reached_at"):
        return Step(reached, "close_campaign")
    return Step(campaign["opened_at"], "ask_next_employer")


def owed(parts: Parts) -> Iterator[Step]:
    """Promises of the follow-up plans that are neither kept nor waived."""
    for plan in told_by("plan", parts):
        for item in plan["items"].values():
            if item["state"] in {"open", "overdue"} and "due_at" in item:
                yield Step(item["due_at"], item["item"], plan["request"])


def meetings(parts: Parts) -> Iterator[Step]:
    """Talks to come, and agreements that still want a time."""
    talks = {each["request"]: each["state"] for each in told_by("session", parts)}
    for appointment in told_by("appointment", parts):
        about = appointment["request"]
        if talks.get(about) in {"ended", "unknown"}:
            continue
        if appointment["state"] == "confirmed":
            yield Step(appointment["starts_at"], "talk", about)
        elif appointment["state"] in {"open", "host_no_show"} and appointment["coach_at"]:
            yield Step(appointment["coach_at"], "find_a_time", about)


def asks(parts: Parts) -> Iterator[Step]:
    """Drafts to approve, asks that wait for their day, replies that are expected."""
    for request in told_by("request", parts):
        about = request["request"]
        match request.get("state"):
            case "draft":
                yield Step(request["drafted_at"], "approve_draft", about)
            case "held" if request["held_reason"] == "reapprove":
                yield Step(request["held_at"], "approve_draft", about)
            case "held" if request["next_free_on"]:
                yield Step(request["next_free_on"], "ask_again", about)
            case "cleared":
                yield Step(request["cleared_until"], "make_the_ask", about)
            case "sent":
                yield Step(request["expires_at"], "await_reply", about)
            case _:
                pass
