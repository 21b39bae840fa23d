"""`nineteen import employers FILE`: a county's employer list, row by row."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from nineteen.standalone.cli.environment import DataFolder, settings_with
from nineteen.standalone.cli.exits import ATTENTION, Refused

List = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="A CSV file."),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="'TITLE=FIELD'",
        help="Read a column under another name, such as --map 'Firm=name'; repeatable.",
    ),
]
County = Annotated[
    str,
    typer.Option(metavar="CODE", help="County code (FIPS) for rows that give none, such as 53033."),
]
Ownership = Annotated[
    Literal["private", "public"],
    typer.Option(help="Who owns the employers of rows that do not say."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--list-as-of",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Date of the list, such as 2026-01-06; else today.",
    ),
]
Feed = Annotated[str, typer.Option(metavar="NAME", help="The feed that it is taken under.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each row.")]
RowsTo = Annotated[
    Path | None,
    typer.Option("--rows-to", metavar="FILE", help="Write what became of each row there, as CSV."),
]
Persona = Annotated[
    str | None,
    typer.Option(metavar="AGENCY/ROLE/ID", help="Who imports; else the demo's counselor."),
]

app = typer.Typer(help="Take in what others send.", no_args_is_help=True)


@app.callback()
def taking() -> None:
    """Keep `employers` a word of its own: other lists may follow."""


@app.command()
def employers(  # noqa: PLR0913  each is an option of the command line
    file: List,
    *,
    mapping: Map = None,
    county: County = "",
    ownership: Ownership = "private",
    as_of: AsOf = None,
    feed: Feed = "upload",
    rows_to: RowsTo = None,
    persona: Persona = None,
    data: DataFolder = None,
    dry_run: DryRun = False,
) -> None:
    """Take in an employer list; rows that were taken before count as duplicates.

    Comma, semicolon or tab; UTF-8 or Windows-1252. Works beside a running server.
    Exit code 1: some rows were quarantined.
    """
    from nineteen.standalone.cli.delivery import Delivery, delivered  # noqa: PLC0415  slow to load
    from nineteen.standalone.cli.import_summary import show  # noqa: PLC0415

    query = {"county": county, "ownership": ownership}
    if as_of:
        query["list_as_of"] = as_of.date().isoformat()
    if dry_run:
        query["dry_run"] = "true"
    settings = settings_with(data)
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_to or Path(folder) / "rows.csv"
        refuse_unwritable(rows)
        delivery = Delivery(file, feed, query, mapped(mapping or []), rows, persona)
        summary = delivered(delivery, settings)
        show(file, summary, rows, kept=rows_to is not None)
    if summary["quarantined"]:
        raise typer.Exit(ATTENTION)


def mapped(pairs: list[str]) -> dict[str, str]:
    """Column titles to fields; raises Refused."""
    found = {}
    for pair in pairs:
        title, is_pair, field = pair.rpartition("=")
        if not (is_pair and title.strip() and field.strip()):
            raise Refused(
                f"--map takes a column title, = and a field, such as 'Firm=name'; {pair!r} is not "
                "that. Nothing was taken."
            )
        found[title.strip()] = field.strip()
    return found


def refuse_unwritable(rows: Path) -> None:
    """Better now than after the list was taken."""
    try:
        rows.open("a").close()
    except OSError as error:
        raise Refused(
            f"{rows} cannot be written ({error.strerror}). Nothing was taken. Give another file "
            "with --rows-to."
        ) from None
