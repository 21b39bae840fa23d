"""`nineteen demo`: fill an empty data folder with the demo agency."""

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import DataFolder, settings_with
from nineteen.standalone.cli.exits import Refused
from nineteen.standalone.cli.screen import tell

MARKER = "demo-loading"
"""Stands in a folder with half a demo, which begins anew (`demo/folder.py`)."""


def demo(data: DataFolder = None) -> None:
    """Load the demo agency into an empty data folder: half a year of an agency's work."""
    settings = settings_with(data)
    refuse_used_folder(settings)
    from nineteen.standalone.cli.demo_load import loaded  # noqa: PLC0415  slow to load

    loaded(settings)
    tell(f"The demo agency is in {settings.data}. Look at it with `nineteen up`.")


def refuse_used_folder(settings: Settings) -> None:
    """The demo would stand among real data; raises Refused."""
    used = any(settings.data.glob("*/*.db"))
    if used and not (settings.data / MARKER).exists():
        raise Refused(
            f"There is data in {settings.data} already, and it was left as it is. The demo agency "
            "needs an empty data folder. Choose one with --data."
        )
