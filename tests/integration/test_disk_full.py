"""A full disk: refused with words, nothing half kept, and work goes on when there is room."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from nineteen.shared.runtime.sqlite.embedded import Folders
from nineteen.shared.runtime.sqlite.verification import verified
from nineteen.standalone.services import SERVICES

WORKS = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
ENDLESS = 4_294_967_294


@contextmanager
def full(db: sqlite3.Connection) -> Iterator[None]:
    """No page can be added to a file; SQLite says of it what it says of a full disk."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA max_page_count = {ENDLESS}")


def events_of(nineteen: Any, service: str) -> sqlite3.Connection:
    db: sqlite3.Connection = nineteen.app.state.embedded.stores[service]._writer._db
    return db


def views_of(nineteen: Any, service: str) -> sqlite3.Connection:
    db: sqlite3.Connection = nineteen.app.state.embedded.views[service].db
    return db


async def register(nineteen: Any, number: int) -> httpx.Response:
    body = {"name": f"Works {number} {'x' * 150}", "county": "53033"}
    headers = nineteen.persona() | {"idempotency-key": f"works-{number}"}
    answer: httpx.Response = await nineteen.client.post(
        "/contact/v1/employers", json=body, headers=headers
    )
    return answer


async def until_refused(nineteen: Any) -> tuple[int, httpx.Response]:
    """How many employers found room, and the refusal of the next."""
    for number in range(200):
        answer = await register(nineteen, number)
        if answer.is_error:
            return number, answer
    raise AssertionError("the disk was never full")


@pytest.fixture
async def agency(nineteen: Any) -> Any:
    """An agency with nothing in it."""
    await nineteen.client.post("/contact/v1/agencies", json=WORKS)
    await nineteen.settle()
    return nineteen


@pytest.mark.fault("F-31", checks="I1 I7")
async def test_a_command_without_room_is_a_507_and_goes_through_later(agency: Any) -> None:
    before = agency.written()["contact"]

    with full(events_of(agency, "contact")):
        kept, refusal = await until_refused(agency)
        assert (refusal.status_code, refusal.json()["code"]) == (507, "disk_full")
        assert "nothing was kept" in refusal.json()["detail"]
        assert refusal.headers["retry-after"] == "5"
        assert agency.written()["contact"] == before + kept
        assert (await agency.client.get("/health/live")).status_code == 200
        again = await register(agency, kept)
        assert again.status_code == 507

    retried = await register(agency, kept)
    repeated = await register(agency, 0)
    assert (retried.status_code, repeated.status_code) == (201, 201)
    assert agency.written()["contact"] == before + kept + 1


@pytest.mark.fault("F-31", checks="I1 I3")
async def test_the_streams_are_whole_after_a_full_disk(run: Any, tmp_path: Path) -> None:
    async with run(tmp_path) as nineteen:
        await nineteen.client.post("/contact/v1/agencies", json=WORKS)
        with full(events_of(nineteen, "contact")):
            kept, _ = await until_refused(nineteen)
        await nineteen.settle()

    folders = Folders(tmp_path / "data", tmp_path / "data-keys")
    assert all(verdict.clean for verdict in await verified(SERVICES, folders))
    async with run(tmp_path) as nineteen:
        types = [type_ for _, type_ in await nineteen.events()]
        assert types.count("EmployerRegistered") == kept


async def test_views_without_room_wait_and_catch_up(run: Any, tmp_path: Path) -> None:
    async with run(tmp_path) as nineteen:
        await nineteen.client.post("/contact/v1/agencies", json=WORKS)
        await nineteen.settle()
        with full(views_of(nineteen, "dashboard")):
            taken = [(await register(nineteen, number)).status_code for number in range(120)]
            stuck = await nineteen.client.post("/ops/clock", json={"advance": "PT0S"})
            assert set(taken) == {201}, "the events have room"
            assert (stuck.status_code, stuck.json()["code"]) == (507, "disk_full")

        await nineteen.settle()
        page = await nineteen.get("/dashboard/v1/views/employers?limit=200")
        assert len(page["items"]) == 120

    folders = Folders(tmp_path / "data", tmp_path / "data-keys")
    assert all(verdict.clean for verdict in await verified(SERVICES, folders))


