"""What a list says, line by line: an employer with perhaps one contact, a repeat, or a problem."""

import hashlib
import json
from dataclasses import dataclass, fields
from operator import attrgetter

from nineteen.shared.schema.partner import Problem
from nineteen.shared.schema.words import Ownership, SizeClass


@dataclass(frozen=True, slots=True)
class ListedContact:
    """Somebody to ask, as the list names them; empty where it does not. Phones are E.164."""

    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ListedEmployer:
    """One site of an employer, its codes checked; empty where the list says nothing.

    `employees` is None where the list gives a range or nothing. `external_id` is the list's own,
    else made of name, county and address.
    """

    external_id: str
    name: str
    county_fips: str
    naics: str
    ownership: Ownership
    size_class: SizeClass
    employees: int | None = None
    street: str = ""
    city: str = ""
    postal_code: str = ""
    phone: str = ""
    occupation_codes: tuple[str, ...] = ()
    contact: ListedContact | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A line that says something new in this file; `notes` tell what of it could not be taken.

    `row_hash` tells versions of the whole line apart, `employer_hash` those of the employer without
    its contact: lists repeat an employer for each of its contacts. Both are over personal data in
    part, so they are as personal as the line.
    """

    line: int
    employer: ListedEmployer
    row_hash: str
    employer_hash: str
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A line that says what an earlier one said."""

    line: int
    first_line: int
    external_id: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A line that somebody has to mend, with everything that is wrong with it."""

    line: int
    problems: tuple[Problem, ...]
    external_id: str = ""

    @property
    def reason(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    @property
    def detail(self) -> str:
        """All problems in one paragraph."""
        return " ".join(problem.detail for problem in self.problems)


Row = ReadRow | RepeatedRow | QuarantinedRow


EMPLOYER_FACTS = tuple(each.name for each in fields(ListedEmployer) if each.name != "contact")
CONTACT_FACTS = tuple(each.name for each in fields(ListedContact))
CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def hashes(employer: ListedEmployer) -> tuple[str, str]:
    """SHA-256 of all that a line says, and of the employer alone; the same without a contact.

    Over canonical JSON without what is empty: a field that is added here one day leaves the
    hashes of lists without it alone.
    """
    alone = digest(said(employer, EMPLOYER_FACTS))
    if employer.contact is None:
        return alone, alone
    return digest(said(employer.contact, CONTACT_FACTS) | {"employer": alone}), alone


def said(value: ListedEmployer | ListedContact, facts: tuple[str, ...]) -> dict[str, object]:
    pairs = zip(facts, attrgetter(*facts)(value), strict=True)
    return {name: content for name, content in pairs if content not in (None, "", ())}


def digest(content: dict[str, object]) -> str:
    return hashlib.sha256(CANONICAL.encode(content).encode()).hexdigest()
