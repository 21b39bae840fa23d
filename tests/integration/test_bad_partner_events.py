"""Partner events made of garbage: each is answered with what became of it, and none is a 500."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from nineteen.shared.schema.partner import FACTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASES = 2_000
A_BATCH = 50
PATH = "/contact/v1/partner-feeds/harborworks/events"
JSON = {"content-type": "application/cloudevents+json"}
BATCH = {"content-type": "application/cloudevents-batch+json"}
RESULTS = {"accepted", "duplicate", "late", "quarantined"}
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 0.5, 2**63, -(2**63) - 1, 10**30, 1e308),
    *("", " ", "x", "\0", "é" * 300, "x" * 70_000, "2026-02-30", "9999-12-31", "0001-01-01"),
    *("2026-01-06T17:00:00Z", "9999-12-31T23:59:59-14:00", "1", "=cmd|'/c calc'!A1", "../../x"),
    *("[erased]", "nineteen.partner.employer.listed", "53033", "99999", "cascade", "upload"),
    *([], {}, [[[]]], {"feed": "upload"}, {"feed": "harborworks", "ref": "E1"}, ["53033"]),
)


def an_event(number: int) -> dict[str, Any]:
    """An event that would be taken."""
    return {
        "specversion": "1.0",
        "id": f"event-{number}",
        "source": "https://harborworks.example.org",
        "type": "nineteen.partner.employer.listed",
        "data": {
            "external_id": f"GARBAGE-{number}",
            "version": 1,
            "observed_at": "2026-01-06T17:00:00Z",
            "lawful_basis": "public_task",
            "county_fips": "53033",
            "naics": {"code": "314910", "code_set": "NAICS 2022"},
            "name": f"Sailmaker {number}",
            "ownership": "private",
            "list_as_of": "2026-01-05",
        },
    }


def put_wrong(chance: Random, event: dict[str, Any]) -> None:
    event[chance.choice(list(event))] = chance.choice(ODD)


def put_wrong_inside(chance: Random, event: dict[str, Any]) -> None:
    if isinstance(event.get("data"), dict):
        event["data"][chance.choice(list(event["data"]))] = chance.choice(ODD)


def leave_out(chance: Random, event: dict[str, Any]) -> None:
    holder = event["data"] if isinstance(event.get("data"), dict) else event
    holder.pop(chance.choice(list(holder)))


def add_foreign(chance: Random, event: dict[str, Any]) -> None:
    holder = event["data"] if isinstance(event.get("data"), dict) else event
    holder[chance.choice(["zz", "Zz", "", "tenant", "stamp", "\0"])] = chance.choice(ODD)


def change_type(chance: Random, event: dict[str, Any]) -> None:
    event["type"] = chance.choice(["nineteen.partner.", "", "employer.closed", *FACTS])


def name_people(chance: Random, event: dict[str, Any]) -> None:
    if isinstance(event.get("data"), dict):
        for name in ("participant", "named_by", "employer"):
            event["data"][name] = chance.choice(ODD)


HARM: tuple[Callable[[Random, dict[str, Any]], None], ...] = (
    *(put_wrong, put_wrong_inside, put_wrong_inside, leave_out, add_foreign, change_type),
    name_people,
)


def garbage(chance: Random, number: int) -> Any:
    """An event with one to three things wrong, or something that is no event at all."""
    if chance.random() < 0.05:
        return chance.choice(ODD)
    event = an_event(number % 300)
    for harm in chance.choices(HARM, k=chance.randint(1, 3)):
        harm(chance, event)
    return event


@pytest.mark.parametrize("seed", range(4))
async def test_garbage_is_answered_event_by_event(world: Any, seed: int) -> None:
    chance, said = Random(seed), []
    for begin in range(0, CASES // 4, A_BATCH):
        batch = [garbage(chance, begin + each) for each in range(A_BATCH)]
        before = sum(world.written().values())
        answer = await world.client.post(PATH, content=json.dumps(batch), headers=BATCH)
        assert answer.status_code == 200, answer.text
        results = answer.json()["results"]
        assert len(results) == A_BATCH
        kept = [each for each in results if "record" in each]
        assert before + len(kept) <= sum(world.written().values()) <= before + A_BATCH
        said += results

    assert {each["result"] for each in said} <= RESULTS
    refused = [each for each in said if each["result"] == "quarantined"]
    assert len(refused) > CASES // 10
    assert all(each["reason"].islower() and each["detail"] for each in refused)
    await world.settle()
    parked = await world.client.get("/ops/parked")
    assert parked.json() == {"parked": []}


async def test_a_refused_event_that_names_its_record_is_kept_as_a_refusal(world: Any) -> None:
    event = an_event(9_999)
    event["data"]["naics"]["code"] = "999999"
    answer = await world.client.post(PATH, json=event, headers=JSON)

    (result,) = answer.json()["results"]
    assert (result["result"], result["reason"]) == ("quarantined", "naics_unknown")
    record = await world.client.get(f"/contact/v1/records/{result['record']}/history")
    assert [each["type"] for each in record.json()["events"]] == ["RecordQuarantined"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"", JSON, 400, "not_json"),
        (b"{", JSON, 400, "not_json"),
        (b"[]", BATCH, 422, "bad_batch"),
        (json.dumps([{}] * 1001).encode(), BATCH, 422, "bad_batch"),
        (b"[" * 100_000, BATCH, 400, "not_json"),
        (b"[" * 30 + b"]" * 30, BATCH, 422, "too_deep"),
        (b'"\\ud800"', JSON, 400, "not_json"),
        (b"x" * (4 * 1024 * 1024 + 1), JSON, 413, "too_large"),
        (b"{}", {"content-type": "text/plain"}, 415, "not_json"),
        (b"{}", {}, 415, "not_json"),
    ],
)
async def test_what_is_no_batch_is_refused_as_a_whole(
    world: Any, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    before = world.written()
    answer = await world.client.post(PATH, content=content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"].endswith(".")
    assert world.written() == before


@pytest.mark.parametrize("feed", ["nobody", "x" * 500, "%00", "Upload", "é"])
async def test_a_feed_that_nobody_registered_takes_nothing(world: Any, feed: str) -> None:
    before = world.written()
    for end in ("events", "batches"):
        path = f"/contact/v1/partner-feeds/{feed}/{end}"
        kind = "text/csv" if end == "batches" else JSON["content-type"]
        answer = await world.client.post(path, content=b"{}", headers={"content-type": kind})
        assert (answer.status_code, answer.json()["code"]) == (404, "feed_unknown")
    assert world.written() == before


@pytest.mark.parametrize("end", ["events", "batches"])
@pytest.mark.parametrize(
    ("agency", "role", "status"),
    [("nowhere", "counselor", 404), ("cascade", "auditor", 403), ("cascade", "host", 403)],
)
async def test_who_may_not_write_sends_no_events_either(
    world: Any, end: str, agency: str, role: str, status: int
) -> None:
    before = world.written()
    persona = {"x-nineteen-persona": f"{agency}/{role}/00000000-0000-4000-8000-00000000dead"}
    kind = "text/csv" if end == "batches" else JSON["content-type"]
    content = b"Company Name,County FIPS,NAICS Code\nAcme,53033,541511\n"
    content = content if end == "batches" else json.dumps(an_event(1)).encode()
    answer = await world.client.post(
        f"/contact/v1/partner-feeds/upload/{end}",
        content=content,
        headers=persona | {"content-type": kind},
    )

    assert answer.status_code == status, answer.text
    await world.settle()
    assert world.written() == before
