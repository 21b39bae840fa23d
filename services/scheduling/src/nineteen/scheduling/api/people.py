"""Those whom a meeting concerns: how each is called, reached and spoken to."""

from dataclasses import dataclass
from typing import Any

from nineteen.scheduling.api.mail_words import WORDS
from nineteen.scheduling.domain.meeting import Agreement, Support
from nineteen.scheduling.views.invitees import invitees
from nineteen.shared.runtime.outbox import Known, NotYet
from nineteen.shared.schema.base import ERASED
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.scheduling import Side


@dataclass(frozen=True, slots=True)
class Reader:
    """One side of a meeting."""

    side: Side
    name: str | None
    email: str | None
    language: str
    """`en` or `es`."""
    zone: str
    """The wall time they live by."""

    @property
    def called(self) -> str:
        """Their name, else what they are."""
        return self.name or WORDS[self.language][self.side]


@dataclass(frozen=True, slots=True)
class People:
    """Both sides, and the agency between them."""

    host: Reader
    jobseeker: Reader
    agency: str
    support: Support
    counselor: str | None
    """The e-mail address of the jobseeker's counselor."""

    def reader(self, side: Side) -> Reader:
        """The one that a message is for."""
        return self.host if side == "host" else self.jobseeker

    def other(self, side: Side) -> Reader:
        """The one that they meet."""
        return self.jobseeker if side == "host" else self.host


async def people_of(known: Known, tenant: str, agreement: Agreement) -> People | None:
    """Who meets; None when one of them was erased. Raises NotYet while names have not come."""
    ask = agreement.ask
    jobseeker = await invitee(known, tenant, ask.jobseeker)
    host = await host_of(known, tenant, agreement)
    agency = await invitee(known, tenant, natural_id("agency", tenant))
    if ERASED in {jobseeker["name"], host["name"], host["email"]}:
        return None
    counselor = jobseeker["counselor"]
    staff = await known.document_of(invitees, tenant, counselor) if counselor else None
    return People(
        reader("host", host, agreement.employer_zone),
        reader("jobseeker", jobseeker, agreement.zone),
        agency["name"],
        agreement.support,
        staff["email"] if staff else None,
    )


def reader(side: Side, who: dict[str, Any], zone: str) -> Reader:
    """In a language that mails are written in; English where none is known."""
    language = str(who["language"] or "en")[:2].lower()
    return Reader(side, who["name"], who["email"], language if language in WORDS else "en", zone)


async def host_of(known: Known, tenant: str, agreement: Agreement) -> dict[str, Any]:
    """Whom the jobseeker meets: the person asked, or the colleague who comes in their place."""
    if not agreement.delegates:
        return await invitee(known, tenant, agreement.ask.person)
    to = agreement.delegates[-1]
    nothing = dict.fromkeys(("name", "email", "language"))
    found = await known.document_of(invitees, tenant, to.person) or nothing
    return {**found, "name": to.name, "email": to.email or found["email"]}


async def invitee(known: Known, tenant: str, subject: str) -> dict[str, Any]:
    """What is known of a person or the agency; raises NotYet."""
    found = await known.document_of(invitees, tenant, subject)
    if found is None:
        raise NotYet(subject)
    return found
