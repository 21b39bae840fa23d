"""The writer of a file: one transaction for many, each answered for itself."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from nineteen.shared.runtime.ports import Conflict, Unavailable
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.runtime.sqlite.writer import GroupWriter, opened
from nineteen.shared.testing.contracts.examples import commit, stream_of

GATE = stream_of("gate")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteEventStore]:
    store = SqliteEventStore(tmp_path / "events.db", durable=False)
    yield store
    await store.close()


async def test_a_conflict_of_one_does_not_fail_the_others(store: SqliteEventStore) -> None:
    answers = await asyncio.gather(
        store.append(commit("a", stream_of("a"))),
        store.append(commit("bad", stream_of("b"), 7)),
        store.append(commit("c", stream_of("c"))),
        store.append(commit("second", stream_of("c"))),
        return_exceptions=True,
    )

    assert [type(each) for each in answers] == [type(None), Conflict, type(None), Conflict]
    assert len(await store.read(stream_of("c"))) == 1


async def test_a_cancelled_caller_does_not_undo_its_commit(store: SqliteEventStore) -> None:
    writing = [asyncio.ensure_future(store.append(commit(n, stream_of(n)))) for n in "abc"]
    await asyncio.sleep(0)
    writing[1].cancel()
    answers = await asyncio.gather(*writing, return_exceptions=True)
    await store.append(commit("later", stream_of("later")))

    assert isinstance(answers[1], asyncio.CancelledError)
    assert len(await store.read(stream_of("b"))) == 1


async def test_closing_writes_what_waits_and_refuses_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    store = SqliteEventStore(path)
    waiting = [
        asyncio.ensure_future(store.append(commit(str(n), stream_of(str(n))))) for n in range(700)
    ]
    await asyncio.sleep(0)

    await store.close()

    assert await asyncio.gather(*waiting) == [None] * 700
    with pytest.raises(Unavailable):
        await store.append(commit("late", GATE))
    again = SqliteEventStore(path)
    assert again.log.end() == 701
    await again.close()


async def test_a_full_disk_refuses_everybody_and_takes_again_when_there_is_room(
    tmp_path: Path,
) -> None:
    store = SqliteEventStore(tmp_path / "events.db", durable=False)
    db = store._writer._db
    await store.append(commit("first", GATE))
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count={pages}")
    large = [commit(f"large {n}", GATE, 2 + n, text="x" * 50_000) for n in range(3)]

    answers = await asyncio.gather(*map(store.append, large), return_exceptions=True)

    assert [type(each) for each in answers] == [Unavailable] * 3
    assert all(isinstance(each, Unavailable) and each.full for each in answers)
    assert [c.from_version for c in await store.read(GATE)] == [1]

    db.execute("PRAGMA max_page_count=1000000")
    for each in large:
        assert await store.append(each) is None
    assert [c.from_version for c in await store.read(GATE)] == [1, 2, 3, 4]
    await store.close()


async def test_a_failed_transaction_forgets_the_heads_it_had_advanced(tmp_path: Path) -> None:
    store = SqliteEventStore(tmp_path / "events.db", durable=False)
    await store.append(commit("first", GATE))
    db = store._writer._db
    db.execute("CREATE TRIGGER no BEFORE INSERT ON commits BEGIN SELECT raise(ROLLBACK, 'no'); END")

    with pytest.raises(Unavailable):
        await store.append(commit("refused", stream_of("another")))
    db.execute("DROP TRIGGER no")

    assert await store.append(commit("again", stream_of("another"))) is None
    assert await store.append(commit("second", GATE, 2)) is None
    await store.close()


async def test_an_error_of_the_batch_itself_reaches_its_callers_and_the_writer_lives(
    tmp_path: Path,
) -> None:
    failed: list[str] = []

    def batch(db: sqlite3.Connection, jobs: Sequence[int]) -> list[float]:
        db.execute("CREATE TABLE IF NOT EXISTS t(n)")
        return [1 / job for job in jobs]

    db = opened(tmp_path / "x.db", "OFF")
    writer: GroupWriter[int, float] = GroupWriter(db, batch, lambda: failed.append("failed"))

    with pytest.raises(ZeroDivisionError):
        await writer.write(0)

    assert failed == ["failed"]
    assert await writer.write(2) == 0.5
    await writer.close()
