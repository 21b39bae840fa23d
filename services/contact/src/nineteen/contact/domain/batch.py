"""FeedBatch: one delivery of rows, and what became of them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field, StringConstraints

from nineteen.contact.domain.feed import UPLOAD, NoFeed, feed_id, feeds
from nineteen.shared.decider import Command, Decider, Facts, Missing, Ref
from nineteen.shared.schema.contact import BatchClosed, BatchOpened
from nineteen.shared.schema.partner import FeedName

Count = Annotated[int, Field(ge=0)]
FileHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the delivered file."""


class OpenBatch(Command):
    """Begin a delivery of rows."""

    internal: ClassVar[bool] = True
    creates: ClassVar[bool] = True

    feed: FeedName
    list_as_of: date | None = None
    file_hash: FileHash | None = None


class CloseBatch(Command):
    """End a delivery with the counts of its rows."""

    internal: ClassVar[bool] = True

    rows: Count
    accepted: Count
    duplicate: Count
    late: Count
    quarantined: Count


BatchCommand = OpenBatch | CloseBatch
BatchEvent = BatchOpened | BatchClosed


@dataclass(frozen=True, slots=True)
class NoBatch:
    """Nothing was delivered under this id."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A delivery whose rows are coming in."""

    batch: str
    feed: str
    list_as_of: date | None
    file_hash: str | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that is over, with its counts."""

    closed: BatchClosed


FeedBatch = NoBatch | Arriving | Arrived


def needs(_batch: FeedBatch, command: BatchCommand) -> tuple[Ref, ...]:
    """A delivery comes from a feed that is registered, or from an upload."""
    if isinstance(command, OpenBatch) and command.feed != UPLOAD:
        return (Ref(feeds, feed_id(command.tenant, command.feed)),)
    return ()


def decide(batch: FeedBatch, command: BatchCommand, facts: Facts) -> list[BatchEvent]:
    match batch, command:
        case NoBatch(), OpenBatch():
            return [open_batch(command, facts)]
        case Arriving(), CloseBatch():
            return [closing(batch, command)]
        case (_, OpenBatch()) | (Arrived(), CloseBatch()):
            return []
        case _:
            raise Missing("not_found", "There is no delivery with this id. Check the id.")


def open_batch(command: OpenBatch, facts: Facts) -> BatchOpened:
    registered = facts.of(feeds, feed_id(command.tenant, command.feed))
    if command.feed != UPLOAD and isinstance(registered, NoFeed):
        raise Missing(
            "feed_unknown",
            "No partner feed is registered under this name. Nothing was taken; "
            "register the feed first.",
        )
    return BatchOpened(
        batch=command.target,
        feed=command.feed,
        list_as_of=command.list_as_of,
        file_hash=command.file_hash,
    )


def closing(batch: Arriving, command: CloseBatch) -> BatchClosed:
    return BatchClosed(
        batch=batch.batch,
        feed=batch.feed,
        rows=command.rows,
        accepted=command.accepted,
        duplicate=command.duplicate,
        late=command.late,
        quarantined=command.quarantined,
    )


def evolve(_batch: FeedBatch, event: BatchEvent) -> FeedBatch:
    match event:
        case BatchOpened():
            return Arriving(event.batch, event.feed, event.list_as_of, event.file_hash)
        case BatchClosed():
            return Arrived(event)
    assert_never(event)


batches: Decider[FeedBatch, BatchCommand, BatchEvent] = Decider(
    kind="batch",
    collection="batches",
    initial=NoBatch(),
    decide=decide,
    evolve=evolve,
    commands=(OpenBatch, CloseBatch),
    events=(BatchOpened, BatchClosed),
    needs=needs,
)
