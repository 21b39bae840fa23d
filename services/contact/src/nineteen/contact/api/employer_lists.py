"""A county's employer list as agencies send it: bytes in, one verdict a line out, nothing lost.

Every line below the header ends as one row: read, repeated, or quarantined with all its problems
(blank lines say nothing and give none). What makes the whole file unreadable is raised before the
first row. Memory does not grow with the file, save about 120 bytes for each employer, by which
repeated lines are found.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from nineteen.contact.api.list_bytes import ListRefused, open_lines
from nineteen.contact.api.list_columns import AS_SENT, Layout, ListOptions, find_layout
from nineteen.contact.api.list_records import Record, Records, Unreadable
from nineteen.contact.api.list_rows import read_record
from nineteen.contact.api.listed_employers import (
    ListedContact,
    ListedEmployer,
    QuarantinedRow,
    ReadRow,
    RepeatedRow,
    Row,
    hashes,
)
from nineteen.shared.schema.partner import Problem

__all__ = [
    "AS_SENT",
    "EmployerList",
    "Layout",
    "ListOptions",
    "ListRefused",
    "ListedContact",
    "ListedEmployer",
    "QuarantinedRow",
    "ReadRow",
    "RepeatedRow",
    "Row",
    "read_employer_list",
]

FIRST_LINES = 40
"""Enough for a header line below ten records that have line breaks in their cells."""
DIGITS = 14
"""Of a hash, to find repeats by: 56 bits, so that two of 100,000 meet once in ten million lists."""


@dataclass(frozen=True, slots=True)
class EmployerList:
    """A list that can be read: its encoding and layout, and its rows, once and in their order."""

    encoding: str
    layout: Layout
    rows: Iterator[Row]


def read_employer_list(chunks: Iterable[bytes], options: ListOptions = AS_SENT) -> EmployerList:
    """Open a list; its rows are read as they are asked for.

    Raises ListRefused(empty, binary, header_missing, header_only, columns_missing, mapping_wrong,
    county_unknown, line_too_long, quotes_unclosed, quotes_stray), all of them before any row.
    """
    encoding, lines = open_lines(chunks)
    first_lines = list(islice(lines, FIRST_LINES))
    layout = find_layout(first_lines, options)
    found = iter(Records(chain(first_lines, lines), layout.delimiter))
    below = (record for record in found if record.line > layout.header_line)
    first = next(below, None)
    if first is None:
        raise ListRefused("header_only", "The list names its columns but no employer.")
    return EmployerList(encoding, layout, rows_of(chain([first], below), layout, options))


def rows_of(
    records: Iterable[Record | Unreadable], layout: Layout, options: ListOptions
) -> Iterator[Row]:
    """The verdict on each record, in their order."""
    seen = Seen()
    for record in records:
        if isinstance(record, Unreadable):
            yield QuarantinedRow(record.line, (record.problem,))
            continue
        found = read_record(record, layout, options)
        yield found if isinstance(found, QuarantinedRow) else seen.verdict(record.line, *found)


class Seen:
    """The employers and lines that a file has had so far."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}  # by external id: where in the arrays its first line is
        self.lines, self.employers, self.rows = array("Q"), array("Q"), array("Q")
        self.more_contacts: dict[int, int] = {}  # by row: the line

    def verdict(self, line: int, employer: ListedEmployer, notes: tuple[Problem, ...]) -> Row:
        """Whether the line is new, repeats one, or contradicts one about the same employer.

        Only one of two contradicting lines could be true, and a list sent twice would flip
        between them: the second waits for somebody to choose.
        """
        whole, alone = hashes(employer)
        row, own = short(whole), short(alone)
        place = self.places.setdefault(hash(employer.external_id), len(self.lines))
        if place == len(self.lines):
            self.lines.append(line)
            self.employers.append(own)
            self.rows.append(row)
            return ReadRow(line, employer, whole, alone, notes)
        if self.employers[place] != own:
            return QuarantinedRow(line, (contradiction(self.lines[place]),), employer.external_id)
        first = self.lines[place] if self.rows[place] == row else self.more_contacts.get(row)
        if first is not None:
            return RepeatedRow(line, first, employer.external_id)
        self.more_contacts[row] = line
        return ReadRow(line, employer, whole, alone, notes)


def short(digest: str) -> int:
    return int(digest[:DIGITS], 16)


def contradiction(first: int) -> Problem:
    return Problem(
        code="employer_contradicted",
        field="external_id",
        detail=f"Line {first} lists the same employer with other facts; keep one of the two lines.",
    )
