"""Employer lists and partner events over HTTP: nothing lost, nothing twice, nothing half in."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

PATH = "/contact/v1/partner-feeds/upload/batches"
HEAD = b"Employer ID,Company Name,County FIPS,NAICS Code,Contact,Contact Title,Contact Email\n"
ACME = b"A1,Acme,53033,541511,Ola Reyes,Foreman,ola.reyes@acme.example.org\n"
BOREAS = b"A2,Boreas,53033,336612,Ines Lund,Manager,ines.lund@boreas.example.org\n"
MB = 1_000_000
MADE = ("EmployerRegistered", "EmployerEnriched", "ContactAdded", "ContactProvenanceAttached")


async def upload(nineteen: Any, content: Any, **more: Any) -> httpx.Response:
    headers = nineteen.persona() | {"content-type": more.pop("kind", "text/csv")}
    path = more.pop("path", PATH)
    answer: httpx.Response = await nineteen.client.post(
        path, content=content, headers=headers, params=more
    )
    return answer


async def imported(nineteen: Any, content: bytes, **more: Any) -> dict[str, Any]:
    answer = await upload(nineteen, content, **more)
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = await nineteen.imported(answer.json())
    assert run["failed"] is None
    return run


async def counted(nineteen: Any) -> Counter[str]:
    """How many events of each type there are."""
    return Counter(type_ for _, type_ in await nineteen.events())


async def rows_of(nineteen: Any, run: dict[str, Any]) -> list[dict[str, str]]:
    answer = await nineteen.client.get(run["rows_at"], headers=nineteen.persona())
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
async def agency(nineteen: Any) -> Any:
    """An agency with nothing in it."""
    works = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
    await nineteen.client.post("/contact/v1/agencies", json=works)
    return nineteen


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"", "text/csv", 422, "list_empty"),
        (b"\xef\xbb\xbf\n\n", "text/csv", 422, "list_empty"),
        (b"PK\x03\x04" + b"\0\1\2" * 999, "text/csv", 422, "list_binary"),
        (bytes(range(256)) * 40, "text/csv", 422, "list_binary"),
        (HEAD, "text/csv", 422, "list_header_only"),
        (b"Acme\nBoreas\n", "text/csv", 422, "list_header_missing"),
        (b"Company Name,NAICS Code\nAcme,1\n", "text/csv", 422, "list_columns_missing"),
        (b'"' + HEAD + ACME, "text/csv", 422, "list_quotes_unclosed"),
        (b"x" * 10 * MB, "text/csv", 422, "list_line_too_long"),
        (HEAD + ACME, "application/json", 415, "not_csv"),
        (HEAD + ACME, "application/vnd.ms-excel", 415, "not_csv"),
    ],
)
async def test_what_is_no_list_is_refused_with_a_clear_word(
    agency: Any, content: bytes, kind: str, status: int, code: str
) -> None:
    before = agency.written()

    answer = await upload(agency, content, kind=kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["detail"].endswith("Nothing was taken.") or status == 415
    await agency.settle()
    assert agency.written() == before
    assert left_over(agency) == []


def left_over(agency: Any) -> list[Path]:
    """What an import left in the data folder beside the results."""
    batches = agency.folder / "data" / "contact" / "batches"
    return [each for each in batches.glob("*") if not each.name.endswith(".rows.csv")]


async def test_a_list_that_is_too_large_is_refused_while_it_comes(agency: Any) -> None:
    agency.app.state.settings = agency.app.state.settings.model_copy(update={"list_limit": 3 * MB})
    before, sent = agency.written(), []

    async def pieces() -> Any:
        for number in range(100):
            sent.append(number)
            yield HEAD * 1000

    answer = await upload(agency, pieces())

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert agency.written() == before
    assert left_over(agency) == []


@pytest.mark.parametrize(
    "query",
    [
        {"list_as_of": "yesterday"},
        {"list_as_of": "0001-01-01"},
        {"list_as_of": "9999-12-31"},
        {"mapping": "{"},
        {"mapping": "[]"},
        {"mapping": '{"Company Name": 5}'},
        {"mapping": '{"Company Name": "nonsense"}'},
        {"county": "99999"},
    ],
)
async def test_wrong_options_are_refused(agency: Any, query: dict[str, str]) -> None:
    before = agency.written()

    answer = await upload(agency, HEAD + ACME, **query)

    assert answer.status_code == 422, answer.text
    assert agency.written() == before
    assert left_over(agency) == []


async def test_a_dry_run_says_what_would_be_and_records_nothing(agency: Any) -> None:
    before = agency.written()

    answer = await upload(agency, HEAD + ACME + b"A3,,53033,1,,,\n" + ACME, dry_run="true")

    run = answer.json()
    assert (answer.status_code, run["finished"], run["dry_run"]) == (200, True, True)
    assert (run["accepted"], run["quarantined"], run["duplicate"]) == (1, 1, 1)
    assert [row["result"] for row in await rows_of(agency, run)] == [
        "accepted",
        "quarantined",
        "duplicate",
    ]
    await agency.settle()
    assert agency.written() == before


async def test_s2_the_same_list_twice_makes_no_new_employer_or_contact(agency: Any) -> None:
    content = (Path(__file__).parents[2] / "examples" / "employers-60.csv").read_bytes()
    first = await imported(agency, content)
    once = await counted(agency)

    second = await imported(agency, content)

    twice = await counted(agency)
    assert first["accepted"] == 60
    assert (second["duplicate"], second["accepted"]) == (60, 0)
    assert {name: twice[name] for name in MADE} == {name: once[name] for name in MADE}
    assert twice["EmployerRegistered"] == 60
    news = twice - once
    records = 2 * 60  # each row tells of an employer and of a contact
    assert news == {"BatchOpened": 1, "RecordDuplicate": records, "BatchClosed": 1}


async def test_a_changed_row_is_taken_as_the_next_version(agency: Any) -> None:
    await imported(agency, HEAD + ACME + BOREAS)
    moved = ACME.replace(b"541511", b"541512")

    run = await imported(agency, HEAD + moved + BOREAS)

    assert (run["accepted"], run["duplicate"]) == (1, 1)
    found = await counted(agency)
    assert (found["EmployerRegistered"], found["EmployerEnriched"]) == (2, 1)


async def test_quarantined_rows_have_their_line_and_reason(agency: Any) -> None:
    bad = (
        b"A3,Celeste,53033,999999,,,\n",
        b"A4,Dorado,99999,541511,,,\n",
        b"A5,,53033,541511,,,\n",
        b"A6,Elmira,53033,541511,X,Y,not-an-address\n",
        b"A7," + b"e" * 70_000 + b",53033,541511,,,\n",
    )

    run = await imported(agency, HEAD + ACME + b"".join(bad) + BOREAS)

    rows = {int(row["line"]): row for row in await rows_of(agency, run)}
    assert [rows[line]["result"] for line in (2, 8)] == ["accepted", "accepted"]
    quarantined = {line: row for line, row in rows.items() if row["result"] == "quarantined"}
    assert set(quarantined) >= {3, 4, 5, 7}
    assert [row for row in quarantined.values() if not (row["reason"] and row["detail"])] == []
    assert run["quarantined"] == len(quarantined)
    found = await counted(agency)
    assert found["EmployerRegistered"] == run["accepted"]


async def test_unbalanced_quotes_in_the_middle_lose_no_row_without_a_word(agency: Any) -> None:
    stray = b'A9,"Open,53033,541511,,,\n'
    lines = [f"B{n},Works {n},53033,541511,,,\n".encode() for n in range(60)]

    run = await imported(agency, HEAD + b"".join([*lines[:50], stray, *lines[50:]]))

    rows = await rows_of(agency, run)
    told = sum(run[name] for name in ("accepted", "duplicate", "late", "quarantined"))
    assert told == run["rows"] == len(rows)
    assert run["quarantined"] >= 1
    assert run["accepted"] >= 50


def many(count: int) -> Iterator[bytes]:
    yield HEAD
    for n in range(count):
        yield f"C{n},Works {n},53033,541511,Person {n},Foreman,p{n}@works.example.org\n".encode()


async def test_a_list_cut_off_by_a_stop_stays_open_and_is_completed_by_the_same_list(
    run: Any, tmp_path: Path
) -> None:
    content = b"".join(many(400))
    works = {"name": "Cascade Works", "zone": "America/Los_Angeles"}
    async with run(tmp_path) as nineteen:
        await nineteen.client.post("/contact/v1/agencies", json=works)
        cut = (await upload(nineteen, content)).json()
        while nineteen.written()["contact"] < 50:
            await asyncio.sleep(0)
            progress = await nineteen.get(f"/contact/v1/batches/{cut['id']}/progress")
            assert (progress["finished"], progress["failed"]) == (False, None)

    async with run(tmp_path) as nineteen:
        batch = await nineteen.get(f"/contact/v1/batches/{cut['id']}")
        assert batch["status"] == "Arriving", "the delivery was never closed"
        gone = await nineteen.client.get(f"/contact/v1/batches/{cut['id']}/progress")
        assert gone.status_code == 404
        before = await counted(nineteen)
        assert 0 < before["RecordAccepted"] < 800

        again = await imported(nineteen, content)

        after = await counted(nineteen)
        assert again["rows"] == 400
        assert again["accepted"] + again["duplicate"] == 400
        assert after["RecordDuplicate"] == before["RecordAccepted"]
        assert after["RecordAccepted"] == 800
        assert (after["EmployerRegistered"], after["ContactAdded"]) == (400, 400)
        assert after["BatchClosed"] == 1
        assert left_over(nineteen) == []
