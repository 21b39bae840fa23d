"""Reporting tools read the active documents under plain names, with a driver of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest
from pymongo.errors import OperationFailure

from nineteen.shared.runtime.mongo.names import DOCUMENTS
from nineteen.shared.runtime.mongo.reporting import point_view, reconcile_views
from nineteen.shared.runtime.ports import Changes
from nineteen.shared.testing.mongo import MongoStores, stores_on
from nineteen.shared.testing.mongo_server import guarded
from nineteen.shared.testing.servers.plugin import SharedMongo

pytestmark = pytest.mark.cluster
FIRST, SECOND = "campaign-board.v1.g1", "campaign-board.v1.g2"
Tool = pymongo.MongoClient[dict[str, Any]]


@pytest.fixture
def tool(mongo: SharedMongo) -> Iterator[Tool]:
    """A plain, synchronous driver."""
    with pymongo.MongoClient[dict[str, Any]](mongo.uri) as client:
        yield client


@pytest.fixture
async def stores(mongo_stores: MongoStores) -> MongoStores:
    """Two generations of one board."""
    documents = {
        (FIRST, "agency", "ann"): '{"status":"open","n":1}',
        (FIRST, "agency", "bob"): '{"status":"closed","n":2}',
        (SECOND, "agency", "ann"): '{"status":"open","n":3,"days":{"mon":1}}',
        ("funnel.v2.g1", "agency", "ann"): '{"sent":4}',
    }
    await mongo_stores.views.commit("group", Changes(documents=dict(documents)))
    for name in ("campaign_board", "funnel"):  # a test before this one may have left them
        await mongo_stores.database.drop_collection(name)
    return mongo_stores


def rows(tool: Tool, stores: MongoStores, name: str = "campaign_board") -> list[dict[str, Any]]:
    return list(tool[stores.database.name][name].find({}).sort("_id", 1))


async def test_a_reporting_tool_reads_the_fields_of_the_active_documents(
    stores: MongoStores, tool: Tool
) -> None:
    await point_view(stores.database, "campaign-board", FIRST)

    assert rows(tool, stores) == [
        {"_id": "agency/ann", "_version": 1, "_tenant": "agency", "status": "open", "n": 1},
        {"_id": "agency/bob", "_version": 1, "_tenant": "agency", "status": "closed", "n": 2},
    ]
    board = tool[stores.database.name]["campaign_board"]
    assert board.count_documents({"status": "open", "_tenant": "agency"}) == 1


async def test_after_a_swap_and_back_the_plain_name_shows_what_is_active(
    stores: MongoStores, tool: Tool
) -> None:
    for generation, numbers in ((FIRST, [1, 2]), (SECOND, [3]), (FIRST, [1, 2])):
        await point_view(stores.database, "campaign-board", generation)

        assert [row["n"] for row in rows(tool, stores)] == numbers


async def test_views_that_point_elsewhere_are_found_and_pointed_anew(
    stores: MongoStores, tool: Tool
) -> None:
    await point_view(stores.database, "campaign-board", FIRST)
    wanted = {"campaign-board": SECOND, "funnel": "funnel.v2.g1"}

    assert await reconcile_views(stores.database, wanted) == ["campaign-board", "funnel"]

    assert [row["n"] for row in rows(tool, stores)] == [3]
    assert rows(tool, stores, "funnel") == [
        {"_id": "agency/ann", "_version": 2, "_tenant": "agency", "sent": 4}
    ]
    assert await reconcile_views(stores.database, wanted) == []


async def test_a_user_who_may_only_read_reads_and_changes_nothing(tmp_path: Path) -> None:
    users = {
        "writer": ("readWrite", ["guarded_contact"]),
        "reporter": ("read", ["guarded_contact"]),
    }
    async with guarded(tmp_path, "guarded", users) as address:
        uri = f"mongodb://{{}}:right@{address}/?directConnection=true"
        async with stores_on(uri.format("writer"), "guarded") as stores:
            document = {(FIRST, "agency", "ann"): '{"n":1}'}
            await stores.views.commit("group", Changes(documents=dict(document)))
            await point_view(stores.database, "campaign-board", SECOND)
            await point_view(stores.database, "campaign-board", FIRST)
            name = stores.database.name

        with pymongo.MongoClient[dict[str, Any]](uri.format("reporter")) as client:
            assert [row["n"] for row in client[name]["campaign_board"].find()] == [1]
            with pytest.raises(OperationFailure, match="not authorized"):
                client[name][DOCUMENTS].delete_many({})
            with pytest.raises(OperationFailure, match="not authorized"):
                client["guarded_keys"]["persons"].find_one()
