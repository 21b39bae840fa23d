"""A host's own limit: how many interviews they give, whoever asks (P14, C3)."""

from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from nineteen.shared.decider import Command, Invalid
from nineteen.shared.schema.contact import HostLimitStated
from nineteen.shared.schema.words import Words

WEEK = 7
MOST_A_WEEK = 2
"""No host gives more, whatever they say (4.1)."""


class SetHostLimit(Command):
    """Record how many interviews a host gives; it replaces the caps, in either direction."""

    interviews: int | None = Field(
        ge=1, le=26, description="at most so many in any `days`; null: no limit of their own"
    )
    days: int = Field(default=WEEK, ge=1, le=365)
    evidence: Words | None = Field(default=None, description="how and when the host said so")

    @model_validator(mode="after")
    def is_at_most_two_a_week(self) -> Self:
        """Two a week are the most, over any span."""
        if self.interviews and self.interviews * WEEK > MOST_A_WEEK * max(self.days, WEEK):
            raise ValueError("a host gives at most 2 interviews a week")
        return self


@dataclass(frozen=True, slots=True)
class HostLimit:
    """At most `interviews` in any `days`."""

    interviews: int
    days: int


def state_limit(
    limit: HostLimit | None, command: SetHostLimit, whom: dict[str, str], ledger: str
) -> list[HostLimitStated]:
    """News only; what staff record needs the host's word."""
    if command.actor.is_staff and not command.evidence:
        raise Invalid(
            "evidence_missing",
            "A limit is the host's own word. Nothing was changed; "
            "say in evidence how and when the host said so.",
        )
    said = HostLimit(command.interviews, command.days) if command.interviews else None
    if said == limit:
        return []
    return [
        HostLimitStated(
            **whom,
            ledger=ledger,
            interviews=command.interviews,
            days=command.days,
            evidence=command.evidence,
        )
    ]
