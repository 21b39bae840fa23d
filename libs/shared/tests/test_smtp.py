"""Mail over SMTP: sent once, offered again when the server cannot take it, given up for ever."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from nineteen.shared.runtime.outbox import NotNow, Undeliverable
from nineteen.shared.runtime.outside import outside_of
from nineteen.shared.runtime.ports import OutboxRow, Unavailable
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.smtp import Smtp
from nineteen.shared.testing.given import NOON
from nineteen.shared.testing.servers.processes import free_ports

ROW = OutboxRow("one", "agency", NOON + timedelta(minutes=1), {})


@dataclass
class MailServer:
    """A mail server that answers as it is told."""

    answer: str = "250 OK"
    taken: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  the name that the library calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def port() -> int:
    (port,) = free_ports(1)
    return port


@pytest.fixture
def server(port: int) -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Tamsin via Cascade <asks@nineteen.example.org>"
    mail["To"] = "host@harborworks.example.org"
    mail["Subject"] = "19 minutes of advice"
    mail.set_content("Zoë asks.")
    return mail


async def test_a_message_reaches_the_mail_server_as_it_was_written(
    server: MailServer, port: int, mail: EmailMessage
) -> None:
    await Smtp("127.0.0.1", port, "none").send(ROW, mail)

    (taken,) = server.taken
    assert "To: host@harborworks.example.org" in taken
    assert "Subject: 19 minutes of advice" in taken


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("550 no such user", Undeliverable),
        ("450 try again later", NotNow),
        ("530 sign in first", Unavailable),
    ],
)
async def test_what_a_refusal_means_is_told_by_its_code(
    server: MailServer, port: int, mail: EmailMessage, answer: str, trouble: type[Exception]
) -> None:
    server.answer = answer

    with pytest.raises(trouble):
        await Smtp("127.0.0.1", port, "none").send(ROW, mail)

    assert server.taken == []


async def test_messages_wait_while_no_mail_server_answers(port: int, mail: EmailMessage) -> None:
    with pytest.raises(Unavailable, match="wait in the outbox"):
        await Smtp("127.0.0.1", port, "none").send(ROW, mail)


async def test_mail_does_not_go_in_the_clear_where_that_was_not_asked_for(
    server: MailServer, port: int, mail: EmailMessage
) -> None:
    with pytest.raises(Unavailable):
        await Smtp("127.0.0.1", port).send(ROW, mail)

    assert server.taken == []


def test_the_settings_name_the_mail_server(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("open sesame\n")
    settings = Settings(
        smtp="mail.example.org:587", smtp_user="nineteen", smtp_password_file=password
    )

    outside = outside_of(settings)

    assert outside.post == Smtp("mail.example.org", 587, "starttls", "nineteen", "open sesame")
    assert outside_of(Settings()).post is None
    assert outside_of(Settings(port=8020)).address == "http://127.0.0.1:8020"
    assert outside_of(Settings(address="https://nineteen.example.org")).address.startswith("https")
