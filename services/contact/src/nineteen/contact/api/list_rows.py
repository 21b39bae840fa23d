"""One record of a list into an employer, or into everything that is wrong with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from nineteen.contact.api.code_sets import county_problem, naics_digits, naics_problem
from nineteen.contact.api.list_columns import Layout, ListOptions
from nineteen.contact.api.list_fields import (
    Unread,
    cleaned,
    email_of,
    occupations_of,
    ownership_of,
    phone_of,
    postal_code_of,
    size_of,
)
from nineteen.contact.api.list_records import Record
from nineteen.contact.api.listed_employers import ListedContact, ListedEmployer, QuarantinedRow
from nineteen.contact.domain.employer_names import normalised, normalised_address
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.schema.partner import Problem
from nineteen.shared.schema.words import SizeClass

Read = TypeVar("Read")

LONGEST_ID = 128
STATE_DIGITS, COUNTY_DIGITS = 2, 3
NAMELESS = Problem(
    code="contact_nameless",
    field="contact_name",
    detail="The contact has neither name nor title and was left out; the employer was taken.",
)
UNKNOWN_SIZE: tuple[int | None, SizeClass] = (None, "1-9")


class Cells:
    """The cells of one record by field, and the problems met while reading them."""

    def __init__(self, record: Record, layout: Layout) -> None:
        self.record = record
        self.layout = layout
        self.problems: list[Problem] = []

    def text(self, field: str) -> str:
        """The cell of a field on one line; empty where the list or the line has none."""
        at = self.layout.columns.get(field, len(self.record.cells))
        if at >= len(self.record.cells):
            return ""
        try:
            return cleaned(self.record.cells[at])
        except Unread as error:
            self.add(Problem(code=error.code, field=field, detail=error.detail))
            return ""

    def read(self, field: str, reader: Callable[[str], Read], otherwise: Read) -> Read:
        """What the reader makes of a cell, else `otherwise`: of an empty one without a word."""
        text = self.text(field)
        return self.attempt(field, lambda: reader(text), otherwise) if text else otherwise

    def attempt(self, field: str, reading: Callable[[], Read], otherwise: Read) -> Read:
        try:
            return reading()
        except Unread as error:
            self.add(Problem(code=error.code, field=field, detail=error.detail))
            return otherwise

    def add(self, problem: Problem | None) -> None:
        """Keep a problem, with the list's own title of its column in the sentence."""
        if problem:
            title = self.layout.title_of(problem.field)
            self.problems.append(
                problem.model_copy(update={"detail": f"{title}: {problem.detail}"})
            )


def read_record(
    record: Record, layout: Layout, options: ListOptions
) -> tuple[ListedEmployer, tuple[Problem, ...]] | QuarantinedRow:
    """The employer of a record with notes on what was left out, or everything that is wrong.

    A record of too many cells has shifted columns, so that none of its cells can be trusted.
    """
    if any(cell.strip() for cell in record.cells[len(layout.titles) :]):
        return QuarantinedRow(record.line, (surplus(record, layout),))
    cells = Cells(record, layout)
    employer = employer_in(cells, options)
    if problems := tuple(cells.problems):
        return QuarantinedRow(record.line, problems, own_id(cells))
    if employer.contact and not (employer.contact.name or employer.contact.title):
        return replace(employer, contact=None), (NAMELESS,)
    return employer, ()


def surplus(record: Record, layout: Layout) -> Problem:
    return Problem(
        code="cells_surplus",
        detail=f"The line has {len(record.cells)} cells and the header {len(layout.titles)};"
        " put quotes around a text that holds the separator.",
    )


def employer_in(cells: Cells, options: ListOptions) -> ListedEmployer:
    """The employer as far as it can be read; of use only when no problem was met."""
    name = cells.text("name")
    if not normalised(name):
        cells.add(Problem(code="name_missing", field="name", detail="There is no name."))
    county = county_in(cells) or options.county_fips
    naics = naics_digits(cells.text("naics"))
    cells.add(county_problem(county))
    cells.add(naics_problem(naics))
    street, city = cells.text("street"), cells.text("city")
    postal_code = cells.read("postal_code", postal_code_of, "")
    employees, size_class = cells.read("size", size_of, UNKNOWN_SIZE)
    return ListedEmployer(
        external_id=own_id(cells)
        or made_id(name, county, normalised_address(street, city, postal_code)),
        name=name,
        county_fips=county,
        naics=naics,
        ownership=cells.read(
            "ownership",
            lambda text: ownership_of(text, naics, options.ownership),
            ownership_of("", naics, options.ownership),
        ),
        size_class=size_class,
        employees=employees,
        street=street,
        city=city,
        postal_code=postal_code,
        phone=cells.read("phone", phone_of, ""),
        occupation_codes=cells.read("occupations", occupations_of, ()),
        contact=contact_in(cells),
    )


def county_in(cells: Cells) -> str:
    """The county code; lists that split it give the state's two digits and the county's three."""
    county, state = cells.text("county_fips"), cells.text("state_fips")
    split = len(county) == COUNTY_DIGITS and len(state) == STATE_DIGITS
    return state + county if split and (state + county).isdecimal() else county


def own_id(cells: Cells) -> str:
    """The id that the list gives the employer; empty where it gives none."""
    return cells.read("external_id", id_of, "")


def id_of(text: str) -> str:
    if len(text) > LONGEST_ID:
        raise Unread("text_too_long", f"An id may have {LONGEST_ID} characters.")
    return text


def made_id(name: str, county: str, address: str) -> str:
    """The id of an employer whose list gives none, from its natural key (PRODUCT 4.0)."""
    return natural_id("listed employer", normalised(name), county, address)


def contact_in(cells: Cells) -> ListedContact | None:
    """The contact of a line, or None where no column says anything about one."""
    parts = (cells.text("contact_first_name"), cells.text("contact_last_name"))
    contact = ListedContact(
        name=cells.text("contact_name") or " ".join(filter(None, parts)),
        title=cells.text("contact_title"),
        email=cells.read("contact_email", email_of, ""),
        phone=cells.read("contact_phone", phone_of, ""),
    )
    return contact if contact != ListedContact() else None
