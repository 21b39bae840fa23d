"""One cell at a time: texts, sizes, ownership, telephone numbers, e-mail addresses.

A cell that cannot be read is a problem with a sentence, never a guess. Sentences quote nothing
that could be about a person.
"""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from nineteen.contact.api.code_sets import AS_DATE, occupation_problem, shown
from nineteen.shared.schema.words import Ownership, SizeClass

LONGEST_TEXT = 200
REPLACED = "\ufffd"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
INJECTED = re.compile(r"^'(?=[=+\-@\t\r])")
UNKNOWN = frozenset({"", "-", "?", "n/a", "na", "none", "null", "unknown", "not available"})

FLOORS: tuple[tuple[int, SizeClass], ...] = ((250, "250+"), (50, "50-249"), (10, "10-49"))
NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.0+)?"
EXACT = re.compile(NUMBER)
RANGE = re.compile(rf"{NUMBER}\s*(?:-|–|—|to)\s*{NUMBER}")
AT_LEAST = re.compile(rf"(?:>=?\s*|over\s+)?{NUMBER}\s*(?:\+|(?:or|and)\s+(?:more|over|up))?")
BELOW = re.compile(rf"(?:<|under|below|less than|fewer than)\s*{NUMBER}")
PEOPLE = re.compile(r"\s*(?:employees|people|workers|staff)\.?$")

PUBLIC_NAICS = "92"
PUBLIC = (
    "public",
    "public sector",
    "public agency",
    "government",
    "govt",
    "gov",
    "federal",
    "federal government",
    "state",
    "state government",
    "local",
    "local government",
    "city",
    "county",
    "municipal",
    "tribal",
    "tribal government",
)
PRIVATE = (
    "private",
    "private sector",
    "privately owned",
    "privately held",
    "for profit",
    "for-profit",
    "nonprofit",
    "non-profit",
    "not for profit",
    "not-for-profit",
    "publicly traded",
    "publicly held",
)
OWNERSHIPS: dict[str, Ownership] = {
    **dict.fromkeys(PUBLIC, "public"),
    **dict.fromkeys(PRIVATE, "private"),
}
"""Public is the public sector; a company whose shares are traded in public is private here."""

# The common forms are read here: the libraries take some 50 microseconds for each number and
# address, half the time of an import. A test holds that both ways agree.
US_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[ .-]?)(\d{3})[ .-]?(\d{4})", re.ASCII
)
PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@"
    r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:com|edu|gov|net|org|us)"
)
PLAIN_LENGTH = 60

POSTAL_CODE = re.compile(r"(\d{5})(?:[- ]?(\d{4}))?")
BETWEEN_CODES = re.compile(r"[;|,\s]+")


class Unread(Exception):
    """A cell could not be read."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def cleaned(cell: str) -> str:
    """The text of a cell on one line, without the quote that guards against spreadsheet formulas.

    Raises Unread(text_damaged, text_too_long).
    """
    text = " ".join(INJECTED.sub("", cell).split())
    if not text.isprintable():
        if CONTROL.search(text):
            raise Unread("text_damaged", "There are control characters in the cell.")
        text = "".join(each for each in text if each.isprintable())  # soft hyphens and the like
    if REPLACED in text:
        raise Unread("text_damaged", "Some characters are damaged; export as 'CSV UTF-8'.")
    if len(text) > LONGEST_TEXT:
        raise Unread("text_too_long", f"A cell may hold {LONGEST_TEXT} characters.")
    return text


def size_of(text: str) -> tuple[int | None, SizeClass]:
    """Employees where the list counts them, and the size class.

    Unknown counts as 1-9, and a range as its lower end, since the smallest counts (PRODUCT 4.1).
    Raises Unread(size_unreadable).
    """
    plain = PEOPLE.sub("", text.casefold())
    if plain in UNKNOWN:
        return None, "1-9"
    if found := EXACT.fullmatch(plain):
        employees = whole(found.group(1))
        return employees, class_of(employees)
    for shape in (RANGE, AT_LEAST):
        if found := shape.fullmatch(plain):
            return None, class_of(whole(found.group(1)))
    if BELOW.fullmatch(plain):
        return None, "1-9"
    dates = " A spreadsheet turned a range into a date." if AS_DATE.fullmatch(text) else ""
    raise Unread("size_unreadable", f"{shown(text)} is no number or range of employees.{dates}")


def whole(digits: str) -> int:
    return int(digits.replace(",", ""))


def class_of(employees: int) -> SizeClass:
    return next((name for floor, name in FLOORS if employees >= floor), "1-9")


def ownership_of(text: str, naics: str, otherwise: Ownership) -> Ownership:
    """Public or private; where the list is silent, NAICS 92 is public, the rest as the sender says.

    Raises Unread(ownership_unknown).
    """
    plain = text.casefold()
    if plain in UNKNOWN:
        return "public" if naics.startswith(PUBLIC_NAICS) else otherwise
    if plain not in OWNERSHIPS:
        raise Unread("ownership_unknown", "Write private or public (or federal, state, local).")
    return OWNERSHIPS[plain]


def postal_code_of(text: str) -> str:
    """A ZIP code of five digits, or nine with a hyphen; empty for none.

    Raises Unread(postal_code_unreadable).
    """
    if not text:
        return ""
    if not (found := POSTAL_CODE.fullmatch(text)):
        raise Unread(
            "postal_code_unreadable",
            "A ZIP code has 5 or 9 digits; a spreadsheet may have dropped a leading zero.",
        )
    return "-".join(filter(None, found.groups()))


def phone_of(text: str) -> str:
    """E.164 (+12065550142), an extension after it as RFC 3966 writes it (;ext=12); empty for none.

    A possible number is enough: numbers kept for fiction (555-01xx) are not valid ones.
    Raises Unread(phone_unreadable).
    """
    if text.casefold() in UNKNOWN:
        return ""
    if found := US_PHONE.fullmatch(text):
        return "+1" + "".join(filter(None, found.groups()))
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        raise Unread("phone_unreadable", "This is no telephone number.") from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise Unread("phone_unreadable", "The telephone number has no area code.")
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Unread("phone_unreadable", "The telephone number has too few or too many digits.")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{written};ext={number.extension}" if number.extension else written


def email_of(text: str) -> str:
    """The address with its domain in small letters; nothing is looked up; empty for none.

    Raises Unread(email_unreadable).
    """
    if text.casefold() in UNKNOWN:
        return ""
    if len(text) <= PLAIN_LENGTH and PLAIN_EMAIL.fullmatch(text):
        return text
    try:
        address = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Unread("email_unreadable", "This is no e-mail address.") from None
    return address.normalized


def occupations_of(text: str) -> tuple[str, ...]:
    """Occupation codes in their order, each once.

    Raises Unread(occupation_unknown, occupation_mangled).
    """
    codes = tuple(dict.fromkeys(each for each in BETWEEN_CODES.split(text) if each))
    for code in codes:
        if problem := occupation_problem(code):
            raise Unread(problem.code, problem.detail)
    return codes
