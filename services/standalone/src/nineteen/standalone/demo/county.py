"""A county of invented employers, and who of their people may be asked when.

The book keeps what an agency's staff would know of its asks, so that most of them can be sent
(M16): the ledgers decide all the same.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from math import log2
from random import Random
from typing import Any

from nineteen.contact.domain.employer import size_class_of
from nineteen.contact.domain.slot_rules import BLOCK_DAYS, EMPLOYER_CAPS, BlockReason
from nineteen.shared.schema.words import SizeClass
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.e1_people import Person
from nineteen.standalone.demo.names import PLACES, PUBLIC, SECTORS, STREETS, NameBook
from nineteen.standalone.demo.shapes import poisson

LARGE = 50
TRIES = 60


@dataclass(eq=False)
class Firm:
    """An employer, as lists tell of it; `open_asks` now."""

    name: str
    county: str
    street: str
    city: str
    naics: str
    employees: int
    titles: tuple[str, ...]
    id: str = ""
    open_asks: int = 0
    busy_with: set[str] = field(default_factory=set)
    """Jobseekers who have an ask or an agreed talk with somebody here (P11)."""

    @property
    def size_class(self) -> SizeClass:
        """As Nineteen counts it."""
        return size_class_of(self.employees)

    @property
    def full(self) -> bool:
        """Whether one more ask would be too many."""
        return self.open_asks >= EMPLOYER_CAPS[self.size_class]

    def fields(self) -> dict[str, Any]:
        """As the body of a command names them."""
        return {
            "name": self.name,
            "county": self.county,
            "street": self.street,
            "city": self.city,
            "naics": self.naics,
            "size_class": self.size_class,
            "ownership": "public" if self.naics in PUBLIC else "private",
        }


@dataclass(eq=False)
class Prospect:
    """Somebody who could be asked, and what the book says of them."""

    firm: Firm
    person: Person
    id: str = ""
    asked: bool = False
    """An ask or an agreed talk is open."""
    by: str = ""
    """Whose it is, or was last."""
    free_from: date = date.min
    askers: set[str] = field(default_factory=set)
    gone: bool = False
    """No address that works, or no wish to be asked."""

    def may_be_asked(self, by: str, on: date) -> bool:
        """Whether the ledgers would say yes, as far as the book knows."""
        fresh = not (self.asked or self.gone or by in self.askers)
        alone = by not in self.firm.busy_with
        return fresh and alone and self.free_from <= on and not self.firm.full

    def take(self, by: str) -> None:
        """An ask is on its way."""
        self.by = by
        self.occupy()
        self.askers.add(by)
        self.firm.open_asks += 1

    def occupy(self) -> None:
        """An ask or a talk is open."""
        self.asked = True
        self.firm.busy_with.add(self.by)

    def answered(self) -> None:
        """There is an answer: the employer's slot is free."""
        self.firm.open_asks -= 1

    def free(self, why: BlockReason | None, on: date) -> None:
        """It is over; a block may follow."""
        self.asked = False
        self.firm.busy_with.discard(self.by)
        days = BLOCK_DAYS.get(why, 0) if why else 0
        if days is None:
            self.gone = True
            return
        self.free_from = on + timedelta(days=days + 1)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a host named: the lead, and who they are."""

    lead: str
    prospect: Prospect


@dataclass
class County:
    """All employers and contacts of a county."""

    code: str
    firms: list[Firm]
    prospects: list[Prospect]
    _weights: list[float] = field(default_factory=list)

    def pick(self, chance: Random, by: str, on: date) -> Prospect | None:
        """Somebody free, larger employers more often."""
        if len(self._weights) != len(self.prospects):
            self._weights = list(accumulate(weight(each.firm) for each in self.prospects))
        for _ in range(TRIES):
            (found,) = chance.choices(self.prospects, cum_weights=self._weights)
            if found.may_be_asked(by, on):
                return found
        return None


def weight(firm: Firm) -> float:
    """Per person: how often an employer is chosen as a target."""
    return tables.TARGETS_50_PLUS if firm.employees >= LARGE else 1.0


def county(code: str, city: str, chance: Random, names: NameBook, employers: int) -> County:
    """A county as it is drawn."""
    firms = [firm(code, city, chance, number) for number in range(employers)]
    prospects = []
    for each in firms:
        count = 1 + poisson(chance, tables.CONTACTS_PER_DOUBLING * log2(each.employees))
        prospects += [prospect(each, chance, names) for _ in range(count)]
    return County(code, firms, prospects)


def firm(code: str, city: str, chance: Random, number: int) -> Firm:
    """An employer; its number on the street tells it from its namesakes."""
    (sector,) = chance.choices(SECTORS, [share for _, share, _, _ in SECTORS])
    naics, _, kinds, titles = sector
    least, most = tables.SIZES.draw(chance)
    return Firm(
        name=f"{chance.choice(PLACES)} {chance.choice(kinds)}",
        county=code,
        street=f"{100 + number} {chance.choice(STREETS)}",
        city=city,
        naics=naics,
        employees=chance.randint(least, most),
        titles=titles,
    )


def prospect(firm: Firm, chance: Random, names: NameBook) -> Prospect:
    """Somebody there; a few share a mailbox."""
    mailbox = None
    if tables.SHARED_MAILBOX.draw(chance):
        mailbox = f"info@{firm.name}.example.org".lower().replace(" ", "-")
    return Prospect(firm, names.person(chance.choice(firm.titles), mailbox))
