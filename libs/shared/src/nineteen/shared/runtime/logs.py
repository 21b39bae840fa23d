"""Structured logs without personal data: only keys on the list get through."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from pydantic_core import to_json

from nineteen.shared.runtime.settings import Settings

ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "at", "service", "group", "fold", "loop", "policy"),
        *("command", "kind", "outcome", "code", "ms", "status", "method", "route", "tenant"),
        *("reason", "error", "full", "next_try_s", "count", "rows", "address", "version", "view"),
        *("request_id", "step", "feed", "batch", "topic", "partition", "offset", "lease"),
    }
)
"""Names, phones, addresses, texts and stream ids are not on it."""


def only_allowed(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list."""
    for key in [key for key in line if key not in ALLOWED]:
        del line[key]
    return line


def as_json(line: MutableMapping[str, Any], **_: object) -> str:
    """One line of JSON."""
    return to_json(line, fallback=str).decode()


def set_up_logs(settings: Settings) -> None:
    """Configure structlog for this process; uvicorn's own lines go the same way."""
    level = getattr(logging, settings.log_level.upper())
    last: Any = structlog.processors.JSONRenderer(serializer=as_json)
    if settings.log == "console":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(message)s")
