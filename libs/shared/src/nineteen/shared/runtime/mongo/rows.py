"""Rows of the view store: what is kept of to-dos, messages, parked events and documents."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from nineteen.shared.runtime.clock import instant, millis
from nineteen.shared.runtime.commits import body_of, commit_from
from nineteen.shared.runtime.mongo.driver import Int64, Row
from nineteen.shared.runtime.ports import DocKey, OutboxRow, ParkedRow, Position, TodoRow

TODO_FIELDS = (
    *("policy", "lane", "tenant", "kind", "target", "command"),
    *("correlation", "causation", "on_behalf_of", "skip_after_s"),
)
UNFIT = re.compile(r"\d{19}|\\u0000")
"""What BSON may not be able to say: whole numbers of more than 64 bits, names with a NUL."""
LARGEST = 2**63


def positions_of(row: Row) -> dict[str, Position]:
    """How far a group has read each source."""
    return {
        each["source"]: Position(each["epoch"], tuple(map(int, each["next"])))
        for each in row["positions"]
    }


def positions_rows(positions: Mapping[str, Position]) -> list[Row]:
    """The same as it is kept."""
    return [
        {"source": source, "epoch": at.epoch, "next": [Int64(n) for n in at.next]}
        for source, at in positions.items()
    ]


def todo_row(todo: TodoRow, planned: int) -> Row:
    """A to-do as it is kept; `planned` grows with every one."""
    return {
        **{name: getattr(todo, name) for name in TODO_FIELDS},
        "payload": to_json(todo.payload).decode(),
        "due_at": Int64(millis(todo.due_at)),
        "planned": Int64(planned),
        "open": True,
    }


def todo_of(row: Row) -> TodoRow:
    """A row as a to-do."""
    values = {name: row[name] for name in TODO_FIELDS}
    payload, due_at = from_json(row["payload"]), instant(row["due_at"])
    return TodoRow(id=row["_id"], payload=payload, due_at=due_at, **values)


def message_row(message: OutboxRow) -> Row:
    """A message as it is kept."""
    return {
        "tenant": message.tenant,
        "at": message.at.isoformat(),
        "message": to_json(message.message).decode(),
        "waiting": True,
    }


def message_of(row: Row) -> OutboxRow:
    """A row as a message."""
    at = datetime.fromisoformat(row["at"])
    return OutboxRow(row["_id"], row["tenant"], at, from_json(row["message"]))


def parked_row(row: ParkedRow) -> Row:
    """What is kept of a parked event, besides its place (group, fold, stream, version)."""
    return {
        "reason": row.reason,
        "error": row.error,
        "at": row.at.isoformat(),
        "commit": row.commit.id,
        "index": row.index,
        "from_version": Int64(row.commit.from_version),
        "body": body_of(row.commit),
    }


def parked_of(row: Row) -> ParkedRow:
    """A row as a parked event."""
    commit = commit_from((row["commit"], row["stream"], int(row["from_version"]), 0, row["body"]))
    return ParkedRow(
        row["group"],
        row["fold"],
        row["stream"],
        int(row["version"]),
        row["reason"],
        row["error"],
        datetime.fromisoformat(row["at"]),
        commit,
        row["index"],
    )


def document_row(key: DocKey, body: str) -> Row:
    """A document: its JSON as it was rendered, and its fields for filters and reporting tools."""
    generation, tenant, doc = key
    return {
        "generation": generation,
        "tenant": tenant,
        "id": doc,
        "version": version_in(generation),
        "body": body,
        "fields": fields_of(body),
    }


def version_in(generation: str) -> int:
    """The version of the view in the name of a generation: 3 in `funnel.v3.g1`; else 0."""
    found = re.search(r"\.v(\d+)\.g\d+$", generation)
    return int(found[1]) if found else 0


def fields_of(body: str) -> Any:  # noqa: ANN401  whatever JSON can say
    """A JSON document as BSON can keep it."""
    fields = from_json(body)
    return fitting(fields) if UNFIT.search(body) else fields


def fitting(value: Any) -> Any:  # noqa: ANN401  whatever JSON can say
    """The nearest that BSON can say: a float for a number too large, no NUL in names."""
    match value:
        case dict():
            return {name.replace("\0", ""): fitting(each) for name, each in value.items()}
        case list():
            return [fitting(each) for each in value]
        case int() if not -LARGEST <= value < LARGEST:
            return float(value)
        case _:
            return value
