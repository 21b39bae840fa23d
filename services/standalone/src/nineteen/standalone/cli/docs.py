"""`nineteen docs`: write the pages that follow from the code, or find stale ones."""

from pathlib import Path
from typing import Annotated

import typer

from nineteen.standalone.cli.exits import ATTENTION, Refused
from nineteen.standalone.cli.screen import say, tell

Folder = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the pages are.")]
Check = Annotated[bool, typer.Option("--check", help="Change nothing; name stale pages.")]


def docs(folder: Folder = Path("docs"), *, check: Check = False) -> None:
    """Write the generated pages: events, flow, commands, problems, settings, metrics.

    With --check, exit code 1: a page is stale.
    """
    from nineteen.standalone.docs.pages import stale, write  # noqa: PLC0415  slow to load

    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder} here. Go to the top of the repository, or name the "
            "folder with --to."
        )
    if not check:
        written = write(folder)
        for path in written:
            tell(f"{folder / path} written.")
        if not written:
            tell("Every generated page is current.")
        return
    if found := stale(folder):
        for path in found:
            say(f"{folder / path} is stale: the code says something else now. Run: make docs")
        raise typer.Exit(ATTENTION)
    tell("Every generated page is current.")
