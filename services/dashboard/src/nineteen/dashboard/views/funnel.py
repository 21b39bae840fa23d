"""V2, the funnel: one document per request, whose steps add up in cells by cohort."""

from collections.abc import Mapping
from itertools import pairwise

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.funnel_blocks import Cohort
from nineteen.dashboard.views.instants import day, days_between
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup.outcome import AttributionConfirmed, AttributionDisputed
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.view import Cells, Document, Part, View

Parts = Mapping[str, Part]
STEPS = ("drafted", "sent", "final", "agreed", "confirmed", "held")
FOLLOW_UP = ("debriefed", "thanked", "connected")
NAMES = ("named", "contacted", "names_agreed", "names_held")
RESULTS = ("job_interviews", "offers", "hires")
LONGEST = 120
"""Waits in days beyond this count as this long in the histograms."""
ANSWERED: frozenset[type[Event]] = frozenset((AttributionConfirmed, AttributionDisputed))
BELONGS: tuple[tuple[frozenset[type[Event]], tuple[str, ...]], ...] = (
    (strands.types("request", "appointment", "session"), ("request", "root_session")),
    (strands.types("plan", "thank_you"), ("request",)),
    (strands.types("lead"), ("root_session",)),
    (strands.types("tie"), ("session",)),
    (ANSWERED, ("session",)),
    (strands.types("outcome") - ANSWERED, ("credited",)),
)
"""Which ids of an event name the documents it concerns."""


class RequestSteps(Columns):
    """How far one request came; what its talk led to stands with it."""

    tenant: str
    month: str | None = Field(description="of RequestSent in the agency's zone; None: not sent")
    office: str | None
    segment: str
    soc: str
    sector: str | None = Field(description="NAICS sector")
    route: str = Field(description="list, warm or referral")
    campaign: str
    drafted_on: str
    sent_on: str | None
    final_on: str | None
    agreed_on: str | None
    confirmed_on: str | None
    held_on: str | None
    debriefed: bool
    thanked: bool = Field(description="at least one written thank-you went out")
    connected: bool = Field(description="the host accepted to connect")
    named: int = Field(description="people named here, or further down this chain of names")
    contacted: int = Field(description="of them asked")
    names_agreed: int
    names_held: int
    job_interviews: int = Field(description="attributed to this talk and confirmed")
    offers: int
    hires: int


def key(recorded: Recorded) -> tuple[str, ...]:
    """The request; what a name led to also concerns the request where the chain began."""
    for events, names in BELONGS:
        if type(recorded.event) in events:
            found = (strands.ancestor(recorded.event, name) for name in names)
            return tuple(dict.fromkeys(filter(None, found)))
    return ()


def render(doc_id: str, parts: Parts) -> Document | None:
    own = {name: part for name, part in parts.items() if part.get("request", doc_id) == doc_id}
    request = only("request", own)
    if "drafted_at" not in request:
        return None
    return {
        "id": doc_id,
        "tenant": Stream.parse(min(own)).tenant,
        "month": request["sent_on"][:7] if "sent_on" in request else None,
        "sector": request["naics_sector"],
        **{name: request[name] for name in ("office", "segment", "soc", "route", "campaign")},
        **steps(own, request),
        **follow_up(own),
        **names(doc_id, parts),
        **results(own),
    }


def steps(own: Parts, request: Part) -> Document:
    """The date of each step, in the agency's zone."""
    talk = only("session", own)
    at = {
        "drafted": request["drafted_at"],
        "sent": request.get("sent_on"),
        "final": request.get("first_final_at"),
        "agreed": request["final_at"] if request.get("final") == "agreed" else None,
        "confirmed": only("appointment", own).get("confirmed_at"),
        "held": talk["ended_at"] if talk.get("held") else None,
    }
    zone = request["zone"]
    return {f"{step}_on": when and day(when, zone) for step, when in at.items()}


def follow_up(own: Parts) -> Document:
    return {
        "debriefed": "debriefed_at" in only("session", own),
        "thanked": any("sent_at" in each for each in told_by("thank_you", own)),
        "connected": any("accepted_at" in each for each in told_by("tie", own)),
    }


def names(doc_id: str, parts: Parts) -> Document:
    """Each name once, however often the person was asked."""
    later = [part for part in parts.values() if part.get("request", doc_id) != doc_id]
    sent = {part["lead"] for part in later if "sent_at" in part and part["kind"] == "request"}
    agreed = {part["lead"] for part in later if part.get("final") == "agreed"}
    held = {part["lead"] for part in later if part.get("held")}
    return {
        "named": sum("named_at" in each for each in told_by("lead", parts)),
        "contacted": len(sent - {None}),
        "names_agreed": len(agreed - {None}),
        "names_held": len(held - {None}),
    }


def results(own: Parts) -> Document:
    credited = [each for each in told_by("outcome", own) if each.get("attribution") == "confirmed"]
    return {
        "job_interviews": sum("invited_on" in each for each in credited),
        "offers": sum("offered_on" in each for each in credited),
        "hires": sum("hired_on" in each for each in credited),
    }


def contribute(document: Document) -> Cells:
    scope = str(Cohort.of(document))
    cells = {step: 1 for step in STEPS if document[f"{step}_on"]}
    cells |= {done: 1 for done in FOLLOW_UP if document["held_on"] and document[done]}
    cells |= {name: document[name] for name in (*NAMES, *RESULTS) if document[name]}
    return {(scope, cell): count for cell, count in (cells | waits(document)).items()}


def waits(document: Document) -> dict[str, int]:
    """One cell per step: how many days after the step before."""
    cells = {}
    for before, step in pairwise(STEPS):
        earlier, later = document[f"{before}_on"], document[f"{step}_on"]
        if earlier and later:
            days = min(max(days_between(earlier, later), 0), LONGEST)
            cells[f"{step}_after:{days}"] = 1
    return cells


funnel = View(
    name="funnel",
    version=1,
    document=RequestSteps,
    key=key,
    fold=strands.fold,
    render=render,
    contribute=contribute,
    filters=("month", "office", "segment", "soc", "sector", "route", "campaign"),
    sort=("drafted_on", "id"),
)
