"""docs/settings.md: the settings of a process."""

from pathlib import Path
from typing import Any, get_args

from pydantic.fields import FieldInfo

from nineteen.shared.runtime.settings import PREFIX, TESTS_ONLY, Settings
from nineteen.standalone.docs.markdown import code, page, table

INTRODUCTION = """\
Set them in the environment. An unknown `NINETEEN_*` is refused at start, so that a slip is not a
silent default. `nineteen doctor` shows which are in force and where each comes from.
`DEMO=0` starts without the demo agency. An agency's own settings (hours, holidays, numbers) are
events, not settings of a process."""


def settings() -> str:
    """The page."""
    rows = [
        (code(PREFIX + name.upper()), code(default(field)), kind(field), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    only = "Only tests read " + ", ".join(code(name) for name in sorted(TESTS_ONLY)) + "."
    return page(
        "Settings", INTRODUCTION, table(("setting", "default", "values", "what it is"), rows), only
    )


def default(field: FieldInfo) -> str:
    """The default as one would write it."""
    return "" if field.default is None else str(field.default)


def kind(field: FieldInfo) -> str:
    """Which values it takes."""
    wanted: Any = field.annotation
    choices = get_args(wanted)
    if Path in (wanted, *choices):
        return "path"
    if choices:
        return " / ".join(map(str, choices))
    return {int: "whole number", str: "text"}.get(wanted, str(wanted))
