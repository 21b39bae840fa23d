"""The SQLite adapters keep every contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nineteen.shared.runtime.ports import ViewStore
from nineteen.shared.runtime.sqlite.bus import SqliteBus
from nineteen.shared.runtime.sqlite.event_store import SqliteEventStore
from nineteen.shared.runtime.sqlite.key_store import SqliteKeyStore
from nineteen.shared.runtime.sqlite.view_store import SqliteViewStore
from nineteen.shared.testing.contracts.bus import BusContract
from nineteen.shared.testing.contracts.event_store import EventStoreContract
from nineteen.shared.testing.contracts.examples import SOURCE, Pieces
from nineteen.shared.testing.contracts.flow import FlowContract
from nineteen.shared.testing.contracts.keys import KeyStoreContract
from nineteen.shared.testing.contracts.parking import ParkingContract
from nineteen.shared.testing.contracts.todos import TodoContract
from nineteen.shared.testing.contracts.view_store import ViewStoreContract


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteEventStore]:
    store = SqliteEventStore(tmp_path / "events.db", durable=False)
    yield store
    await store.close()


@pytest.fixture
def bus(store: SqliteEventStore) -> SqliteBus:
    return SqliteBus({SOURCE: store.log})


@pytest.fixture
async def views(tmp_path: Path) -> AsyncIterator[SqliteViewStore]:
    views = SqliteViewStore(tmp_path / "views.db", durable=False)
    yield views
    await views.close()


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[SqliteKeyStore]:
    keys = SqliteKeyStore(tmp_path)
    yield keys
    await keys.closed()


class TestSqliteEventStore(EventStoreContract):
    pass


class TestSqliteBus(BusContract):
    pass


class TestSqliteViewStore(ViewStoreContract):
    async def total(self, views: ViewStore) -> int:
        assert isinstance(views, SqliteViewStore)
        (row,) = views.db.execute("SELECT coalesce(sum(n), 0) FROM cells").fetchall()
        return int(row[0])


class TestSqliteTodos(TodoContract):
    pass


class TestSqliteKeyStore(KeyStoreContract):
    pass


@pytest.fixture
def pieces(
    store: SqliteEventStore,
    bus: SqliteBus,
    views: SqliteViewStore,
    keys: SqliteKeyStore,
) -> Pieces:
    return Pieces(store, bus, views, keys)


class TestSqliteFlow(FlowContract):
    pass


class TestSqliteParking(ParkingContract):
    pass
