"""Names of people and employers, joined into a page with one query each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from nineteen.dashboard.api.documents import Documents
from nineteen.dashboard.views.directory import employers
from nineteen.dashboard.views.people import people
from nineteen.shared.runtime.http.views import generation
from nineteen.shared.schema.base import ERASED
from nineteen.shared.view import Document, View


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who on one page; somebody erased, or not known yet, has no name."""

    people: Mapping[str, Document]
    employers: Mapping[str, Document]

    def person(self, subject: str | None) -> str | None:
        """The name of a person."""
        name = self.people.get(subject or "", {}).get("name")
        return None if name in {None, ERASED} else str(name)

    def employer(self, id_: str | None) -> str | None:
        """The name of an employer."""
        found = self.employers.get(id_ or "")
        return str(found["name"]) if found else None


async def names(
    documents: Documents, subjects: Iterable[str | None], employer_ids: Iterable[str | None] = ()
) -> Names:
    """The names for these ids: ids of documents that the reader's own agency has."""
    return Names(
        await by_id(documents, people, subjects), await by_id(documents, employers, employer_ids)
    )


async def by_id(documents: Documents, view: View, ids: Iterable[str | None]) -> dict[str, Any]:
    """Documents of a view by id."""
    name = await generation(documents.node, view)
    wanted = sorted({(name, documents.tenant, id_) for id_ in ids if id_})
    found = await documents.node.views.documents(wanted) if wanted else {}
    return {id_: from_json(body) for (_, _, id_), body in found.items()}
