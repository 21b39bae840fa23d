"""All generated pages by their path below `docs/`; writing them, and finding stale ones."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nineteen.shared.runtime.http.openapi import document
from nineteen.standalone.docs.asyncapi import asyncapi
from nineteen.standalone.docs.commands import commands
from nineteen.standalone.docs.events import events
from nineteen.standalone.docs.flow import flow
from nineteen.standalone.docs.metrics import metrics
from nineteen.standalone.docs.problems import problems
from nineteen.standalone.docs.settings import settings
from nineteen.standalone.services import SERVICES

OPENAPI = Path("openapi")


@cache
def pages() -> dict[Path, str]:
    """Every page and its text."""
    return {
        Path("events.md"): events(SERVICES),
        Path("flow.md"): flow(SERVICES),
        Path("commands.md"): commands(SERVICES),
        Path("problems.md"): problems(),
        Path("settings.md"): settings(),
        Path("metrics.md"): metrics(),
        Path("asyncapi.json"): as_json(asyncapi(SERVICES)),
        **{OPENAPI / f"{each.name}.json": as_json(document(each)) for each in SERVICES},
    }


def as_json(content: Mapping[str, Any]) -> str:
    """JSON for people and for differences line by line."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every page that is not current; those that were written."""
    written = stale(folder)
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return [*written]


def stale(folder: Path) -> dict[Path, str]:
    """The pages that do not say what the code says, and what they should say."""
    return {path: text for path, text in pages().items() if current(folder / path) != text}


def current(file: Path) -> str | None:
    """What a page says now."""
    return file.read_text("utf-8") if file.exists() else None
