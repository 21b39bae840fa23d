"""What one consumer step writes, as writes to collections."""

from collections.abc import Iterator
from typing import Any

from nineteen.shared.runtime.mongo import names
from nineteen.shared.runtime.mongo.driver import DeleteOne, Int64, ReplaceOne, UpdateOne
from nineteen.shared.runtime.mongo.rows import document_row, message_row, parked_row, todo_row
from nineteen.shared.runtime.ports import BROKEN, Changes

Writes = list[Any]
MOST_TODOS = 1_000_000
"""More than one step plans."""


def writes_of(group: str, changes: Changes, sequence: int) -> Iterator[tuple[str, Writes]]:
    """By collection, in order; `sequence` is the group's own, and grows with each step."""
    yield names.HEADS, heads(group, changes)
    yield names.PARTS, parts(changes)
    yield names.DOCUMENTS, documents(changes)
    yield names.CELLS, cells(changes)
    yield names.MEMORIES, memories(changes)
    yield names.TODOS, todos(changes, sequence)
    yield names.OUTBOX, outbox(changes)
    yield names.PARKED, parked(group, changes)


def heads(group: str, changes: Changes) -> Writes:
    """Each stream's new head."""
    return [
        ReplaceOne(place, {**place, "version": Int64(version), "event": event}, upsert=True)
        for stream, (version, event) in changes.heads.items()
        for place in [{"group": group, "stream": stream}]
    ]


def parts(changes: Changes) -> Writes:
    """New parts, then dropped ones."""
    kept: Writes = []
    dropped: Writes = []
    for (generation, tenant, doc), by_stream in changes.parts.items():
        for stream, part in by_stream.items():
            place = {"generation": generation, "tenant": tenant, "doc": doc, "stream": stream}
            if part is None:
                dropped.append(DeleteOne(place))
            else:
                kept.append(ReplaceOne(place, {**place, "part": part}, upsert=True))
    return kept + dropped


def documents(changes: Changes) -> Writes:
    """New documents, then dropped ones."""
    kept: Writes = []
    dropped: Writes = []
    for (generation, tenant, doc), body in changes.documents.items():
        place = {"generation": generation, "tenant": tenant, "id": doc}
        if body is None:
            dropped.append(DeleteOne(place))
        else:
            row = document_row((generation, tenant, doc), body)
            kept.append(ReplaceOne(place, row, upsert=True))
    return kept + dropped


def cells(changes: Changes) -> Writes:
    """What is added to totals."""
    return [
        UpdateOne(
            {"generation": generation, "scope": scope, "cell": cell},
            {"$inc": {"n": Int64(n)}},
            upsert=True,
        )
        for (generation, scope, cell), n in changes.cells.items()
        if n
    ]


def memories(changes: Changes) -> Writes:
    """What policies remember."""
    return [
        ReplaceOne(place, {**place, "body": body}, upsert=True)
        for (policy, key), body in changes.memories.items()
        for place in [{"policy": policy, "key": key}]
    ]


def todos(changes: Changes, sequence: int) -> Writes:
    """New to-dos, each once for ever, then closed ones."""
    planned = [
        UpdateOne(
            {"_id": todo.id},
            {"$setOnInsert": todo_row(todo, sequence * MOST_TODOS + number)},
            upsert=True,
        )
        for number, todo in enumerate(changes.todos)
    ]
    closed = [
        UpdateOne(
            {"_id": todo},
            {
                "$set": {"code": code},
                "$unset": {"open": 1} if code == BROKEN else {"open": 1, "payload": 1},
            },
        )
        for todo, code in changes.closed
    ]
    return planned + closed


def outbox(changes: Changes) -> Writes:
    """New messages, each once for ever."""
    return [
        UpdateOne({"_id": message.id}, {"$setOnInsert": message_row(message)}, upsert=True)
        for message in changes.outbox
    ]


def parked(group: str, changes: Changes) -> Writes:
    """Events taken up again, then events set aside."""
    taken = [
        DeleteOne({"group": group, "fold": fold, "stream": stream, "version": version})
        for fold, stream, version in changes.unpark
    ]
    aside = [
        UpdateOne(
            {"group": row.group, "fold": row.fold, "stream": row.stream, "version": row.version},
            {"$setOnInsert": parked_row(row)},
            upsert=True,
        )
        for row in changes.park
    ]
    return taken + aside
