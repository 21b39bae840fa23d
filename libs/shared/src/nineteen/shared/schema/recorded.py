"""A fact as readers meet it: the event with what the envelope says about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nineteen.shared.schema.base import Event
from nineteen.shared.schema.ids import Stream

Role = Literal[
    "jobseeker",
    "counselor",
    "job_developer",
    "supervisor",
    "steward",
    "operator",
    "auditor",
    "partner",
    "host",
    "policy",
]
STAFF: frozenset[Role] = frozenset(
    {"counselor", "job_developer", "supervisor", "steward", "operator"}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, by role and random id; never a name."""

    role: Role
    id: str

    def __str__(self) -> str:
        return f"{self.role}:{self.id}"

    @property
    def is_staff(self) -> bool:
        """Whether an agency's staff member acts (S34: then on behalf of the jobseeker)."""
        return self.role in STAFF


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of one stream. `version` counts from 1; `id` is `<commit id>.<index>`."""

    event: Event
    stream: Stream
    version: int
    id: str
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    on_behalf_of: str | None = None
    correlation: str = ""

    @property
    def tenant(self) -> str:
        """The agency (or `commons`) whose stream this is."""
        return self.stream.tenant
