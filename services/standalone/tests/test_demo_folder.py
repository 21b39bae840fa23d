"""The demo's data folder: the pages answer while it fills, half a demo never stays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from nineteen.shared.runtime.clock import SwitchedClock, SystemClock
from nineteen.shared.runtime.http.gate import Loading
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.runtime.sqlite.embedded import Folders
from nineteen.standalone.demo import Plan
from nineteen.standalone.demo.folder import MARKER, fill, open_for_demo
from nineteen.standalone.server import make_app
from nineteen.standalone.services import SERVICES

TINY = Plan(weeks=3, pairs=1, employers=15, story=False)
FULL, NORMAL = 2, 1
NEW = {"name": "Tideline Works", "zone": "America/Los_Angeles"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "keys")


def system() -> SwitchedClock:
    return SwitchedClock(SystemClock())


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    client = httpx.AsyncClient(transport=transport, base_url="http://nineteen")
    async with app.router.lifespan_context(app), client:
        yield client


async def broken_off(folders: Folders) -> None:
    """Begin to load, and stop in the middle of it."""
    embedded, _ = await open_for_demo(SERVICES, folders, system(), demo=True)
    loading = Loading()
    filling = asyncio.create_task(fill(embedded, loading, TINY))
    while not loading.done or loading.done < 0.2:  # noqa: ASYNC110  it loads in this loop
        await asyncio.sleep(0)
    filling.cancel()
    await asyncio.gather(filling, return_exceptions=True)
    await embedded.close()


async def test_while_the_demo_loads_reads_work_and_commands_wait_and_then_the_clock_is_real(
    folders: Folders,
) -> None:
    app = make_app(Settings(data=folders.data, keys=folders.keys), demo=True, plan=TINY)
    async with served(app) as client:
        page = await client.get("/")
        command = await client.post("/contact/v1/agencies", json=NEW)
        ready = (await client.get("/health/ready")).json()

        assert page.status_code == 200
        assert (command.status_code, command.json()["code"]) == (503, "demo_loading")
        assert command.headers["retry-after"]
        assert 0 <= ready["demo"]["done"] < 1

        while (ready := (await client.get("/health/ready")).json())["demo"]["done"] < 1:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert ready["demo"]["failed"] is None
        headers = {"x-nineteen-persona": "tideline/counselor/00000000-0000-4000-8000-00000000c019"}
        command = await client.post("/contact/v1/agencies", json=NEW, headers=headers)
        board = (await client.get("/dashboard/v1/views/campaign-board")).json()

        assert command.status_code == 201
        assert len(board["items"]) == 2
        assert isinstance(app.state.embedded.app.clock.clock, SystemClock)


async def test_a_loaded_folder_waits_for_the_disk_again_and_has_no_marker(
    folders: Folders,
) -> None:
    embedded, to_load = await open_for_demo(SERVICES, folders, system(), demo=True)
    assert to_load
    assert (folders.data / MARKER).exists()
    await fill(embedded, Loading(), TINY)

    writers = [store._writer for store in embedded.stores.values()]
    files = [*(writer._db for writer in writers), embedded.keys._writer._db]
    assert {db.execute("PRAGMA synchronous").fetchone()[0] for db in files} == {FULL}
    views = [each.db for each in embedded.views.values()]
    assert {db.execute("PRAGMA synchronous").fetchone()[0] for db in views} == {NORMAL}
    assert not (folders.data / MARKER).exists()
    assert not list(folders.data.glob("outbox/*"))
    await embedded.close()


async def test_a_loaded_folder_is_opened_as_it_is(folders: Folders) -> None:
    embedded, _ = await open_for_demo(SERVICES, folders, system(), demo=True)
    await fill(embedded, Loading(), TINY)
    await embedded.close()
    embedded, to_load = await open_for_demo(SERVICES, folders, system(), demo=True)

    assert not to_load
    assert embedded.stores["contact"].log.end() > 100
    await embedded.close()


async def test_half_a_demo_is_wiped_and_begun_anew_and_one_line_says_so(folders: Folders) -> None:
    await broken_off(folders)
    assert (folders.data / MARKER).exists()
    key = (folders.keys / "installation.key").read_bytes()

    with capture_logs() as lines:
        embedded, to_load = await open_for_demo(SERVICES, folders, system(), demo=True)
    assert to_load
    assert embedded.stores["contact"].log.end() == 1
    assert [line["event"] for line in lines] == ["demo_broke_off"]
    assert (folders.keys / "installation.key").read_bytes() == key

    loading = Loading()
    await fill(embedded, loading, TINY)
    assert (loading.done, loading.failed) == (1.0, None)
    await embedded.close()


async def test_half_a_demo_is_wiped_for_who_wants_none(folders: Folders) -> None:
    await broken_off(folders)
    embedded, to_load = await open_for_demo(SERVICES, folders, system(), demo=False)

    assert not to_load
    assert not (folders.data / MARKER).exists()
    assert embedded.stores["contact"].log.end() == 1
    await embedded.close()


async def test_keys_that_were_there_before_are_kept_when_half_a_demo_is_wiped(
    folders: Folders,
) -> None:
    elsewhere = Folders(folders.data.with_name("elsewhere"), folders.keys)
    embedded, _ = await open_for_demo(SERVICES, elsewhere, system(), demo=False)
    before = await embedded.keys.named("somebody's", b"a key of another installation")
    await embedded.close()

    await broken_off(folders)
    embedded, _ = await open_for_demo(SERVICES, folders, system(), demo=False)
    assert await embedded.keys.named("somebody's", b"another") == before
    await embedded.close()


async def test_a_demo_that_fails_says_so_and_refuses_commands(folders: Folders) -> None:
    embedded, _ = await open_for_demo(SERVICES, folders, system(), demo=True)
    loading = Loading()
    await embedded.stores["contact"].close()
    await fill(embedded, loading, TINY)

    assert loading.failed
    assert loading.under_way
    assert (folders.data / MARKER).exists()
    for views in embedded.views.values():
        await views.close()
    embedded.lock.release()
