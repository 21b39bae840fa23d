"""Two agencies that use the same ids: neither sees, changes or holds up anything of the other."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from nineteen.shared.runtime.node import Node
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.schema.ids import natural_id
from nineteen.shared.testing.oracle import differing
from nineteen.standalone.server import make_app

DONE = [201, 201, 201, 201, 200]
COUNSELOR = "counselor/00000000-0000-4000-8000-00000000c019"
ZONE = "America/Los_Angeles"
JOBSEEKER, CAMPAIGN, EMPLOYER = (natural_id("same", kind) for kind in ("who", "what", "where"))


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Any]:
    """The whole of Nineteen on SQLite, its clock turned by hand."""
    app = make_app(Settings(data=tmp_path / "data", clock="manual"))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://nineteen") as client:
        yield client


async def sent(client: httpx.AsyncClient, agency: str, path: str, **body: Any) -> httpx.Response:
    """The same words, under the same key, from an agency."""
    headers = {
        "x-nineteen-persona": f"{agency}/{COUNSELOR}",
        "idempotency-key": f"{path} {sorted(body)}",
    }
    return await client.post(path, json=body, headers=headers)


async def told(client: httpx.AsyncClient, agency: str) -> list[int]:
    """An agency's whole story, with ids and keys that the other uses as well."""
    works = {"name": f"Works of {agency}", "county": "53033", "size_class": "10-49"}
    who = {"name": f"Dana of {agency}", "segment": "dislocated", "county": "53033"}
    what = {"jobseeker": JOBSEEKER, "soc": "11-3021"}
    answers = [
        await sent(client, agency, "/contact/v1/agencies", name=agency, zone=ZONE),
        await sent(client, agency, "/contact/v1/jobseekers", id=JOBSEEKER, **who),
        await sent(client, agency, "/contact/v1/employers", id=EMPLOYER, **works),
        await sent(client, agency, "/contact/v1/campaigns", id=CAMPAIGN, **what),
        await sent(client, agency, f"/contact/v1/campaigns/{CAMPAIGN}/set-goal", goal=len(agency)),
    ]
    (await client.post("/ops/clock", json={"advance": "PT0S"})).raise_for_status()
    return [answer.status_code for answer in answers]


async def views(client: httpx.AsyncClient, app: Any, agency: str) -> list[Any]:
    """Every document that an agency is shown."""
    nodes = app.state.app.nodes.values()
    paths = [f"/{n.service.name}/v1/views/{v.name}" for n in nodes for v in n.service.views]
    return [await read(client, agency, path) for path in paths]


async def histories(client: httpx.AsyncClient, agency: str) -> list[Any]:
    """What happened to each thing, as its agency is told."""
    things = {"jobseekers": JOBSEEKER, "employers": EMPLOYER, "campaigns": CAMPAIGN}
    paths = [f"/contact/v1/{kind}/{id_}/history" for kind, id_ in things.items()]
    return [await read(client, agency, path) for path in paths]


async def read(client: httpx.AsyncClient, agency: str, path: str) -> Any:
    headers = {"x-nineteen-persona": f"{agency}/{COUNSELOR}"}
    return (await client.get(path, headers=headers)).raise_for_status().json()


async def is_at_rest(node: Node) -> bool:
    """Nothing of a service is parked or waits."""
    groups = [group for group in (node.policies, node.projector) if group]
    return not await node.views.parked() and not any([await each.behind() for each in groups])


@pytest.mark.fault("F-41", checks="I8")
@pytest.mark.parametrize(("first", "second"), [("cascade", "rainier"), ("rainier", "cascade")])
async def test_an_agency_that_uses_the_ids_of_another_changes_nothing_there(
    client: httpx.AsyncClient, app: Any, first: str, second: str
) -> None:
    assert await told(client, first) == DONE
    before = await views(client, app, first), await histories(client, first)
    assert f"Dana of {first}" in str(before)

    assert await told(client, second) == DONE

    assert (await views(client, app, first), await histories(client, first)) == before
    theirs = await histories(client, second)
    assert f"Dana of {second}" in str(theirs)
    assert first not in str([await views(client, app, second), theirs])
    assert [len(each["events"]) for each in theirs] == [len(each["events"]) for each in before[1]]
    for node in app.state.app.nodes.values():
        assert await is_at_rest(node)
    assert await differing(app.state.app) == []
