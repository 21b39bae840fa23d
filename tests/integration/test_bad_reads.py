"""Every read: bad filters, orders, cursors, versions and ids are a 4xx that says what to do."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from nineteen.shared.runtime.http.openapi import document
from nineteen.standalone.services import SERVICES

pytestmark = pytest.mark.asyncio(loop_scope="module")

VIEWS = {v.name: f"/{s.name}/v1/views/{v.name}" for s in SERVICES for v in s.views}
KINDS = {
    d.kind: f"/{s.name}/v1/{d.collection}" for s in SERVICES for d in s.deciders if not d.shared
}
STRANGER = "00000000-0000-4000-8000-00000000dead"
BAD_IDS = (STRANGER, "x", "%00", "%2e%2e%2fetc", "null", "%F0%9F%92%A9", "'--", "x" * 2000)
BAD_QUERIES = (
    *(("limit", each) for each in ("0", "-1", "201", "x", "", "1.5", "²", "٣" * 4, "9" * 5000)),
    *(("sort", each) for each in ("nothing", "--id", "id;drop", "\0")),
    *(("zz", each) for each in ("1", "")),
    *(("min_version", each) for each in ("", "x", "x:1", f"cascade/campaign-{STRANGER}:x")),
    *(("min_version", f"cascade/campaign-{STRANGER}:{each}") for each in ("", "1.0", "9" * 5000)),
    *(("cursor", each) for each in ("x", "====", "é")),
)
BAD_PLACES: tuple[Any, ...] = (5, None, {}, [1], [1, 2], [None, "x"], [{}, "x"], "xy")
GETS = [
    (service.name, path)
    for service in SERVICES
    for path, methods in document(service)["paths"].items()
    if "get" in methods and "{" in path
]


def wrong(answer: httpx.Response, *statuses: int) -> str | None:
    """What is wrong with a refusal, if anything."""
    if answer.status_code not in statuses or "problem+json" not in answer.headers["content-type"]:
        return f"{answer.url}: {answer.status_code} {answer.text[:200]}"
    problem = answer.json()
    return None if problem["detail"].endswith(".") and problem["code"] else str(problem)


def queries() -> Iterator[tuple[str, str]]:
    yield from BAD_QUERIES
    for place in BAD_PLACES:
        yield "cursor", base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_says_what_it_does_not_understand(world: Any, view: str) -> None:
    answers = [
        await world.client.get(VIEWS[view], params={name: said}, headers=world.persona())
        for name, said in queries()
    ]
    assert [each for each in (wrong(answer, 422) for answer in answers) if each] == []


async def test_a_cursor_beyond_every_number_leads_to_a_page(world: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([10**40, "x"]).encode()).decode()
    for sort in ("id", "-id", "opened_on"):
        params = {"cursor": cursor, "sort": sort}
        page = await world.client.get(VIEWS["campaign-board"], params=params)
        assert page.status_code == 200, page.text


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_has_no_document_of_another_agency(world: Any, view: str) -> None:
    mine = await world.client.get(VIEWS[view], headers=world.persona())
    ids = [item["id"] for item in mine.json()["items"]]
    theirs = world.persona(agency="rainier")

    found = [await world.client.get(f"{VIEWS[view]}/{each}", headers=theirs) for each in ids]
    listed = await world.client.get(VIEWS[view], headers=theirs)

    assert [each for each in (wrong(answer, 404) for answer in found) if each] == []
    assert {item["id"] for item in listed.json()["items"]}.isdisjoint(ids)


async def test_most_views_have_documents_to_hide(world: Any) -> None:
    assert len({view for view, _, _ in world.documents("cascade")}) >= 10


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream_of_another_agency_is_unknown(world: Any, kind: str) -> None:
    path = f"{KINDS[kind]}/{world.ids[kind]}"
    for each in (path, f"{path}/history"):
        mine = await world.client.get(each, headers=world.persona())
        theirs = await world.client.get(each, headers=world.persona(agency="rainier"))
        assert mine.status_code == 200, mine.text
        assert wrong(theirs, 404) is None


@pytest.mark.parametrize(("service", "path"), GETS)
async def test_an_id_of_nothing_is_unknown_to_every_read(
    world: Any, service: str, path: str
) -> None:
    assert path.startswith(f"/{service}/")
    begin, _, rest = path.partition("{")
    end = rest.partition("}")[2]
    answers = [
        await world.client.get(f"{begin}{bad}{end}", headers=world.persona()) for bad in BAD_IDS
    ]
    assert [each for each in (wrong(answer, 404) for answer in answers) if each] == []


@pytest.mark.parametrize("persona", ["x", "cascade/king/1", f"commons/counselor/{STRANGER}"])
async def test_nobody_reads_as_somebody_unknown(world: Any, persona: str) -> None:
    paths = (*VIEWS.values(), "/dashboard/v1/metrics", f"/contact/v1/campaigns/{STRANGER}")
    headers = {"x-nineteen-persona": persona}
    answers = [await world.client.get(each, headers=headers) for each in paths]
    assert [each for each in (wrong(answer, 401) for answer in answers) if each] == []


async def test_a_view_that_is_behind_says_so_and_when_to_come_back(world: Any) -> None:
    stream = f"cascade/campaign-{world.ids['campaign']}"
    wait = {"min_version": f"{stream}:99999"}
    answer = await world.client.get(VIEWS["campaign-board"], params=wait, headers=world.persona())

    assert wrong(answer, 503) is None
    assert (answer.json()["code"], answer.headers["retry-after"]) == ("view_behind", "1")


async def test_figures_say_what_they_do_not_understand(world: Any) -> None:
    bad = (
        *({"period": each} for each in ("", "x", "2026-13", "2026Q9", "9999999-01", "PY2026x")),
        *({"zz": "1"}, {"campaign": STRANGER, "office": STRANGER}, {"min_version": "x"}),
    )
    answers = [
        await world.client.get("/dashboard/v1/metrics", params=each, headers=world.persona())
        for each in bad
    ]
    answers += [await world.client.get("/dashboard/v1/funnel", params={"zz": "1"})]
    unknown = {"campaign": STRANGER}
    absent = await world.client.get("/dashboard/v1/metrics", params=unknown)

    assert [each for each in (wrong(answer, 422) for answer in answers) if each] == []
    assert wrong(absent, 404) is None


async def test_the_operators_routes_refuse_nonsense(world: Any) -> None:
    before = world.written()
    bad: tuple[tuple[str, Any, int], ...] = (
        ("/ops/clock", {}, 422),
        ("/ops/clock", {"set": "tomorrow"}, 422),
        ("/ops/clock", {"set": 5}, 422),
        ("/ops/clock", {"set": "9999-12-31T23:59:59-12:00"}, 422),
        ("/ops/clock", {"advance": "P99999999D"}, 422),
        ("/ops/clock", {"advance": "PT1H", "set": "2027-01-01T00:00:00Z"}, 422),
        ("/ops/clock", {"advance": "-PT1H"}, 422),
        ("/ops/clock", {"set": "2020-01-01T00:00:00Z"}, 409),
        ("/ops/clock", [], 422),
        ("/ops/parked/redrive", {"zz": 1}, 422),
        ("/ops/parked/redrive", {"group": [], "stream": {}}, 422),
        ("/ops/rebuild", {"view": "nothing"}, 404),
        ("/ops/rebuild", {"view": ["x"]}, 404),
        ("/ops/rebuild", {}, 404),
        ("/nowhere", {}, 404),
        ("/health/live", {}, 405),
    )
    complaints = [
        wrong(await world.client.post(path, json=body), status) for path, body, status in bad
    ]
    assert [each for each in complaints if each] == []
    assert wrong(await world.client.get("/nowhere/v1/operations"), 404) is None
    assert world.written() == before
