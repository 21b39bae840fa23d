"""Which column of a list says what: separators, header lines, and the names that agencies use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

from nineteen.contact.api.code_sets import county_problem
from nineteen.contact.api.list_bytes import Line, ListRefused
from nineteen.contact.api.list_records import Record, Records, Unreadable
from nineteen.shared.schema.words import Ownership

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 10
"""Titles and remarks may stand above the header line, this many lines at most."""
FEWEST_COLUMNS = 2
"""Known names that make a line a header: one alone may be a remark."""

# Of two columns for one field the name that stands first here wins: a list with both "County" and
# "County FIPS" has names in the former.
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "external_id": (
            "external id",
            "id",
            "employer id",
            "record id",
            "account number",
            "infogroup id",
        ),
        "name": (
            "name",
            "company name",
            "company",
            "employer",
            "employer name",
            "business name",
            "business",
            "establishment",
            "establishment name",
            "organization",
            "organization name",
            "legal name",
            "trade name",
        ),
        "street": (
            "street",
            "street address",
            "address",
            "address 1",
            "address line 1",
            "physical address",
            "location address",
        ),
        "city": ("city", "town", "municipality"),
        "postal_code": ("postal code", "zip", "zip code", "zipcode", "zip 5", "postcode"),
        "state_fips": ("state fips", "state fips code", "statefp"),
        "county_fips": (
            "county fips",
            "county fips code",
            "fips",
            "fips code",
            "county code",
            "countyfp",
            "county",
        ),
        "naics": (
            "naics 2022 code",
            "naics 2022",
            "primary naics code",
            "primary naics",
            "naics code",
            "naics",
            "naics 6",
        ),
        "size": (
            "size",
            "emp size",
            "employees",
            "employee size",
            "number of employees",
            "no of employees",
            "employment",
            "employee count",
            "headcount",
            "size class",
            "employee range",
            "size range",
        ),
        "ownership": ("ownership", "ownership type", "public or private"),
        "phone": ("phone", "phone number", "telephone", "main phone", "company phone", "tel"),
        "occupations": (
            "occupations",
            "occupation codes",
            "occupation code",
            "soc",
            "soc code",
            "soc codes",
            "onet soc",
            "o net soc",
            "onet code",
        ),
        "contact_name": (
            "contact",
            "contact name",
            "contact person",
            "manager",
            "manager name",
            "hiring manager",
            "hiring contact",
        ),
        "contact_first_name": ("first name", "contact first name", "manager first name"),
        "contact_last_name": ("last name", "contact last name", "manager last name", "surname"),
        "contact_title": ("title", "contact title", "job title", "position", "manager title"),
        "contact_email": ("email", "e mail", "contact email", "email address", "contact e mail"),
        "contact_phone": ("contact phone", "contact phone number", "direct phone", "direct line"),
    }
)
KNOWN: Mapping[str, tuple[str, int]] = MappingProxyType(
    {each.replace("_", " "): (each, 0) for each in SYNONYMS}
    | {
        title: (each, rank)
        for each, titles in SYNONYMS.items()
        for rank, title in enumerate(titles, 1)
    }
)
BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What the sender says about a list beside the file itself.

    `mapping` goes from column title to field ("" leaves the column out) and beats the built-in
    names. `county_fips` and `ownership` are taken where the list is silent.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    county_fips: str = ""
    ownership: Ownership = "private"


AS_SENT = ListOptions()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is laid out: where each field stands, and which columns say nothing to us."""

    delimiter: str
    header_line: int
    titles: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Titles of the columns that no field was found for, in their order."""
        used = set(self.columns.values())
        return tuple(
            title for at, title in enumerate(self.titles) if at not in used and title.strip()
        )

    def title_of(self, name: str) -> str:
        """The list's own title of the column of a field, for sentences; the field without one."""
        return self.titles[self.columns[name]].strip() if name in self.columns else name


def find_layout(lines: Sequence[Line], options: ListOptions = AS_SENT) -> Layout:
    """The layout, from the first lines: the separator and the line under which most fields appear.

    Raises ListRefused(mapping_wrong, county_unknown, header_missing, columns_missing, or what
    makes the first line unreadable).
    """
    own = own_names(options)
    if options.county_fips and (problem := county_problem(options.county_fips)):
        raise ListRefused("county_unknown", problem.detail)
    records = [
        (delimiter, record)
        for delimiter in DELIMITERS
        for record in islice(Records(iter(lines), delimiter), HEADER_WITHIN)
    ]
    layouts = [layout_of(each, by, own) for by, each in records if isinstance(each, Record)]
    best = max(layouts, key=lambda each: len(each.columns), default=None)
    if best is None or len(best.columns) < FEWEST_COLUMNS:
        raise no_header(records[0][1] if records else None)
    refuse_missing(best, options)
    return best


def no_header(first: Record | Unreadable | None) -> ListRefused:
    """The refusal of a list whose header line cannot be found, by what stands in its place."""
    if isinstance(first, Unreadable):
        return ListRefused(first.problem.code, f"Line {first.line}: {first.problem.detail}")
    return ListRefused(
        "header_missing",
        f"None of the first {HEADER_WITHIN} lines names the columns of an employer list, such as"
        " Company Name, County FIPS and NAICS Code. Add a header line, or give a mapping.",
    )


def own_names(options: ListOptions) -> dict[str, str]:
    """The sender's mapping by plain title; raises ListRefused(mapping_wrong)."""
    for title, name in options.mapping.items():
        if name and name not in SYNONYMS:
            fields = ", ".join(SYNONYMS)
            raise ListRefused(
                "mapping_wrong",
                f"The mapping sends {title!r} to {name!r}; the fields are: {fields}.",
            )
    return {plain_title(title): name for title, name in options.mapping.items()}


def plain_title(title: str) -> str:
    return BETWEEN_WORDS.sub(" ", title).strip().casefold()


def layout_of(record: Record, delimiter: str, own: Mapping[str, str]) -> Layout:
    """The layout if this record were the header."""
    names = {**KNOWN, **{title: (name, -1) for title, name in own.items()}}
    known = [
        (at, names[plain])
        for at, title in enumerate(record.cells)
        if (plain := plain_title(title)) in names
    ]
    columns: dict[str, int] = {}
    for at, (name, _) in sorted(known, key=lambda each: each[1][1]):
        if name:
            columns.setdefault(name, at)
    return Layout(delimiter, record.line, tuple(record.cells), MappingProxyType(columns))


def required(options: ListOptions) -> tuple[str, ...]:
    return ("name", "naics") if options.county_fips else ("name", "county_fips", "naics")


def refuse_missing(layout: Layout, options: ListOptions) -> None:
    """Raise ListRefused for a required field, or a mapped column, that the header lacks."""
    titles = ", ".join(repr(title.strip()) for title in layout.titles if title.strip())
    found = {plain_title(title) for title in layout.titles}
    if unknown := [title for title in options.mapping if plain_title(title) not in found]:
        raise ListRefused(
            "mapping_wrong", f"The mapping names {unknown[0]!r}, but the columns are: {titles}."
        )
    if missing := [name for name in required(options) if name not in layout.columns]:
        raise ListRefused(
            "columns_missing",
            f"No column gives {' and '.join(missing)}. The columns are: {titles}."
            " Rename one, or give a mapping from its title to the field.",
        )
