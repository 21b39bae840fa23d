"""Serves an outbox over SMTP: what the mail server cannot take now is offered again later."""

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

import aiosmtplib

from nineteen.shared.runtime.outbox import NotNow, Undeliverable
from nineteen.shared.runtime.ports import OutboxRow, Unavailable

Tls = Literal["starttls", "tls", "none"]
PERMANENT = 500
"""From this reply code on a mail server means for ever (RFC 5321, 4.2.1)."""
SIGN_IN = (530, 534, 535)
"""Reply codes that say more of us than of the message."""
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Smtp:
    """A mail server. One connection a message: a few mails a minute are the most there is."""

    host: str
    port: int
    tls: Tls = "starttls"
    user: str | None = None
    password: str | None = None

    async def send(self, row: OutboxRow, mail: EmailMessage) -> None:
        """Hand one message over; raises Unavailable, NotNow, Undeliverable."""
        del row
        try:
            await aiosmtplib.send(
                mail,
                hostname=self.host,
                port=self.port,
                use_tls=self.tls == "tls",
                start_tls=self.tls == "starttls",
                username=self.user,
                password=self.password,
                timeout=PATIENCE_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            self._refused([each.code for each in refused.recipients], refused)
        except aiosmtplib.SMTPResponseException as answer:
            self._refused([answer.code], answer)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise away() from error

    def _refused(self, codes: list[int], error: Exception) -> None:
        """What a mail server's no means for the message."""
        if not set(codes).isdisjoint(SIGN_IN):
            raise away() from error
        if all(code >= PERMANENT for code in codes):
            raise Undeliverable from error
        raise NotNow from error


def away() -> Unavailable:
    """Nobody takes mail."""
    return Unavailable("The mail server does not take mail now; messages wait in the outbox.")
