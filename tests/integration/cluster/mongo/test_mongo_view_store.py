"""The view store on MongoDB: fences between processes, lost answers, pages as SQLite gives them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from nineteen.shared.runtime.mongo.driver import Driver
from nineteen.shared.runtime.mongo.names import DOCUMENTS, TODOS
from nineteen.shared.runtime.mongo.view_store import MongoViewStore
from nineteen.shared.runtime.ports import (
    PARTITIONS,
    Changes,
    Fenced,
    OutboxRow,
    Position,
)
from nineteen.shared.testing.contracts.examples import AT, todo
from nineteen.shared.testing.lossy_wire import LossyWire
from nineteen.shared.testing.mongo import MongoStores, stores_on
from nineteen.shared.testing.servers.plugin import SharedMongo

pytestmark = pytest.mark.cluster
BOARD = "board.v3.g1"
KEY = (BOARD, "agency", "a")
CELL = (BOARD, "all", "n")
START, NEXT = (Position("log", (n,) * PARTITIONS) for n in (1, 5))


@pytest.fixture
def views(mongo_stores: MongoStores) -> MongoViewStore:
    return mongo_stores.views


@pytest.fixture
async def other(mongo: SharedMongo, mongo_stores: MongoStores) -> AsyncIterator[MongoViewStore]:
    """The same store in another process."""
    async with stores_on(mongo.uri, mongo_stores.prefix) as stores:
        yield stores.views


async def test_a_process_that_slept_through_anothers_step_is_fenced(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    await views.positions("group")
    await other.positions("group")
    await other.commit("group", Changes(todos=[todo("theirs")]))

    with pytest.raises(Fenced):
        await views.commit("group", Changes(todos=[todo("mine")]))

    assert await views.due(AT, 9) == [todo("theirs")]
    await views.positions("group")
    await views.commit("group", Changes(todos=[todo("mine")]))
    assert await views.due(AT, 9) == [todo("theirs"), todo("mine")]


async def test_a_deposed_process_swaps_nothing(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    await views.positions("group")
    await other.commit("group", Changes())

    with pytest.raises(Fenced):
        await views.swap("board", 1, 2, "group")

    assert await views.active(["board"]) == {}


async def test_a_dropped_group_fences_who_still_writes_for_it(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    await other.commit("group", Changes(moves=[("contact", None, START)]))
    await other.positions("group")

    await views.drop(None, "group")

    with pytest.raises(Fenced):
        await other.commit("group", Changes(heads={"stream": (1, "event")}))
    assert await views.heads("group", ["stream"]) == {}
    assert await other.positions("group") == {}


async def test_of_two_processes_at_once_one_takes_each_step(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    await views.commit("group", Changes(moves=[("contact", None, START)]))

    async def step(store: MongoViewStore) -> bool:
        before = (await store.positions("group"))["contact"]
        after = Position("log", tuple(n + 1 for n in before.next))
        try:
            await store.commit(
                "group", Changes(moves=[("contact", before, after)], cells={CELL: 1})
            )
        except Fenced:
            return False
        return True

    taken = sum([sum(await asyncio.gather(step(views), step(other))) for _ in range(15)])

    assert 15 <= taken <= 30
    assert await total(views) == taken
    at = (await views.positions("group"))["contact"]
    assert at.next == tuple(n + taken for n in START.next)


async def test_of_two_first_steps_at_once_one_is_fenced(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    for number in range(9):
        changes = Changes(moves=[("contact", None, START)], cells={CELL: 1})
        steps = (store.commit(f"group-{number}", changes) for store in (views, other))
        ended = await asyncio.gather(*steps, return_exceptions=True)
        assert sorted(map(type, ended), key=str) == [type(None), Fenced]

    assert await total(views) == 9


async def test_groups_that_write_one_row_at_once_both_get_through(
    views: MongoViewStore, other: MongoViewStore
) -> None:
    mail = OutboxRow("mail-1", "agency", AT, {})

    for _ in range(9):
        await asyncio.gather(
            views.commit("one", Changes(cells={CELL: 1}, outbox=[mail])),
            other.commit("two", Changes(cells={CELL: 1}, outbox=[mail])),
        )

    assert await total(views) == 18
    assert await views.waiting(9) == [mail]


@pytest.mark.parametrize("kind", ["motor", "pymongo"])
@pytest.mark.parametrize("command", ["commitTransaction", "update"])
@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_step_whose_answer_is_lost_counts_once(
    mongo: SharedMongo, mongo_stores: MongoStores, kind: Driver, command: str, times: int
) -> None:
    async with (
        LossyWire(mongo.uri) as wire,
        stores_on(wire.uri, mongo_stores.prefix, kind) as far,
    ):
        await far.views.commit("group", Changes(cells={CELL: 1}))
        wire.lose(command, times)

        await far.views.commit("group", Changes(cells={CELL: 1}))

        assert wire.lost == times
        assert await total(far.views) == 2


@pytest.mark.parametrize("kind", ["motor", "pymongo"])
@pytest.mark.parametrize("command", ["find", "update", "commitTransaction"])
async def test_a_step_that_is_cancelled_is_whole_or_not_there_and_holds_nobody_up(
    mongo: SharedMongo,
    mongo_stores: MongoStores,
    views: MongoViewStore,
    kind: Driver,
    command: str,
) -> None:
    async with (
        LossyWire(mongo.uri) as wire,
        stores_on(wire.uri, mongo_stores.prefix, kind) as far,
    ):
        for number in range(5):
            heard = wire.heard(command)
            changes = Changes(moves=[(str(number), None, START)], cells={CELL: 1})
            step = asyncio.ensure_future(far.views.commit("group", changes))
            await heard.wait()
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)

            taken = await views.positions("group")
            assert await total(views) == len(taken)
            await views.commit(
                "group", Changes(moves=[(f"{number}.", None, START)], cells={CELL: 1})
            )

        assert await total(views) == len(await views.positions("group")) >= 5


async def test_messages_that_were_settled_wait_no_longer(views: MongoViewStore) -> None:
    mails = [
        OutboxRow(name, "agency", AT + timedelta(seconds=n), {"to": {"$enc": "x"}})
        for n, name in enumerate("cab")
    ]
    await views.commit("group", Changes(outbox=mails[::-1]))
    assert await views.waiting(9) == mails
    assert await views.waiting(1) == mails[:1]

    await views.settle([("c", "sent"), ("b", "dropped")])
    await views.settle([])
    await views.commit("group", Changes(outbox=mails))

    assert await views.waiting(9) == mails[1:2]


async def test_a_to_do_that_broke_keeps_its_payload_and_one_that_was_done_does_not(
    views: MongoViewStore, mongo_stores: MongoStores
) -> None:
    await views.commit("group", Changes(todos=[todo("a"), todo("b")]))

    await views.commit("group", Changes(closed=[(todo("a").id, "broken"), (todo("b").id, "done")]))

    rows = {row["_id"]: row async for row in mongo_stores.database[TODOS].find({})}
    assert "payload" in rows[todo("a").id]
    assert "payload" not in rows[todo("b").id]


@pytest.mark.parametrize(
    "body",
    [
        '{"b":1,"a":{"z":null,"y":[1.0,2,true]}}',
        '{"$where":1,"a.b":{"$enc":"x"},"":0}',
        '{"huge":123456789012345678901234567890,"low":-9223372036854775809}',
        '{"text":"\\u0000 Zo\u00eb \u2028","na\\u0000me":1}',
        '{"int64":9223372036854775807,"float":1e300,"small":5e-324}',
    ],
)
async def test_a_document_is_read_byte_for_byte_as_it_was_rendered(
    views: MongoViewStore, body: str
) -> None:
    await views.commit("group", Changes(documents={KEY: body}))

    assert await views.documents([KEY]) == {KEY: body}
    assert await views.reader.document(KEY) == body


async def test_fields_lie_beside_the_text_as_plain_values(
    views: MongoViewStore, mongo_stores: MongoStores
) -> None:
    body = '{"n":1,"deep":{"list":[null,2.5]}}'
    await views.commit("group", Changes(documents={KEY: body}))

    row = await mongo_stores.database[DOCUMENTS].find_one({"id": "a"})

    assert row
    assert row["fields"] == {"n": 1, "deep": {"list": [None, 2.5]}}
    assert row["version"] == 3


async def test_totals_of_scopes_that_begin_alike_are_read_together(views: MongoViewStore) -> None:
    cells = {
        (BOARD, "agency/a", "n"): 1,
        (BOARD, "agency/b", "n"): 2,
        (BOARD, "agency", "m"): 3,
        (BOARD, "other", "n"): 4,
        ("board.v3.g2", "agency", "n"): 5,
    }
    await views.commit("group", Changes(cells=cells))

    assert sorted(await views.reader.cells(BOARD, "agency")) == [
        ("agency", "m", 3),
        ("agency/a", "n", 1),
        ("agency/b", "n", 2),
    ]


async def total(views: MongoViewStore) -> int:
    return sum(n for _, _, n in await views.reader.cells(BOARD, "all"))
