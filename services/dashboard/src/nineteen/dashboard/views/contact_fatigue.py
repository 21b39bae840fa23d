"""V3, contact fatigue: a contact of one's own agency, and the ledger that all agencies share.

The two are joined at read, so that a ledger is shown only through a contact of one's own (C1).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field

from nineteen.dashboard.views import strands
from nineteen.dashboard.views.columns import Columns
from nineteen.dashboard.views.figures import Figure, ratio
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.words import SizeClass
from nineteen.shared.view import Document, Part, View

EMPLOYER_CAPS: Mapping[SizeClass, int] = {"1-9": 1, "10-49": 2, "50-249": 4, "250+": 8}
"""Asks that may be open at one employer (4.1)."""
HORIZON = 90
CYCLE = 74
"""[assume] Days from one ask of a contact to the next, on average (M16)."""
AROUND = timedelta(days=14)


class Fatigue(Columns):
    """Somebody who could be asked, as this agency knows them."""

    employer: str
    person: str = Field(description="subject id; the name is joined at read")
    ledger: str = Field(description="id of the shared ledger; left out at read")
    channels_open: int
    opted_out: bool
    concerns_open: int
    last_touch_at: str | None = Field(description="last ask, talk, thanks or touch of this agency")
    last_touch_by: str | None


class Ledger(Columns):
    """One host's ledger, over all agencies: counts and dates, never who asked."""

    asks: dict[str, dict[str, str | None]]
    waiting: dict[str, str]
    blocks: dict[str, str]
    held: dict[str, str]
    closed: bool
    refusals: int
    limit: dict[str, int] | None


def render_contact(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    contact = only("contact", parts)
    if "added_at" not in contact:
        return None
    touches = sorted(touched(parts))
    at, by = touches[-1] if touches else (None, None)
    bounced = contact.get("bounced", [])
    return {
        "id": doc_id,
        **{name: contact[name] for name in ("employer", "person", "ledger")},
        "channels_open": sum(each not in bounced for each in contact["channels"]),
        "opted_out": "opted_out_at" in contact,
        "concerns_open": len(contact.get("concerns", ())),
        "last_touch_at": at,
        "last_touch_by": by,
    }


def touched(parts: Mapping[str, Part]) -> list[tuple[str, str]]:
    """When this agency was last in touch, and by whose request (C16)."""
    asked = [(e["sent_at"], "request") for e in told_by("request", parts) if "sent_at" in e]
    met = [(e["ended_at"], "talk") for e in told_by("session", parts) if e.get("held")]
    ties = [(e["last_touch_at"], "touch") for e in told_by("tie", parts) if e.get("last_touch_at")]
    return [*asked, *met, *ties]


def ledger_key(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.stream.id,) if recorded.stream.kind == "contact-ledger" else ()


def render_ledger(doc_id: str, parts: Mapping[str, Part]) -> Document | None:
    ledger = only("ledger", parts)
    if not ledger:
        return None
    return {
        "id": doc_id,
        **{name: ledger.get(name, {}) for name in ("asks", "waiting", "blocks", "held")},
        "closed": ledger.get("closed", False),
        "refusals": ledger.get("refusals", 0),
        "limit": ledger.get("limit"),
    }


def hide_ledger(document: Document, _as_of: datetime) -> Document:
    """The ledger's id would tell two agencies that they know the same person."""
    return {name: value for name, value in document.items() if name != "ledger"}


def joined(
    contact: Document, ledger: Document | None, employer: Document, today: date
) -> dict[str, Any]:
    """One row of the monitor; `ledger` is None while nobody has asked."""
    known = ledger or {}
    asks, waiting = known.get("asks", {}), known.get("waiting", {})
    held = sorted(known.get("held", {}).values())
    free = next_free(contact, known, today)
    return {
        "contact": contact["id"],
        "person": contact["person"],
        "employer": contact["employer"],
        "size_class": employer["size_class"],
        "open_requests": len(asks),
        "cap": known["limit"]["interviews"] if known.get("limit") else 1,
        "held_14d": within(held, today, 14),
        "held_90d": within(held, today, HORIZON),
        "last_touch_at": contact["last_touch_at"],
        "last_touch_by": contact["last_touch_by"],
        "next_free_on": free and free.isoformat(),
        "queue_length": len(waiting),
        "oldest_in_queue": min(waiting.values(), default=None),
        "refusals": known.get("refusals", 0),
        "opted_out": contact["opted_out"] or known.get("closed", False),
        "host_limit": known.get("limit"),
        "concerns_open": contact["concerns_open"],
    }


def within(held: list[str], today: date, days: int) -> int:
    return sum(day > (today - timedelta(days=days)).isoformat() for day in held)


def next_free(contact: Document, ledger: Mapping[str, Any], today: date) -> date | None:
    """The first day on which this person might be asked, as far as it is known; None: never."""
    if contact["opted_out"] or ledger.get("closed") or not contact["channels_open"]:
        return None
    days = [today, *(date.fromisoformat(each) for each in ledger.get("blocks", {}).values())]
    for ask in ledger.get("asks", {}).values():
        if ask["meeting"]:
            days.append(date.fromisoformat(ask["meeting"]) + AROUND)
        else:
            days.append(date.fromisoformat(ask["until"][:10]) + timedelta(days=1))
    return max(days)


def capacity(rows: Iterable[Mapping[str, Any]], today: date) -> int:
    """How many asks these contacts can take in 90 days, no more than their employers can."""
    per_employer: dict[str, tuple[int, SizeClass]] = {}
    for row in rows:
        taken, size = per_employer.get(row["employer"], (0, row["size_class"]))
        per_employer[row["employer"]] = (taken + asks_left(row["next_free_on"], today), size)
    cycles = 1 + HORIZON // CYCLE
    return sum(min(asks, EMPLOYER_CAPS[size] * cycles) for asks, size in per_employer.values())


def asks_left(free_on: str | None, today: date) -> int:
    if free_on is None:
        return 0
    days = (date.fromisoformat(free_on) - today).days
    return 0 if days > HORIZON else 1 + (HORIZON - max(days, 0)) // CYCLE


def ask_capacity(asks: int, needed: int) -> Figure:
    """M16; below 1.0: widen the list or lower goals."""
    return ratio("M16", asks, needed)


contact_fatigue = View(
    name="contact-fatigue",
    version=1,
    document=Fatigue,
    key=strands.keyed("contact", strands.types("contact", "request", "session", "tie")),
    fold=strands.fold,
    render=render_contact,
    present=hide_ledger,
    filters=("employer", "person", "opted_out"),
    sort=("last_touch_at", "id"),
)
ledgers = View(
    name="ledgers",
    version=1,
    document=Ledger,
    key=ledger_key,
    fold=strands.fold,
    render=render_ledger,
    sort=("id",),
)
