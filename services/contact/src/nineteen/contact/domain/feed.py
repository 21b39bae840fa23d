"""PartnerFeed: a partner system that delivers records under a name of its own."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from nineteen.shared.decider import Command, Decider, Facts, Rejected
from nineteen.shared.schema.contact import FeedRegistered
from nineteen.shared.schema.ids import Id, natural_id
from nineteen.shared.schema.partner import FeedName
from nineteen.shared.schema.words import Line

UPLOAD = "upload"
"""The built-in feed of lists that staff bring themselves; nobody registers it."""


def feed_id(tenant: str, feed: str) -> Id:
    """The id of a tenant's feed, registered or not."""
    return natural_id("feed", tenant, feed)


class RegisterFeed(Command):
    """Register a partner system that delivers records."""

    creates: ClassVar[bool] = True

    feed: FeedName
    name: Line

    def natural(self) -> tuple[str, ...]:
        """One per tenant and name of a feed."""
        return ("feed", self.tenant, self.feed)


@dataclass(frozen=True, slots=True)
class NoFeed:
    """Nobody delivers under this name."""


@dataclass(frozen=True, slots=True)
class RegisteredFeed:
    """A partner system delivers under this name."""

    feed: str
    name: str


PartnerFeed = NoFeed | RegisteredFeed


def decide(feed: PartnerFeed, command: RegisterFeed, _facts: Facts) -> list[FeedRegistered]:
    match feed:
        case NoFeed() if command.feed == UPLOAD:
            raise Rejected(
                "feed_built_in",
                "The feed upload is there already, for lists that staff bring themselves. "
                "Nothing was registered; choose another name.",
            )
        case NoFeed():
            return [FeedRegistered(feed=command.feed, name=command.name)]
        case RegisteredFeed(name=name) if name == command.name:
            return []
        case RegisteredFeed(name=name):
            raise Rejected(
                "already_exists",
                f"This feed is registered for {name} already. Nothing was changed; "
                "choose another name for another partner.",
            )
    assert_never(feed)


def evolve(_feed: PartnerFeed, event: FeedRegistered) -> PartnerFeed:
    match event:
        case FeedRegistered():
            return RegisteredFeed(event.feed, event.name)
    assert_never(event)


feeds: Decider[PartnerFeed, RegisterFeed, FeedRegistered] = Decider(
    kind="feed",
    collection="partner-feeds",
    initial=NoFeed(),
    decide=decide,
    evolve=evolve,
    commands=(RegisterFeed,),
    events=(FeedRegistered,),
)
