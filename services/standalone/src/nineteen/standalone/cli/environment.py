"""The settings of a command: the environment's, with what the command line says instead."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from nineteen.shared.runtime.settings import (
    PREFIX,
    Settings,
    UnknownSetting,
    settings_from_environment,
)
from nineteen.standalone.cli.exits import Refused

DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="FOLDER", help="Data folder; else NINETEEN_DATA, else var/nineteen."
    ),
]


def settings_with(data: Path | None = None, **said: int | None) -> Settings:
    """Settings in force; raises Refused for unknown and unusable ones."""
    try:
        found = settings_from_environment()
    except UnknownSetting as no:
        raise Refused(str(no)) from None
    except ValidationError as error:
        raise Refused(" ".join(misfits(error))) from None
    change = {"data": data, **said}
    return found.model_copy(
        update={name: each for name, each in change.items() if each is not None}
    )


def misfits(error: ValidationError) -> list[str]:
    """A sentence for each setting that cannot be used."""
    return [
        f"{PREFIX}{str(each['loc'][0]).upper()} is {each['input']!r}, which does not fit: "
        f"{each['msg'][:1].lower()}{each['msg'][1:]}. Change it or remove it."
        for each in error.errors()
    ]


def must_hold_data(settings: Settings) -> None:
    """Some commands only look at what is there; raises Refused where nothing is.

    In a cluster nothing lies in a folder: who opens it looks for itself.
    """
    if settings.is_clustered:
        return
    if not any(settings.data.glob("*/*.db")):
        raise Refused(
            f"There is no data in {settings.data} yet. Start with `nineteen up`, or say with "
            "--data where it is."
        )
    if not (settings.keys_folder / "installation.key").exists():
        raise Refused(
            f"The keys are not in {settings.keys_folder}, and without them nothing can be read. "
            "Bring that folder back from its backup, or say with NINETEEN_KEYS where it is."
        )
