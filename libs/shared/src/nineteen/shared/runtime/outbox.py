"""Messages to the outside: decided in a group's transaction, sent at least once, unique by id."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol

import structlog

from nineteen.shared.runtime.faults import place_of
from nineteen.shared.runtime.ports import Changes, OutboxRow, Unavailable, ViewStore
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.settings import Settings
from nineteen.shared.view import Document, View

DROPPED = "dropped"
SENT = "sent"
BROKEN = "broken"
UNDELIVERABLE = "undeliverable"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message that a fact calls for: one per stream and step; it holds no personal data."""

    stream: Stream
    step: str
    at: datetime | None = None
    """When the fact was; known as soon as the message waits."""


class NotNow(Exception):
    """This one message is not taken now; the others may be."""


class Undeliverable(Exception):
    """This one message will never be taken: its address is no address there."""


class NotYet(Exception):
    """What a message needs has not arrived in the views; it goes out a little later."""


class Known(Protocol):
    """What composing reads: the service's own streams and documents."""

    async def state_of(self, stream: Stream) -> object:
        """The state of a stream, read to its end."""

    async def settings_of(self, tenant: str) -> Settings:
        """The agency's settings in force."""

    async def document_of(self, view: View, tenant: str, id: str) -> Document | None:  # noqa: A002
        """A document, as far as the news has come."""

    async def sealed(self, tenant: str, *parts: str) -> str:
        """A keyed hash under the agency's key, uuid-shaped."""

    @property
    def address(self) -> str:
        """Where people outside reach the pages."""

    @property
    def sender(self) -> str:
        """The address that mail comes from."""


@dataclass(frozen=True)
class Courier:
    """Which facts call for messages (pure), and how one is written when its time comes.

    `compose` answers None when the message must not go any more; raises NotYet.
    """

    wants: Callable[[Recorded], Iterable[Dispatch]]
    compose: Callable[[Dispatch, Known], Awaitable[EmailMessage | None]]


class OutboxFold:
    """A courier inside a policies group: each wanted message becomes a row, once."""

    name = "outbox"

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._rows: list[OutboxRow] = []

    def keys(self, recorded: Recorded) -> tuple[str, ...]:
        """The steps for which this fact calls for a message."""
        return tuple(dispatch.step for dispatch in self._courier.wants(recorded))

    async def load(self, store: ViewStore, keys: Iterable[str]) -> None:
        """It remembers nothing."""

    def apply(self, recorded: Recorded, keys: tuple[str, ...], *, careful: bool) -> None:
        """Note what this fact calls for; it is pure either way."""
        del keys, careful
        for dispatch in list(self._courier.wants(recorded)):
            row_id = natural_id("outbox", str(dispatch.stream), dispatch.step)
            message = {"stream": str(dispatch.stream), "step": dispatch.step}
            tenant = dispatch.stream.tenant
            self._rows.append(OutboxRow(row_id, tenant, recorded.occurred_at, message))

    async def collect(self, changes: Changes) -> None:
        """Hand over what was noted."""
        changes.outbox += self._rows
        self._rows.clear()

    def forget(self) -> None:
        """Drop what was noted."""
        self._rows.clear()


class MailFolder:
    """Serves an outbox as a folder of .eml files; the same message again is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, row: OutboxRow, mail: EmailMessage) -> None:
        """Have the message on disk; raises Unavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = self._folder / f".{row.id}.eml"
            with unfinished.open("wb") as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._folder / f"{row.id}.eml")
        except OSError as error:
            raise Unavailable(
                "The mail folder cannot be written; the message waits in the outbox."
            ) from error


class Nowhere:
    """Sends nothing: for demo agencies, whose hosts are invented."""

    async def send(self, row: OutboxRow, mail: EmailMessage) -> None:
        """Let it be."""


class Post(Protocol):
    """Where messages go."""

    async def send(self, row: OutboxRow, mail: EmailMessage) -> None:
        """Hand over one message; raises Unavailable, NotNow, Undeliverable."""


class OutboxRunner:
    """Composes and sends what waits, oldest first."""

    def __init__(
        self,
        *,
        courier: Courier,
        views: ViewStore,
        known: Known,
        post: Post,
        limit: int = 1000,
    ) -> None:
        self.post = post
        self._courier = courier
        self._views = views
        self._known = known
        self._limit = limit
        self._alone = asyncio.Lock()

    async def step(self) -> int:
        """Send what can be sent now; the number of messages settled. Raises Unavailable."""
        async with self._alone:
            settled = [await self._one(row) for row in await self._views.waiting(self._limit)]
        return sum(settled)

    async def _one(self, row: OutboxRow) -> bool:
        dispatch = Dispatch(Stream.parse(row.message["stream"]), row.message["step"], row.at)
        try:
            mail = await self._courier.compose(dispatch, self._known)
        except NotYet:
            return False
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  the other messages must go on
            log.error("message_broken", step=dispatch.step, at=place_of(error))
            await self._views.settle([(row.id, BROKEN)])
            return True
        if mail is None:
            await self._views.settle([(row.id, DROPPED)])
            return True
        mail["Date"] = formatdate(row.at.timestamp())
        try:
            await self.post.send(row, mail)
        except NotNow:
            return False
        except Undeliverable:
            log.warning("message_undeliverable", step=dispatch.step)
            await self._views.settle([(row.id, UNDELIVERABLE)])
            return True
        await self._views.settle([(row.id, SENT)])
        return True
