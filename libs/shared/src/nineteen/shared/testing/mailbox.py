"""What lies in the outbox folder: the mails that people would have got."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit


def letters(folder: Path, to: str | None = None) -> list[EmailMessage]:
    """Every mail of an installation, or those to one address, oldest first."""
    found = [
        message_from_bytes(each.read_bytes(), policy=default)
        for each in (folder / "data" / "outbox").glob("*.eml")
    ]
    mine = [each for each in found if to is None or to in str(each["To"])]
    return sorted(mine, key=lambda each: each["Date"].datetime)


def text_of(mail: EmailMessage) -> str:
    """The part of a mail that people read."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def mails(folder: Path) -> list[str]:
    """The text of every mail of an installation."""
    return [text_of(each) for each in letters(folder)]


def calendar_objects(folder: Path, to: str) -> list[str]:
    """The calendar objects that somebody got, oldest first."""
    return [
        str(part.get_content())
        for mail in letters(folder, to)
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


def host_page(folder: Path, request: str) -> str:
    """The path of the host's page of an ask: the one link that its mails hold."""
    links = re.findall(r"https?://\S+", " ".join(mails(folder)))
    (link,) = {each for each in links if request in each}
    return str(urlsplit(link).path)