async def test_policies_without_room_lose_no_step(agency: Any) -> None:
    who = {"name": "Dana Reyes", "segment": "dislocated", "county": "53033"}
    enrolled = await agency.client.post("/contact/v1/jobseekers", json=who)
    campaign = {"jobseeker": enrolled.json()["id"], "soc": "11-3021"}
    opened = await agency.client.post("/contact/v1/campaigns", json=campaign)
    await agency.settle()
    with full(views_of(agency, "contact")):
        path = f"/contact/v1/campaigns/{opened.json()['id']}/close-campaign"
        closed = await agency.client.post(path, json={"reason": "moved"})
        for number in range(120):
            await register(agency, number)
        stuck = await agency.client.post("/ops/clock", json={"advance": "PT0S"})
        assert (closed.status_code, stuck.status_code) == (200, 507)

    await agency.settle()
    operations = await agency.get("/contact/v1/operations")
    assert [(each["lag"], each["parked_events"]) for each in operations["groups"]] == [
        (0, 0),
        (0, 0),
    ]


async def test_a_list_without_room_breaks_off_says_so_and_is_completed_later(agency: Any) -> None:
    head = b"Employer ID,Company Name,County FIPS,NAICS Code\n"
    rows = [f"D{n},Works {n} {'y' * 120},53033,541511\n".encode() for n in range(300)]
    path = "/contact/v1/partner-feeds/upload/batches"
    content = head + b"".join(rows)
    csv = {"content-type": "text/csv"}
    with full(events_of(agency, "contact")):
        sent = await agency.client.post(path, content=content, headers=csv)
        run = sent.json()
        if sent.status_code == 202:
            while not (run["finished"] or run["failed"]):
                answer = await agency.client.get(f"/contact/v1/batches/{run['id']}/progress")
                run = answer.json()
                await asyncio.sleep(0)
            assert "disk is full" in run["failed"]
            assert not run["finished"]
        else:
            assert (sent.status_code, run["code"]) == (507, "disk_full")

    again = await agency.client.post(path, content=content, headers=csv)
    done = await agency.imported(again.json())

    assert (done["failed"], done["rows"]) == (None, 300)
    types = [type_ for _, type_ in await agency.events()]
    assert types.count("EmployerRegistered") == 300
    assert types.count("RecordAccepted") == 300


async def test_a_batch_of_partner_events_says_how_many_were_kept(agency: Any) -> None:
    await agency.client.post(
        "/contact/v1/partner-feeds", json={"feed": "harborworks", "name": "Harbor Works"}
    )
    batch = [listed(number) for number in range(200)]
    path = "/contact/v1/partner-feeds/harborworks/events"
    headers = {"content-type": "application/cloudevents-batch+json"}
    with full(events_of(agency, "contact")):
        broken = await agency.client.post(path, json=batch, headers=headers)
    kept = [type_ for _, type_ in await agency.events()].count("RecordAccepted")
    assert (broken.status_code, broken.json()["code"]) == (507, "disk_full")
    assert 0 < kept < 200
    assert broken.json()["detail"].startswith(f"{kept} of 200 events were kept")

    again = await agency.client.post(path, json=batch, headers=headers)

    results = [each["result"] for each in again.json()["results"]]
    assert results == ["duplicate"] * kept + ["accepted"] * (200 - kept)


def listed(number: int) -> dict[str, Any]:
    data = {
        "external_id": f"F-{number}",
        "version": 1,
        "observed_at": "2026-01-05T17:00:00Z",
        "lawful_basis": "public_task",
        "county_fips": "53033",
        "naics": {"code": "314910", "code_set": "NAICS 2022"},
        "name": f"Works {number}",
        "ownership": "private",
        "list_as_of": "2026-01-05",
    }
    source = "https://harborworks.example.org"
    kind = "nineteen.partner.employer.listed"
    return {"specversion": "1.0", "id": str(number), "source": source, "type": kind, "data": data}


async def test_a_mail_folder_that_cannot_be_written_keeps_the_message_waiting(
    nineteen: Any, asked: Any
) -> None:
    outbox: Path = nineteen.folder / "data" / "outbox"
    obstruct(outbox)

    request, turned = await asked(nineteen)

    assert (turned.status_code, turned.json()["code"]) == (503, "store_unavailable")
    assert "waits in the outbox" in turned.json()["detail"]
    state = await nineteen.get(f"/contact/v1/requests/{request}")
    assert state["status"] == "Sent"
    clear(outbox)

    await nineteen.settle()
    await nineteen.settle()

    (mail,) = mails_in(outbox)
    assert b"Subject: " in mail


def obstruct(folder: Path) -> None:
    """Root may write everywhere, but not into a file as if it were a folder."""
    folder.write_text("a file where the folder should be")


def clear(folder: Path) -> None:
    folder.unlink()


def mails_in(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.glob("*.eml")]
