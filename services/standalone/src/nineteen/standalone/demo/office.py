"""The office: what people at an agency do, each as the one command it is.

It speaks to Nineteen through `Hands`: over HTTP in tests, inside the process for the demo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Protocol

from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.words import Channel, CloseReason, Route
from nineteen.standalone.demo.e1_people import Person

Body = Mapping[str, Any]
Answer = dict[str, Any]
"""What Nineteen says of a command: `id`, `stream`, `version`, `events`."""
CONSENTS = ("store", "send_for_me", "share_name_with_hosts")
SAID_YES = "Read it aloud in the office and said yes."


class Hands(Protocol):
    """How commands reach one agency's Nineteen, and how its clock is turned."""

    async def post(
        self, path: str, body: Body, key: str, *, by: Actor, expected: int | None = None
    ) -> Answer:
        """Issue the command of a route; `expected` is the version of `If-Match`."""

    async def get(self, path: str) -> Answer:
        """The state of a stream, as its route tells it."""

    async def upload(self, path: str, content: bytes, *, by: Actor) -> None:
        """Send an employer list, and wait until it is in."""

    async def turn_to(self, at: datetime) -> None:
        """Let the clock come to a moment, with everything that is due on the way."""


@dataclass
class Office:
    """One jobseeker and one counselor of an agency, and what they do."""

    hands: Hands
    counselor: Actor
    jobseeker: Actor
    name: str = "office"
    """Begins every idempotency key."""
    place: str | None = None
    """The agency's office that the jobseeker goes to."""
    campaign: str = ""
    contacts: dict[str, str] = field(default_factory=dict)
    """Request -> contact."""
    _keys: "count[int]" = field(default_factory=lambda: count(1))

    async def ask(self, path: str, *, expected: int | None = None, **body: Any) -> Answer:
        """Issue one command of the jobseeker."""
        key = f"{self.name}-{next(self._keys)}"
        return await self.hands.post(path, body, key, by=self.jobseeker, expected=expected)

    async def staff(self, path: str, *, expected: int | None = None, **body: Any) -> Answer:
        """Issue one command of the counselor."""
        key = f"{self.name}-{next(self._keys)}"
        return await self.hands.post(path, body, key, by=self.counselor, expected=expected)

    async def register_agency(self, name: str, zone: str, holidays: Sequence[str] = ()) -> str:
        """An agency with one office; its days off, if they are not the federal ones."""
        agency = (await self.staff("/contact/v1/agencies", name=name, zone=zone))["id"]
        if holidays:
            await self.staff(f"/contact/v1/agencies/{agency}/set-holidays", holidays=list(holidays))
        return str(agency)

    async def hire_counselor(self, name: str) -> None:
        """The counselor works here."""
        await self.staff("/contact/v1/staff", id=self.counselor.id, name=name, roles=["counselor"])

    async def enrol(self, who: Person, *, segment: str, county: str, zone: str) -> None:
        """The jobseeker takes part, and says yes to what sending needs."""
        me = self.jobseeker.id
        await self.staff(
            "/contact/v1/jobseekers",
            id=me,
            name=who.name,
            segment=segment,
            county=county,
            zone=zone,
            counselor=self.counselor.id,
            office=self.place,
        )
        ways: Body = {"email": who.email, "phone": who.phone}
        await self.staff(f"/contact/v1/jobseekers/{me}/set-contact-ways", **ways)
        said: Body = {"text_version": "2026-01", "language": "en", "method": "signed"}
        for purpose in CONSENTS:
            path = f"/contact/v1/jobseekers/{me}/record-consent"
            await self.staff(path, purpose=purpose, **said)

    async def open_campaign(self, soc: str, **more: Any) -> str:
        """The jobseeker's campaign in an occupation."""
        opened = await self.staff(
            "/contact/v1/campaigns", jobseeker=self.jobseeker.id, soc=soc, **more
        )
        self.campaign = str(opened["id"])
        return self.campaign

    async def on_campaign(self, command: str, **body: Any) -> Answer:
        """A command about the jobseeker's campaign."""
        return await self.ask(f"/contact/v1/campaigns/{self.campaign}/{command}", **body)

    async def close_campaign(self, reason: CloseReason) -> Answer:
        """The campaign is over."""
        return await self.on_campaign("close-campaign", reason=reason)

    async def upload_list(self, content: bytes) -> None:
        """The county's list of employers, as the agency's own upload."""
        path = "/contact/v1/partner-feeds/upload/batches"
        await self.hands.upload(path, content, by=self.counselor)

    async def add_contact(self, employer: str, who: Person) -> str:
        """Somebody at an employer who could be asked."""
        path = "/contact/v1/contacts"
        known: Body = {"employer": employer, **who.fields()}
        return str((await self.ask(path, **known))["id"])

    async def research(self, employer: str, *, size: str, what: str) -> Answer:
        """Everything the research gate asks for (S17)."""
        noted = await self.ask(
            "/contact/v1/dossiers",
            campaign=self.campaign,
            employer=employer,
            what_they_do=what,
            size_class=size,
            mission_note="They train their own people and say so.",
            why_them="They still do by hand what others buy.",
            shared_interest="Both of us like work that lasts.",
        )
        return await self.ask(f"/contact/v1/dossiers/{noted['id']}/complete-research")

    async def meet_acquaintance(self, employer: str, name: str, relation: str) -> str:
        """Somebody who knows people there, and permits the use of their name (S10)."""
        known: Body = {"employer": employer, "name": name, "relation": relation}
        await self.on_campaign("note-acquaintance", **known)
        campaign = await self.hands.get(f"/contact/v1/campaigns/{self.campaign}")
        acquaintances: dict[str, Any] = campaign["state"]["acquaintances"]
        found = next(id_ for id_, each in acquaintances.items() if each["employer"] == employer)
        await self.on_campaign("record-name-permission", acquaintance=found)
        return found

    async def draft(
        self, request: str, *, employer: str, contact: str, route: Route = "list", **more: Any
    ) -> Answer:
        """An ask in the words of the template, under an id of our choice."""
        self.contacts[request] = contact
        return await self.ask(
            "/contact/v1/requests",
            id=request,
            campaign=self.campaign,
            jobseeker=self.jobseeker.id,
            employer=employer,
            contact=contact,
            route=route,
            **more,
        )

    async def on_request(self, request: str, command: str, **body: Any) -> Answer:
        """A command about a request."""
        return await self.ask(f"/contact/v1/requests/{request}/{command}", **body)

    async def approve(self, request: str, version: int = 1) -> Answer:
        """The jobseeker's yes to the text: the gate sends it when it may."""
        return await self.on_request(request, "approve-draft", expected=version)

    async def agreed(self, request: str, *times: datetime, zone: str) -> Answer:
        """The host's yes, with times that would suit."""
        proposed = [{"starts_at": each.isoformat(), "zone": zone} for each in times]
        return await self.on_request(request, "record-reply", answer="agree", proposed=proposed)

    async def declined(self, request: str, *, opted_out: bool = False) -> Answer:
        """The host's no."""
        said = {"answer": "decline", "opted_out": opted_out}
        return await self.on_request(request, "record-reply", **said)

    async def bounced(self, request: str) -> Answer:
        """The mail came back."""
        return await self.on_request(request, "record-bounce")

    async def accept_time(self, request: str, starts_at: datetime) -> Answer:
        """The jobseeker picks one of the host's times."""
        path = f"/scheduling/v1/appointments/{request}/accept-time"
        return await self.ask(path, by="jobseeker", starts_at=starts_at.isoformat())

    async def host_cancels(self, request: str) -> Answer:
        """The host calls the meeting off."""
        return await self.ask(f"/scheduling/v1/appointments/{request}/cancel", by="host")

    async def on_session(self, request: str, command: str, **body: Any) -> Answer:
        """A command about a talk."""
        return await self.ask(f"/scheduling/v1/sessions/{request}/{command}", **body)

    async def host_of(self, request: str) -> str:
        """The subject id of the person asked, as the plan of the talk names them."""
        contact = await self.hands.get(f"/contact/v1/contacts/{self.contacts[request]}")
        return str(contact["state"]["person"])

    async def thank(self, request: str, channel: Channel = "email") -> Answer:
        """A written thank-you goes out (S32)."""
        body = "Thank you for showing me how the night shift hands over. It stayed with me."
        return await self._thank(request, "send-thank-you", channel=channel, body=body)

    async def thank_by_hand(self, request: str, *, photo: bool = False) -> Answer:
        """A card in the jobseeker's own hand."""
        return await self._thank(request, "record-handwritten", photo=photo)

    async def _thank(self, request: str, command: str, **body: Any) -> Answer:
        owed: Body = {"session": request, "host": await self.host_of(request)}
        return await self.ask(f"/followup/v1/thank-yous/{command}", **owed, **body)

    async def ask_to_connect(self, request: str) -> str:
        """On the channel of the host's choice (S29); the tie's id."""
        asked = await self.ask(
            "/followup/v1/ties",
            jobseeker=self.jobseeker.id,
            contact=self.contacts[request],
            session=request,
            channel="linkedin",
        )
        return str(asked["id"])

    async def connected(self, tie: str) -> Answer:
        """The host said yes."""
        return await self.ask(f"/followup/v1/ties/{tie}/record-answer", answer="accepted")

    async def report(self, command: str, employer: str, **body: Any) -> str:
        """A job interview, an offer or a hire at an employer; the outcome's id."""
        whose: Body = {
            "campaign": self.campaign,
            "jobseeker": self.jobseeker.id,
            "employer": employer,
        }
        told = await self.ask(f"/followup/v1/outcomes/{command}", **whose, **body)
        return str(told["id"])

    async def confirm_attribution(self, outcome: str) -> Answer:
        """The jobseeker says that this talk led there."""
        return await self.ask(f"/followup/v1/outcomes/{outcome}/confirm-attribution")
