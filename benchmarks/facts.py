"""The sample's facts as commits that may travel: one event each, streams in turn."""

from dataclasses import dataclass, replace
from uuid import UUID

from benchmarks.installation import AT, TENANT
from benchmarks.sample import VisitLogged, VisitNoted, content, id_of
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.ports import Commit, StoredEvent
from nineteen.shared.schema.ids import Stream

COUNSELOR = "counselor:00000000-0000-4000-8000-00000000c019"


@dataclass
class Facts:
    """Makes commits of new streams every time; nothing in them is encrypted."""

    streams: int = 0
    made: int = 0

    def of(self, streams: int, length: int) -> list[Commit]:
        """The first commit of each of so many new streams, then the second of each, and so on."""
        first, self.streams = self.streams, self.streams + streams
        return [
            self._commit(number, step)
            for step in range(length)
            for number in range(first, first + streams)
        ]

    def _commit(self, number: int, step: int) -> Commit:
        visit = id_of("visit", number)
        self.made += 1
        return Commit(
            id=str(UUID(int=self.made)),
            stream=str(Stream(TENANT, "visit", visit)),
            from_version=1 + step,
            events=(StoredEvent(VisitLogged.type_name, 1, {"visit": visit, **content(step)}),),
            occurred_at=AT,
            recorded_at=AT,
            actor=COUNSELOR,
            payload_hash="",
            ts=self.made,
        )


async def sealed(codec: Codec, commits: list[Commit]) -> list[Commit]:
    """The same as a command would have left them: with a person, whose name is encrypted."""
    found = []
    for commit in commits:
        told = VisitNoted.model_validate(commit.events[0].data)
        events = await codec.store(TENANT, commit.id, [told])
        found.append(replace(commit, events=events))
    return found
