"""Lines into records: quoted line breaks inside, and recovery from quotes that never close.

One bad quote costs its own line only. Whatever follows is read as lines of its own, so that a
list with a slip in it is neither swallowed up to the next quote nor refused.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from nineteen.contact.api.list_bytes import LONGEST_LINE, Line
from nineteen.shared.schema.partner import Problem

MOST_LINES = 20
"""Line breaks that the cells of one record may hold together."""

TOO_LONG = Problem(
    code="line_too_long",
    detail=f"The line has more than {LONGEST_LINE // 1024} KiB and was left out.",
)
STRAY = Problem(
    code="quotes_stray",
    detail="A quoted cell goes on after its closing quote; write a quote inside it twice.",
)
UNCLOSED = Problem(
    code="quotes_unclosed",
    detail="A quote opens a cell here and does not close; close it, or write it twice.",
)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the line on which it starts."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no record."""

    line: int
    problem: Problem


class Records:
    """The records of a list, blank ones left out: iterate once."""

    def __init__(self, lines: Iterator[Line], delimiter: str) -> None:
        self.lines = lines
        self.delimiter = delimiter
        self.again: deque[Line] = deque()

    def __iter__(self) -> Iterator[Record | Unreadable]:
        while line := self.next_line():
            record = self.record_at(line)
            if isinstance(record, Unreadable) or any(map(str.strip, record.cells)):
                yield record

    def next_line(self) -> Line | None:
        return self.again.popleft() if self.again else next(self.lines, None)

    def record_at(self, first: Line) -> Record | Unreadable:
        """The record that starts on this line; lines that it only seemed to need are read again."""
        if first.text is None:
            return Unreadable(first.number, TOO_LONG)
        text, taken = first.text, list[Line]()
        cells = self.cells_of(text)
        while cells is UNCLOSED and (line := self.next_line()):
            taken.append(line)
            if line.text is None or len(taken) > MOST_LINES or len(text) > LONGEST_LINE:
                break
            text = f"{text}\n{line.text}"
            if '"' in line.text:
                cells = self.cells_of(text)
        if isinstance(cells, list):
            return Record(first.number, cells)
        self.again.extendleft(reversed(taken))
        return Unreadable(first.number, cells)

    def cells_of(self, text: str) -> list[str] | Problem:
        """The cells of a record, or UNCLOSED while more lines could complete it, or STRAY."""
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True)) or [""]
        except csv.Error as error:
            return UNCLOSED if str(error) == "unexpected end of data" else STRAY
