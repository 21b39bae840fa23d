"""Planted names, addresses and texts: found where people are shown, and nowhere else."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from pydantic_core import to_json

from nineteen.shared.decider import Command
from nineteen.shared.runtime.http.commands import CommandRoute, command_routes
from nineteen.shared.runtime.http.examples import example_body
from nineteen.shared.schema.base import Event, Value
from nineteen.standalone.services import SERVICES

ROUTES = [route for service in SERVICES for route in command_routes(service)]
WORD = "Zaunkoenig"
EMAIL = "zaunkoenig@nest.example.org"
PHONE = "+12065550147"
CANARIES = ("zaunkoenig", "2065550147", "555-0147")
PEOPLE = ("people", "addressees", "invitees")
"""The one view of each service in which personal data stands."""
STRANGER = "00000000-0000-4000-8000-00000000dead"


def planted(name: str, old: Any) -> Any:
    """A canary in the form of a field."""
    if isinstance(old, list | tuple):
        return [planted(name, each) for each in old]
    return {"email": EMAIL, "phone": PHONE}.get(name, f"{WORD} {name}")


def plants(model: type[Value], body: dict[str, Any]) -> dict[str, Any]:
    """The body with a canary in every personal field that takes one."""
    changed = dict(body)
    for name in model.personal:
        changed[name] = planted(name, body.get(name))
    for name, inner in model.people.items():
        held = body.get(name)
        if isinstance(held, list):
            changed[name] = [plants(inner, each) for each in held]
        elif held:
            changed[name] = plants(inner, held)
    return changed


def body_for(route: CommandRoute, ids: Mapping[str, str]) -> dict[str, Any]:
    """The example with ids of things that exist, and canaries."""
    example = example_body(route.command)
    known = {name: ids.get(name) for name in example}
    return plants(route.command, example | {name: found for name, found in known.items() if found})


def fits(command: type[Command], body: Mapping[str, Any]) -> bool:
    try:
        command.model_validate_json(to_json(body), strict=True)
    except ValidationError:
        return False
    return True


async def every_route(world: Any) -> list[httpx.Response]:
    """Each command once as it should be, once with a misfit, once under an unknown id."""
    answers = []
    for route in ROUTES:
        if route.command.__name__ in {"RemoveStaff", "CloseCampaign", "WithdrawConsent"}:
            continue
        body = body_for(route, world.ids)
        path = route.path.replace("{id}", world.ids.get(route.decider.kind, STRANGER))
        headers = world.persona()
        if route.command.guarded:
            state = await world.get(path.rpartition("/")[0])
            headers |= {"if-match": f'"{state["version"]}"'}
        elsewhere = route.path.replace("{id}", STRANGER)
        misfit = body | {"zz": WORD, WORD: EMAIL}
        for where, what in ((path, body), (path, misfit), (elsewhere, body)):
            answers.append(await world.client.post(where, json=what, headers=headers))
    await world.settle()
    return answers


async def every_list(world: Any) -> list[httpx.Response]:
    """Canaries in a list, in partner events that are taken, and in garbage."""
    row = f"Z1,Nest Works,53033,541511,{WORD} Contact,{WORD} Title,{EMAIL},{PHONE}\n"
    broken = f"Z2,,99999,{WORD},{WORD},{WORD},{WORD}@,{PHONE}\n"
    head = "Employer ID,Company Name,County FIPS,NAICS Code,Contact,Contact Title,Contact Email,"
    content = f"{head}Contact Phone\n{row}{broken}".encode()
    csv = {"content-type": "text/csv"}
    path = "/contact/v1/partner-feeds/upload/batches"
    sent = await world.client.post(path, content=content, headers=csv)
    run = await world.imported(sent.json())
    rows = await world.client.get(run["rows_at"])
    assert f"{run['accepted']} {run['quarantined']}" == "1 1"
    events = [listed(), listed(employees=WORD), listed(name=None, title=None), {"id": EMAIL}]
    batch = {"content-type": "application/cloudevents-batch+json"}
    feed = "/contact/v1/partner-feeds/harborworks/events"
    taken = await world.client.post(feed, json=events, headers=batch)
    await world.settle()
    results = [each["result"] for each in taken.json()["results"]]
    assert results == ["accepted", "quarantined", "quarantined", "quarantined"]
    return [rows]


def listed(**more: Any) -> dict[str, Any]:
    data = {
        "external_id": "Z-9",
        "version": 1,
        "observed_at": "2026-03-02T17:00:00Z",
        "lawful_basis": "public_task",
        "county_fips": "53033",
        "naics": {"code": "314910", "code_set": "NAICS 2022"},
        "employer": {"feed": "harborworks", "ref": "Z-8"},
        "name": f"{WORD} Partner",
        "title": f"{WORD} Title",
        "email": EMAIL,
        "phone": PHONE,
        "list_as_of": "2026-03-01",
        **more,
    }
    source, kind = "https://harborworks.example.org", "nineteen.partner.contact.listed"
    return {"specversion": "1.0", "id": "z", "source": source, "type": kind, "data": data}


def found_in(content: bytes | str) -> list[str]:
    text = content.decode("latin-1") if isinstance(content, bytes) else content
    return [canary for canary in CANARIES if canary in text.lower()]


def rows_outside_people(path: Path) -> Iterator[tuple[str, str]]:
    """(table, row) of everything in a views file that is no document about people."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
        for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608  names of our own tables
            of_people = "view" in columns and row[columns.index("view")].startswith(PEOPLE)
            if not of_people:
                yield table, repr(row)
    db.close()


