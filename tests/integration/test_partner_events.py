"""Partner events in any order: each version once, the late ones noted, the rest goes its way."""

from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/contact/v1/partner-feeds/harborworks/events"
BATCH = "application/cloudevents-batch+json"
SEEN = "2026-03-02T17:00:00Z"


def event(kind: str, external_id: str, version: int, **facts: Any) -> dict[str, Any]:
    common = {"lawful_basis": "public_task", "county_fips": "53033", "observed_at": SEEN}
    common["naics"] = {"code": "314910", "code_set": "NAICS 2022"}  # type: ignore[assignment]
    return {
        "specversion": "1.0",
        "id": f"{kind}/{external_id}/{version}",
        "source": "https://harborworks.example.org",
        "type": f"nineteen.partner.{kind}",
        "data": {"external_id": external_id, "version": version, **common, **facts},
    }


def employer(external_id: str, version: int = 1, name: str = "") -> dict[str, Any]:
    listed = {"ownership": "private", "list_as_of": "2026-03-01"}
    return event(
        "employer.listed", external_id, version, name=name or f"Works {external_id}", **listed
    )


def contact(external_id: str, at: str, version: int, title: str) -> dict[str, Any]:
    where = {"feed": "harborworks", "ref": at}
    who = {"name": "Winifred Achebe", "title": title, "list_as_of": "2026-03-01"}
    return event("contact.listed", external_id, version, employer=where, **who)


async def send(world: Any, *events: dict[str, Any]) -> list[str]:
    """What became of each, once everything that follows is done."""
    answer = await world.client.post(PATH, json=list(events), headers={"content-type": BATCH})
    assert answer.status_code == 200, answer.text
    await world.settle()
    return [each["result"] for each in answer.json()["results"]]


async def contacts_named(world: Any, title: str) -> list[dict[str, Any]]:
    people = await world.get("/dashboard/v1/views/people?limit=200")
    return [each for each in people["items"] if each["title"] == title]


async def test_the_same_version_is_a_duplicate_and_a_lower_one_is_late(world: Any) -> None:
    first, third = employer("P-1", 1), employer("P-1", 3)

    assert await send(world, third, first, third) == ["accepted", "late", "duplicate"]
    assert await send(world, third, employer("P-1", 4)) == ["duplicate", "accepted"]


async def test_a_contact_that_comes_before_its_employer_waits_for_it(world: Any) -> None:
    early = contact("P-2-1", "P-2", 2, "Loft manager")

    assert await send(world, early, contact("P-2-1", "P-2", 1, "Trainee")) == ["accepted", "late"]
    assert await contacts_named(world, "Loft manager") == []

    assert await send(world, employer("P-2")) == ["accepted"]
    (found,) = await contacts_named(world, "Loft manager")
    assert found["name"] == "Winifred Achebe"
    assert await contacts_named(world, "Trainee") == []


async def test_what_a_partner_tells_of_a_jobseeker_known_by_id_reaches_the_outcomes(
    world: Any,
) -> None:
    participant = {"feed": "harborworks", "ref": world.ids["jobseeker"]}
    where = {"feed": "harborworks", "ref": "P-3"}
    told = {"participant": participant, "employer": where}
    hired = event("outcome.hire", "P-3-H", 1, hired_on="2026-03-01", **told)
    invited = event("outcome.job_interview", "P-3-I", 1, invited_on="2026-02-20", **told)

    assert await send(world, hired) == ["accepted"]
    assert await send(world, employer("P-3"), invited, invited) == [
        *("accepted", "accepted", "duplicate"),
    ]

    outcomes = await world.get("/dashboard/v1/views/outcome-trace?limit=200")
    (trace,) = [each for each in outcomes["items"] if each["hired_on"] == "2026-03-01"]
    assert (trace["invited_on"], trace["lag_hire_days"]) == ("2026-02-20", 9)
    assert trace["jobseeker"] == world.ids["jobseeker"]


async def test_a_name_that_a_partner_passes_on_becomes_a_lead(world: Any) -> None:
    named = event(
        "referral.named",
        "P-4",
        1,
        participant={"feed": "harborworks", "ref": world.ids["jobseeker"]},
        named_by={"feed": "harborworks", "ref": world.ids["contact"]},
        name="Ottoline Firth",
        name_use_granted=True,
    )

    assert await send(world, named, named) == ["accepted", "duplicate"]

    leads = await world.get("/dashboard/v1/views/referral-tree?limit=200")
    granted = [
        each
        for each in leads["items"]
        if each["source"] == "partner" and each["referrer"] == world.ids["contact"]
    ]
    assert [each["name_use"] for each in granted] == ["granted"]


async def test_events_about_nobody_we_know_are_kept_and_lead_nowhere(world: Any) -> None:
    stranger = {"feed": "harborworks", "ref": "their-own-number-17"}
    where = {"feed": "harborworks", "ref": "P-5"}
    told = {"participant": stranger, "employer": where, "hired_on": "2026-02-27"}
    before = world.written()

    results = await send(world, employer("P-5"), event("outcome.hire", "P-5-H", 1, **told))

    assert results == ["accepted", "accepted"]
    assert world.written()["followup"] == before["followup"]
    parked = await world.client.get("/ops/parked")
    assert parked.json() == {"parked": []}


async def test_the_clock_of_a_partner_that_runs_ahead_is_set_right_and_noted(world: Any) -> None:
    ahead = employer("P-6")
    ahead["data"]["observed_at"] = "2027-01-01T00:00:00Z"

    answer = await world.client.post(PATH, json=[ahead], headers={"content-type": BATCH})

    record = answer.json()["results"][0]["record"]
    history = await world.get(f"/contact/v1/records/{record}/history")
    (accepted,) = history["events"]
    assert accepted["data"]["observed_at"] <= "2026-03-06"
    assert accepted["data"]["skew_s"] > 86_400
