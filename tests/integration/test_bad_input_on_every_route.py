"""Every command route, found in the services themselves: bad input is a 4xx, and writes nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from nineteen.shared.runtime.http.commands import CommandRoute, command_routes
from nineteen.shared.runtime.http.examples import example_body
from nineteen.shared.schema.recorded import Actor
from nineteen.standalone.services import SERVICES

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTES = [route for service in SERVICES for route in command_routes(service)]
BY_OPERATION = {route.operation: route for route in ROUTES}
FEW = 6
"""Of the wrong values for a field, and of unreadable bodies, so many are sent to each route."""
BODY_LIMIT = 262_144
STRANGER = "00000000-0000-4000-8000-00000000dead"
WRONG_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 10**30, 0.5, "", " ", "x" * 3000, "\0", "=1+1", "2026-02-30"),
    *([], {}, [[]], [None], {"$ref": "#"}, "2026-01-06T09:00:00", "9999-12-31T23:59:59-12:00"),
)
MALFORMED_IDS = (
    "1",
    "x",
    "%00",
    "%2e%2e",
    "null",
    STRANGER.upper(),
    STRANGER + "0",
    "%F0%9F%92%A9",
)
UNREADABLE = {
    "empty object cut off": b"{",
    "not JSON": b"<xml/>",
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": -Infinity}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "only spaces": b"   ",
    "a NUL byte": b'{"name": "a\x00"}',
    "two documents": b"{}{}",
    "single quotes": b"{'name': 1}",
    "deep": b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deeper than allowed": b'{"name":' + b"[" * 25 + b"]" * 25 + b"}",
    "an array": b"[]",
    "a text": b'"name"',
    "a number": b"19",
    "null": b"null",
    "a duplicate key": b'{"zz": 1, "zz": 2}',
    "1e400": b'{"zz": 1e400}',
    "a long number": b'{"zz": ' + b"9" * 5000 + b"}",
}
BAD_HEADERS: Mapping[str, tuple[Mapping[str, str], int]] = {
    "unknown role": ({"x-nineteen-persona": f"cascade/king/{STRANGER}"}, 401),
    "role of policies": ({"x-nineteen-persona": f"cascade/policy/{STRANGER}"}, 401),
    "tenant of nobody": ({"x-nineteen-persona": f"commons/counselor/{STRANGER}"}, 401),
    "half a persona": ({"x-nineteen-persona": "cascade/counselor"}, 401),
    "persona without id": ({"x-nineteen-persona": "cascade/counselor/ann"}, 401),
    "unreadable If-Match": ({"if-match": "three"}, 400),
    "negative If-Match": ({"if-match": '"-1"'}, 400),
    "list of If-Match": ({"if-match": '"1", "2"'}, 400),
    "endless Idempotency-Key": ({"idempotency-key": "k" * 256}, 400),
    "auditor": ({"x-nineteen-persona": f"cascade/auditor/{STRANGER}"}, 403),
    "host": ({"x-nineteen-persona": f"cascade/host/{STRANGER}"}, 403),
}


@dataclass
class Case:
    """One bad request, and what may be answered."""

    name: str
    statuses: tuple[int, ...]
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None


def body_for(route: CommandRoute, ids: Mapping[str, str]) -> dict[str, Any]:
    """The example of the route, with ids of things that exist where a field names its kind."""
    names = {"session": "session", "about": "request", "source": "", "reservation": "request"}
    example = example_body(route.command)
    known = {name: ids.get(names.get(name, name)) for name in example}
    return example | {name: found for name, found in known.items() if found}


def path_for(route: CommandRoute, ids: Mapping[str, str]) -> str:
    return route.path.replace("{id}", ids.get(route.decider.kind, STRANGER))


def is_refused(route: CommandRoute, body: Mapping[str, Any]) -> bool:
    try:
        route.command.model_validate_json(json.dumps(body), strict=True)
    except ValidationError:
        return True
    return False


def misfits(route: CommandRoute, good: dict[str, Any]) -> Iterator[Case]:
    """Wrong types and values, missing, unknown and foreign fields."""
    fields = set(route.command.model_fields) - {"stamp"} - route.command.filled
    chance = Random(route.operation)
    for name in sorted(fields):
        wrong = [each for each in WRONG_VALUES if is_refused(route, good | {name: each})]
        for each in chance.sample(wrong, min(len(wrong), FEW)):
            yield Case(f"{name}={each!r:.40}", (422,), good | {name: each})
        without = {key: value for key, value in good.items() if key != name}
        if is_refused(route, without):
            yield Case(f"without {name}", (422,), without)
    for name in ("zz", "__class__", "Name", "stamp", "tenant", *route.command.filled):
        yield Case(f"foreign field {name}", (422,), good | {name: "x"})
    for when in (
        "yesterday",
        5,
        "1",
        "1999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2999-01-01T00:00:00Z",
        "2026-01-06T09:00:00",
    ):
        yield Case(f"occurred_at={when}", (422,), good | {"occurred_at": when})


def broken(route: CommandRoute, good: dict[str, Any]) -> Iterator[Case]:
    """What is no body at all, in a wrapping that is wrong, or too much."""
    for name in Random(route.operation).sample(sorted(UNREADABLE), FEW):
        yield Case(name, (400, 422), content=UNREADABLE[name])
    huge = json.dumps(good | {"zz": "x" * BODY_LIMIT}).encode()
    yield Case("oversize", (413,), content=huge)
    yield Case("oversize by its own word", (413,), good, headers={"content-length": "99999999"})
    content = json.dumps(good).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        yield Case(f"as {kind}", (415,), content=content, headers={"content-type": kind})
    for name, (headers, status) in BAD_HEADERS.items():
        yield Case(name, (status,), good, headers=headers)


def misplaced(route: CommandRoute, good: dict[str, Any]) -> Iterator[Case]:
    """Ids of nothing, versions of yesterday."""
    yield Case("stale If-Match", (412,), good, headers={"if-match": '"99999"'})
    if route.command.guarded:
        yield Case("no If-Match", (428,), good, headers={"if-match": ""})
        yield Case("any If-Match", (400,), good, headers={"if-match": "*"})
    if not route.command.creates:
        version = {"if-match": '"1"'} if route.command.guarded else {}
        for bad in (STRANGER, *MALFORMED_IDS):
            path = route.path.replace("{id}", bad)
            yield Case(f"id {bad}", (404,), good, path=path, headers=version)


async def sent(world: Any, route: CommandRoute, case: Case) -> httpx.Response:
    headers = {"content-type": "application/json", **world.persona(), **case.headers}
    if route.command.guarded and "if-match" not in case.headers:
        headers["if-match"] = '"1"'
    headers = {name: said for name, said in headers.items() if said}
    content = json.dumps(case.body).encode() if case.content is None else case.content
    path = case.path or path_for(route, world.ids)
    response: httpx.Response = await world.client.post(path, content=content, headers=headers)
    return response


def complaint(case: Case, answer: httpx.Response) -> str | None:
    """What is wrong with a refusal, if anything."""
    if answer.status_code not in case.statuses:
        return f"{case.name}: {answer.status_code} {answer.text[:200]}"
    if answer.headers["content-type"] != "application/problem+json":
        return f"{case.name}: {answer.headers['content-type']}"
    problem = answer.json()
    if problem["status"] != answer.status_code or not problem["code"].islower():
        return f"{case.name}: {problem}"
    if not problem["detail"].endswith(".") or problem["type"].split(":")[-1] != problem["code"]:
        return f"{case.name}: {problem}"
    return None


@pytest.mark.parametrize("operation", BY_OPERATION)
async def test_bad_input_is_refused_with_words_and_writes_nothing(
    world: Any, operation: str
) -> None:
    route = BY_OPERATION[operation]
    good = body_for(route, world.ids)
    before = world.written()

    cases = list(chain(misfits(route, good), broken(route, good), misplaced(route, good)))
    complaints = [complaint(each, await sent(world, route, each)) for each in cases]

    assert len(cases) > 40
    assert [each for each in complaints if each] == []
    await world.settle()
    assert world.written() == before


@pytest.mark.parametrize(
    "operation", [name for name, route in BY_OPERATION.items() if not route.command.creates]
)
async def test_another_agencys_id_is_unknown_to_every_command(world: Any, operation: str) -> None:
    route = BY_OPERATION[operation]
    assert route.decider.kind in world.ids, "the agency of these tests has one of everything"
    case = Case("theirs", (404,), body_for(route, world.ids))
    case.headers = world.persona(agency="rainier")
    before = world.written()

    assert complaint(case, await sent(world, route, case)) is None

    await world.settle()
    assert world.written() == before


@pytest.mark.fault("F-41", checks="I8")
async def test_what_another_agency_says_of_our_ids_changes_nothing_of_ours(world: Any) -> None:
    """A body may name ids of another agency: they are unknown, or the words stay in one's own."""
    theirs = world.persona(agency="rainier")
    before = world.documents("cascade"), [e for e in await world.events() if e[0][0] == "cascade"]
    answers = {}
    for route in ROUTES:
        named = body_for(route, world.ids)
        if route.command.creates and named != example_body(route.command):
            case = Case(route.operation, (200, 201, 404, 409, 422), named, headers=theirs)
            answers[route.operation] = (await sent(world, route, case)).status_code
    await world.settle()

    assert len(answers) > 5
    assert set(answers.values()) <= {200, 201, 404, 409}
    assert (
        world.documents("cascade"),
        [e for e in await world.events() if e[0][0] == "cascade"],
    ) == before


