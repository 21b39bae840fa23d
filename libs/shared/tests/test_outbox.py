"""Messages go out once they can, and one that cannot never keeps the others back."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from nineteen.shared.runtime.outbox import (
    Courier,
    Dispatch,
    MailFolder,
    NotNow,
    NotYet,
    OutboxFold,
    OutboxRunner,
    Undeliverable,
)
from nineteen.shared.runtime.ports import Changes, OutboxRow, Unavailable
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.given import COUNSELOR, NOON
from nineteen.shared.testing.memory.view_store import MemoryViewStore
from nineteen.shared.testing.turnstile import PersonPassed

GATE = Stream("agency", "turnstile", natural_id("gate"))


def wanted(recorded: Recorded) -> list[Dispatch]:
    return [Dispatch(recorded.stream, f"welcome/{recorded.version}")]


class Writer:
    """Writes what it is told to; or what goes wrong."""

    def __init__(self, **wrong: Exception | None) -> None:
        self.wrong: dict[str, Exception | None] = dict(wrong)

    async def compose(self, dispatch: Dispatch, _: Any) -> EmailMessage | None:
        trouble = self.wrong.get(dispatch.step.partition("/")[2])
        if trouble:
            raise trouble
        mail = EmailMessage()
        mail["Subject"] = dispatch.step
        mail.set_content("Come in.")
        return mail


async def told(views: MemoryViewStore, *versions: int) -> None:
    """Facts that call for a message each."""
    fold = OutboxFold(Courier(wanted, Writer().compose))
    changes = Changes()
    for version in versions:
        event = PersonPassed(turnstile=GATE.id, hall="east", person=GATE.id, name="Jo", count=1)
        at = NOON + timedelta(minutes=version)
        fact = Recorded(event, GATE, version, "0.0", at, at, COUNSELOR)
        fold.apply(fact, fold.keys(fact), careful=False)
    await fold.collect(changes)
    await views.commit("group", changes)


def runner(views: MemoryViewStore, folder: Path, writer: Writer) -> OutboxRunner:
    courier = Courier(wanted, writer.compose)
    return OutboxRunner(courier=courier, views=views, known=None, post=MailFolder(folder))  # type: ignore[arg-type]


def mails(folder: Path) -> list[str]:
    found = sorted(file.read_text() for file in folder.glob("*.eml"))
    return [text.partition("\n")[0].removeprefix("Subject: ") for text in found]


@pytest.fixture
def views() -> MemoryViewStore:
    return MemoryViewStore()


async def test_a_message_is_a_file_and_goes_out_once(
    views: MemoryViewStore, tmp_path: Path
) -> None:
    await told(views, 1)
    await told(views, 1)
    sending = runner(views, tmp_path, Writer())

    assert await sending.step() == 1
    assert await sending.step() == 0
    assert mails(tmp_path) == ["welcome/1"]


async def test_what_is_not_yet_known_waits_and_the_others_go(
    views: MemoryViewStore, tmp_path: Path
) -> None:
    await told(views, 1, 2)
    writer = Writer(**{"1": NotYet("name")})
    sending = runner(views, tmp_path, writer)

    assert await sending.step() == 1
    assert mails(tmp_path) == ["welcome/2"]
    writer.wrong.clear()
    assert await sending.step() == 1
    assert mails(tmp_path) == ["welcome/1", "welcome/2"]


async def test_a_message_that_cannot_be_written_never_stops_the_others(
    views: MemoryViewStore, tmp_path: Path
) -> None:
    await told(views, 1, 2)
    sending = runner(views, tmp_path, Writer(**{"1": ZeroDivisionError()}))

    assert await sending.step() == 2
    assert await sending.step() == 0
    assert mails(tmp_path) == ["welcome/2"]


async def test_what_was_sent_before_the_folder_gave_up_is_not_sent_again(
    views: MemoryViewStore, tmp_path: Path
) -> None:
    await told(views, 1, 2)
    sending = runner(views, tmp_path, Writer(**{"2": Unavailable("full")}))

    with pytest.raises(Unavailable):
        await sending.step()
    assert [row.message["step"] for row in await views.waiting(10)] == ["welcome/2"]


async def test_a_row_names_no_person(views: MemoryViewStore) -> None:
    await told(views, 1)

    (row,) = await views.waiting(10)
    assert isinstance(row, OutboxRow)
    assert row.message == {"stream": str(GATE), "step": "welcome/1"}


class Picky:
    """A post that takes one message, refuses one for now and one for ever."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.answers: list[Exception | None] = [Undeliverable(), NotNow(), None]

    async def send(self, row: OutboxRow, mail: EmailMessage) -> None:
        del row
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.taken.append(mail["Subject"])


async def test_a_message_that_is_refused_keeps_no_other_back(
    views: MemoryViewStore, tmp_path: Path
) -> None:
    await told(views, 1, 2, 3)
    working = runner(views, tmp_path, Writer())
    working.post = post = Picky()

    assert [await working.step(), await working.step(), await working.step()] == [2, 1, 0]

    assert post.taken == ["welcome/3", "welcome/2"]
    assert sorted(views.settled.values()) == ["sent", "sent", "undeliverable"]
