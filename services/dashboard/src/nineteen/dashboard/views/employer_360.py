"""V9, employer 360: one employer for counselors and job developers alike (C34, C36)."""

from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.figures import rate
from nineteen.dashboard.views.instants import day, instant
from nineteen.dashboard.views.periods import a_year_before
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.schema.business_days import after, day_of_fact
from nineteen.shared.schema.settings import DEFAULTS
from nineteen.shared.view import Document, Part, View

Parts = Mapping[str, Part]
FINAL = ("agreed", "declined", "expired", "bounced")
ANSWERED_WITHIN = 5
"""Business days (V9)."""
SAME = ("name", "county", "naics", "size_class", "ownership", "registered_at")


class AskThere(BaseModel):
    """One ask at an employer; whose it was is not said here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: str
    host: str = Field(description="contact")
    final: str | None
    reply_h: float | None = Field(description="hours to an answer of the host")
    responsive: bool | None = Field(description="answered in time and not absent; none: open")


class TalkThere(BaseModel):
    """One talk held at an employer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: str
    host: str = Field(description="contact")


class Establishment(Columns):
    """One employer. What depends on today's date is worked out when it is read."""

    name: str
    county: str = Field(description="FIPS")
    naics: str | None
    size_class: str
    ownership: str
    registered_at: str
    contacts: int
    opted_out: int = Field(description="contacts who want no more requests")
    asks: tuple[AskThere, ...]
    talks: tuple[TalkThere, ...]
    agreement_rate: float | None
    median_reply_h: float | None
    responsiveness: float | None = Field(description="answered within 5 business days / asked")
    job_interviews: int
    hires: int
    host_rating: float | None = Field(description="share of hosts who would do it again")
    concerns_open: int
    last_complaint: str | None
    partner_sources: tuple[str, ...] = Field(description="feeds that told of it or its people")


def render(doc_id: str, parts: Parts) -> Document | None:
    employer, contacts = only("employer", parts), told_by("contact", parts)
    if "registered_at" not in employer:
        return None
    asks = [*asked(parts)]
    answered = [each for each in asks if each["final"] in FINAL]
    replies = [each["reply_h"] for each in asks if each["reply_h"] is not None]
    known = [each["responsive"] for each in asks if each["responsive"] is not None]
    complaints = [each["last_concern_at"] for each in contacts if "last_concern_at" in each]
    return {
        "id": doc_id,
        **{name: employer[name] for name in SAME},
        "contacts": sum("added_at" in each for each in contacts),
        "opted_out": sum("opted_out_at" in each for each in contacts),
        "asks": asks,
        "talks": talks(parts),
        "agreement_rate": rate(sum(each["final"] == "agreed" for each in answered), len(answered)),
        "median_reply_h": round(median(replies), 1) if replies else None,
        "responsiveness": rate(sum(known), len(known)),
        **outcomes(parts),
        "host_rating": rating(parts),
        "concerns_open": sum(len(each.get("concerns", ())) for each in contacts),
        "last_complaint": max(complaints, default=None),
        "partner_sources": sorted(
            {feed for each in (employer, *contacts) for feed in each.get("feeds", ())}
        ),
    }


def asked(parts: Parts) -> list[dict[str, Any]]:
    """The asks that went out, oldest first."""
    absent = {each["request"] for each in told_by("appointment", parts) if "host_absent_at" in each}
    sent = [each for each in told_by("request", parts) if "sent_at" in each]
    sent.sort(key=lambda each: (each["sent_at"], each["request"]))
    return [
        {
            "on": each["sent_on"],
            "host": each["contact"],
            "final": each.get("final"),
            "reply_h": hours_to_reply(each),
            "responsive": None
            if not each.get("final")
            else in_time(each) and each["request"] not in absent,
        }
        for each in sent
    ]


def hours_to_reply(request: Part) -> float | None:
    if request.get("final") not in {"agreed", "declined"}:
        return None
    took = instant(request["first_final_at"]) - instant(request["sent_at"])
    return round(took.total_seconds() / 3600, 1)


def in_time(request: Part) -> bool:
    """By the federal calendar: the agency's own days off are not known here [assume]."""
    if request["final"] not in {"agreed", "declined"}:
        return False
    zone = request["employer_zone"]
    last = after(
        day_of_fact(instant(request["sent_at"]), zone, DEFAULTS), ANSWERED_WITHIN, DEFAULTS
    )
    return instant(request["first_final_at"]).astimezone(ZoneInfo(zone)).date() <= last


def talks(parts: Parts) -> list[dict[str, Any]]:
    held = [each for each in told_by("session", parts) if each.get("held")]
    rows = [{"on": day(each["ended_at"], each["zone"]), "host": each["contact"]} for each in held]
    return sorted(rows, key=lambda each: (each["on"], each["host"]))


def outcomes(parts: Parts) -> Document:
    """What jobseekers confirm to come from a talk."""
    sure = [e for e in told_by("outcome", parts) if e.get("attribution") == "confirmed"]
    return {
        "job_interviews": sum("invited_on" in each for each in sure),
        "hires": sum("hired_on" in each for each in sure),
    }


def rating(parts: Parts) -> float | None:
    said = [
        again
        for each in told_by("session", parts)
        if (again := each.get("feedback", {}).get("would_host_again")) is not None
    ]
    return rate(sum(said), len(said))


def present(document: Document, as_of: datetime) -> Document:
    """Add what looks back 12 months; who asked when is left out."""
    since = a_year_before(as_of.date()).isoformat()
    talks = [each for each in document["talks"] if each["on"] > since]
    shown = {name: value for name, value in document.items() if name not in {"asks", "talks"}}
    return shown | {
        "requests_12m": sum(each["on"] > since for each in document["asks"]),
        "held_12m": len(talks),
        "hosts_active": len({each["host"] for each in talks}),
        "repeat_host": len(talks) > 1,
    }


employer_360 = View(
    name="employer-360",
    version=1,
    document=Establishment,
    key=strands.keyed(
        "employer",
        strands.types("employer", "contact", "request", "appointment", "session", "outcome"),
    ),
    fold=strands.fold,
    render=render,
    present=present,
    filters=("county", "naics", "size_class", "ownership"),
    sort=("name", "id"),
)
