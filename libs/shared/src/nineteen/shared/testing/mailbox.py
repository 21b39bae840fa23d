"""What lies in the outbox folder: the mails that hosts would have got."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit


def mails(folder: Path) -> list[str]:
    """The text of every mail of an installation, in no order."""
    found = (folder / "data" / "outbox").glob("*.eml")
    return [
        str(message_from_bytes(each.read_bytes(), policy=default).get_content()) for each in found
    ]


def host_page(folder: Path, request: str) -> str:
    """The path of the host's page of an ask: the one link that its mails hold."""
    links = re.findall(r"https?://\S+", " ".join(mails(folder)))
    (link,) = {each for each in links if request in each}
    return str(urlsplit(link).path)