@pytest.mark.parametrize("operation", BY_OPERATION)
async def test_an_agency_that_nobody_registered_can_do_nothing(world: Any, operation: str) -> None:
    route = BY_OPERATION[operation]
    if route.operation == "agency_register_agency":
        pytest.skip("this is how one registers")
    headers = world.persona(agency="nowhere")
    case = Case("nowhere", (404, 409, 422), body_for(route, world.ids), headers=headers)
    before = world.written()

    assert complaint(case, await sent(world, route, case)) is None

    await world.settle()
    assert world.written() == before


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(world: Any) -> None:
    headers = world.persona(Actor("counselor", STRANGER)) | {"idempotency-key": "once"}
    path = f"/contact/v1/agencies/{world.ids['agency']}/open-office"

    first = await world.client.post(path, json={"name": "Pier 19"}, headers=headers)
    before = world.written()
    again = await world.client.post(
        path, json={"name": "Pier 19"}, headers=headers | {"if-match": '"1"'}
    )
    other = await world.client.post(path, json={"name": "Pier 20"}, headers=headers)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.json()["events"] == ["OfficeOpened"]
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert world.written() == before


async def draft_of(world: Any) -> dict[str, Any]:
    """A draft that could be made: an employer with research, and somebody there."""
    asked = await world.get(f"/contact/v1/requests/{world.ids['request']}")
    ask = asked["state"]["written"]["drafted"]["ask"]
    return {name: ask[name] for name in ("campaign", "jobseeker", "employer", "contact")}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"minutes": 21}, "promise_too_long"),
        ({"minutes": 10**9}, "promise_too_long"),
        ({"attachments": [{"type": "resume"}]}, "resume_on_request"),
        ({"route": "warm"}, "introducer_missing"),
    ],
)
async def test_s21_s31_a_request_against_the_practice_is_a_422(
    world: Any, more: dict[str, Any], code: str
) -> None:
    before = world.written()
    body = await draft_of(world) | more
    answer = await world.client.post("/contact/v1/requests", json=body, headers=world.persona())

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert world.written() == before


async def test_s17_approving_with_an_incomplete_dossier_is_a_422(world: Any) -> None:
    """The draft is kept, as the answer says."""
    office = {"headers": world.persona()}
    works = {"name": "Unresearched Works", "county": "53033"}
    employer = await world.client.post("/contact/v1/employers", json=works, **office)
    body = await draft_of(world) | {"employer": employer.json()["id"]}
    somebody = {"employer": body["employer"], "name": "Ottoline Firth", "title": "Foreman"}
    contact = await world.client.post("/contact/v1/contacts", json=somebody, **office)
    body["contact"] = contact.json()["id"]
    drafted = await world.client.post("/contact/v1/requests", json=body, **office)
    path = f"/contact/v1/requests/{drafted.json()['id']}/approve-draft"
    before = world.written()

    headers = world.persona() | {"if-match": drafted.headers["etag"]}
    said = {"said_yes": "On the phone."}
    answer = await world.client.post(path, json=said, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "dossier_incomplete")
    assert "kept" in answer.json()["detail"]
    assert world.written() == before
