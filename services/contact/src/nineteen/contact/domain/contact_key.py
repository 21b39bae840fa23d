"""What a contact is told apart by: the best key that is known when the person is added (4.0)."""

import re

from nineteen.contact.domain.employer_names import plain

SHARED_MAILBOXES = frozenset(
    {
        "admin",
        "apply",
        "careers",
        "contact",
        "employment",
        "frontdesk",
        "hello",
        "help",
        "hiring",
        "hr",
        "humanresources",
        "info",
        "jobs",
        "mail",
        "manager",
        "office",
        "people",
        "reception",
        "recruiting",
        "recruitment",
        "sales",
        "service",
        "support",
        "talent",
        "team",
    }
)
"""Local parts of addresses that several people read: such an address names nobody."""
COUNTRY_CODE = "1"
US_DIGITS = 10
BY_EMPLOYER = "employer"
"""The weakest key: it holds inside one employer only."""


def contact_key(
    employer: str, name: str, title: str, email: str | None, phone: str | None
) -> tuple[str, ...]:
    """Personal e-mail, else phone + name, else shared mailbox + name, else employer + who."""
    if email and is_personal(email):
        return ("email", email.casefold())
    if phone and name:
        return ("phone", dialled(phone), spoken(name))
    if email and name:
        return ("mailbox", email.casefold(), spoken(name))
    return (BY_EMPLOYER, employer, spoken(name or title))


def is_personal(email: str | None) -> bool:
    """Whether a mailbox is one person's, as far as its name tells."""
    if email is None:
        return False
    local = re.sub(r"[^a-z]", "", email.partition("@")[0].partition("+")[0].casefold())
    return local not in SHARED_MAILBOXES


def spoken(name: str) -> str:
    """A name as it is heard; one without letters stays as it is."""
    return plain(name) or name.casefold()


def dialled(phone: str) -> str:
    """The digits of a number; of a national one of the US those without the country code."""
    digits = re.sub(r"\D", "", phone)
    national = len(digits) == US_DIGITS + 1 and digits.startswith(COUNTRY_CODE)
    return digits[1:] if national else digits
