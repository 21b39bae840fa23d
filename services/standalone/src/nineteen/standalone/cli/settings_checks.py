"""The doctor on settings: what is in force, where it comes from, what nobody knows."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nineteen.shared.runtime.settings import PREFIX, TESTS_ONLY, Settings
from nineteen.standalone.cli.environment import misfits
from nineteen.standalone.cli.findings import Finding, problem

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def variable(field: str) -> str:
    """The name of a setting in the environment."""
    return PREFIX + field.upper()


def usable(data: Path | None) -> tuple[Settings, set[str], list[Finding]]:
    """Settings in force, those that do not fit (a default stands in), and what is wrong."""
    said: dict[str, Any] = {} if data is None else {"data": data}
    try:
        return Settings(**said), set(), [*unknown()]
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        found = [
            problem("settings", sentence, "Until then the default stands in here.")
            for sentence in misfits(error)
        ]
    defaults = {name: Settings.model_fields[name].default for name in wrong}
    return Settings(**(defaults | said)), wrong, [*unknown(), *found]


def unknown() -> Iterator[Finding]:
    """Settings in the environment that do not exist."""
    known = [variable(field) for field in Settings.model_fields]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known and name not in TESTS_ONLY:
            near = get_close_matches(name, known, 1)
            hint = f"Perhaps {near[0]} is meant; else remove it." if near else "Remove it."
            yield problem("settings", f"There is no setting {name}.", hint)


def in_force(
    settings: Settings, data: Path | None, wrong: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Setting, value, and where it comes from."""
    for field in Settings.model_fields:
        name = variable(field)
        source = "environment" if name in os.environ and field not in wrong else "default"
        if field == "data" and data is not None:
            source = "--data"
        value = settings.keys_folder if field == "keys" else getattr(settings, field)
        value = "(set)" if field == "mongo" and value else value  # it may hold a password
        yield name, str(value), source


def exposure(settings: Settings) -> Iterator[Finding]:
    """Personas without sign-in are for one machine."""
    allowed = settings.network == "private" and settings.env != "production"
    if settings.host not in LOOPBACK and not allowed:
        yield problem(
            "address",
            f"NINETEEN_HOST is {settings.host}, and without sign-in Nineteen listens on this "
            "machine only.",
            "Remove NINETEEN_HOST, or set it to 127.0.0.1.",
        )
    if settings.is_clustered and not (settings.mongo_address_known and settings.kafka):
        yield problem(
            "cluster",
            "MongoDB and Kafka belong together: only one of them is set.",
            "Set NINETEEN_MONGO (or NINETEEN_MONGO_FILE) and NINETEEN_KAFKA, or neither.",
        )
    if settings.clock == "manual" and settings.env == "production":
        yield problem(
            "clock",
            "A manual clock is for tests and refused in production.",
            "Remove NINETEEN_CLOCK.",
        )
