"""How the installation meets people outside: where its pages are, and how its mail goes out."""

from dataclasses import dataclass

from nineteen.shared.runtime.outbox import Post
from nineteen.shared.runtime.settings import Settings


@dataclass(frozen=True)
class Outside:
    """What links and mails say of us; without a post mails lie in a folder."""

    address: str = "http://127.0.0.1:8019"
    """Where people reach the pages; no slash at the end."""
    sender: str = "asks@nineteen.example.org"
    """The address that mail comes from; answers go to the jobseeker or the counselor."""
    post: Post | None = None


def outside_of(settings: Settings) -> Outside:
    """As the settings say; raises OSError where the password cannot be read."""
    return Outside(settings.public_address, settings.mail_from, post_of(settings))


def post_of(settings: Settings) -> Post | None:
    """The mail server of the settings, if there is one."""
    if not settings.smtp:
        return None
    from nineteen.shared.runtime.smtp import Smtp  # noqa: PLC0415  few installations need it

    host, _, port = settings.smtp.rpartition(":")
    file = settings.smtp_password_file
    password = file.read_text().strip() if file else None
    return Smtp(host, int(port), settings.smtp_tls, settings.smtp_user, password)
