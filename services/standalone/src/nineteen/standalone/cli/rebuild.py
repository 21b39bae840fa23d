"""`nineteen rebuild`: fold views anew beside the live ones."""

from typing import Annotated

import typer

from nineteen.standalone.cli.environment import DataFolder, must_hold_data, settings_with
from nineteen.standalone.cli.exits import BROKE_OFF, Refused
from nineteen.standalone.cli.screen import say, tell

Views = Annotated[list[str] | None, typer.Argument(metavar="VIEW...", help="Such as funnel.")]
All = Annotated[bool, typer.Option("--all", help="Every view.")]


def rebuild(views: Views = None, data: DataFolder = None, *, every: All = False) -> None:
    """Fold views anew from the first event, then swap them in; reads go on meanwhile.

    Exit code 3: a view could not be folded to the end; its live version was left as it is.
    """
    from nineteen.standalone.cli.operations import rebuilt  # noqa: PLC0415  slow to load

    names = list(dict.fromkeys(views or []))
    if bool(names) == every:
        raise Refused("Name the views to rebuild, such as `nineteen rebuild funnel`, or say --all.")
    settings = settings_with(data)
    must_hold_data(settings)
    broken = 0
    for status in rebuilt(settings, names):
        if status["failed"]:
            broken += 1
            say(f"{status['view']}: {status['failed']}")
        else:
            tell(f"{status['view']}: rebuilt, generation {status['generation']} is live.")
    if broken:
        raise typer.Exit(BROKE_OFF)