async def test_planted_personal_data_is_only_where_people_are_shown(
    inhabited: Any, tmp_path: Path
) -> None:
    async with inhabited(tmp_path) as world:
        answers = [*await every_route(world), *await every_list(world)]
        taken = [each for each in answers if each.status_code in (200, 201)]
        refused = [each for each in answers if each.is_error]
        assert len(taken) > 30
        assert len(refused) > 100

        leaks = {f"{each.request.url}": found_in(each.text) for each in refused}
        assert {where: what for where, what in leaks.items() if what} == {}
        for path in ("/metrics", "/ops/parked", *(f"/{s.name}/v1/operations" for s in SERVICES)):
            assert found_in((await world.client.get(path)).text) == [], path
        assert found_in(world.log.getvalue()) == []
        assert len(world.log.getvalue().splitlines()) > 100
        shown = await world.client.get("/dashboard/v1/views/people?limit=200")
        assert found_in(shown.text) == ["zaunkoenig", "2065550147"]
        assert raw_leaks(tmp_path) == {}, "while the files are open, the logs beside them"

    assert raw_leaks(tmp_path) == {}


def raw_leaks(folder: Path) -> dict[str, list[str]]:
    """Where canaries stand in the files of an installation; mails and views of people aside."""
    leaks = {}
    for path in sorted(folder.rglob("*")):
        mine = path.name.removesuffix("-wal").removesuffix("-shm")
        if path.is_file() and mine != "views.db" and path.suffix != ".eml":
            leaks[str(path)] = found_in(path.read_bytes())
    views = sorted(folder.rglob("views.db"))
    assert len(views) == len(SERVICES)
    for path in views:
        for table, row in rows_outside_people(path):
            leaks.setdefault(f"{path} {table}", []).extend(found_in(row))
    assert sum(name.endswith("events.db") for name in leaks) == 3
    return {where: what for where, what in leaks.items() if what}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_every_personal_field_can_carry_a_canary(route: CommandRoute) -> None:
    body = plants(route.command, example_body(route.command))
    assert fits(route.command, body), "give this field a canary of its form"


def test_every_personal_field_has_a_person_whom_it_is_about() -> None:
    """Without one the field could not be encrypted, and the command would end as a 500."""
    for model in Event.types.values():
        for mark in model.personal.values():
            subject = mark.subject.partition(".")[0]
            assert model.model_fields[subject].is_required(), (model, mark)
