"""Which facts of an appointment send a mail, and how it is written: invitations and reminders.

An invitation carries its calendar object as an alternative of its text (RFC 6047), once per
appointment, sequence and method. One that was overtaken while it waited goes nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr

from nineteen.scheduling.api.mail_words import WORDS
from nineteen.scheduling.api.people import People, people_of
from nineteen.scheduling.domain.invitation import Invitation, Party, calendar_object
from nineteen.scheduling.domain.meeting import Agreement, Confirmed, Finding, Moving, Opened
from nineteen.shared.runtime.http.host_links import link_to
from nineteen.shared.runtime.outbox import Courier, Dispatch, Known
from nineteen.shared.runtime.wall_clock import moment, zone_in_words
from nineteen.shared.schema.clauses import purpose_clause
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import (
    HostDelegated,
    HostNoShowRecorded,
    InviteIssued,
    ReminderDue,
    Side,
    TimeAccepted,
)

SAID = {"cancelled": "off", "missed": "missed_text", "handed_over": "handed_over_text"}
"""What is told first, where it is not that they meet."""
SIDES: tuple[Side, ...] = ("host", "jobseeker")


@dataclass(frozen=True, slots=True)
class News:
    """What one mail tells one side."""

    about: str
    """confirmed, updated, cancelled, day_before, hour_before, missed or handed_over."""
    side: Side
    starts_at: datetime
    minutes: int
    meeting: TimeAccepted | None
    """Where it takes place; None once it is called off."""
    invite: InviteIssued | None = None
    """The calendar object that goes with it."""


def wants(recorded: Recorded) -> Iterable[Dispatch]:
    """Each calendar object goes to both sides, each reminder to those it is for.

    A host who did not come is offered another time, once; one who handed the meeting over hears
    that it left their calendar.
    """
    match recorded.event:
        case InviteIssued(method=method, sequence=sequence):
            for side in SIDES:
                yield Dispatch(recorded.stream, f"invite/{method}/{sequence}/{side}")
        case ReminderDue(reminder=reminder, generation=generation, to=sides):
            for side in sides:
                yield Dispatch(recorded.stream, f"reminder/{reminder}/{generation}/{side}")
        case HostNoShowRecorded(offer_until=until) if until is not None:
            yield Dispatch(recorded.stream, "offer/missed/1/host")
        case HostDelegated(to=to):
            yield Dispatch(recorded.stream, f"handed/handed_over/{to.person}/host")
        case _:
            pass


async def compose(dispatch: Dispatch, known: Known) -> EmailMessage | None:
    """The mail, or None when it was overtaken or nobody can be reached.

    Raises NotYet while the names have not arrived.
    """
    tenant = dispatch.stream.tenant
    state = await known.state_of(dispatch.stream)
    if not isinstance(state, Opened) or (await known.settings_of(tenant)).practice:
        return None
    news = news_of(dispatch.step, state)
    agreement = before_handing_over(dispatch.step, state.agreement)
    people = await people_of(known, tenant, agreement) if news else None
    if news is None or people is None or not people.reader(news.side).email:
        return None
    mail = addressed(news, people, known.sender)
    mail["Message-ID"] = f"<{natural_id('mail', str(dispatch.stream), dispatch.step)}@nineteen>"
    link = known.address + (await link_to(known, tenant, dispatch.stream.id)).path
    return_address = (await known.settings_of(tenant)).return_address
    mail.set_content("\n\n".join([*told(news, people, link), *filter(None, [return_address])]))
    if news.invite:
        issued_at = dispatch.at or news.starts_at
        attach(mail, invitation(news.invite, news, people, issued_at, known.sender))
    return mail


def news_of(step: str, state: Opened) -> News | None:
    """What a step still has to tell; None once it was overtaken."""
    kind, what, number, side = step.split("/")
    to: Side = "host" if side == "host" else "jobseeker"
    meeting = state.meeting if isinstance(state, Confirmed | Moving) else None
    if kind == "reminder":
        if meeting is None or meeting.generation != int(number):
            return None
        return News(what, to, meeting.starts_at, meeting.minutes, meeting)
    invite = state.agreement.invite
    if kind == "offer":
        stands = isinstance(state, Finding) and state.agreement.host_was_absent
        return News(what, to, invite.starts_at, invite.minutes, None) if invite and stands else None
    if kind == "handed":
        return handed_over(state, number)
    if invite is None or (invite.method, invite.sequence) != (what, int(number)):
        return None
    about = "cancelled" if what == "CANCEL" else "updated" if invite.sequence else "confirmed"
    return News(about, to, invite.starts_at, invite.minutes, meeting, invite)


def handed_over(state: Opened, delegate: str) -> News | None:
    """Who was to be met need not come any more: the meeting leaves their calendar."""
    invite = state.agreement.invite
    if invite is None or delegate not in {each.person for each in state.agreement.delegates}:
        return None
    off = invite.model_copy(update={"method": "CANCEL"})
    return News("handed_over", "host", invite.starts_at, invite.minutes, None, off)


def before_handing_over(step: str, agreement: Agreement) -> Agreement:
    """As it was when somebody else was to be met, for the word to them."""
    people = [each.person for each in agreement.delegates]
    _, what, delegate, _ = step.split("/")
    if what != "handed_over" or delegate not in people:
        return agreement
    return replace(agreement, delegates=agreement.delegates[: people.index(delegate)])


def addressed(news: News, people: People, sender: str) -> EmailMessage:
    """The head of the mail: the host hears from the jobseeker, who hears from the agency."""
    reader = people.reader(news.side)
    words = WORDS[reader.language]
    by = people.agency
    reply_to = people.counselor or sender
    if news.side == "host":
        by = words["via"].format(name=people.jobseeker.called, agency=people.agency)
        reply_to = people.jobseeker.email or reply_to
    when = moment(news.starts_at, reader.zone, reader.language)
    mail = EmailMessage()
    mail["From"] = formataddr((by, sender))
    mail["Reply-To"] = reply_to
    mail["To"] = reader.email
    mail["Subject"] = words[news.about].format(minutes=news.minutes, moment=when)
    return mail


def told(news: News, people: People, link: str) -> list[str]:
    """The paragraphs: when and where, what it is for, and how to change it."""
    reader, other = people.reader(news.side), people.other(news.side)
    words = WORDS[reader.language]
    said = words[SAID.get(news.about, "meeting")].format(
        other=other.name or words[other.side],
        moment=moment(news.starts_at, reader.zone, reader.language),
        zone=zone_in_words(reader.zone, reader.language),
        minutes=news.minutes,
    )
    if news.about in {"cancelled", "handed_over"}:
        return [said]
    purpose = purpose_clause(reader.language)
    if news.about == "missed":
        return [said, words["missed_change"].format(link=link), purpose]
    support = people.support
    along = [words[each] for each in support.attendees]
    access = [words["access"].format(note=support.access_note)] if support.access_note else []
    where = words["where"].format(place=place_of(news, reader.language))
    return [said, where, *along, *access, purpose, words[f"{news.side}_change"].format(link=link)]


def place_of(news: News, language: str) -> str:
    """The address, else the kind of place."""
    if news.meeting is None:
        return ""
    return news.meeting.address or WORDS[language][news.meeting.place]


def invitation(
    invite: InviteIssued, news: News, people: People, issued_at: datetime, sender: str
) -> Invitation:
    """The calendar object in the reader's own wall time and language."""
    reader = people.reader(news.side)
    via = WORDS[reader.language]["via"]
    called = people.jobseeker.called
    return Invitation(
        uid=invite.uid,
        sequence=invite.sequence,
        method=invite.method,
        issued_at=issued_at,
        starts_at=invite.starts_at,
        minutes=invite.minutes,
        zone=reader.zone,
        organizer=Party(via.format(name=called, agency=people.agency), sender),
        attendees=tuple(
            Party(each.called, each.email) for each in (people.host, people.jobseeker) if each.email
        ),
        location=place_of(news, reader.language),
        language=reader.language,
    )


def attach(mail: EmailMessage, invited: Invitation) -> None:
    """Beside the text, so that mail programs offer to keep it; as bytes, for its lines end so."""
    mail.add_alternative(
        calendar_object(invited),
        maintype="text",
        subtype="calendar",
        params={"method": invited.method, "charset": "utf-8", "name": "invite.ics"},
    )


courier = Courier(wants, compose)
