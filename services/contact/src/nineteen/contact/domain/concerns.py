"""Concerns about an ask or a talk: while one is open, nobody asks that person (4.1)."""

from dataclasses import dataclass, field
from typing import assert_never

from pydantic import Field

from nineteen.shared.decider import Command, Forbidden, FreshId, Missing
from nineteen.shared.schema.business_days import after, at_local, day_of_fact
from nineteen.shared.schema.contact import ConcernConclusion, ConcernRaised, ConcernSettled
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.words import Words


class RaiseConcern(Command):
    """Say what was not right: nobody asks this person until a supervisor has seen to it."""

    text: Words
    request: Id | None = Field(default=None, description="the request it is about")
    concern: FreshId = ""


class SettleConcern(Command):
    """Close a concern; for supervisors."""

    concern: Id
    conclusion: ConcernConclusion


@dataclass(frozen=True, slots=True)
class Concerns:
    """Ids of the concerns about one person."""

    open: frozenset[str] = field(default_factory=frozenset)
    settled: frozenset[str] = field(default_factory=frozenset)

    def after(self, event: ConcernRaised | ConcernSettled) -> "Concerns":
        """With one more, or one less."""
        match event:
            case ConcernRaised(concern=concern):
                return Concerns(self.open | {concern}, self.settled)
            case ConcernSettled(concern=concern):
                return Concerns(self.open - {concern}, self.settled | {concern})
        assert_never(event)


def raised(command: RaiseConcern, whom: dict[str, str]) -> ConcernRaised:
    """A supervisor has until the end of the next business day."""
    zone, settings = command.settings.zone, command.settings
    day = after(day_of_fact(command.at, zone, settings), 1, settings)
    return ConcernRaised(
        **whom,
        concern=command.concern,
        request=command.request,
        text=command.text,
        settle_by=at_local(day, settings.closes, zone),
    )


def settle(
    concerns: Concerns, command: SettleConcern, whom: dict[str, str]
) -> list[ConcernSettled]:
    """Once; by a supervisor."""
    if command.actor.role != "supervisor":
        raise Forbidden(
            "supervisor_only",
            "Concerns are settled by a supervisor. The concern stays open; ask one.",
        )
    if command.concern in concerns.settled:
        return []
    if command.concern not in concerns.open:
        raise Missing(
            "concern_unknown",
            "There is no such concern about this person. Nothing was changed; "
            "look for it in the list of tasks.",
        )
    return [ConcernSettled(**whom, concern=command.concern, conclusion=command.conclusion)]
