"""Names in MongoDB: of databases, collections and the views of reporting tools."""

PREFIX = "nineteen"
COMMITS = "commits"
GROUPS, HEADS, PARTS, DOCUMENTS, CELLS = "groups", "heads", "parts", "documents", "cells"
GENERATIONS, MEMORIES, TODOS, OUTBOX = "generations", "memories", "todos", "outbox"
PARKED, LEASES = "parked", "leases"
PERSONS, NAMED = "persons", "named"


def database_of(service: str, prefix: str = PREFIX) -> str:
    """The database of a service: its commits, and all that its groups write."""
    return f"{prefix}_{service}"


def key_database(prefix: str = PREFIX) -> str:
    """The database of keys: of its own, so that backups of the others do not carry them."""
    return f"{prefix}_keys"


def plain_name(view: str) -> str:
    """Under which name a reporting tool finds a view: `campaign-board` is `campaign_board`."""
    return view.replace("-", "_")
