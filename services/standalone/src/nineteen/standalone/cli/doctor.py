"""`nineteen doctor`: whether everything is in place, and what to do if not."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from nineteen.standalone.cli.environment import DataFolder
from nineteen.standalone.cli.exits import ATTENTION
from nineteen.standalone.cli.screen import LEVELS, bar, output, table, tell

if TYPE_CHECKING:
    from nineteen.shared.runtime.settings import Settings
    from nineteen.standalone.cli.findings import Finding

OLDEST = (3, 11)


def doctor(data: DataFolder = None) -> None:
    """Look settings, data folder, keys, disk and server over; changes nothing.

    Exit code 1: there is a problem.
    """
    from nineteen.standalone.cli import settings_checks  # noqa: PLC0415  slow to load

    settings, wrong, found = settings_checks.usable(data)
    forces = table("setting", "value", "from")
    for row in settings_checks.in_force(settings, data, wrong):
        forces.add_row(*row)
    output().print(forces)
    tell()
    with bar("Looking it over"):
        found += [*looked_over(settings)]
    report(found)


def looked_over(settings: "Settings") -> Iterator["Finding"]:
    """Everything else."""
    from nineteen.standalone.cli import folder_checks, settings_checks  # noqa: PLC0415

    yield from settings_checks.exposure(settings)
    if settings.is_clustered:
        from nineteen.standalone.cli import cluster_checks  # noqa: PLC0415  slow to load

        yield from cluster_checks.cluster(settings)
    else:
        yield from folder_checks.folder(settings)
        yield from folder_checks.keys(settings)
    yield from machine()


def machine() -> Iterator["Finding"]:
    """What Nineteen stands on."""
    from nineteen.shared.runtime.sqlite import inspection  # noqa: PLC0415  slow to load
    from nineteen.standalone.cli.findings import Finding, problem  # noqa: PLC0415

    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST:
        yield Finding("Python", python)
    else:
        yield problem("Python", python, "Install 3.11 or newer, then run `make setup` again.")
    version = inspection.sqlite_version()
    if inspection.is_new_enough():
        yield Finding("SQLite", version)
    else:
        yield problem(
            "SQLite", version, f"Use a Python that brings {inspection.NEEDED} or newer with it."
        )


def report(found: list["Finding"]) -> None:
    """Print the findings; exits with 1 when one is a problem."""
    lines = table("", "what", "found")
    for each in found:
        level = Text(each.level, style=LEVELS[each.level])
        lines.add_row(level, each.what, Text(" ".join(filter(None, [each.says, each.to_do]))))
    output().print(lines)
    tell()
    problems = sum(each.level == "problem" for each in found)
    warnings = sum(each.level == "warning" for each in found)
    if problems:
        tell(f"{problems} to mend before Nineteen works well; each line says how.")
        raise typer.Exit(ATTENTION)
    tell(
        f"No problem found; keep an eye on what is marked warning ({warnings})."
        if warnings
        else "All is well."
    )
