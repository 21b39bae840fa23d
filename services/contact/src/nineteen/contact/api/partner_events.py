"""Taking one event of a partner, whichever way it came: over HTTP or on the feed's topic."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from nineteen.contact.api.code_sets import code_problems
from nineteen.contact.domain.feed import NoFeed, feed_id, feeds
from nineteen.contact.domain.source_record import OfferRecord
from nineteen.shared.decider import Rejected
from nineteen.shared.runtime.app import App
from nineteen.shared.runtime.desk import Desk, Persona
from nineteen.shared.schema import partner
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor

RESULTS = {
    "RecordAccepted": "accepted",
    "RecordDuplicate": "duplicate",
    "RecordLate": "late",
    "RecordQuarantined": "quarantined",
}


@dataclass(frozen=True)
class PartnerEvents:
    """Has partners' events decided, and says what became of each."""

    app: App
    desk: Desk

    async def take(self, persona: Persona, feed: str, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Have one event decided. Raises what deciding raises."""
        if not isinstance(event, Mapping):
            return refused({}, "not_a_cloud_event", "An event must be a JSON object.")
        read = partner.read_cloud_event(event)
        if isinstance(read, partner.Problem):
            return await self._quarantined(persona, feed, event, read)
        problems = code_problems(read.fact)
        command = OfferRecord(
            feed=feed,
            external_id=read.fact.external_id,
            version=read.fact.version,
            type=read.name,  # type: ignore[arg-type]  # one of the names of FACTS
            payload=read.fact.model_dump_json(exclude_none=True),
            refs=references(read.fact),
            observed_at=read.fact.observed_at,
            problem=problems[0].code if problems else None,
        )
        done = await self.desk.issue("record", command, persona)
        return {
            "id": read.id,
            "external_id": read.fact.external_id,
            "version": read.fact.version,
            "result": RESULTS[done.events[-1].rpartition(".")[2]],
            "record": done.stream.id,
            **({"reason": problems[0].code, "detail": problems[0].detail} if problems else {}),
        }

    async def _quarantined(
        self, persona: Persona, feed: str, event: Mapping[str, Any], why: partner.Problem
    ) -> dict[str, Any]:
        """Keep that a record was refused, where it says enough of itself; and say why."""
        data = event.get("data")
        name = str(event.get("type", "")).removeprefix(partner.PREFIX)
        if isinstance(data, Mapping) and name in partner.FACTS:
            try:
                command = OfferRecord(
                    feed=feed,
                    external_id=data.get("external_id", ""),
                    version=data.get("version", 0),
                    type=name,  # type: ignore[arg-type]  # one of the names of FACTS
                    observed_at=self.app.clock.now(),
                    problem=why.code,
                )
            except ValidationError:
                return refused(event, why.code, why.detail)
            await self.desk.issue("record", command, persona)
        return refused(event, why.code, why.detail)


class EventsFromTopics:
    """Who decides about events on partner topics: the feed is the topic's, never the sender's.

    A topic's name says a feed but no agency, and two agencies may register feeds of one name: so
    the operator, who lets a partner write there, says whose each topic is. That agency must have
    registered the feed, too.
    """

    def __init__(self, app: App, desk: Desk, agencies: Mapping[str, str]) -> None:
        """`agencies`: feed -> agency."""
        self._events = PartnerEvents(app, desk)
        self._desk = desk
        self._agencies = agencies

    async def registered(self, feeds: Collection[str]) -> set[str]:
        """Which of these feeds have an agency that registered them. Raises Unavailable."""
        return {
            feed
            for feed in feeds
            if feed in self._agencies
            and await is_registered(self._desk, self._agencies[feed], feed)
        }

    async def take(self, feed: str, event: Mapping[str, Any]) -> str:
        """Have an event decided for the feed's agency; what became of it, in one word."""
        agency = self._agencies[feed]
        persona = Persona(agency, Actor("partner", feed_id(agency, feed)))
        try:
            answer = await self._events.take(persona, feed, event)
        except Rejected:
            return "rejected"
        return str(answer["result"])


async def is_registered(desk: Desk, agency: str, feed: str) -> bool:
    """Whether an agency registered a partner feed under this name."""
    node = desk.node_of("feed")
    assert node.handler  # noqa: S101  it decides about feeds
    state, _ = await node.handler.state(feeds, Stream(agency, "feed", feed_id(agency, feed)))
    return not isinstance(state, NoFeed)


def refused(event: Mapping[str, Any], code: str, detail: str) -> dict[str, Any]:
    """The answer to an event that cannot be used."""
    said = event.get("id")
    return {
        "id": said if isinstance(said, str) else None,
        "result": "quarantined",
        "reason": code,
        "detail": detail,
    }


def references(fact: partner.AnyFact) -> dict[str, str]:
    """People a fact names by ids of ours; other references stay unresolved."""
    found = {}
    for name, field in (("jobseeker", "participant"), ("contact", "named_by")):
        ref: partner.PersonRef | None = getattr(fact, field, None)
        if ref is not None and is_id(ref.ref):
            found[name] = ref.ref
    return found


def is_id(text: str) -> bool:
    """Whether a reference is an id that Nineteen gave out."""
    try:
        Stream.parse(f"x/x-{text}")
    except ValueError:
        return False
    return len(text) == len("00000000-0000-4000-8000-000000000000") and text.count("-") == 4  # noqa: PLR2004
