"""Views for reporting tools: `campaign_board` shows the active generation's documents.

A MongoDB view of the plain name stands over the documents; it is pointed anew after a swap.
"""

from collections.abc import Mapping
from typing import Any

from nineteen.shared.runtime.mongo.driver import Database, OperationFailure, Row
from nineteen.shared.runtime.mongo.names import DOCUMENTS, plain_name
from nineteen.shared.runtime.mongo.trouble import UNAUTHORIZED, in_words

EXISTS = 48
Pipeline = list[dict[str, Any]]


def shown(generation: str) -> Pipeline:
    """A generation's documents as a reporting tool sees them."""
    place = {
        "_id": {"$concat": ["$tenant", "/", "$id"]},
        "_version": "$version",
        "_tenant": "$tenant",
    }
    return [
        {"$match": {"generation": generation}},
        {"$replaceRoot": {"newRoot": {"$mergeObjects": ["$fields", place]}}},
    ]


async def point_view(database: Database, view: str, generation: str) -> None:
    """Have the view of the plain name show this generation; raises Unavailable."""
    name, pipeline = plain_name(view), shown(generation)
    with in_words():
        if await options_of(database, name) is None:
            await create(database, name, pipeline)
        else:
            await turn(database, name, pipeline)
        found = await options_of(database, name)
        if found is None or found.get("pipeline") != pipeline:  # answered, and not done
            await database.drop_collection(name)
            await create(database, name, pipeline)


async def reconcile_views(database: Database, generations: Mapping[str, str]) -> list[str]:
    """Point each view (by name) at its active generation; the names of those that stood wrong."""
    pointed = []
    for view, generation in generations.items():
        with in_words():
            found = await options_of(database, plain_name(view))
        if found is None or found.get("pipeline") != shown(generation):
            await point_view(database, view, generation)
            pointed.append(view)
    return pointed


async def options_of(database: Database, name: str) -> Row | None:
    """The options of a view; None when there is none of the name."""
    answer = await database.command("listCollections", filter={"name": name})
    batch = answer["cursor"]["firstBatch"]
    return dict(batch[0]["options"]) if batch else None


async def turn(database: Database, name: str, pipeline: Pipeline) -> None:
    """Change what a view shows, if this user may; the role readWrite does not say so."""
    try:
        await database.command("collMod", name, viewOn=DOCUMENTS, pipeline=pipeline)
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise


async def create(database: Database, name: str, pipeline: Pipeline) -> None:
    """Create a view, unless somebody else just did."""
    try:
        await database.command("create", name, viewOn=DOCUMENTS, pipeline=pipeline)
    except OperationFailure as error:
        if error.code != EXISTS:
            raise
