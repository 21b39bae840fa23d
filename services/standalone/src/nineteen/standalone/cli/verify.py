"""`nineteen verify`: whether the views are what the events say."""

import asyncio
from typing import TYPE_CHECKING

import typer

from nineteen.shared.runtime.settings import Settings
from nineteen.standalone.cli.environment import DataFolder, must_hold_data, settings_with
from nineteen.standalone.cli.exits import ATTENTION, BrokeOff, Refused
from nineteen.standalone.cli.screen import bar, output, table, tell
from nineteen.standalone.cli.serve import must_be_clustered

if TYPE_CHECKING:
    from nineteen.shared.runtime.verify import Verdict

MOST_IDS = 3


def verify(data: DataFolder = None) -> None:
    """Fold every event anew and compare each view byte for byte; changes nothing.

    Works beside a running server. Exit code 1: something differs.
    """
    settings = settings_with(data)
    must_hold_data(settings)
    found = table("view", "documents", "verdict", right=("documents",))
    wrong = []
    for verdict in verdicts(settings):
        says = "equal"
        if not verdict.clean:
            wrong.append(verdict.view)
            says = difference(list(verdict.different), cells=verdict.cells_differ)
        found.add_row(verdict.view, f"{verdict.documents:,}", says)
    output().print(found)
    tell()
    if not wrong:
        tell("Every document is what the events say, to the byte.")
        return
    tell(f"The events are untouched. Make the views anew: nineteen rebuild {' '.join(wrong)}")
    raise typer.Exit(ATTENTION)


def difference(ids: list[str], *, cells: bool) -> str:
    """What differs, with the first ids."""
    parts = []
    if ids:
        more = ", …" if len(ids) > MOST_IDS else ""
        parts.append(f"{len(ids):,} different: {', '.join(ids[:MOST_IDS])}{more}")
    if cells:
        parts.append("totals differ")
    return "; ".join(parts)


def verdicts(settings: Settings) -> list["Verdict"]:
    """Fold and compare; raises BrokeOff for files that cannot be read."""
    from nineteen.shared.runtime.ports import Unavailable  # noqa: PLC0415  slow to load
    from nineteen.shared.runtime.sqlite.embedded import Folders  # noqa: PLC0415
    from nineteen.shared.runtime.sqlite.verification import verified  # noqa: PLC0415
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    if settings.is_clustered:
        return in_cluster(settings)
    folders = Folders(settings.data, settings.keys_folder)
    try:
        with bar("Folding every event anew"):
            return asyncio.run(verified(SERVICES, folders))
    except Unavailable as trouble:
        raise BrokeOff(f"{trouble} `nineteen doctor` looks the files over.") from None


def in_cluster(settings: Settings) -> list["Verdict"]:
    """The same on MongoDB; raises Refused, BrokeOff."""
    from nineteen.shared.runtime.installation_key import KeysMissing  # noqa: PLC0415  slow to load
    from nineteen.shared.runtime.mongo.trouble import CannotStart  # noqa: PLC0415
    from nineteen.shared.runtime.mongo.verification import verified  # noqa: PLC0415
    from nineteen.shared.runtime.ports import Unavailable  # noqa: PLC0415
    from nineteen.standalone.services import SERVICES  # noqa: PLC0415

    must_be_clustered(settings)
    try:
        with bar("Folding every event anew"):
            return asyncio.run(verified(SERVICES, settings))
    except (CannotStart, KeysMissing) as no:
        raise Refused(str(no)) from None
    except Unavailable as trouble:
        raise BrokeOff(str(trouble)) from None
