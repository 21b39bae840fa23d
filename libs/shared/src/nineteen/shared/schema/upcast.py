"""Upcasters: how data of an older schema version becomes data of the next one."""

from collections.abc import Callable
from typing import Any

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""(event type, schema version) -> to the next version; each takes "[erased]" anywhere."""


class SchemaFromFutureError(Exception):
    """An event was written by a newer release."""


def upcast(type_name: str, version: int, newest: int, data: Data) -> Data:
    """Bring `data` to the newest version; raises SchemaFromFutureError when it is beyond."""
    if version > newest:
        raise SchemaFromFutureError(type_name)
    for step in range(version, newest):
        data = UPCASTERS[type_name, step](data)
    return data
