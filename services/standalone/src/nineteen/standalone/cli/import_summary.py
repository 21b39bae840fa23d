"""What became of a list: counts, and why rows were quarantined."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nineteen.standalone.cli.screen import output, table, tell

FIRST_LINES = 5
RESULTS = ("accepted", "duplicate", "late", "quarantined")


@dataclass
class Reason:
    """Rows that were quarantined for the same reason."""

    count: int = 0
    lines: list[str] = field(default_factory=list)
    detail: str = ""

    def add(self, line: str, detail: str) -> None:
        """One more."""
        self.count += 1
        self.detail = self.detail or detail
        if len(self.lines) < FIRST_LINES:
            self.lines.append(line)

    @property
    def where(self) -> str:
        """The first lines."""
        more = ", …" if self.count > len(self.lines) else ""
        return ", ".join(self.lines) + more


def reasons(rows: Path) -> dict[str, Reason]:
    """Why rows were quarantined, the most frequent reason first."""
    found: dict[str, Reason] = {}
    with rows.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["result"] == "quarantined":
                found.setdefault(row["reason"], Reason()).add(row["line"], row["detail"])
    return dict(sorted(found.items(), key=lambda each: -each[1].count))


def show(file: Path, summary: dict[str, Any], rows: Path, *, kept: bool) -> None:
    """Print the counts, then what is to be mended."""
    counts = table(file.name, "", right=("",))
    counts.add_row("rows", f"{summary['rows']:,}")
    for each in RESULTS:
        counts.add_row(each, f"{summary[each]:,}")
    counts.add_row("encoding", summary["encoding"])
    counts.add_row("ignored columns", ", ".join(summary["ignored_columns"]) or "none")
    output().print(counts)
    if summary["quarantined"]:
        tell()
        output().print(quarantined(rows))
    tell()
    tell(verdict(summary))
    if kept:
        tell(f"What became of each row is in {rows}.")


def quarantined(rows: Path) -> Any:  # noqa: ANN401  a table of rich
    """The reasons."""
    found = table("quarantined because of", "rows", "lines", "the first one says", right=("rows",))
    for name, reason in reasons(rows).items():
        found.add_row(name, f"{reason.count:,}", reason.where, reason.detail)
    return found


def verdict(summary: dict[str, Any]) -> str:
    """What it means, and what to do next."""
    if summary["quarantined"]:
        mend = (
            "Mend the quarantined rows in the file and send it again: rows that were taken count "
            "as duplicates."
        )
    else:
        mend = "Every row could be used."
    if summary["dry_run"]:
        return f"This was a dry run: nothing was recorded. {mend}"
    return mend
