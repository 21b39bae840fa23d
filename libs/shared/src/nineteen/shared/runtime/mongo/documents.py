"""Reads documents and totals, page by page."""

from nineteen.shared.runtime.mongo.driver import ASCENDING, DESCENDING, Database, Row, aggregated
from nineteen.shared.runtime.mongo.names import CELLS, DOCUMENTS
from nineteen.shared.runtime.mongo.trouble import in_words
from nineteen.shared.runtime.ports import DocKey, Found, Page

LAST = "\U0010ffff"
KEY = ("generation", "tenant", "id")


class MongoDocuments:
    """The reading side of a service's views."""

    def __init__(self, database: Database) -> None:
        self._documents = database[DOCUMENTS]
        self._cells = database[CELLS]

    async def document(self, key: DocKey) -> str | None:
        """One document (JSON)."""
        with in_words():
            row = await self._documents.find_one(dict(zip(KEY, key, strict=True)))
        return row["body"] if row else None

    async def page(self, generation: str, page: Page) -> list[Found]:
        """Documents in order; ties are broken by id."""
        with in_words():
            rows = await aggregated(self._documents, pipeline(generation, page))
        return [Found(row["id"], row["body"], (row["place"], row["id"])) for row in rows]

    async def cells(self, generation: str, scope: str) -> list[tuple[str, str, int]]:
        """(scope, cell, total) of all scopes that start with `scope`."""
        wanted = {"generation": generation, "scope": {"$gte": scope, "$lt": scope + LAST}}
        with in_words():
            rows = await self._cells.find(wanted).to_list(None)
        return [(row["scope"], row["cell"], int(row["n"])) for row in rows]


def pipeline(generation: str, page: Page) -> list[Row]:
    """The stages that find a page, in the order that a SQLite file would give."""
    way = DESCENDING if page.descending else ASCENDING
    wanted: Row = {"generation": generation, "tenant": page.tenant}
    if page.filters:  # an expression compares a field as a whole, never what is in an array
        alike = [{"$eq": [f"$fields.{n}", {"$literal": text}]} for n, text in page.filters.items()]
        wanted["$expr"] = {"$and": alike}
    shown = {"_id": 0, "id": 1, "body": 1}
    if page.order == "id":
        if page.after is not None:
            wanted["id"] = {"$lt" if page.descending else "$gt": page.after[1]}
        found: list[Row] = [{"$match": wanted}, {"$sort": {"id": way}}, {"$limit": page.limit}]
        return [*found, {"$project": {**shown, "place": "$id"}}]
    place = place_of(f"$fields.{page.order}")
    stages: list[Row] = [{"$match": wanted}, {"$project": {**shown, "place": place}}]
    if page.after is not None:
        stages.append({"$match": {"$expr": behind(page.after, descending=page.descending)}})
    return [*stages, {"$sort": {"place": way, "id": way}}, {"$limit": page.limit}]


def place_of(path: str) -> Row:
    """A field as SQLite would sort it: truth as a number, nothing as an empty text."""
    truth = {"$cond": [path, 1, 0]}
    return {"$cond": [{"$eq": [{"$type": path}, "bool"]}, truth, {"$ifNull": [path, ""]}]}


def behind(after: tuple[str | int | float, str], *, descending: bool) -> Row:
    """Whether a document comes after the cursor (numbers come before texts)."""
    value, doc = ({"$literal": each} for each in after)
    way = "$lt" if descending else "$gt"
    tied = {"$and": [{"$eq": ["$place", value]}, {way: ["$id", doc]}]}
    return {"$or": [{way: ["$place", value]}, tied]}
