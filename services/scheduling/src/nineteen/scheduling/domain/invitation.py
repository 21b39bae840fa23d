"""The invitation as a calendar object: the promised minutes, and what they are for (S22, S4).

RFC 5545 and 5546: REQUEST on confirming and moving, CANCEL on cancelling; the UID never changes
and the sequence rises. The host answers on the host's page, so no RSVP is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from nineteen.shared.schema.clauses import in_language, purpose_clause

PRODUCT = "-//Nineteen//Informational interviews//EN"
SUMMARY: Mapping[str, str] = {
    "en": "Informational interview, {minutes} minutes",
    "es": "Entrevista informativa, {minutes} minutos",
}
PROMISE: Mapping[str, str] = {
    "en": "It takes {minutes} minutes and not one more.",
    "es": "Dura {minutes} minutos y ni uno más.",
}


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part, by name and e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """One revision of an appointment as others' calendars see it."""

    uid: str
    sequence: int
    method: Literal["REQUEST", "CANCEL"]
    issued_at: datetime
    starts_at: datetime
    minutes: int
    zone: str
    """IANA name of the zone whose wall time the object carries: the reader's."""
    organizer: Party
    attendees: tuple[Party, ...]
    location: str = ""
    language: str = "en"


def calendar_object(invitation: Invitation) -> bytes:
    """The text/calendar body (UTF-8, CRLF) of an invitation."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method)
    calendar.add_component(talk(invitation))
    year = invitation.starts_at.year
    calendar.add_missing_timezones(
        first_date=date(year - 1, 1, 1), last_date=date(year + 1, 12, 31)
    )
    body: bytes = calendar.to_ical()
    return body


def talk(invitation: Invitation) -> Event:
    starts_at = invitation.starts_at.astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=invitation.minutes)
    zone = clear_zone(invitation.zone, starts_at, ends_at)
    cancelled = invitation.method == "CANCEL"
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.issued_at)
    event.add("dtstart", starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("summary", said(SUMMARY, invitation))
    purpose = purpose_clause(invitation.language)
    event.add("description", f"{purpose} {said(PROMISE, invitation)}")
    if invitation.location:
        event.add("location", invitation.location)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("organizer", address(invitation.organizer))
    for each in invitation.attendees:
        event.add("attendee", attendee(each))
    return event


def clear_zone(name: str, *moments: datetime) -> tzinfo:
    """The zone; UTC when a moment lies in the hour that comes twice, which no local text tells."""
    zone = ZoneInfo(name)
    return UTC if any(each.astimezone(zone).fold for each in moments) else zone


def said(texts: Mapping[str, str], invitation: Invitation) -> str:
    return in_language(texts, invitation.language).format(minutes=invitation.minutes)


def attendee(party: Party) -> vCalAddress:
    invited = address(party)
    invited.params["ROLE"] = vText("REQ-PARTICIPANT")
    invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
    invited.params["RSVP"] = vText("FALSE")
    return invited


def address(party: Party) -> vCalAddress:
    who = vCalAddress(f"mailto:{party.email}")
    who.params["CN"] = vText(party.name)
    return who
